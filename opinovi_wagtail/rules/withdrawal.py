"""Whether rows that vanished from their source may be withdrawn, or a person has to look first."""

from __future__ import annotations

import datetime as dt


def needs_a_person(
    rows: int, of: int, *, more_than_rows: int, more_than_percent: int, feed_is_empty: bool = False
) -> bool:
    """Whether withdrawing ``rows`` out of ``of`` is too much to happen by itself.

    It is when there are more than ``more_than_rows`` *and* more than ``more_than_percent`` per cent of all, or when the
    feed brought nothing at all.
    """
    if rows <= 0:
        return False
    return feed_is_empty or (rows > more_than_rows and rows * 100 > of * more_than_percent)


def grace_ended(now: dt.datetime, days: int) -> dt.datetime:
    """A row that has been missing since this moment or longer has had its grace."""
    return now - dt.timedelta(days=days)


def over_budget(failed: int, records: int, percent: int) -> bool:
    """Whether more than ``percent`` per cent of ``records`` could not be taken."""
    return failed > 0 and failed * 100 > records * percent
