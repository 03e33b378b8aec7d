"""What a web page says to machines: its JSON-LD, its language, its links; nothing of what it shows to people."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, SoupStrainer
from bs4.dammit import EncodingDetector
from bs4.exceptions import ParserRejectedMarkup

from opinovi_wagtail.telling import gettext as _

from ..base import FormatError

LARGEST_PAGE = 5_000_000  # bytes
_WANTED = ["script", "a", "base"]
_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LANGUAGE = re.compile(
    r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?\s*([a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,2})", re.IGNORECASE
)
# ``<?xml …?>`` is no part of HTML, but XHTML may begin with it.
_PROLOG = re.compile(r"<\?xml[^>]{0,1000}\?>", re.IGNORECASE)
_MARKS = re.compile(r"<\w+\s[^>]{0,2000}?\b(?:itemscope|typeof\s*=)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page: its JSON-LD texts, the base of its relative addresses, its language, the targets of its links."""

    base: str
    language: str
    scripts: tuple[bytes, ...]
    links: tuple[str, ...]
    # Whether the page has microdata or RDFa, of which nothing is read.
    marked: bool


def read_page(data: bytes, address: str, charset: str = "") -> HtmlPage:
    """The page in ``data``. Raises ``FormatError`` where it is too large or no HTML at all."""
    if len(data) > LARGEST_PAGE:
        raise FormatError(_("The page is larger than %(limit)d bytes, so it was not read.") % {"limit": LARGEST_PAGE})
    text = _PROLOG.sub("", _text_of(data, charset))
    try:
        soup = BeautifulSoup(text, "html.parser", parse_only=SoupStrainer(_WANTED))
    except (ParserRejectedMarkup, AssertionError, RecursionError):
        raise FormatError(_("The page cannot be read as HTML.")) from None
    base = next((_text(tag.get("href")) for tag in soup.find_all("base", href=True)), "")
    scripts = tuple(
        tag.get_text().encode("utf-8", "replace")
        for tag in soup.find_all("script")
        if _text(tag.get("type")).split(";")[0].strip().lower() == "application/ld+json"
    )
    links = tuple(dict.fromkeys(_text(tag.get("href")).strip() for tag in soup.find_all("a", href=True)))
    language = _LANGUAGE.search(text, 0, 20_000)
    return HtmlPage(
        base=_joined(address, base),
        language=language[1].lower().partition("-")[0] if language else "",
        scripts=scripts,
        links=links,
        marked=bool(_MARKS.search(text)),
    )


def _text_of(data: bytes, charset: str) -> str:
    """UTF-8 where all bytes are that, else as a byte order mark, the server or the page itself says, else Windows-1252.

    An encoding is never guessed from the bytes: a guess goes wrong where a page has little text.
    """
    marked = next((name for mark, name in _ORDER_MARKS if data.startswith(mark)), "")
    for encoding in (marked, "utf-8", charset, EncodingDetector.find_declared_encoding(data[:5_000], is_html=True)):
        try:
            if encoding:
                return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _joined(address: str, base: str) -> str:
    try:
        return urljoin(address, base)
    except ValueError:
        return address


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")
