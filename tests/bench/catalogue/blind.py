"""The same rows of both tables, ready-made, written without looking: by ``bulk_create``, and by bare COPY and MERGE.

Neither reads a feed, compares, keeps an editor's pins, withdraws, or writes the codes of the runs.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import JSONField, Model
from django.utils import timezone

from opinovi_wagtail.catalogues.base import Options
from opinovi_wagtail.catalogues.tables.table import CsvTable
from opinovi_wagtail.models import CatalogueSource, Course, CourseRun, Partner
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.sync.fetch import read_file
from opinovi_wagtail.sync.rows import CourseRow, course_row
from opinovi_wagtail.sync.stage import COURSES, RUNS

BATCH = 1000


class Rows:
    """The rows of a table of courses as model instances."""

    def __init__(self, path: Path, partner: Partner, source: CatalogueSource) -> None:
        self.courses: list[Course] = []
        # With their courses beside them: a run that is told another primary key forgets its course.
        self.runs: list[tuple[Course, CourseRun]] = []
        now = timezone.now()
        for row in _parsed(path, partner):
            facts = {**row.facts, "pins": {}, "remote_key": row.key, "content_hash": row.key}
            course = Course(partner=partner, source=source, origin=Origin.SOURCE, fetched_at=now, **facts)
            self.courses.append(course)
            self.runs.extend((course, CourseRun(**values)) for values in row.runs)

    def change(self) -> None:
        """Make every course and every run another than it was."""
        for course in self.courses:
            course.content_hash = course.content_hash[::-1]
        for _course, run in self.runs:
            run.price_amount = (run.price_amount or Decimal(0)) + 1

    def bulk_create(self) -> None:
        """``bulk_create`` with ``update_conflicts`` of both tables."""
        runs = [run for _course, run in self.runs]
        for row in (*self.courses, *runs):
            row.pk = None
        Course.objects.bulk_create(
            self.courses, batch_size=BATCH, update_conflicts=True,
            update_fields=[name for name in COURSES.fields if name not in ("remote_key", "remote_id")]
            + ["fetched_at", "updated_at"], **_found_by("source", "remote_key"),
        )  # fmt: skip
        for course, run in self.runs:
            run.course_id = course.pk
        CourseRun.objects.bulk_create(
            runs, batch_size=BATCH, update_conflicts=True,
            update_fields=[name for name in RUNS.fields if name not in RUNS.unique], **_found_by("course", "key"),
        )  # fmt: skip


class RawRows:
    """The rows as tuples of what PostgreSQL's COPY takes, without a model; in one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._source = rows.courses[0].source_id
        self.courses = _tuples(rows.courses)
        runs = _tuples([run for _course, run in rows.runs], without="course_id")
        self.runs = [(course.remote_key, *values) for (course, _run), values in zip(rows.runs, runs, strict=True)]

    def merge(self) -> None:
        """COPY into two temporary tables, MERGE into the real ones."""
        course, run = (model._meta.db_table for model in (Course, CourseRun))
        own, theirs = _columns(Course), _columns(CourseRun, without="course_id")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE c ON COMMIT DROP AS SELECT {_list(own)} FROM {course} WITH NO DATA")
            cursor.execute(
                f"CREATE TEMPORARY TABLE r ON COMMIT DROP AS SELECT ''::varchar(32) AS of, {_list(theirs)} "
                f"FROM {run} WITH NO DATA"
            )
            for table, columns, rows in (("c", own, self.courses), ("r", ["of", *theirs], self.runs)):
                with cursor.copy(f"COPY {table} ({_list(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute(f"ANALYZE {table}")
            cursor.execute(_merge(course, "c", ("source_id", "remote_key"), own))
            found = f"(SELECT r.*, p.id AS course_id FROM r JOIN {course} p ON p.remote_key = of AND p.source_id = %s)"
            cursor.execute(_merge(run, found, ("course_id", "key"), ["course_id", *theirs]), [self._source])


def _parsed(path: Path, partner: Partner) -> Iterator[CourseRow]:
    for raw in CsvTable(Options()).read(str(path), read_file(path)):
        record = raw.parse()
        assert record.kind == "course"
        yield course_row(record, partner.name)


def _found_by(*names: str) -> dict[str, Any]:
    """MariaDB takes any unique key and refuses to be told one."""
    return {"unique_fields": names} if connection.features.supports_update_conflicts_with_target else {}


def _columns(model: type[Model], without: str = "") -> list[str]:
    return [field.column for field in _fields(model) if field.column != without]


def _fields(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _tuples(rows: list[Any], without: str = "") -> list[tuple[Any, ...]]:
    fields = [field for field in _fields(type(rows[0])) if field.column != without]
    now = timezone.now()
    return [tuple(_value(field, row, now) for field in fields) for row in rows]


def _value(field: Any, row: Model, now: dt.datetime) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return now
    value = getattr(row, field.attname)
    return json.dumps(value, ensure_ascii=False) if isinstance(field, JSONField) else value


def _list(columns: list[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def _merge(table: str, rows: str, key: tuple[str, str], columns: list[str]) -> str:
    same = " AND ".join(f"t.{column} = s.{column}" for column in key)
    changes = ", ".join(f'"{column}" = s."{column}"' for column in columns if column not in key)
    values = ", ".join(f's."{column}"' for column in columns)
    return (
        f"MERGE INTO {table} t USING {rows} s ON {same} WHEN MATCHED THEN UPDATE SET {changes} "
        f"WHEN NOT MATCHED THEN INSERT ({_list(columns)}) VALUES ({values})"
    )
