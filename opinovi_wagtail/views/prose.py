"""Texts of rows on a public page: what came from a partner's system or a plain text box, cut down to harmless markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby

import nh3
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

TAGS = {"a", "b", "blockquote", "br", "em", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"}
_MARKUP = re.compile(r"<(?:/?[a-z][a-z0-9]*)\b[^>]*>", re.IGNORECASE)
# What people type where there is no button for a list; a dash needs its space, a minus has none.
_BULLET = re.compile(r"^\s*(?:[•·▪]\s*|[-–]\s+)(?=\S)")
# A page has its own first two levels of headings.
_TOP_HEADING = re.compile(r"(</?)h[12]\b", re.IGNORECASE)
_LOW_HEADING = re.compile(r"(</?)h[56]\b", re.IGNORECASE)


def clean(text: str) -> SafeString:
    """``text`` as safe HTML; images, styles and scripts are gone.

    Text without markup keeps its line breaks, and lines that begin with a bullet or a dash become a list.
    """
    if not _MARKUP.search(text):
        return mark_safe("\n".join(_paragraphs(text)))  # noqa: S308 - every part is escaped
    text = _LOW_HEADING.sub(r"\1h4", _TOP_HEADING.sub(r"\1h3", text))
    cleaned = nh3.clean(text, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    return mark_safe(cleaned)  # noqa: S308 - cleaned


def _paragraphs(text: str) -> Iterator[str]:
    for listed, lines in groupby(text.splitlines(), key=lambda line: bool(_BULLET.match(line))):
        if listed:
            yield format_html(
                "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_BULLET.sub("", line),) for line in lines))
            )
        elif said := "\n".join(lines).strip("\n"):
            yield linebreaks(said, autoescape=True)


def without_markup(text: str) -> str:
    """``text`` on one line, tags taken out and entities resolved."""
    return " ".join(unescape(_MARKUP.sub(" ", text)).split()) if _MARKUP.search(text) else " ".join(text.split())
