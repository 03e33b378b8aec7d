"""How a catalogue source fares, as one state with its moment and reason, and what waits for a person: what a list shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.enums import TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.models import CatalogueSource, Course, Duplicate, Event, ParkedWithdrawal, SyncRun
from opinovi_wagtail.rules.states import DuplicateState, Origin, ParkedState, PauseReason, RunState
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
    WAITS = "waits", _("Waits for a decision")
    FINE = "fine", _("Works")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person has to decide: rows of a parked withdrawal, rows in which a kept field is asked about, pairs of rows
    that may be the same thing."""

    parked: int = 0
    asked: int = 0
    pairs: int = 0

    def __bool__(self) -> bool:
        return bool(self.parked or self.asked or self.pairs)


@dataclass(frozen=True, slots=True)
class Status:
    """``at``: since when it runs, when it failed, or when it last went well; ``reason``: why it failed or is paused;
    ``alarming``: whether something went wrong, and not just the way that somebody wanted."""

    state: SourceState
    at: dt.datetime | None = None
    reason: str = ""
    waiting: Waiting = Waiting()
    last_run: int | None = None
    alarming: bool = False


def with_status(sources: QuerySet[CatalogueSource]) -> QuerySet[CatalogueSource]:
    """``sources`` with what :func:`status_of` asks: of the last run of each that was no preview, and what waits."""
    runs = SyncRun.objects.filter(source=OuterRef("pk"), dry_run=False).order_by("-started_at", "-pk")
    asked = ("pk", "state", "started_at", "finished_at", "told")
    parked = ParkedWithdrawal.objects.filter(source=OuterRef("pk"), state=ParkedState.PARKED)
    either = Q()
    for field in ("course", "other_course", "event", "other_event"):
        either |= Q(**{f"{field}__source": OuterRef("pk")})
    pairs = Duplicate.objects.filter(either, state=DuplicateState.OPEN)
    return sources.annotate(
        **{f"last_run_{name}": Subquery(runs.values(name)[:1]) for name in asked},
        parked_rows=_number(parked.values("rows")),
        asked_rows=_number(_asked_about(Course)) + _number(_asked_about(Event)),
        open_pairs=_number(pairs.order_by().values("state").annotate(number=Count("pk")).values("number")),
    )


def _asked_about(model: type[Course] | type[Event]) -> QuerySet[Any, Any]:
    rows = model.objects.filter(source=OuterRef("pk"), origin=Origin.SOURCE).exclude(asks=[])
    return rows.order_by().values("source").annotate(number=Count("pk")).values("number")


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows[:1], output_field=IntegerField()), Value(0))


def status_of(source: CatalogueSource, now: dt.datetime) -> Status:
    """The status of a source that comes from :func:`with_status`. Reads no database."""
    last: Any = source
    waiting = Waiting(last.parked_rows, last.asked_rows, last.open_pairs)
    return replace(_fares(source, now, waiting), waiting=waiting, last_run=last.last_run_pk)


def _fares(source: CatalogueSource, now: dt.datetime, waiting: Waiting) -> Status:
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
        by_itself = source.paused_because != PauseReason.PERSON
        return Status(SourceState.PAUSED, last.last_run_finished_at, reason, alarming=by_itself)
    if last.last_run_state in (RunState.FAILED, RunState.DIED):
        return Status(SourceState.FAILED, last.last_run_finished_at, message, alarming=True)
    if last.last_run_state is None and source.last_success_at is None:
        return Status(SourceState.NEVER)
    if source.last_success_at is not None and now - source.last_success_at > too_long(source):
        return Status(SourceState.STALE, source.last_success_at, alarming=True)
    if waiting:
        return Status(SourceState.WAITS, source.last_success_at)
    return Status(SourceState.FINE, source.last_success_at)


def too_long(source: CatalogueSource) -> dt.timedelta:
    """After how long without a good run what came from ``source`` is not to be relied on: three turns, a day at least."""
    return max(dt.timedelta(minutes=3 * source.every_minutes), dt.timedelta(days=1))
