"""JSON-LD as pages really carry it: the objects in a text, with comments, stray commas and control characters forgiven."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from .. import raw_json
from ..base import FormatError
from ..notes import Notes

_TOKEN = re.compile(
    rb"""(?P<text>"(?:[^"\\]++|\\.)*+(?:"|\\?\Z))
    |(?P<comment>//[^\n]*+|/\*.*?(?:\*/|\Z)|<!--|-->|<!\[CDATA\[|\]\]>)
    |(?P<space>\s++)
    |(?P<sign>[\[\]{},:])
    |(?P<bare>(?:(?!//|/\*|<!|-->)[^\s"\[\]{},:])++|.)""",
    re.DOTALL | re.VERBOSE,
)
_STARTS, _ENDS = (b"{", b"["), (b"}", b"]")
_MOST_BROKEN = 100  # pieces of one text; one with more is no JSON-LD
_BEFORE_VALUE = (b"", b":", b"{", b"[")


class Unreadable(ValueError):
    """A piece of JSON-LD that cannot be read at all; the message is a sentence for an administrator."""


def objects(text: bytes, notes: Notes) -> Iterator[dict[str, Any] | Unreadable]:
    """The outermost objects in ``text`` (one, or those of a list), or why one of them cannot be read, said once.

    What had to be forgiven is noted once. Numbers that are none become None with a note.
    """
    text = text.strip()
    if text.startswith((b"{&quot;", b"[{&quot;")) and b'"' not in text:
        text = html.unescape(text.decode("utf-8", "replace")).encode()
    if not text:
        return
    whole = raw_json.value(text)
    if isinstance(whole, dict):
        yield whole
        return
    if whole is None:
        repaired = _repaired(text)
        if repaired != text:
            notes.add("record", _("The JSON-LD of the page has errors; what could be read was read."))
        text = repaired
    yield from _pieces(text, notes)


def _pieces(text: bytes, notes: Notes) -> Iterator[dict[str, Any] | Unreadable]:
    try:
        pieces = raw_json.elements(text) if raw_json.is_list(text) else [text]
    except FormatError as error:
        yield Unreadable(reason_of(error))
        return
    broken = 0
    for piece in pieces:
        try:
            yield raw_json.record(piece, notes)
        except ValueError as error:
            broken += 1
            if broken == 1:
                yield Unreadable(reason_of(error))
            if broken > _MOST_BROKEN:
                return


def _repaired(text: bytes) -> bytes:
    """``text`` without comments, with exactly the commas that its values need; several objects become a list.

    All commas are taken out and put back where one value follows another: that is the only place where they can stand.
    """
    pieces: list[bytes] = []
    last = b""
    depth, outermost = 0, 0
    for token in _TOKEN.finditer(text.rstrip(b"; \t\r\n")):
        piece = token[0]
        if token.lastgroup == "comment" or piece == b",":
            continue
        if token.lastgroup == "space":
            pieces.append(piece)
            continue
        if piece in _ENDS:
            depth -= 1
        elif piece != b":":
            if last not in _BEFORE_VALUE:
                pieces.append(b",")
            outermost += depth == 0
            depth += piece in _STARTS
        pieces.append(piece)
        last = piece
    found = b"".join(pieces).strip()
    return b"[" + found + b"]" if outermost > 1 else found
