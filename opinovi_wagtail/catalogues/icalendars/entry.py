"""One VEVENT as values: its properties by name, when it starts and how long it lasts; not what it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import vRecur

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from ..moments import Moment, within_range
from ..notes import Notes
from .line import Line, decoded, parsed
from .time import Clock, Time, duration

MOST_TIMES = 5_000  # in the RDATE and EXDATE lines of one event


@dataclass(frozen=True, slots=True)
class Length:
    """How long something lasts: days by the calendar, and time on top of them by the stopwatch."""

    days: dt.timedelta = dt.timedelta()
    time: dt.timedelta = dt.timedelta()


class Entry:
    """A VEVENT. What cannot be read of it is noted."""

    def __init__(self, lines: Iterable[bytes], clock: Clock, notes: Notes) -> None:
        self._clock, self._notes = clock, notes
        self._lines: dict[str, list[Line]] = {}
        for raw in lines:
            text, is_utf8 = decoded(raw)
            if not is_utf8:
                notes.add("record", _("The record is not in UTF-8; it was read as Windows-1252."))
            if line := parsed(text):
                self._lines.setdefault(line.name, []).append(line)
            else:
                notes.add("record", _("A line of the event is not iCalendar, so it was left out."))
        self.start = self._time("DTSTART", "meetings")
        self.original = self._time("RECURRENCE-ID", "meetings")
        self.length = self._length()

    def all(self, name: str) -> list[Line]:
        """Every property called ``name``."""
        return self._lines.get(name, [])

    def first(self, name: str) -> Line | None:
        """The first property called ``name``."""
        return next(iter(self.all(name)), None)

    def word(self, name: str) -> str:
        """The value of ``name`` as one word in upper case, empty where there is none."""
        line = self.first(name)
        return line.text.strip().upper() if line else ""

    @property
    def is_private(self) -> bool:
        """Whether the owner keeps it to some people. A class that is not known counts as private (RFC 5545, 3.8.1.3)."""
        return self.word("CLASS") not in ("", "PUBLIC")

    @property
    def repeats(self) -> bool:
        """Whether it stands for more than one gathering."""
        return bool(self.all("RRULE") or self.all("RDATE"))

    @property
    def revision(self) -> int:
        """SEQUENCE (RFC 5545, 3.8.7.4); 0 where there is none."""
        text = self.word("SEQUENCE")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def modified(self) -> dt.datetime | None:
        """LAST-MODIFIED, in UTC."""
        return self._instant("LAST-MODIFIED")

    @property
    def stamped(self) -> dt.datetime | None:
        """DTSTAMP, in UTC: when it was last revised, or only when the document was made (RFC 5545, 3.8.7.2)."""
        return self._instant("DTSTAMP")

    def rules(self) -> list[vRecur]:
        """The recurrence rules. Raises ``ValueError`` with a sentence where there is one that cannot be followed."""
        try:
            found = [vRecur.from_ical(line.value.strip()) for line in self.all("RRULE")]
        except (ValueError, TypeError, OverflowError):
            found = [None]
        if None in found or len(found) > 10 or self.all("EXRULE"):
            raise ValueError(_("The rule by which the event repeats is not understood."))
        return found

    def times(self, name: str) -> list[tuple[Time, Length | None]]:
        """The values of RDATE or EXDATE; a PERIOD has a length of its own."""
        found = []
        values = [(line, value) for line in self.all(name) for value in line.value.split(",") if value.strip()]
        if len(values) > MOST_TIMES:
            self._notes.add("meetings", _("The event names too many single times, so the later ones were left out."))
        for line, value in values[:MOST_TIMES]:
            begins, _sign, ends = value.partition("/")
            if time := self._clock.time(line, begins, "meetings", self._notes):
                found.append((time, self._period(line, time, ends.strip()) if ends else None))
        return found

    def ends(self, start: Time, length: Length, zone: dt.tzinfo) -> Moment | None:
        """When what starts at ``start`` and lasts ``length`` ends: the last day, or a time in ``zone``."""
        try:
            if start.is_day:
                last = start.day + length.days - dt.timedelta(days=1)
                return within_range(last) if length.days else None
            if not length.days and not length.time:
                return None
            after_days = start.at(start.wall + length.days).instant
            return within_range((after_days + length.time).astimezone(zone))
        except (ValueError, OverflowError) as error:
            self._notes.add("meetings", reason_of(error))
            return None

    def _period(self, line: Line, start: Time, ends: str) -> Length | None:
        if ends[:1] in ("P", "+", "-"):
            lasts = duration(Line("DURATION", {}, ends), self._notes)
            return _lasting(lasts) if lasts is not None else None
        end = self._clock.time(line, ends, "meetings", self._notes)
        return self._between(start, end) if end else None

    def _length(self) -> Length:
        if self.start is None:
            return Length()
        if line := self.first("DTEND"):
            end = self._clock.time(line, line.value, "meetings", self._notes)
            return self._between(self.start, end) if end else Length()
        if line := self.first("DURATION"):
            lasts = duration(line, self._notes)
            return _lasting(lasts) if lasts is not None else Length()
        return Length()

    def _between(self, start: Time, end: Time) -> Length:
        """DTEND is the day after the last one (RFC 5545, 3.6.1); where it is the first day itself, that day is meant."""
        if start.is_day != end.is_day:
            self._notes.add("meetings", _("Of start and end only one is a whole day, so the end was left out."))
            return Length()
        length = Length(days=end.wall - start.wall) if start.is_day else Length(time=end.instant - start.instant)
        if length.days + length.time < dt.timedelta():
            self._notes.add("meetings", _("The end is before the start, so it was left out."))
            return Length()
        return length

    def _time(self, name: str, field: str) -> Time | None:
        line = self.first(name)
        return self._clock.time(line, line.value, field, self._notes) if line else None

    def _instant(self, name: str) -> dt.datetime | None:
        time = self._time(name, "modified")
        return time.instant if time else None


def _lasting(duration: dt.timedelta) -> Length:
    return Length(dt.timedelta(days=duration.days), dt.timedelta(seconds=duration.seconds))
