"""Days and times of a calendar (RFC 5545, 3.3.4, 3.3.5, 3.3.6): what a line says, and which moment that is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import vDDDTypes, vDuration

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from ..moments import Moment, within_range
from ..notes import Notes
from .line import Line
from .zones import NamedZone, Zone, Zones

_UTC = NamedZone(ZoneInfo("UTC"))
_LONGEST = dt.timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Time:
    """What the clock of ``zone`` shows (``wall`` is naive); of a whole day its midnight."""

    wall: dt.datetime
    zone: Zone
    is_day: bool = False

    @property
    def instant(self) -> dt.datetime:
        """The moment, in UTC."""
        return self.zone.instant(self.wall)

    @property
    def day(self) -> dt.date:
        """The day that the clock shows."""
        return self.wall.date()

    @property
    def key(self) -> str:
        """The same for the same day, or for the same moment however it is written: ``20270112``, ``20270112T150000Z``."""
        return f"{self.wall:%Y%m%d}" if self.is_day else f"{self.instant:%Y%m%dT%H%M%SZ}"

    def at(self, wall: dt.datetime) -> Time:
        """The same kind of time, when the same clock shows ``wall``."""
        return Time(wall, self.zone, self.is_day)

    def moment(self, zone: dt.tzinfo) -> Moment:
        """A day, or an aware time in ``zone``."""
        return self.day if self.is_day else self.instant.astimezone(zone)


class Clock:
    """Reads the times of one calendar."""

    def __init__(self, zones: Zones, floating: Zone, unknown: str = "") -> None:
        """``floating`` is the zone of times that name none; ``unknown`` is the calendar's own name for it, where that is
        a name which nobody knows."""
        self._zones, self._floating, self._unknown = zones, floating, unknown

    def time(self, line: Line, text: str, field: str, notes: Notes) -> Time | None:
        """``text``, one value of ``line``, or nothing with a note."""
        text = text.strip()
        try:
            found = vDDDTypes.from_ical(text)
        except (ValueError, TypeError, OverflowError):
            found = None
        if not isinstance(found, dt.date):
            notes.add(field, _("%(text)r is not a time.") % {"text": text[:60]})
            return None
        try:
            within_range(found)
        except ValueError as error:
            notes.add(field, reason_of(error))
            return None
        if not isinstance(found, dt.datetime):
            return Time(dt.datetime.combine(found, dt.time()), self._zone(line, Notes()), is_day=True)
        if found.tzinfo is not None:
            return Time(found.astimezone(dt.UTC).replace(tzinfo=None), _UTC)
        return Time(found, self._zone(line, notes))

    def _zone(self, line: Line, notes: Notes) -> Zone:
        if name := line.params.get("TZID", ""):
            if zone := self._zones.find(name):
                return zone
            _note_unknown(name, notes)
        elif self._unknown:
            _note_unknown(self._unknown, notes)
        return self._floating


def duration(line: Line, notes: Notes) -> dt.timedelta | None:
    """A DURATION, or nothing with a note."""
    try:
        found = vDuration.from_ical(line.value.strip())
    except (ValueError, TypeError, OverflowError):
        found = None
    if isinstance(found, dt.timedelta) and dt.timedelta() <= found < _LONGEST:
        return found
    notes.add("meetings", _("%(text)r is not a duration.") % {"text": line.value[:60]})
    return None


def _note_unknown(name: str, notes: Notes) -> None:
    notes.add("timezone", _("Unknown time zone: %(name)s") % {"name": name[:60]})
