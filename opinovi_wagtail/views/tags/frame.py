"""What surrounds a page of ours: its head, and the headings of its filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from opinovi_wagtail.conf import conf

register = template.Library()


@register.simple_tag(takes_context=True)
def opinovi_head(context: Mapping[str, Any]) -> SafeString:
    """What our pages need in ``<head>``: the style sheet, the other languages, and whether to be indexed."""
    frame = context.get("opinovi") or {}
    parts = []
    if frame.get("include_css", conf.INCLUDE_CSS):
        parts.append(format_html('<link rel="stylesheet" href="{}">', static("opinovi_wagtail/opinovi.css")))
    if frame.get("robots"):
        parts.append(format_html('<meta name="robots" content="{}">', frame["robots"]))
    for other in frame.get("alternates", ()):
        parts.append(format_html('<link rel="alternate" hreflang="{}" href="{}">', other.language, other.url))
    return format_html_join("\n", "{}", ((part,) for part in parts))


@register.simple_tag
def chosen_count(bound_field: Any) -> str:
    """How many boxes of a filter are ticked, for its heading; empty when none is."""
    count = len([value for value in bound_field.value() or () if value in bound_field.field.known])
    return ngettext("%(count)s chosen", "%(count)s chosen", count) % {"count": count} if count else ""
