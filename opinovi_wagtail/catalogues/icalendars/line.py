"""One content line of iCalendar: its name, parameters and value (RFC 5545, 3.1), and text without its escapes (3.3.11).

The library reads whole components: one hostile parameter would cost all of an event, and every line is looked at, also those
that nobody needs. Values are left to it (dates, durations, rules).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Possessive, so that a megabyte that is no content line costs one pass.
_LINE = re.compile(r'(?P<name>[A-Za-z0-9-]++)(?P<params>(?:;(?:[^":;]++|"[^"]*+")*+)*+):(?P<value>.*)\Z', re.DOTALL)
_PARAM = re.compile(r';\s*+(?P<name>[A-Za-z0-9-]++)\s*+=(?P<value>(?:[^";]++|"[^"]*+")*+)')
_ESCAPED = re.compile(r"\\([\\;,:nN])")
_PIECE = re.compile(r"(\\.|,)", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A content line; ``name`` and the names of ``params`` are in upper case, ``value`` is as it was written."""

    name: str
    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as text."""
        return _unescaped(self.value)

    @property
    def texts(self) -> list[str]:
        """The value as texts, between commas that are not escaped."""
        texts: list[list[str]] = [[]]
        for piece in _PIECE.split(self.value):
            if piece == ",":
                texts.append([])
            else:
                texts[-1].append(piece)
        return [_unescaped("".join(pieces)) for pieces in texts]


def parsed(text: str) -> Line | None:
    """The content line that ``text`` is, or nothing where it is none."""
    found = _LINE.match(text)
    if found is None:
        return None
    params = {
        param["name"].upper(): param["value"].strip().strip('"') for param in _PARAM.finditer(found["params"][:5_000])
    }
    return Line(found["name"].upper(), params, found["value"])


def decoded(raw: bytes) -> tuple[str, bool]:
    """``raw`` as text without control characters, and whether it is in UTF-8; Windows-1252 is understood as well."""
    try:
        text, is_utf8 = raw.decode("utf-8"), True
    except UnicodeDecodeError:
        text, is_utf8 = raw.decode("cp1252", "replace"), False
    return _CONTROL.sub("", text), is_utf8


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
