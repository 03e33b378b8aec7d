"""What the clock of a calendar means: zones by their IANA or Windows names, and those that a calendar itself defines.

RFC 5545, 3.6.5 (VTIMEZONE) and 3.3.5 (local times that a change of the clock skips or repeats). The zones that the
library makes from a VTIMEZONE are not used: it remembers them by name for every calendar that the process reads.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import vRecur
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from ..moments import LATEST
from . import line as icalendar_line
from . import rule as icalendar_rule

MOST_CHANGES = 2_000  # of the clock, in one zone
_DAY = dt.timedelta(days=1)


class Zone(Protocol):
    """A clock."""

    @property
    def name(self) -> str:
        """The IANA name, empty where there is none."""

    def instant(self, wall: dt.datetime) -> dt.datetime:
        """The moment (UTC) at which the clock shows ``wall`` (naive): the first where it does so twice, and a time that
        it skips counted from before the change (RFC 5545, 3.3.5)."""

    def shown(self, instant: dt.datetime) -> dt.datetime:
        """What the clock shows (naive) at ``instant`` (aware)."""


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone of the IANA database."""

    zone: ZoneInfo

    @property
    def name(self) -> str:
        return self.zone.key

    def instant(self, wall: dt.datetime) -> dt.datetime:
        return wall.replace(tzinfo=self.zone, fold=0).astimezone(dt.UTC)

    def shown(self, instant: dt.datetime) -> dt.datetime:
        return instant.astimezone(self.zone).replace(tzinfo=None, fold=0)


class DefinedZone:
    """A zone that a calendar defines itself: the changes of its clock in order, and the offset before the first one."""

    name = ""

    def __init__(self, changes: list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]) -> None:
        """``changes`` are ``(what the clock showed, offset before, offset after)``, at least one."""
        changes = sorted(changes, key=lambda change: change[0] - change[1])
        self._first = changes[0][1]
        self._by_instant = [(wall - before, after) for wall, before, after in changes]
        # From which local time on the new offset counts: what is skipped or repeated belongs to the old one.
        self._by_wall = [(wall + max(after - before, dt.timedelta()), after) for wall, before, after in changes]

    def instant(self, wall: dt.datetime) -> dt.datetime:
        return (wall - self._offset(self._by_wall, wall)).replace(tzinfo=dt.UTC)

    def shown(self, instant: dt.datetime) -> dt.datetime:
        naive = instant.astimezone(dt.UTC).replace(tzinfo=None)
        return naive + self._offset(self._by_instant, naive)

    def _offset(self, changes: list[tuple[dt.datetime, dt.timedelta]], moment: dt.datetime) -> dt.timedelta:
        place = bisect_right(changes, moment, key=itemgetter(0))
        return changes[place - 1][1] if place else self._first


class Zones:
    """The zones of one calendar by TZID."""

    def __init__(self, definitions: Mapping[str, list[bytes]]) -> None:
        self._definitions = definitions
        self._known: dict[str, Zone | None] = {}

    def find(self, name: str) -> Zone | None:
        """The zone called ``name``: an IANA name, one that the calendar defines, one of Windows; nothing where unknown."""
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def needs_definition(self, name: str) -> list[bytes]:
        """The calendar's own definition of ``name`` where it is what counts; empty where the name says enough."""
        return [] if iana(name) else self._definitions.get(name, [])

    def _found(self, name: str) -> Zone | None:
        if known := iana(name):
            return known
        if name in self._definitions and (defined := defined_zone(self._definitions[name])):
            return defined
        # Names such as /freeassociation.sourceforge.net/Europe/Helsinki end in an IANA name (RFC 5545, 3.8.3.1).
        tail = name.split("/")[-2:] if name.startswith("/") else []
        return iana("/".join(tail)) or iana(WINDOWS_TO_OLSON.get(name, ""))


@lru_cache(maxsize=256)
def iana(name: str) -> NamedZone | None:
    """The zone with this name in the IANA database, if there is one."""
    if not name or len(name) > 60:
        return None
    try:
        return NamedZone(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def defined_zone(lines: list[bytes]) -> DefinedZone | None:
    """The zone of the content lines of a VTIMEZONE; nothing where they do not make one."""
    changes: list[tuple[dt.datetime, dt.timedelta, dt.timedelta]] = []
    part: list[icalendar_line.Line] = []
    for raw in lines:
        found = icalendar_line.parsed(icalendar_line.decoded(raw)[0])
        if found is None:
            continue
        if found.name == "BEGIN":
            part = []
        elif found.name == "END":
            try:
                changes += _changes(part)
            except (ValueError, OverflowError):
                return None
            if len(changes) > MOST_CHANGES:
                return None
        else:
            part.append(found)
    return DefinedZone(changes) if changes else None


def _changes(part: list[icalendar_line.Line]) -> list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]:
    """The changes of one STANDARD or DAYLIGHT. Raises ``ValueError`` where they cannot be known."""
    values = {line.name: line.value for line in part}
    before, after = _offset(values.get("TZOFFSETFROM", "")), _offset(values.get("TZOFFSETTO", ""))
    start = _local(values.get("DTSTART", ""))
    starts = [start]
    for line in part:
        if line.name == "RRULE":
            starts += _by_rule(vRecur.from_ical(line.value), start, before)
        elif line.name == "RDATE":
            starts += [_local(value) for value in line.value.split(",")]
    return [(wall, before, after) for wall in starts[: MOST_CHANGES + 1]]


def _by_rule(rule: vRecur, start: dt.datetime, before: dt.timedelta) -> list[dt.datetime]:
    def instant(wall: dt.datetime) -> dt.datetime:
        return (wall - before).replace(tzinfo=dt.UTC)

    starts: list[dt.datetime] = []
    for wall in icalendar_rule.starts(rule, start, instant):
        if wall.year > LATEST + 1 or len(starts) > MOST_CHANGES:
            break
        starts.append(wall)
    return starts


def _local(text: str) -> dt.datetime:
    text = text.strip().removesuffix("Z")
    found = dt.datetime.strptime(text, "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")
    if found.year < 2:
        raise ValueError("a year in which no offset can be applied")
    return found


def _offset(text: str) -> dt.timedelta:
    """``+0200`` or ``+020000`` (RFC 5545, 3.3.14), less than a day."""
    text = text.strip()
    sign, digits = text[:1], text[1:]
    if sign not in ("+", "-") or len(digits) not in (4, 6) or not (digits.isascii() and digits.isdigit()):
        raise ValueError(text)
    size = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:] or 0))
    if size >= _DAY:
        raise ValueError(text)
    return -size if sign == "-" else size
