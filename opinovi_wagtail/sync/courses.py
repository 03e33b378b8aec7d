"""Writes the courses of a chunk and their runs: merged with editors' pins, staged, upserted."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from opinovi_wagtail.changes import course_saved, run_codes
from opinovi_wagtail.models import Course, CourseRun, RunCode
from opinovi_wagtail.search.codes import Codes

from .dialects import dialect_for
from .pins import merge_pins, pinned_rows
from .rows import COURSE_FACTS, CourseRow
from .stage import COURSES, RUN_CODES, RUNS, Stage
from .writing import Existing, Writing, delete_rows, existing_rows, write_parents


class CourseWriter:
    """Writes courses of one run of a source; use it as a context manager, which keeps the stage tables."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self._courses, self._runs, self._codes = (
            Stage(target, writing.connection) for target in (COURSES, RUNS, RUN_CODES)
        )

    def __enter__(self) -> CourseWriter:
        for stage in (self._courses, self._runs, self._codes):
            stage.create()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            for stage in (self._codes, self._runs, self._courses):
                stage.drop()

    def write(self, rows: Sequence[CourseRow]) -> None:
        """Store ``rows``, inside the transaction of the chunk; in a preview only count them."""
        if not rows:
            return
        existing = existing_rows(self.writing, Course, [row.key for row in rows])
        rows = [row for row in rows if row.key not in existing or existing[row.key].ours]
        keep_runs = self._merge(rows, existing)
        if self.writing.foresight is not None:
            self.writing.foresight.rows(Course, rows, {key: there.pk for key, there in existing.items()})
            return
        pks = write_parents(self.writing, self._courses, rows)
        self._write_runs([row for row in rows if row.key not in keep_runs], pks, existing)
        for key in keep_runs:
            # The runs stay, but some of their codes are those of the course.
            course_saved(Course.objects.get(pk=pks[key]))

    def _merge(self, rows: Iterable[CourseRow], existing: Mapping[str, Existing]) -> set[str]:
        """Let editors' fields stand; answers the keys of the courses whose runs an editor has taken charge of."""
        pinned = pinned_rows(self.writing, Course, existing.values())
        keep_runs = set()
        for row in rows:
            there = existing.get(row.key)
            row.facts["pins"], row.facts["asks"] = {}, []
            self.writing.count(there)
            if there and there.pins:
                kept = merge_pins(self.writing, row.facts, row.runs, "runs", pinned[there.pk], COURSE_FACTS)
                if "runs" in kept:
                    keep_runs.add(row.key)
        return keep_runs

    def _write_runs(self, rows: Sequence[CourseRow], pks: Mapping[str, int], existing: Mapping[str, Existing]) -> None:
        for row in rows:
            for run in row.runs:
                run["course_id"] = pks[row.key]
        self._runs.insert(run for row in rows if row.key not in existing for run in row.runs)
        self._runs.write(run for row in rows if row.key in existing for run in row.runs)
        wanted = _codes_of(rows)
        old = {existing[row.key].pk for row in rows if row.key in existing}
        there, vanished = self._runs_of([pks[row.key] for row in rows], wanted)
        missing = {run_id: wanted[place] for run_id, place in there.items()}
        if old:
            self._drop_outdated(missing, old, vanished)
        fresh = {run_id: codes for run_id, codes in missing.items() if there[run_id][0] not in old}
        self._codes.insert(_code_rows(fresh))
        self._codes.write(_code_rows({run_id: codes for run_id, codes in missing.items() if run_id not in fresh}))

    def _runs_of(
        self, course_ids: Sequence[int], wanted: Container[tuple[int, str]]
    ) -> tuple[dict[int, tuple[int, str]], list[int]]:
        """The runs of these courses: those that are wanted, by primary key, and the primary keys of the others."""
        there, vanished = {}, []
        chosen = dialect_for(self.writing.connection).one_of(CourseRun, "course", course_ids)
        runs = CourseRun.objects.using(self.writing.connection.alias).filter(chosen).order_by()
        for pk, *place in runs.values_list("pk", "course_id", "key"):
            if tuple(place) in wanted:
                there[pk] = tuple(place)
            else:
                vanished.append(pk)
        return there, vanished

    def _drop_outdated(self, missing: dict[int, Codes], old: Collection[int], vanished: Sequence[int]) -> None:
        """Remove runs and codes that are no longer so, and take the codes that are there out of ``missing``."""
        using = self.writing.connection.alias
        outdated = []
        runs = CourseRun.objects.using(using).filter(
            dialect_for(self.writing.connection).one_of(CourseRun, "course", old)
        )
        codes = RunCode.objects.using(using).filter(run__in=runs.order_by()).order_by()
        for pk, run_id, *pair in codes.values_list("pk", "run_id", "set", "code"):
            if tuple(pair) in missing.get(run_id, ()):
                missing[run_id].discard(tuple(pair))
            else:
                outdated.append(pk)
        delete_rows(RunCode, outdated, using)
        delete_rows(CourseRun, vanished, using)


def _code_rows(codes: Mapping[int, Codes]) -> Iterator[dict[str, Any]]:
    return ({"run_id": run_id, "set": name, "code": code} for run_id, pairs in codes.items() for name, code in pairs)


def _codes_of(rows: Iterable[CourseRow]) -> dict[tuple[int, str], Codes]:
    """The codes of every run, by course and key of the run."""
    found = {}
    for row in rows:
        course = cast(Course, SimpleNamespace(**row.facts))
        for run in row.runs:
            found[(run["course_id"], run["key"])] = run_codes(course, cast(CourseRun, SimpleNamespace(**run)))
    return found
