"""Addresses, of any kind, as links."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from opinovi_wagtail.views.sentences import link, mail_link, phone_link

register = template.Library()


@register.filter
def weblink(url: str, text: str = "") -> SafeString | str:
    """A link to an ordinary web address; anything else is just its text."""
    return link(url, text) if url else ""


@register.filter
def maillink(address: str) -> SafeString | str:
    return mail_link(address) if address else ""


@register.filter
def phonelink(number: str) -> SafeString | str:
    return phone_link(number) if number else ""
