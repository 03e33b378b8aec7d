"""Which gatherings a recurring event has: its rule, single times and exceptions (RFC 5545, 3.8.5), as far as the horizon."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from ..notes import Notes
from . import rule as icalendar_rule
from .entry import Entry, Length
from .time import Time

MOST_MEETINGS = 500  # of one series
_BACK = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose gatherings an endless series shows."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, today: dt.date, ahead: int) -> Window:
        """From 31 days before the month of ``today`` to ``ahead`` days after it: the same all month, so that what a feed
        becomes changes when the feed does, and once a month."""
        month = today.replace(day=1)
        last = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        return cls(month - _BACK, last + dt.timedelta(days=ahead))

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def gatherings(entry: Entry, window: Window, notes: Notes) -> list[tuple[Time, Length | None]]:
    """When ``entry`` gathers, in order, with a length where one has its own. Empty where it has no start.

    A series that ends before the horizon is shown as a whole, any other one inside ``window``: at least one gathering, at
    most ``MOST_MEETINGS``.
    """
    if entry.start is None:
        return []
    left_out = _Exceptions(entry)
    found: dict[str, tuple[Time, Length | None]] = {}
    try:
        by_rule = _by_rule(entry, entry.start, left_out, window)
    except ValueError as error:
        notes.add("meetings", reason_of(error))
        by_rule = [entry.start]
    for time in by_rule:
        found[time.key] = (time, None)
    for time, length in entry.times("RDATE"):
        if time.is_day == entry.start.is_day and time not in left_out:
            found.setdefault(time.key, (time, length))
    return _at_most(sorted(found.values(), key=lambda gathering: gathering[0].instant), window, notes)


class _Exceptions:
    """EXDATE. A whole day takes every gathering of that day with it, which is what its authors mean."""

    def __init__(self, entry: Entry) -> None:
        times = [time for time, _length in entry.times("EXDATE")]
        self._keys = {time.key for time in times}
        self._days = {time.day for time in times if time.is_day or (entry.start and entry.start.is_day)}

    def __contains__(self, time: Time) -> bool:
        return bool(self._keys) and (time.day in self._days or time.key in self._keys)


def _by_rule(entry: Entry, start: Time, left_out: _Exceptions, window: Window) -> list[Time]:
    rules = entry.rules()
    walls = heapq.merge(*(icalendar_rule.starts(rule, start.wall, start.zone.instant) for rule in rules))
    ordered = (wall for wall, _same in groupby(walls)) if rules else iter([start.wall])
    return _shown((time for wall in ordered if (time := start.at(wall)) not in left_out), window)


def _shown(times: Iterator[Time], window: Window) -> list[Time]:
    """All of ``times`` where they end before the horizon and are few enough, otherwise those inside the window."""
    whole: list[Time] = []
    inside: list[Time] = []
    before: Time | None = None
    for time in times:
        if time.day > window.last:
            return inside or [before or time]
        if len(whole) <= MOST_MEETINGS:
            whole.append(time)
        if time.day < window.first:
            before = time
        else:
            inside.append(time)
            if len(inside) > MOST_MEETINGS:
                return inside
    if len(whole) <= MOST_MEETINGS:
        return whole
    return inside or ([before] if before else [])


def _at_most(found: list[tuple[Time, Length | None]], window: Window, notes: Notes) -> list[tuple[Time, Length | None]]:
    if len(found) <= MOST_MEETINGS:
        return found
    notes.add(
        "meetings",
        _("The series has more than %(limit)d meetings, so not all of them are shown.") % {"limit": MOST_MEETINGS},
    )
    coming = [gathering for gathering in found if gathering[0].day >= window.first]
    return list(islice(coming or found, MOST_MEETINGS))
