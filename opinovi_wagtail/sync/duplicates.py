"""The same thing from two sources: found by identifier, address or likeness, proposed to a person, never merged silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone

from opinovi_wagtail.models import CatalogueSource, Course, Duplicate, Event
from opinovi_wagtail.rules.states import DuplicateReason, DuplicateState

Row = Course | Event

MOST = 200  # proposals of one run and reason; the next run brings more
# The national object identifiers of the Finnish education administration: the same one is the same thing, whoever says it.
NATIONAL_OIDS = "1.2.246.562."
_FIELDS: dict[type[Any], tuple[str, str]] = {Course: ("course", "other_course"), Event: ("event", "other_event")}


class AlreadyDecided(Exception):
    """Somebody has decided over the pair already."""


def propose(source: CatalogueSource, now: dt.datetime, connection: BaseDatabaseWrapper) -> None:
    """Propose the pairs of a row that the run of ``source`` at ``now`` has written and a row of another source.

    A pair that was proposed before, whatever came of it, is not proposed again.
    """
    if not CatalogueSource.objects.exclude(pk=source.pk).exists():
        return
    for model, (first, second) in _FIELDS.items():
        for reason in DuplicateReason:
            pairs = {(min(pair), max(pair)) for pair in _pairs(model, reason, source, now, connection)}
            Duplicate.objects.bulk_create(
                [
                    Duplicate(**{f"{first}_id": low, f"{second}_id": high}, reason=reason, found_at=now)
                    for low, high in sorted(pairs)
                ],
                ignore_conflicts=True,
            )


def _pairs(
    model: type[Any],
    reason: DuplicateReason,
    source: CatalogueSource,
    now: dt.datetime,
    connection: BaseDatabaseWrapper,
) -> Iterator[tuple[int, int]]:
    quote = connection.ops.quote_name
    column, table = (
        {
            DuplicateReason.IDENTIFIER: "remote_key",
            DuplicateReason.ADDRESS: "url_key",
            DuplicateReason.LIKENESS: "likeness_key",
        }[reason],
        quote(model._meta.db_table),
    )
    params: list[Any] = [source.pk, connection.ops.adapt_datetimefield_value(now)]
    only = f"a.{quote(column)} <> ''"
    if reason == DuplicateReason.IDENTIFIER:
        only = f"a.{quote('remote_id')} LIKE %s"
        params.append(f"{NATIONAL_OIDS}%")
    # Names are ours, values are parameters.
    sql = (
        f"SELECT a.id, b.id FROM {table} a JOIN {table} b "  # noqa: S608
        f"ON b.{quote(column)} = a.{quote(column)} AND b.source_id <> a.source_id "
        f"WHERE a.source_id = %s AND a.fetched_at = %s AND {only} AND a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL "
        f"AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL ORDER BY a.id, b.id LIMIT {MOST}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        yield from cursor.fetchall()


def merge(duplicate: Duplicate, keep: Row, *, by: str = "", now: dt.datetime | None = None) -> None:
    """Let ``keep`` stand for both rows of ``duplicate``: the other one leaves the lists, and its address leads to ``keep``.

    Its registrations and its facts stay, and its source goes on updating it, so that :func:`separate` brings it back as it
    is then. Raises ``AlreadyDecided``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _decide(duplicate, DuplicateState.MERGED, by, now)
        other = next(row for row in duplicate.rows if row.pk != keep.pk)
        model = type(keep)
        # What was merged into the other one goes along; a chain of redirects would never end well.
        model.objects.filter(Q(pk=other.pk) | Q(merged_into=other.pk)).exclude(pk=keep.pk).update(
            merged_into=keep.pk, updated_at=now
        )
        model.objects.filter(pk=keep.pk).update(merged_into=None, updated_at=now)


def keep_apart(duplicate: Duplicate, *, by: str = "", now: dt.datetime | None = None) -> None:
    """Say that the rows of ``duplicate`` are two different things. Raises ``AlreadyDecided``."""
    _decide(duplicate, DuplicateState.DISTINCT, by, now or timezone.now())


def separate(row: Row, *, now: dt.datetime | None = None) -> None:
    """Take back the merger of ``row`` into another: it is listed again."""
    now = now or timezone.now()
    first, second = _FIELDS[type(row)]
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(merged_into=None, updated_at=now)
        Duplicate.objects.filter(Q(**{first: row.pk}) | Q(**{second: row.pk}), state=DuplicateState.MERGED).update(
            state=DuplicateState.DISTINCT, decided_at=now
        )
    row.refresh_from_db()


def _decide(duplicate: Duplicate, state: DuplicateState, by: str, now: dt.datetime) -> None:
    decided = Duplicate.objects.filter(pk=duplicate.pk, state=DuplicateState.OPEN).update(
        state=state, decided_at=now, decided_by=by[:150]
    )
    if not decided:
        raise AlreadyDecided
    duplicate.refresh_from_db()
