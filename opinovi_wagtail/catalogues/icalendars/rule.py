"""The starts that a recurrence rule gives, by the clock on the wall (RFC 5545, 3.3.10); knows no event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice

from dateutil.rrule import rrulestr
from icalendar import vRecur

from opinovi_wagtail.telling import gettext as _

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_TIMES_A_DAY = 24
MOST_VALUES = 100  # in one part of a rule
_PARTS = (
    "FREQ", "INTERVAL", "WKST", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE",
    "BYSECOND", "BYSETPOS",
)  # fmt: skip
_APART = ("COUNT", "UNTIL")
# dateutil gives up on a rule that never comes true in the year 9999 only, which takes it a quarter of a minute. The
# calendar repeats itself after 400 years, weekdays included, so the same rule is asked for near the end of time.
_AEON = dt.timedelta(days=146_097 * 19)
_LATEST_START = dt.datetime(2200, 1, 1)


def starts(rule: vRecur, start: dt.datetime, instant: Callable[[dt.datetime], dt.datetime]) -> Iterator[dt.datetime]:
    """The starts (naive) of a series that begins at ``start`` (naive), which always is the first of them, in order.

    ``instant`` tells the moment at which the clock of the series shows a time; a rule that ends by a moment in UTC is
    compared with that. An endless rule ends somewhere after the year 2300. Raises ``ValueError`` with a sentence when the
    rule is not one that can be followed.
    """
    _check(rule)
    if start >= _LATEST_START:
        return iter([start])
    text = ";".join(f"{name}={','.join(str(value) for value in rule[name])}" for name in _PARTS if rule.get(name))
    try:
        expanded = iter(rrulestr(text, dtstart=start + _AEON))
    except (ValueError, TypeError, IndexError, OverflowError):
        raise _unclear() from None
    found = _until(_from(start, expanded), rule, instant)
    return islice(found, rule["COUNT"][0]) if rule.get("COUNT") else found


def _from(start: dt.datetime, expanded: Iterator[dt.datetime]) -> Iterator[dt.datetime]:
    yield start
    try:
        for shifted in expanded:
            wall = shifted - _AEON
            if wall > start:
                yield wall
    except (ValueError, TypeError, IndexError, OverflowError):
        raise _unclear() from None


def _until(
    walls: Iterator[dt.datetime], rule: vRecur, instant: Callable[[dt.datetime], dt.datetime]
) -> Iterator[dt.datetime]:
    limit = rule["UNTIL"][0] if rule.get("UNTIL") else None
    for place, wall in enumerate(walls):
        if limit is not None and place and _is_after(wall, limit, instant):
            return
        yield wall


def _is_after(wall: dt.datetime, limit: object, instant: Callable[[dt.datetime], dt.datetime]) -> bool:
    """Whether ``wall`` is later than UNTIL, which is a moment, a local time or a day and belongs to the series itself."""
    if isinstance(limit, dt.datetime):
        return instant(wall) > limit if limit.tzinfo is not None else wall > limit
    return isinstance(limit, dt.date) and wall.date() > limit


def _check(rule: vRecur) -> None:
    frequency = [str(value).upper() for value in rule.get("FREQ", [])]
    if len(frequency) != 1:
        raise _unclear()
    if frequency[0] not in FREQUENCIES:
        raise ValueError(_("A series that repeats more often than daily cannot be shown."))
    unknown = [name for name in rule if name not in _PARTS and name not in _APART]
    if unknown and not (unknown == ["RSCALE"] and str(rule["RSCALE"][0]).upper() == "GREGORIAN"):
        raise _unclear()
    if any(len(values) > MOST_VALUES for values in rule.values()):
        raise _unclear()
    if any(number < 1 for name in ("INTERVAL", "COUNT") for number in rule.get(name, [])):
        raise _unclear()
    times = len(rule.get("BYHOUR", [0])) * len(rule.get("BYMINUTE", [0])) * len(rule.get("BYSECOND", [0]))
    if times > MOST_TIMES_A_DAY:
        raise _unclear()


def _unclear() -> ValueError:
    return ValueError(_("The rule by which the event repeats is not understood."))
