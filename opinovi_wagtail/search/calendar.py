"""The meetings of a calendar's days, narrowed by the parameters of the list of events; not how days are laid out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict

from opinovi_wagtail.models import Event, Meeting

from .filters import EventFilters

# How far apart two clocks on earth can be: a day begins so much earlier or later elsewhere.
FARTHEST_CLOCKS = dt.timedelta(hours=26)


def meetings_between(start: dt.datetime, end: dt.datetime) -> QuerySet[Meeting]:
    """The meetings of public events that touch the time from ``start`` to ``end``, also those that are not held.

    One whose end nobody gave is where it starts. One that lasts all day is on the days of its own time zone, so those that may
    touch it in any zone are among them.
    """
    public = Meeting.objects.filter(event__in=Event.objects.public().order_by())
    no_end = Q(ends_at=None) | Q(ends_at=F("starts_at"))
    touches = Q(starts_at__lt=end) & (Q(ends_at__gt=start) | (no_end & Q(starts_at__gte=start)))
    earlier, later = start - FARTHEST_CLOCKS, end + FARTHEST_CLOCKS
    may_touch = Q(all_day=True, starts_at__lt=later) & (Q(ends_at__gt=earlier) | (no_end & Q(starts_at__gte=earlier)))
    return public.filter(touches | may_touch)


class CalendarFilters(EventFilters):
    """Events with a meeting on the days from ``first`` to the day before ``after``, those that are over too.

    What is offered to choose from is that of every day that the calendar ``reaches``, first and day after the last: it stays
    the same from month to month, and a choice that finds nothing in one of them is still understood.
    """

    # The days are chosen already.
    starts_after = None
    starts_before = None

    def __init__(
        self,
        data: QueryDict,
        *,
        now: dt.datetime,
        language: str,
        first: dt.date,
        after: dt.date,
        reaches: tuple[dt.date, dt.date],
    ) -> None:
        self.first_day, self.day_after, self.reaches = first, after, reaches
        super().__init__(data, now=now, language=language)

    def rows(self) -> QuerySet[Event]:
        return self._with_meeting(self.first_day, self.day_after)

    def offered_rows(self) -> QuerySet[Event]:
        return self._with_meeting(*self.reaches)

    def meetings(self) -> QuerySet[Meeting]:
        """The meetings of these days that were asked for, in their order."""
        return self._asked_for(self.first_day, self.day_after, self.rows())

    def meetings_later(self) -> QuerySet[Meeting]:
        """Those that were asked for on the days after these, as far as the calendar reaches."""
        return self._asked_for(self.day_after, self.reaches[1], self.offered_rows())

    def _asked_for(self, first: dt.date, after: dt.date, rows: QuerySet[Any]) -> QuerySet[Meeting]:
        meetings = self._between(first, after).filter(event__in=self._narrowed(self.asked, rows).order_by())
        return meetings.select_related("event__partner", "place").order_by("starts_at", "pk")

    def _with_meeting(self, first: dt.date, after: dt.date) -> QuerySet[Event]:
        return Event.objects.public().filter(Exists(self._between(first, after).filter(event=OuterRef("pk"))))

    def _between(self, first: dt.date, after: dt.date) -> QuerySet[Meeting]:
        return meetings_between(self._midnight(first), self._midnight(after))
