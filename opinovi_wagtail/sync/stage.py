"""Many rows at once: a temporary table per target is loaded, then merged into it by one upsert.

Which rows and values those are is decided elsewhere; what differs between databases is in ``dialects``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from opinovi_wagtail.models import Course, CourseRun, Event, EventCode, Meeting, RunCode

from .dialects import dialect_for, json_text
from .rows import COURSE_FACTS, EVENT_FACTS

PROVENANCE = (
    "remote_id", "remote_key", "remote_url", "remote_modified", "first_origin", "licence", "content_hash",
    "provider_name", "search_text", "pins", "asks", "url_key", "likeness_key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A table to merge into.

    ``fields`` are loaded row by row. Every other column is the same for all rows: given at the merge, or its default.
    ``unique`` are the fields by which an existing row is recognised, ``once`` those that are set only when a row is made.
    """

    model: type[Model]
    stage: str
    fields: tuple[str, ...]
    unique: tuple[str, ...]
    once: frozenset[str] = frozenset()


COURSES = Target(
    model=Course,
    stage="opinovi_stage_course",
    fields=(*PROVENANCE, *COURSE_FACTS),
    unique=("source", "remote_key"),
    once=frozenset({"remote_id", "listed", "created_at", "page_key", "origin", "merged_into"}),
)
RUNS = Target(
    model=CourseRun,
    stage="opinovi_stage_run",
    fields=(
        "course", "key", "remote_id", "url", "start_kind", "start_on", "start_season", "start_text", "ends_on", "duration_amount",
        "duration_unit", "forms", "times", "languages", "municipalities", "funding", "place_name", "place_address",
        "online_url", "accessibility", "price_amount", "price_currency", "price_free", "price_text", "application",
        "apply_from", "apply_until", "apply_url", "places", "places_left", "status", "position",
    ),
    unique=("course", "key"),
    once=frozenset({"place", "apply_login"}),
)  # fmt: skip
RUN_CODES = Target(
    model=RunCode,
    stage="opinovi_stage_runcode",
    fields=("run", "set", "code"),
    unique=("run", "set", "code"),
)
EVENTS = Target(
    model=Event,
    stage="opinovi_stage_event",
    fields=(*PROVENANCE, *EVENT_FACTS, "key", "timezone", "starts_at", "ends_at", "remote_places_left"),
    unique=("source", "remote_key"),
    once=frozenset(
        {
            "remote_id", "listed", "created_at", "page_key", "origin", "merged_into", "key", "notice", "contact_name",
            "contact_email", "contact_phone", "waiting_list", "places_taken", "places_over", "waiting_count", "sequence",
        }
    ),
)  # fmt: skip
MEETINGS = Target(
    model=Meeting,
    stage="opinovi_stage_meeting",
    fields=(
        "event", "key", "remote_id", "starts_at", "ends_at", "all_day", "place_name", "place_address", "municipality",
        "online_url", "status",
    ),
    unique=("event", "key"),
    once=frozenset({"place", "notice"}),
)  # fmt: skip
EVENT_CODES = Target(
    model=EventCode,
    stage="opinovi_stage_eventcode",
    fields=("event", "set", "code"),
    unique=("event", "set", "code"),
)


class Stage:
    """The stage table of one target on one connection: make, load, merge, drop."""

    def __init__(self, target: Target, connection: BaseDatabaseWrapper) -> None:
        self.target, self.dialect = target, dialect_for(connection)
        self._fields = [target.model._meta.get_field(name) for name in target.fields]
        self._pick = itemgetter(*(field.attname for field in self._fields))
        self._columns = [field.column for field in self._fields]
        adapters = [(place, self.dialect.adapter(field)) for place, field in enumerate(self._fields)]
        self._json = [place for place, adapter in adapters if adapter is json_text]
        self._other = [(place, adapter) for place, adapter in adapters if adapter and adapter is not json_text]

    def create(self) -> None:
        columns = [(field.column, str(field.db_type(self.dialect.connection))) for field in self._fields]
        key = [field.column for field in self._fields if field.name in self.target.unique]
        self.dialect.create_table(self.target.stage, columns, key)

    def drop(self) -> None:
        self.dialect.drop_table(self.target.stage)

    def write(self, rows: Iterable[Mapping[str, Any]], shared: Mapping[str, Any] | None = None) -> None:
        """Merge ``rows`` (values by attribute name) into the target; ``shared`` holds what they have in common."""
        if self._load(rows):
            with self.dialect.connection.cursor() as cursor:
                cursor.execute(*self._statement(shared or {}))

    def insert(self, rows: Iterable[Mapping[str, Any]], shared: Mapping[str, Any] | None = None) -> None:
        """Put ``rows`` straight into the target, which costs half of a merge.

        None of them may be there already, and nobody else may be able to write them: they belong to rows that this very
        transaction has made. Raises ``IntegrityError`` otherwise.
        """
        common = {field.column: self._common(field, shared or {}) for field in self._others()}
        values = [[*self._adapted(row), *common.values()] for row in rows]
        if values:
            self.dialect.load(self.target.model._meta.db_table, [*self._columns, *common], values)

    def write_and_tell(
        self, rows: Iterable[Mapping[str, Any]], shared: Mapping[str, Any], column: str
    ) -> dict[str, int]:
        """As ``write``; answers the primary keys of the rows by what they have in ``column``.

        Only where the database has RETURNING (see ``can_tell``).
        """
        if not self._load(rows):
            return {}
        quote, pk = self.dialect.quote, self.target.model._meta.pk
        sql, params = self._statement(shared)
        with self.dialect.connection.cursor() as cursor:
            cursor.execute(f"{sql} RETURNING {quote(column)}, {quote(pk.column)}", params)
            return dict(cursor.fetchall())

    @property
    def can_tell(self) -> bool:
        """Whether the database answers which rows it has written."""
        return self.dialect.connection.features.can_return_rows_from_bulk_insert

    def _load(self, rows: Iterable[Mapping[str, Any]]) -> bool:
        """Replace what is in the stage by ``rows``; answers whether there are any."""
        values = [self._adapted(row) for row in rows]
        if values:
            self.dialect.empty_table(self.target.stage)
            self.dialect.load(self.target.stage, self._columns, values)
        return bool(values)

    def _adapted(self, row: Mapping[str, Any]) -> list[Any]:
        values = list(self._pick(row))
        for place in self._json:
            values[place] = json_text(values[place])
        for place, adapter in self._other:
            if values[place] is not None:
                values[place] = adapter(values[place])
        return values

    def _others(self) -> list[Any]:
        """The fields that all rows have in common."""
        fields = self.target.model._meta.concrete_fields
        return [field for field in fields if not field.primary_key and field.name not in self.target.fields]

    def _common(self, field: Any, shared: Mapping[str, Any]) -> Any:
        value = shared[field.name] if field.name in shared else field.get_default()
        adapter = self.dialect.adapter(field)
        return adapter(value) if adapter and (value is not None or adapter is json_text) else value

    def _statement(self, shared: Mapping[str, Any]) -> tuple[str, list[Any]]:
        target, quote, connection = self.target, self.dialect.quote, self.dialect.connection
        into: list[str] = []
        chosen: list[str] = []
        params: list[Any] = []
        updates: list[str] = []
        for field in target.model._meta.concrete_fields:
            if field.primary_key:
                continue
            into.append(quote(field.column))
            if field.name in target.fields:
                chosen.append(quote(field.column))
            else:
                chosen.append(self.dialect.constant(field))
                value = shared[field.name] if field.name in shared else field.get_default()
                params.append(field.get_db_prep_save(value, connection))
            if field.name not in target.unique and field.name not in target.once:
                updates.append(field.column)
        conflict = [target.model._meta.get_field(name).column for name in target.unique]
        # Names come from the models, values are parameters. "WHERE 1 = 1" tells SQLite that ON does not begin a join.
        sql = (
            f"INSERT INTO {quote(target.model._meta.db_table)} ({', '.join(into)}) "  # noqa: S608
            f"SELECT {', '.join(chosen)} FROM {quote(target.stage)} WHERE 1 = 1 "
            f"{self.dialect.upsert_tail(conflict, updates)}"
        )
        return sql, params
