"""One line of a letter as plain text and as HTML: escaped, with its languages marked and its addresses linked.

What strangers typed stays text: only ``weblink``, ``phone`` and ``mailbox`` make links. Links read from left to right in
every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from opinovi_wagtail.models import Said

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")

# Between these and the time no line may end.
_BEFORE_CLOCK = re.compile(r"\b(klo|kl\.) (?=\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """The same words twice."""

    plain: str = ""
    html: SafeString = SafeString()

    def __str__(self) -> str:
        return self.plain

    def __bool__(self) -> bool:
        return bool(self.plain)


def one_line(text: str) -> str:
    """``text`` fit for a header or a line: no line breaks, no control signs."""
    return " ".join(_CONTROL.sub(" ", text).split())


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, as ``dir`` wants it."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def text(words: str) -> Line:
    """Words in the language of the letter, or in none."""
    said = one_line(words)
    return Line(said, conditional_escape(said))


def unbroken_clock(moment: str) -> Line:
    """A moment; in HTML its ``klo`` or ``kl.`` stays on the line of the time. Plain text is for searching and copying."""
    return Line(moment, conditional_escape(_BEFORE_CLOCK.sub("\\1\N{NO-BREAK SPACE}", moment)))


def words(said: Said, reading: str) -> Line:
    """Words from a row, with their own ``lang`` (and ``dir``, where it differs) if that is not the language of the letter."""
    plain = text(said.text)
    if not plain or said.language.split("-")[0] == reading.split("-")[0]:
        return plain
    if direction(said.language) == direction(reading):
        return Line(plain.plain, format_html('<span lang="{}">{}</span>', said.language, plain.html))
    marked = format_html('<span lang="{}" dir="{}">{}</span>', said.language, direction(said.language), plain.html)
    return Line(plain.plain, marked)


def weblink(url: str, label: str = "") -> Line:
    """A link to an ordinary web address (in plain text the bare address); anything else is just its text."""
    plain = text(url)
    parts = urlsplit(plain.plain)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return plain
    if label:
        return Line(plain.plain, format_html('<a href="{}">{}</a>', plain.plain, label))
    return Line(plain.plain, format_html('<a href="{}" dir="ltr">{}</a>', plain.plain, plain.plain))


def phone(number: str) -> Line:
    """A phone number that can be called by pressing it."""
    plain = text(number)
    dialled = "".join(sign for sign in plain.plain if sign in "+0123456789")
    return Line(plain.plain, format_html('<a href="tel:{}" dir="ltr">{}</a>', dialled, plain.plain))


def mailbox(address: str) -> Line:
    """An e-mail address that opens the reader's mail program."""
    plain = text(address)
    return Line(plain.plain, format_html('<a href="mailto:{}" dir="ltr">{}</a>', plain.plain, plain.plain))


def sentence(translated: str, **values: Line) -> Line:
    """``translated`` (with ``%(name)s``) filled with ``values``."""
    plain = translated % {name: value.plain for name, value in values.items()}
    html = str(conditional_escape(translated)) % {name: value.html for name, value in values.items()}
    return Line(plain, mark_safe(html))  # noqa: S308 - both sides are escaped


def joined(lines: Iterable[Line], between: str = ", ") -> Line:
    """Those of ``lines`` that say anything, with ``between`` between them."""
    said = [line for line in lines if line]
    html = mark_safe(between.join(line.html for line in said))  # noqa: S308 - every line is escaped
    return Line(between.join(line.plain for line in said), html)
