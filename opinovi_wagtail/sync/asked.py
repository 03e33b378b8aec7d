"""Runs that somebody asked for: a report that waits for a worker from the moment of the click, and what a run starts with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from opinovi_wagtail.catalogues.base import Options
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, SyncRun
from opinovi_wagtail.rules.states import PauseReason, RunState
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import plain

from .credentials import credentials_of

WAITS_AT_MOST = dt.timedelta(minutes=15)


def ask_for_run(source: CatalogueSource, *, dry_run: bool, by: str = "") -> SyncRun:
    """The report of a run (with ``dry_run`` of a preview) that a worker will fill; an earlier one that still waits is
    answered again. A real run is also due from now on, so that the tick does it if the worker never hears of it."""
    waiting = SyncRun.objects.filter(source=source, state=RunState.WAITING, dry_run=dry_run).first()
    if not dry_run:
        CatalogueSource.objects.filter(pk=source.pk).update(next_run_at=timezone.now())
        CatalogueSource.objects.filter(pk=source.pk, paused_because=PauseReason.UNTRIED).update(paused_because="")
    now = timezone.now()
    return waiting or SyncRun.objects.create(
        source=source, dry_run=dry_run, state=RunState.WAITING, started_at=now, heartbeat_at=now, asked_by=by[:150]
    )


def begin(source: CatalogueSource, *, dry_run: bool, now: dt.datetime, by: str = "") -> SyncRun:
    """The report of a run that begins now: the one that waits for it, or a new one."""
    waiting = SyncRun.objects.filter(source=source, state=RunState.WAITING, dry_run=dry_run).order_by("pk")
    for run in waiting:
        # Two workers may have heard of it; one of them gets it.
        values = {"state": RunState.RUNNING, "started_at": now, "heartbeat_at": timezone.now()}
        if waiting.filter(pk=run.pk).update(**values):
            run.refresh_from_db()
            run.source = source
            return run
    return SyncRun.objects.create(
        source=source, dry_run=dry_run, started_at=now, heartbeat_at=timezone.now(), asked_by=by[:150]
    )


def give_up_waiting(now: dt.datetime) -> None:
    """End the reports that no worker has taken up."""
    SyncRun.objects.filter(state=RunState.WAITING, heartbeat_at__lt=now - WAITS_AT_MOST).update(
        state=RunState.DIED,
        finished_at=now,
        told=[plain(_("No worker took the run up. Whoever runs the site should see whether a worker is running."))],
    )


def options_of(source: CatalogueSource, since: dt.datetime | None = None) -> Options:
    """What the format of ``source`` is told. Raises ``CredentialsError`` where its credentials cannot be read."""
    told = Options(conf.LANGUAGES[0], conf.TIME_ZONE, source.options or {}, since=since)
    return replace(told, credentials=credentials_of(source)) if source.credentials_sealed else told
