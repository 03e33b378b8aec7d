"""When a reminder is due, from a rule and a start; wall-clock times of the event's zone, through both clock changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

UTC = dt.UTC


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days before the start's local day at a wall-clock time, or so many hours before the start.

    ``key`` names the rule in the reminders that come of it.
    """

    key: str
    days_before: int | None = None
    at_time: dt.time | None = None
    hours_before: int | None = None


# What holds for a kind of event for which no editor has made a rule.
DEFAULT_RULES = (Rule("default", days_before=1, at_time=dt.time(10, 0)),)


@dataclass(frozen=True, slots=True)
class Due:
    """When to send a reminder, and from when on it is of no use. Both are in UTC."""

    due_at: dt.datetime
    useful_until: dt.datetime


def due_at(rule: Rule, starts_at: dt.datetime, zone: str) -> dt.datetime:
    """The moment, in UTC, at which ``rule`` reminds of something that starts at ``starts_at`` (aware).

    A wall-clock time that the spring change leaves out is taken as if the clock had not been changed yet (03:30 becomes
    04:30 summer time); one that autumn has twice is the first of the two. Hours before are hours that pass.
    """
    if rule.hours_before is not None:
        return starts_at.astimezone(UTC) - dt.timedelta(hours=rule.hours_before)
    if rule.days_before is None or rule.at_time is None:
        raise ValueError(f"The reminder rule {rule.key} has neither hours nor days with a time.")
    local = ZoneInfo(zone)
    day = starts_at.astimezone(local).date() - dt.timedelta(days=rule.days_before)
    return dt.datetime.combine(day, rule.at_time.replace(tzinfo=None, fold=0), tzinfo=local).astimezone(UTC)


def reminder(rule: Rule, starts_at: dt.datetime, zone: str, now: dt.datetime) -> Due | None:
    """When to remind, or ``None`` when the time for it has gone by, or would come only after the start."""
    at = due_at(rule, starts_at, zone)
    if at <= now or at >= starts_at:
        return None
    return Due(at, starts_at.astimezone(UTC))
