"""Texts of rows on a public page: what came from a partner's system or a plain text box, cut down to harmless markup."""

from __future__ import annotations

import re
from html import unescape

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

TAGS = {"a", "b", "blockquote", "br", "em", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"}
_MARKUP = re.compile(r"<(?:/?[a-z][a-z0-9]*)\b[^>]*>", re.IGNORECASE)
# A page has its own first two levels of headings.
_TOP_HEADING = re.compile(r"(</?)h[12]\b", re.IGNORECASE)
_LOW_HEADING = re.compile(r"(</?)h[56]\b", re.IGNORECASE)


def clean(text: str) -> SafeString:
    """``text`` as safe HTML. Text without markup keeps its line breaks; images, styles and scripts are gone."""
    if not _MARKUP.search(text):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks
    text = _LOW_HEADING.sub(r"\1h4", _TOP_HEADING.sub(r"\1h3", text))
    cleaned = nh3.clean(text, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    return mark_safe(cleaned)  # noqa: S308 - cleaned


def without_markup(text: str) -> str:
    """``text`` on one line, tags taken out and entities resolved."""
    return " ".join(unescape(_MARKUP.sub(" ", text)).split()) if _MARKUP.search(text) else " ".join(text.split())
