"""What can still be taken part in at a moment: runs that are not over, events that are still to come or going on."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CourseRun, Event
from opinovi_wagtail.rules.states import EventStatus


def current_runs(now: dt.datetime) -> QuerySet[CourseRun]:
    """The runs that can still be taken at ``now``: not cancelled and not over.

    A run without a last day is over once it has begun, unless one can still apply for it. Seasons end with July and
    December.
    """
    today = dates.local(now, conf.TIME_ZONE).date()
    begun = Q(start_kind=CourseRun.StartKind.DATE, start_on__lt=today, ends_on=None)
    still_open = Q(application="rolling") | Q(apply_until__gte=now)
    season_passed = Q(start_season__lt=f"{today.year}-")
    if today.month >= 8:
        season_passed |= Q(start_season=f"{today.year}-spring")
    in_season = Q(start_kind=CourseRun.StartKind.SEASON, ends_on=None) & ~Q(start_season="")
    over = Q(ends_on__lt=today) | (begun & ~still_open) | (in_season & season_passed)
    return CourseRun.objects.exclude(status=CourseRun.Status.CANCELLED).exclude(over)


def coming_events(now: dt.datetime) -> QuerySet[Event]:
    """The public events that are not over at ``now``: to come, going on, or waiting for a new time.

    One whose end nobody gave lasts until its local day is over.
    """
    midnight = dates.local(now, conf.TIME_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    no_end = Q(ends_at=None) | Q(ends_at=F("starts_at"))
    no_time = Q(starts_at=None) | Q(status=EventStatus.POSTPONED)
    return Event.objects.public().filter(Q(ends_at__gt=now) | (no_end & Q(starts_at__gte=midnight)) | no_time)
