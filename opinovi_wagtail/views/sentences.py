"""Sentences with values in them, safe to put into a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


def sentence(text: str, **values: Any) -> SafeString:
    """``text`` (translated, with ``%(name)s``) filled with ``values``; what is not marked safe is escaped."""
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(str(conditional_escape(text)) % escaped)  # noqa: S308 - both sides are escaped


def link(url: str, text: str = "") -> SafeString:
    """A link to ``url`` if that is an ordinary web address, else just its text."""
    parts = urlsplit(url)
    shown = text or parts.netloc.removeprefix("www.") or url
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return conditional_escape(shown)
    return format_html('<a href="{}">{}</a>', url, shown)


def mail_link(address: str) -> SafeString:
    """An e-mail address that opens the reader's mail program."""
    return format_html('<a href="mailto:{}">{}</a>', address, address)


def phone_link(number: str) -> SafeString:
    """A phone number that can be called by pressing it."""
    dialled = "".join(character for character in number if character in "+0123456789")
    return format_html('<a href="tel:{}">{}</a>', dialled, number)


def contact(*, name: str = "", phone: str = "", email: str = "") -> SafeString:
    """Whom to ask and how: ``Liisa Aho, +358 2 123 4567, liisa@opisto.example``."""
    parts = [conditional_escape(name)] if name else []
    if phone:
        parts.append(phone_link(phone))
    if email:
        parts.append(mail_link(email))
    return mark_safe(", ".join(parts))  # noqa: S308 - every part is escaped
