"""Days counted from today on which something can happen: working days outside the turn of the year."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from opinovi_wagtail.conf import conf

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)
# (month, day): from the last days before Christmas until Epiphany, and the other holidays that have a fixed date.
CLOSED_FROM, CLOSED_UNTIL = (12, 21), (1, 6)
HOLIDAYS = {(5, 1), (12, 6)}


def day(today: dt.date, days: int, *, saturday: bool = False) -> dt.date:
    """The first day at least ``days`` from ``today`` on which people come; a Saturday if that is asked for."""
    found = today + dt.timedelta(days=days)
    while _is_closed(found) or (found.weekday() != SATURDAY if saturday else found.weekday() >= SATURDAY):
        found += ONE_DAY
    return found


def weekly(today: dt.date, days: int, count: int) -> list[dt.date]:
    """``count`` days a week apart from ``day(today, days)`` on; weeks in which nobody comes are left out."""
    found = [day(today, days)]
    following = found[0]
    while len(found) < count:
        following += dt.timedelta(weeks=1)
        if not _is_closed(following):
            found.append(following)
    return found


def deadline(today: dt.date, days: int) -> dt.date:
    """The last working day that is at most ``days`` from ``today``."""
    found = today + dt.timedelta(days=days)
    while found.weekday() >= SATURDAY:
        found -= ONE_DAY
    return found


def moment(on: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """That time of day in the zone of the site."""
    return dt.datetime.combine(on, dt.time(hour, minute), ZoneInfo(conf.TIME_ZONE))


def _is_closed(on: dt.date) -> bool:
    date = (on.month, on.day)
    return date >= CLOSED_FROM or date <= CLOSED_UNTIL or date in HOLIDAYS
