"""How a catalogue source fares, as one state with its moment and reason: what a list of sources shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.models import CatalogueSource, SyncRun
from opinovi_wagtail.rules.states import PauseReason, RunState
from opinovi_wagtail.telling import tell

from .pause import why_paused


class SourceState(TextChoices):
    """The first one that is true."""

    RUNNING = "running", _("Being synced")
    OFF = "off", _("Switched off")
    PAUSED = "paused", _("Paused")
    FAILED = "failed", _("The last run failed")
    NEVER = "never", _("Never run yet")
    STALE = "stale", _("Not fetched for a long time")
    FINE = "fine", _("Works")


@dataclass(frozen=True, slots=True)
class Status:
    """``at``: since when it runs, when it failed, or when it last went well; ``reason``: why it failed or is paused."""

    state: SourceState
    at: dt.datetime | None = None
    reason: str = ""


def with_last_run(sources: QuerySet[CatalogueSource]) -> QuerySet[CatalogueSource]:
    """``sources`` with what :func:`status_of` asks of the last run of each that was no preview."""
    runs = SyncRun.objects.filter(source=OuterRef("pk"), dry_run=False).order_by("-started_at", "-pk")
    asked = ("state", "started_at", "finished_at", "told")
    return sources.annotate(**{f"last_run_{name}": Subquery(runs.values(name)[:1]) for name in asked})


def status_of(source: CatalogueSource, now: dt.datetime) -> Status:
    """The status of a source that comes from :func:`with_last_run`. Reads no database."""
    last: Any = source
    message = " ".join(map(tell, last.last_run_told or ()))
    if source.lease_token and source.lease_until is not None and source.lease_until >= now:
        return Status(SourceState.RUNNING, last.last_run_started_at)
    if not source.active:
        return Status(SourceState.OFF, source.last_success_at)
    if source.paused_because == PauseReason.UNTRIED:
        return Status(SourceState.NEVER)
    if source.paused_because:
        reason = " ".join(filter(None, [why_paused(source), message]))
        return Status(SourceState.PAUSED, last.last_run_finished_at, reason)
    if last.last_run_state in (RunState.FAILED, RunState.DIED):
        return Status(SourceState.FAILED, last.last_run_finished_at, message)
    if last.last_run_state is None and source.last_success_at is None:
        return Status(SourceState.NEVER)
    if source.last_success_at is not None and now - source.last_success_at > too_long(source):
        return Status(SourceState.STALE, source.last_success_at)
    return Status(SourceState.FINE, source.last_success_at)


def too_long(source: CatalogueSource) -> dt.timedelta:
    """After how long without a good run what came from ``source`` is not to be relied on: three turns, a day at least."""
    return max(dt.timedelta(minutes=3 * source.every_minutes), dt.timedelta(days=1))
