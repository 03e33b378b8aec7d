"""Many rows at once: a temporary table per target is loaded, then merged by two upserts, parents before children.

Which rows and values those are is decided elsewhere; what differs between databases is in ``dialects``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from opinovi_wagtail.models import Course, CourseRun, Event, EventCode, Meeting, RunCode

from .dialects import Adapter, dialect_for
from .rows import COURSE_FACTS, EVENT_FACTS

PROVENANCE = (
    "remote_id", "remote_key", "remote_url", "remote_modified", "first_origin", "licence", "content_hash",
    "provider_name", "search_text", "pins",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parent:
    """How a child in the stage finds its parent's row: the stage column ``link`` holds what the parent has in ``key``.

    ``within`` is the parent's own foreign key, to the source or to the parent before it.
    """

    model: type[Model]
    link: str
    key: str
    within: str


@dataclass(frozen=True, slots=True)
class Target:
    """A table to merge into.

    ``fields`` are loaded row by row. Every other column is the same for all rows: given at the merge, or its default.
    ``unique`` are the fields by which an existing row is recognised, ``once`` those that are set only when a row is made.
    ``parents`` lead to the row that the field ``parent`` points to, outermost first.
    """

    model: type[Model]
    stage: str
    fields: tuple[str, ...]
    unique: tuple[str, ...]
    once: frozenset[str] = frozenset()
    parent: str = ""
    parents: tuple[Parent, ...] = ()


_COURSE = Parent(Course, "course_key", "remote_key", "source")
_EVENT = Parent(Event, "event_key", "remote_key", "source")


COURSES = Target(
    model=Course,
    stage="opinovi_stage_course",
    fields=(*PROVENANCE, *COURSE_FACTS),
    unique=("source", "remote_key"),
    once=frozenset({"remote_id", "listed", "created_at", "page_key", "origin"}),
)
RUNS = Target(
    model=CourseRun,
    stage="opinovi_stage_run",
    fields=(
        "key", "remote_id", "url", "start_kind", "start_on", "start_season", "start_text", "ends_on", "duration_amount",
        "duration_unit", "forms", "times", "languages", "municipalities", "funding", "place_name", "place_address",
        "online_url", "accessibility", "price_amount", "price_currency", "price_free", "price_text", "application",
        "apply_from", "apply_until", "apply_url", "places", "places_left", "status", "position",
    ),
    unique=("course", "key"),
    once=frozenset({"place"}),
    parent="course",
    parents=(_COURSE,),
)  # fmt: skip
RUN_CODES = Target(
    model=RunCode,
    stage="opinovi_stage_runcode",
    fields=("set", "code"),
    unique=("run", "set", "code"),
    parent="run",
    parents=(_COURSE, Parent(CourseRun, "run_key", "key", "course")),
)
EVENTS = Target(
    model=Event,
    stage="opinovi_stage_event",
    fields=(*PROVENANCE, *EVENT_FACTS, "key", "timezone", "starts_at", "ends_at", "remote_places_left"),
    unique=("source", "remote_key"),
    once=frozenset(
        {
            "remote_id", "listed", "created_at", "page_key", "origin", "key", "notice", "contact_name",
            "contact_email", "contact_phone", "waiting_list", "places_taken", "places_over", "waiting_count", "sequence",
        }
    ),
)  # fmt: skip
MEETINGS = Target(
    model=Meeting,
    stage="opinovi_stage_meeting",
    fields=(
        "key", "remote_id", "starts_at", "ends_at", "all_day", "place_name", "place_address", "municipality",
        "online_url", "status",
    ),
    unique=("event", "key"),
    once=frozenset({"place", "notice"}),
    parent="event",
    parents=(_EVENT,),
)  # fmt: skip
EVENT_CODES = Target(
    model=EventCode,
    stage="opinovi_stage_eventcode",
    fields=("set", "code"),
    unique=("event", "set", "code"),
    parent="event",
    parents=(_EVENT,),
)


class Stage:
    """The stage table of one target on one connection: make, load, merge, drop."""

    def __init__(self, target: Target, connection: BaseDatabaseWrapper) -> None:
        self.target, self.dialect = target, dialect_for(connection)
        self._fields = [target.model._meta.get_field(name) for name in target.fields]
        self._links = [parent.link for parent in target.parents]
        self._pick = itemgetter(*self._links, *target.fields)
        self._adapters: list[tuple[int, Adapter]] = [
            (place, adapter)
            for place, field in enumerate(self._fields, start=len(self._links))
            if (adapter := self.dialect.adapter(field))
        ]
        self._columns = [*self._links, *(field.column for field in self._fields)]

    def create(self) -> None:
        connection = self.dialect.connection
        links = [(name, "varchar(36)") for name in self._links]
        columns = [(field.column, str(field.db_type(connection))) for field in self._fields]
        own = [name for name in self.target.unique if name in self.target.fields]
        key = [*self._links, *(self.target.model._meta.get_field(name).column for name in own)]
        self.dialect.create_table(self.target.stage, [*links, *columns], key)

    def drop(self) -> None:
        self.dialect.drop_table(self.target.stage)

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace what is in the stage by ``rows``: field values and the keys of the parents."""
        self.dialect.empty_table(self.target.stage)
        self.dialect.load(self.target.stage, self._columns, [self._adapted(row) for row in rows])

    def merge(self, source_id: int, shared: Mapping[str, Any]) -> None:
        """Write what was loaded into the target; ``shared`` holds the values that all rows have in common."""
        sql, params = self._statement(source_id, shared)
        with self.dialect.connection.cursor() as cursor:
            cursor.execute(sql, params)

    def _adapted(self, row: Mapping[str, Any]) -> list[Any]:
        values = list(self._pick(row))
        for place, adapter in self._adapters:
            if values[place] is not None:
                values[place] = adapter(values[place])
        return values

    def _statement(self, source_id: int, shared: Mapping[str, Any]) -> tuple[str, list[Any]]:
        target, quote, connection = self.target, self.dialect.quote, self.dialect.connection
        into: list[str] = []
        chosen: list[str] = []
        params: list[Any] = []
        for field in target.model._meta.concrete_fields:
            if field.primary_key:
                continue
            into.append(field.column)
            if field.name in target.fields:
                chosen.append(f"s.{quote(field.column)}")
            elif field.name == target.parent:
                chosen.append(f"p{len(target.parents)}.{quote(target.parents[-1].model._meta.pk.column)}")
            else:
                chosen.append(self.dialect.constant(field))
                value = shared[field.name] if field.name in shared else field.get_default()
                params.append(field.get_db_prep_save(value, connection))
        joins, join_params = self._joins(source_id)
        fields = {field.name: field for field in target.model._meta.concrete_fields}
        kept = {*target.unique, *target.once, target.parent}
        updates = [field.column for name, field in fields.items() if not field.primary_key and name not in kept]
        tail = self.dialect.upsert_tail([fields[name].column for name in target.unique], updates)
        columns = ", ".join(quote(column) for column in into)
        # Names come from the models, values are parameters. "WHERE 1 = 1" tells SQLite that ON does not belong to a join.
        sql = (
            f"INSERT INTO {quote(target.model._meta.db_table)} ({columns}) "  # noqa: S608
            f"SELECT {', '.join(chosen)} FROM {quote(target.stage)} s {joins} WHERE 1 = 1 {tail}"
        )
        return sql, params + join_params

    def _joins(self, source_id: int) -> tuple[str, list[Any]]:
        """From the stage to the parent's row: the outermost parent by the source, each further one inside it."""
        quote, joins, outer = self.dialect.quote, [], "%s"
        for number, parent in enumerate(self.target.parents, start=1):
            meta, name = parent.model._meta, f"p{number}"
            within = quote(meta.get_field(parent.within).column)
            on = f"{name}.{within} = {outer} AND {name}.{quote(parent.key)} = s.{quote(parent.link)}"
            joins.append(f"JOIN {quote(meta.db_table)} {name} ON {on}")
            outer = f"{name}.{quote(meta.pk.column)}"
        return " ".join(joins), [source_id] if joins else []


def stages(targets: Sequence[Target], connection: BaseDatabaseWrapper) -> list[Stage]:
    """A stage for each of ``targets``, made."""
    made = [Stage(target, connection) for target in targets]
    for stage in made:
        stage.create()
    return made
