"""An iCalendar document taken apart into its events without being parsed, so that a broken one spoils only itself.

RFC 5545: content lines are unfolded on bytes (3.1: a fold may stand inside a character), components are told by BEGIN and
END (3.4). What no record needs, above all who attends, is left behind here and kept nowhere.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from opinovi_wagtail.telling import gettext as _

from ..base import Cause, Document, FormatError
from . import line as icalendar_line

LARGEST_EVENT = 1_000_000  # bytes of the lines that are kept
MOST_CALENDARS = 1_000
MOST_ZONES = 100  # in one calendar

KEPT = frozenset(
    {
        b"UID", b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"RDATE", b"EXDATE", b"EXRULE", b"RECURRENCE-ID",
        b"SUMMARY", b"DESCRIPTION", b"X-ALT-DESC", b"URL", b"LOCATION", b"CONFERENCE", b"CATEGORIES",
        b"LAST-MODIFIED", b"DTSTAMP", b"SEQUENCE", b"STATUS", b"CLASS", b"IMAGE", b"ATTACH",
    }
)  # fmt: skip
_ZONE_PARTS = (b"STANDARD", b"DAYLIGHT")
_PIECE = 65_536
_NAME = re.compile(rb"([A-Za-z0-9-]+)[;:]")
_MARKER = re.compile(rb"(BEGIN|END)\s*:\s*([A-Za-z0-9-]+)\s*\Z", re.IGNORECASE)


@dataclass(slots=True)
class Calendar:
    """What a VCALENDAR says about all its events: METHOD, the zone of times without one, the zones that it defines."""

    method: str = ""
    time_zone: str = ""
    zones: dict[str, list[bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawEvent:
    """A VEVENT: its unfolded lines without those of the components in it, and the number of its calendar.

    ``too_large`` events have lost lines; ``unclosed`` ones have no END of their own.
    """

    calendar: int
    lines: tuple[bytes, ...]
    too_large: bool = False
    unclosed: bool = False


class CalendarDocument:
    """The calendars of one document. ``calendars`` is complete when ``events`` has come to its end."""

    def __init__(self, document: Document, *, keep: frozenset[bytes] = KEPT) -> None:
        self.calendars: list[Calendar] = []
        self._document = document
        self._keep = keep
        self._open = False
        self._event: list[bytes] | None = None
        self._size = 0
        self._within: list[bytes] = []
        self._zone: list[bytes] | None = None

    def events(self) -> Iterator[RawEvent]:
        """Every event in the order of the document. Raises ``FormatError`` where it is no calendar or ends in the middle."""
        with self._document.stream as stream:
            readable = _readable(stream)
            for line in _unfolded(readable):
                if marker := _MARKER.match(line):
                    yield from self._marker(marker[1].upper(), marker[2].upper())
                else:
                    self._property(line)
        if self._open or self._event is not None:
            raise FormatError(
                _("The calendar ends in the middle. What was read of it is kept, and nothing counts as missing.")
            )

    def _marker(self, sign: bytes, name: bytes) -> Iterator[RawEvent]:
        """A BEGIN or END. That of an event or a calendar also ends an event that was left open."""
        if name in (b"VEVENT", b"VCALENDAR"):
            if self._event is not None:
                yield self._closed(unclosed=(sign, name) != (b"END", b"VEVENT"))
            self._within, self._zone = [], None
            if name == b"VCALENDAR":
                self._open = sign == b"BEGIN"
            if sign == b"BEGIN":
                self._begin(name)
        elif self._event is None and name == b"VTIMEZONE":
            self._zone_marker(sign)
        elif self._zone is not None and name in _ZONE_PARTS:
            self._zone.append(sign + b":" + name)
        else:
            self._nest(sign, name)

    def _begin(self, name: bytes) -> None:
        if name == b"VCALENDAR" or not self.calendars:
            if len(self.calendars) == MOST_CALENDARS:
                raise FormatError(
                    _("The document holds more than %(limit)d calendars. Use one source for each of them.")
                    % {"limit": MOST_CALENDARS}
                )
            self.calendars.append(Calendar())
        if name == b"VEVENT":
            self._event, self._size = [], 0

    def _nest(self, sign: bytes, name: bytes) -> None:
        """Keep track of what is open inside, such as VALARM; an END closes everything that was opened after its BEGIN."""
        if sign == b"BEGIN":
            if len(self._within) < 100:
                self._within.append(name)
        elif name in self._within:
            del self._within[self._within.index(name) :]

    def _zone_marker(self, sign: bytes) -> None:
        if sign == b"BEGIN":
            self._zone, self._within = [], []
            return
        if self._zone and self.calendars:
            zones = self.calendars[-1].zones
            name = value_of(self._zone, b"TZID")
            if name and len(zones) < MOST_ZONES:
                zones.setdefault(name, self._zone)
        self._zone = None

    def _property(self, line: bytes) -> None:
        if self._event is not None:
            if not self._within:
                self._keep_line(line)
        elif self._zone is not None:
            if len(self._zone) < 5_000 and len(line) < 10_000:
                self._zone.append(line)
        elif self.calendars and not self._within:
            match name_of(line):
                case b"METHOD":
                    self.calendars[-1].method = _value_of(line).upper()
                case b"X-WR-TIMEZONE":
                    self.calendars[-1].time_zone = _value_of(line)

    def _keep_line(self, line: bytes) -> None:
        assert self._event is not None
        name = name_of(line)
        if name and (name not in self._keep or (name == b"ATTACH" and not _is_linked_picture(line))):
            return
        self._size += len(line)
        if self._size <= LARGEST_EVENT:
            self._event.append(line)

    def _closed(self, *, unclosed: bool) -> RawEvent:
        assert self._event is not None
        event = RawEvent(
            len(self.calendars) - 1, tuple(self._event), too_large=self._size > LARGEST_EVENT, unclosed=unclosed
        )
        self._event = None
        return event


def _readable(stream: BinaryIO) -> BinaryIO:
    """``stream`` in UTF-8 (or whatever else shares ASCII) with line feeds; raises ``FormatError`` where it is no calendar."""
    sample = stream.read(4_096)
    stream.seek(0)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = stream.read().decode("utf-16", "replace").encode()
        stream, sample = io.BytesIO(text), text[:4_096]
    if b"\r" in sample and b"\n" not in sample:
        stream = io.BytesIO(stream.read().replace(b"\r", b"\n"))
    start = sample.removeprefix(codecs.BOM_UTF8).lstrip()[:200]
    if not start:
        raise FormatError(_("The document is empty."), cause=Cause.EMPTY)
    if start[:1] == b"<":
        raise FormatError(
            _(
                "The document is a web page or XML, not a calendar. Perhaps the address leads to a login page or an error page."
            )
        )
    if start[:6].upper() != b"BEGIN:":
        raise FormatError(
            _("The document is not a calendar in the iCalendar format. It begins with: %(start)s")
            % {"start": start.decode("utf-8", "replace")[:60]}
        )
    return stream


def _unfolded(stream: BinaryIO) -> Iterator[bytes]:
    """The content lines of ``stream``, unfolded; of one that is larger than an event may be only the beginning."""
    line = bytearray()
    unfinished = False
    first = True
    while piece := stream.readline(_PIECE):
        if first:
            piece, first = piece.removeprefix(codecs.BOM_UTF8), False
        ended = piece.endswith(b"\n")
        text = piece.rstrip(b"\r\n") if ended else piece
        continues = unfinished or text[:1] in (b" ", b"\t")
        if not continues and text:
            if line:
                yield bytes(line)
            line.clear()
        if len(line) <= LARGEST_EVENT:
            line += text if unfinished or not continues else text[1:]
        unfinished = not ended
    if line:
        yield bytes(line)


def value_of(lines: Iterable[bytes], name: bytes) -> str:
    """The value of the first property called ``name`` (upper case) as text; empty where there is none."""
    return next((_value_of(line) for line in lines if name_of(line) == name), "")


def name_of(line: bytes) -> bytes:
    """The name of the property in upper case; empty where the line is no property."""
    found = _NAME.match(line[:100])
    return found[1].upper() if found else b""


def _value_of(line: bytes) -> str:
    found = icalendar_line.parsed(icalendar_line.decoded(line[:5_000])[0])
    return found.text.strip() if found else ""


def _is_linked_picture(line: bytes) -> bool:
    start = line[:300].upper()
    return b"FMTTYPE=IMAGE/" in start and b"VALUE=BINARY" not in start and b"ENCODING=BASE64" not in start
