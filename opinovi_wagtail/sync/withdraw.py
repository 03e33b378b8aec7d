"""Rows that their source no longer brings: missing first, withdrawn after a grace, held back when there are too many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, Course, Event, ParkedWithdrawal, SyncRun
from opinovi_wagtail.rules.states import ChangeAction, Origin, ParkedState
from opinovi_wagtail.rules.withdrawal import grace_ended, needs_a_person

from .seen import Mark, Seen
from .writing import Writing

MODELS: tuple[type[Course] | type[Event], ...] = (Course, Event)
_MARKS = {Course: Mark.COURSE, Event: Mark.EVENT}


class AlreadyDecided(Exception):
    """Somebody has approved or rejected the withdrawal already."""


class Withdrawal:
    """The end of a run: tombstones, absences, and what is to be withdrawn or held back.

    ``seen`` is what a complete run met; without it (the source said that nothing has changed) the absences that are known
    go on counting. Must run inside a transaction.
    """

    def __init__(self, writing: Writing, seen: Seen | None) -> None:
        self.writing, self.seen = writing, seen
        self.now = writing.now
        self.parked = open_parked(writing.source)

    def bury_deleted(self) -> None:
        """Withdraw at once what the source says it has deleted."""
        for model in MODELS:
            self._withdraw(self._present(model).filter(self._met(model, [Mark.DELETED])))

    def settle_absences(self, *, feed_is_empty: bool = False) -> None:
        """Mark what is missing, withdraw what has been missing for longer than the grace, hold back what is too much.

        A large absence is held back on the day it is noticed, so that somebody can look while the feed can be mended.
        """
        of = sum(self._expected(model).count() for model in MODELS)
        fresh = sum(self._mark_missing(model) for model in MODELS)
        if self._too_many(fresh, of, feed_is_empty):
            self._park(self.now, of)
        ended = grace_ended(self.now, conf.SYNC_GRACE_DAYS)
        due = [self._due(model, ended) for model in MODELS]
        number = sum(rows.count() for rows in due)
        # An answer "not modified" does not tell how much the feed holds; that nothing would be left does.
        nothing_left = feed_is_empty or (self.seen is None and number == of)
        missing = sum(self._absent(model).count() for model in MODELS)
        if self._too_many(number, of, nothing_left):
            self._park(ended, of)
        else:
            missing -= number
            for rows in due:
                self._withdraw(rows)
        self.writing.report.count("missing", missing)
        self._count_held()

    def _present(self, model: type[Any]) -> QuerySet[Any]:
        rows = model.objects.using(self.writing.connection.alias).filter(source=self.writing.source)
        return rows.filter(origin=Origin.SOURCE, withdrawn_at=None).order_by()

    def _expected(self, model: type[Any]) -> QuerySet[Any]:
        """Rows whose absence would mean something: events that are over leave their feeds, and nobody misses them."""
        rows = self._present(model)
        if model is not Event:
            return rows
        midnight = self.now - dt.timedelta(days=1)
        over = Q(ends_at__lt=self.now) | Q(ends_at=None, starts_at__lt=midnight)
        return rows.exclude(over)

    def _met(self, model: type[Any], marks: list[Mark]) -> RawSQL:
        assert self.seen is not None, "only a run that read the feed knows what it met"
        table = self.writing.connection.ops.quote_name(model._meta.db_table)
        places = ", ".join(["%s"] * len(marks))
        # Names are ours, values are parameters.
        sql = (
            f"EXISTS (SELECT 1 FROM {self.seen.table} seen "  # noqa: S608
            f"WHERE seen.remote_key = {table}.remote_key AND seen.mark IN ({places}))"
        )
        return RawSQL(sql, [str(mark) for mark in marks], output_field=BooleanField())  # noqa: S611

    def _absent(self, model: type[Any]) -> QuerySet[Any]:
        """Rows that are not withdrawn and that the run did not meet."""
        rows = self._expected(model)
        if self.seen is None:
            return rows.exclude(missing_since=None)
        return rows.filter(~Q(self._met(model, [_MARKS[model], Mark.UNREADABLE, Mark.DELETED])))

    def _mark_missing(self, model: type[Any]) -> int:
        fresh = self._absent(model).filter(missing_since=None)
        if self.writing.foresight is not None:
            self.writing.foresight.gone(fresh, ChangeAction.MISSING)
            return fresh.count()
        return fresh.update(missing_since=self.now, updated_at=self.now)

    def _due(self, model: type[Any], ended: dt.datetime) -> QuerySet[Any]:
        due = self._absent(model).filter(missing_since__lte=ended)
        return due.filter(missing_since__gt=self.parked.missing_before) if self.parked else due

    def _withdraw(self, rows: QuerySet[Any]) -> None:
        if self.writing.foresight is not None:
            self.writing.foresight.gone(rows, ChangeAction.WITHDRAWN)
            number = rows.count()
        else:
            number = rows.update(withdrawn_at=self.now, updated_at=self.now)
        self.writing.report.count("withdrawn", number)

    def _too_many(self, rows: int, of: int, feed_is_empty: bool) -> bool:
        return needs_a_person(
            rows,
            of,
            more_than_rows=conf.WITHDRAWAL_GUARD_ROWS,
            more_than_percent=conf.WITHDRAWAL_GUARD_PERCENT,
            feed_is_empty=feed_is_empty,
        )

    def _park(self, missing_before: dt.datetime, of: int) -> None:
        """Hold back everything that is missing since ``missing_before`` or longer."""
        if self.parked is None:
            self.parked = ParkedWithdrawal(
                source=self.writing.source, run=self.writing.report.run, missing_before=missing_before, rows=0, of=of
            )
        self.parked.missing_before = max(self.parked.missing_before, missing_before)
        self.parked.of = max(self.parked.of, of)
        if not self.writing.dry_run:
            self.parked.save()

    def _count_held(self) -> None:
        """Report what is held back; a parked withdrawal of which everything came back is no longer one."""
        if self.parked is None:
            return
        held = Q(missing_since__lte=self.parked.missing_before)
        if self.writing.dry_run and self.parked.missing_before >= self.now:
            held |= Q(missing_since=None)  # a preview marks nothing
        self.parked.rows = sum(self._absent(model).filter(held).count() for model in MODELS)
        self.writing.report.count("parked", self.parked.rows)
        if self.writing.dry_run:
            return
        if self.parked.rows:
            self.parked.save(update_fields=["rows"])
        else:
            self.parked.delete()


def approve(parked: ParkedWithdrawal, *, by: str = "", now: dt.datetime | None = None) -> int:
    """Withdraw the rows that ``parked`` holds back and that are still missing; answers how many.

    They are counted as withdrawn by the run that held them back: it is where people look for them.
    ``by`` says who decided. Raises ``AlreadyDecided``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        number = _decide(parked, ParkedState.APPROVED, by, now, withdrawn_at=now)
        SyncRun.objects.filter(pk=parked.run_id).update(withdrawn=F("withdrawn") + number)
    return number


def reject(parked: ParkedWithdrawal, *, by: str = "", now: dt.datetime | None = None) -> int:
    """Keep the rows that ``parked`` holds back: their grace begins anew. Answers how many there are.

    ``by`` says who decided. Raises ``AlreadyDecided``.
    """
    now = now or timezone.now()
    return _decide(parked, ParkedState.REJECTED, by, now, missing_since=now)


def open_parked(source: CatalogueSource) -> ParkedWithdrawal | None:
    """The withdrawal of ``source`` that waits for a person, if there is one."""
    return ParkedWithdrawal.objects.filter(source=source, state=ParkedState.PARKED).first()


def decisions_on(runs: Iterable[SyncRun]) -> dict[int, ParkedWithdrawal]:
    """What was decided about withdrawals that ``runs`` held back, by the primary key of the run. One query."""
    decided = ParkedWithdrawal.objects.filter(run__in=[run.pk for run in runs]).exclude(state=ParkedState.PARKED)
    return {parked.run_id: parked for parked in decided.order_by("pk")}


def decision_of(run: SyncRun) -> ParkedWithdrawal | None:
    """What was decided about the withdrawal that ``run`` held back; nothing where there was none or it still waits."""
    return decisions_on([run]).get(run.pk)


def _decide(parked: ParkedWithdrawal, state: ParkedState, by: str, now: dt.datetime, **values: dt.datetime) -> int:
    with transaction.atomic():
        locked = ParkedWithdrawal.objects.select_for_update().get(pk=parked.pk)
        if locked.state != ParkedState.PARKED:
            raise AlreadyDecided
        number = sum(rows.update(updated_at=now, **values) for rows in held(locked))
        locked.state, locked.decided_at, locked.decided_by = state, now, by[:150]
        locked.rows = number  # what came back before the decision is not part of it
        locked.save(update_fields=["rows", "state", "decided_at", "decided_by"])
    parked.refresh_from_db()
    return number


def held(parked: ParkedWithdrawal) -> Iterator[QuerySet[Any]]:
    """The courses, then the events that ``parked`` holds back and that are still missing."""
    for model in MODELS:
        yield model.objects.filter(
            source=parked.source_id,
            origin=Origin.SOURCE,
            withdrawn_at=None,
            missing_since__lte=parked.missing_before,
        )
