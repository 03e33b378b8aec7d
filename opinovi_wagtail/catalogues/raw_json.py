"""JSON taken apart without being parsed: members and elements as raw bytes, so that a bad record spoils only itself.

msgspec does the work; where it refuses a whole document because of one value (a lone surrogate, NaN, brackets a hundred
thousand deep), a scanner that looks only at brackets and strings finds the same pieces without recursion.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

import msgspec

from opinovi_wagtail.telling import gettext as _

from .base import Cause, Document, FormatError
from .notes import Notes

LARGEST_RECORD = 5_000_000  # bytes
DEEPEST = 64  # levels of nesting in a record

# A text that never ends is one token as well: tried again at each quotation mark inside it, it would take for ever.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},:]', re.DOTALL)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder()
_REFUSED = (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError, ValueError)


class Truncated(FormatError):
    """The document ends in the middle."""


def json_bytes(document: Document) -> bytes:
    """The whole of ``document`` in UTF-8, if it looks like JSON at all; raises ``FormatError`` otherwise."""
    data = _utf8(document.read(), document.charset)
    start = data.lstrip()[:200]
    if not start:
        raise FormatError(_("The document is empty."), cause=Cause.EMPTY)
    if start[:1] in (b"{", b"["):
        return data
    if start[:1] == b"<":
        raise FormatError(
            _(
                "The document is a web page or XML, not JSON. Perhaps the address leads to a login page or an error page."
            )
        )
    raise FormatError(
        _("The document is not JSON. It begins with: %(start)s")
        % {"start": start.decode("utf-8", "replace").splitlines()[0][:60]}
    )


def is_list(raw: bytes) -> bool:
    """Whether ``raw`` is an array."""
    return raw.lstrip()[:1] == b"["


def is_object(raw: bytes) -> bool:
    """Whether ``raw`` is an object."""
    return raw.lstrip()[:1] == b"{"


def members(raw: bytes) -> dict[str, bytes]:
    """The members of an object by name, each as raw bytes; of a repeated name the last one. Raises ``FormatError``."""
    try:
        return {name: bytes(value) for name, value in _MEMBERS.decode(raw).items()}
    except _REFUSED:
        found = {}
        for piece in _pieces(raw, b"{", b"}"):
            name, value = _pair(piece)
            found[name] = value
        return found


def elements(raw: bytes) -> list[bytes]:
    """The elements of an array, each as raw bytes. Raises ``FormatError``."""
    try:
        return [bytes(value) for value in _ELEMENTS.decode(raw)]
    except _REFUSED:
        return _pieces(raw, b"[", b"]")


def value(raw: bytes | None) -> Any:
    """``raw`` as Python values, or None where it is missing or cannot be read."""
    if raw is None:
        return None
    try:
        return _ANY.decode(raw)
    except _REFUSED:
        return None


def record(raw: bytes, notes: Notes) -> dict[str, Any]:
    """A record as Python values; raises ``ValueError`` with a sentence where it cannot be one.

    Numbers that are none (NaN, 1e999, thousands of digits) become None with a note. Text in Windows-1252 is understood.
    """
    if len(raw) > LARGEST_RECORD:
        raise ValueError(_("The record is larger than %(limit)d bytes.") % {"limit": LARGEST_RECORD})
    try:
        found = _ANY.decode(raw)
    except _REFUSED:
        found = _lenient(raw, notes)
    if not isinstance(found, dict):
        raise ValueError(_("The record is not a JSON object."))
    return found


def _lenient(raw: bytes, notes: Notes) -> Any:
    if _depth(raw) > DEEPEST:
        raise ValueError(_("The record is nested more than %(limit)d levels deep.") % {"limit": DEEPEST})

    def no_number(_text: str) -> None:
        notes.add("record", _("A number in the record is none or is too large, so it was left out."))

    def integer(text: str) -> int | None:
        if len(text) > 20:
            no_number(text)
            return None
        return int(text)

    def decimal(text: str) -> float | None:
        number = float(text) if len(text) <= 400 else float("inf")
        if abs(number) < 1e300:
            return number
        no_number(text)
        return None

    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        notes.add("record", _("The record is not in UTF-8; it was read as Windows-1252."))
        text = raw.decode("cp1252", "replace")
    try:
        return json.loads(text, parse_constant=no_number, parse_int=integer, parse_float=decimal, strict=False)
    except (ValueError, RecursionError):
        raise ValueError(_("The record is not valid JSON.")) from None


def _utf8(data: bytes, charset: str) -> bytes:
    for mark, encoding in (
        (codecs.BOM_UTF8, ""),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode() if encoding else data[len(mark) :]
    if _is_utf8(data):
        return data
    try:
        known = codecs.lookup(charset).name if charset else ""
        return data.decode(known).encode() if known and known != "utf-8" else data
    except (LookupError, ValueError):
        return data


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _pieces(raw: bytes, opening: bytes, closing: bytes) -> list[bytes]:
    """The comma-separated pieces between the outermost brackets of ``raw``."""
    raw = raw.strip()
    if raw[:1] != opening:
        raise FormatError(_("The document does not have the structure that this format promises."))
    depth, start, pieces = 0, 1, []
    for token in _TOKEN.finditer(raw):
        sign = token[0]
        if sign in (b"[", b"{"):
            depth += 1
        elif sign in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                if sign != closing:
                    raise _broken()
                pieces.append(raw[start : token.start()].strip())
                if raw[token.end() :].strip():
                    raise _broken()
                return pieces if len(pieces) > 1 or pieces[0] else []
        elif sign == b"," and depth == 1:
            pieces.append(raw[start : token.start()].strip())
            start = token.end()
        elif sign == b'"':
            break
    raise Truncated(_("The document ends in the middle, so nothing of this page was used."))


def _pair(piece: bytes) -> tuple[str, bytes]:
    piece = piece.strip()
    name = _TOKEN.match(piece)
    if not name or name[0][:1] != b'"' or len(name[0]) < 2:
        raise _broken()
    rest = piece[name.end() :].lstrip()
    if rest[:1] != b":":
        raise _broken()
    return name[0][1:-1].decode("utf-8", "replace"), rest[1:].strip()


def _depth(raw: bytes) -> int:
    depth = deepest = 0
    for token in _TOKEN.finditer(raw):
        if token[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in (b"]", b"}"):
            depth -= 1
    return deepest


def _broken() -> FormatError:
    return FormatError(_("The document is not valid JSON."))
