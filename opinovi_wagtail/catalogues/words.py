"""Words from feeds made safe: control characters and lone surrogates go, markup is short-listed, length is capped."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import nh3

from opinovi_wagtail.telling import gettext as _

from .notes import Notes

LINE = 300  # characters of a title, a name or an address
SUMMARY = 1_000
BODY = 50_000

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "h2", "h3", "h4", "a", "blockquote"}
SCHEMES = {"http", "https", "mailto", "tel"}

# Controls (except tab and line feeds), bidirectional overrides, lone surrogates and non-characters: no database or
# XML document takes all of them, and none means anything in a catalogue.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_END = re.compile(r"\r\n?")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_BLOCK_END = re.compile(r"<(?:br|/p|/li|/div|/h[1-6]|/tr)\b[^>]{0,200}>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z!][^>]{0,2000}>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_TAG = re.compile(r"<[^>]*>")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}\Z")


def clean_text(text: str) -> str:
    """``text`` without what cannot be stored or shown, in Unicode normal form C."""
    # Nothing unwanted is printable.
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_END.sub("\n", text)))


def plain(text: str) -> str:
    """``text`` without markup, its white space collapsed: for titles, names and other single lines."""
    text = clean_text(text)
    if _MARKUP.search(text):
        text = clean_text(html.unescape(nh3.clean(_BLOCK_END.sub(" ", text), tags=set())))
    return " ".join(text.split())


def body(text: str) -> str:
    """``text`` as HTML of the allowed tags only; plain text becomes paragraphs."""
    text = clean_text(text).strip()
    if not text:
        return ""
    return safe_html(text) if _MARKUP.search(text) else paragraphs(text)


def safe_html(text: str) -> str:
    """``text``, which is HTML, with the allowed tags only; empty where nothing of it would be seen."""
    safe = nh3.clean(clean_text(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener")
    safe = clean_text(safe).strip()  # once more, for what was written as &#1;
    return safe if _TAG.sub("", safe).replace("&nbsp;", "").strip() else ""


def paragraphs(text: str) -> str:
    """``text``, which is no HTML, as HTML: a paragraph for each block of lines."""
    text = clean_text(text).strip()
    if not text:
        return ""
    blocks = _PARAGRAPH_END.split(text) if "\n" in text else [text]
    return "".join(f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in blocks)


def line(value: object, field: str, notes: Notes, limit: int = LINE) -> str:
    """``value`` as one plain line of at most ``limit`` characters; anything but text or a number is noted and dropped."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        notes.add(field, _("The value is not text, so it was left out."))
        return ""
    text = str(value)
    if len(text) > 4 * limit:
        text = text[: 4 * limit]
        return _cut(plain(text), field, notes, limit, cut=True)
    return _cut(plain(text), field, notes, limit)


def identifier(value: object) -> str:
    """The identifier in ``value``, empty where it is no text. It is never cut: that could make two the same."""
    return " ".join(clean_text(value[:1_000]).split()) if isinstance(value, str) else ""


def literal(value: object, field: str, notes: Notes, limit: int = LINE) -> str:
    """As ``line`` for text that is known to hold no markup: ``<`` and ``&`` stand for themselves in it."""
    if not isinstance(value, str):
        notes.add(field, _("The value is not text, so it was left out."))
        return ""
    text = " ".join(clean_text(value[: 4 * limit]).split())
    return _cut(text, field, notes, limit, cut=len(value) > 4 * limit)


def words(
    value: object, field: str, notes: Notes, *, language: str, limit: int = LINE, markup: bool = False
) -> dict[str, str]:
    """``value`` (a mapping by language, or text in ``language``) as words; empty ones are left out."""
    if value is None or value == "" or value == {}:
        return {}
    if isinstance(value, str):
        value = {language: value}
    return by_language(
        value, field, notes, lambda text: _body(text, field, notes) if markup else line(text, field, notes, limit)
    )


def by_language(value: object, field: str, notes: Notes, take: Callable[[str], str]) -> dict[str, str]:
    """What ``take`` makes of each text of ``value``, a mapping by language (BCP 47); what is none is noted and dropped."""
    if not isinstance(value, dict):
        notes.add(field, _("The value is not text by language, so it was left out."))
        return {}
    found = {}
    for key, text in value.items():
        if text is None or text == "":
            continue
        tag = _tag(str(key)[:40])
        if not tag or not isinstance(text, str):
            notes.add(field, _("A part of the value is not text in a known language, so it was left out."))
            continue
        if shown := take(text):
            found[tag] = shown
    return found


@lru_cache(maxsize=256)
def _tag(key: str) -> str:
    """The language tag that ``key`` stands for; empty when it is none."""
    tag = key.lower().replace("_", "-")
    return tag if _LANGUAGE.match(tag) else ""


def _body(text: str, field: str, notes: Notes) -> str:
    if len(text) > BODY:
        notes.add(field, _("The text was longer than %(limit)d characters and was cut.") % {"limit": BODY})
        text = text[:BODY]
    return body(text)


def _cut(text: str, field: str, notes: Notes, limit: int, cut: bool = False) -> str:
    if len(text) <= limit and not cut:
        return text
    notes.add(field, _("The text was longer than %(limit)d characters and was cut.") % {"limit": limit})
    return text[: limit - 1].rstrip() + "…"


def pick(found: Mapping[str, Any], language: str) -> str:
    """The text in ``language``, else in Finnish, Swedish or English, else any."""
    for tag in (language, "fi", "sv", "en"):
        if found.get(tag):
            return str(found[tag])
    return next((str(text) for text in found.values() if text), "")
