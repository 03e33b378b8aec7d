"""What everything that writes for one run has in common: the source, the moment, the connection, the counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from opinovi_wagtail.models import CatalogueSource, Course, Event
from opinovi_wagtail.rules.states import Origin

from .dialects import dialect_for
from .report import Report
from .rows import CourseRow, EventRow
from .stage import Stage

if TYPE_CHECKING:
    from .foresight import Foresight

_BATCH = 500


class Existing(NamedTuple):
    """A row of this source that is there already."""

    pk: int
    ours: bool
    absent: bool
    pins: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writing:
    """One run's writing. With ``foresight`` (of a preview) everything is read, merged, counted and noted there, and nothing
    is written."""

    source: CatalogueSource
    report: Report
    connection: BaseDatabaseWrapper
    now: dt.datetime
    foresight: Foresight | None = None
    # Of which the source had no row when the run began: nobody else makes any while it holds the source.
    empty: frozenset[type[Any]] = frozenset()

    @property
    def dry_run(self) -> bool:
        """Whether nothing is written."""
        return self.foresight is not None

    def shared(self) -> dict[str, Any]:
        """The values that all rows of the run have in common; they are there, so neither missing nor withdrawn."""
        return {
            "partner": self.source.partner_id,
            "source": self.source.pk,
            "origin": Origin.SOURCE.value,
            "fetched_at": self.now,
            "created_at": self.now,
            "updated_at": self.now,
            "missing_since": None,
            "withdrawn_at": None,
        }

    def count(self, there: Existing | None) -> None:
        """Count a row that is about to be written."""
        if there is None:
            self.report.count("created")
            return
        self.report.count("updated")
        if there.absent:
            self.report.count("reappeared")


def models_without_rows(
    connection: BaseDatabaseWrapper, source: CatalogueSource
) -> frozenset[type[Course] | type[Event]]:
    """Of which models ``source`` has no row at all."""
    models: tuple[type[Course] | type[Event], ...] = (Course, Event)
    return frozenset(
        model for model in models if not model.objects.using(connection.alias).filter(source=source).exists()
    )


def rows_of(
    connection: BaseDatabaseWrapper, model: type[Any], source: CatalogueSource, keys: Collection[str]
) -> QuerySet[Any]:
    """The rows of ``source`` with these keys, in no order."""
    known = dialect_for(connection).one_of(model, "remote_key", keys)
    return model.objects.using(connection.alias).filter(known, source=source).order_by()


def existing_rows(writing: Writing, model: type[Course] | type[Event], keys: Collection[str]) -> dict[str, Existing]:
    """Rows of the source with these keys; locked until the chunk is committed, so that no editor comes in between."""
    if model in writing.empty:
        return {}
    rows = rows_of(writing.connection, model, writing.source, keys)
    if not writing.dry_run:
        rows = rows.select_for_update()
    return {
        key: Existing(pk, origin == Origin.SOURCE, missing is not None or withdrawn is not None, pins)
        for key, pk, origin, missing, withdrawn, pins in rows.order_by("pk").values_list(
            "remote_key", "pk", "origin", "missing_since", "withdrawn_at", "pins"
        )
    }


def write_parents(writing: Writing, stage: Stage, rows: Sequence[CourseRow] | Sequence[EventRow]) -> dict[str, int]:
    """Merge courses or events into their table; answers their primary keys by their key, for their children."""
    facts = (row.facts for row in rows)
    if stage.can_tell:
        return stage.write_and_tell(facts, writing.shared(), "remote_key")
    stage.write(facts, writing.shared())
    written = rows_of(writing.connection, stage.target.model, writing.source, [row.key for row in rows])
    return dict(written.values_list("remote_key", "pk"))


def delete_rows(model: Any, pks: Sequence[int], using: str) -> None:
    """Delete rows that nothing else points to, in batches that every database takes."""
    for first in range(0, len(pks), _BATCH):
        model.objects.using(using).filter(pk__in=pks[first : first + _BATCH])._raw_delete(using)
