"""Which sources are to be run now: the minute tick asks."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q

from opinovi_wagtail.models import CatalogueSource

from .lease import bury_dead_runs


def due_sources(now: dt.datetime) -> list[int]:
    """Primary keys of the sources whose time has come: those that are to run at once, then the longest waiting. Buries runs
    that died on the way."""
    bury_dead_runs(now)
    return list(
        CatalogueSource.objects.filter(active=True, paused_because="")
        .filter(Q(next_run_at=None) | Q(next_run_at__lte=now))
        .filter(Q(lease_token="") | Q(lease_until=None) | Q(lease_until__lt=now))
        .order_by(F("next_run_at").asc(nulls_first=True), "pk")
        .values_list("pk", flat=True)
    )
