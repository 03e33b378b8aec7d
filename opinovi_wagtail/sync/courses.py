"""Writes the courses of a chunk and their runs: merged with editors' pins, staged, upserted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from opinovi_wagtail.changes import course_saved, run_codes
from opinovi_wagtail.models import Course, CourseRun, RunCode

from .pins import merge_pins, pinned_rows
from .rows import COURSE_FACTS, CourseRow
from .stage import COURSES, RUN_CODES, RUNS, Stage
from .writing import Existing, Writing, delete_rows, existing_rows


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
        if self.writing.dry_run:
            return
        self._courses.load(row.facts for row in rows)
        self._courses.merge(self.writing.source.pk, self.writing.shared())
        self._write_runs([row for row in rows if row.key not in keep_runs], existing)
        for key in keep_runs:
            # The runs stay, but some of their codes are those of the course.
            course_saved(Course.objects.get(pk=existing[key].pk))

    def _merge(self, rows: Iterable[CourseRow], existing: Mapping[str, Existing]) -> set[str]:
        """Let editors' fields stand; answers the keys of the courses whose runs an editor has taken charge of."""
        pinned = pinned_rows(self.writing, Course, existing.values())
        keep_runs = set()
        for row in rows:
            there = existing.get(row.key)
            row.facts["pins"] = {}
            self.writing.count(there)
            if there and there.pins:
                kept = merge_pins(self.writing, row.facts, row.runs, "runs", pinned[there.pk], COURSE_FACTS)
                if "runs" in kept:
                    keep_runs.add(row.key)
        return keep_runs

    def _write_runs(self, rows: Sequence[CourseRow], existing: Mapping[str, Existing]) -> None:
        old = {existing[row.key].pk: row for row in rows if row.key in existing}
        codes = _codes_of(rows)
        if old:
            codes = self._tidy(old, codes)
        for row in rows:
            for run in row.runs:
                run["course_key"] = row.key
        self._runs.load(run for row in rows for run in row.runs)
        self._runs.merge(self.writing.source.pk, {})
        self._codes.load(
            {"course_key": course_key, "run_key": run_key, "set": name, "code": code}
            for (course_key, run_key), pairs in codes.items()
            for name, code in pairs
        )
        self._codes.merge(self.writing.source.pk, {})

    def _tidy(self, old: Mapping[int, CourseRow], codes: Mapping[tuple[str, str], set[Any]]) -> dict[Any, set[Any]]:
        """Remove runs and codes that are no longer so; answers the codes that are not there yet."""
        using = self.writing.connection.alias
        present: dict[int, tuple[str, str]] = {}
        vanished = []
        there = CourseRun.objects.using(using).filter(course_id__in=list(old)).order_by()
        for pk, course_id, key in there.values_list("pk", "course_id", "key"):
            place = (old[course_id].key, key)
            if place in codes:
                present[pk] = place
            else:
                vanished.append(pk)
        missing = {place: set(pairs) for place, pairs in codes.items()}
        outdated = []
        kept_codes = RunCode.objects.using(using).filter(run__course_id__in=list(old)).order_by()
        for pk, run_id, *pair in kept_codes.values_list("pk", "run_id", "set", "code"):
            place_of_run = present.get(run_id)
            if place_of_run is not None and tuple(pair) in missing[place_of_run]:
                missing[place_of_run].discard(tuple(pair))
            else:
                outdated.append(pk)
        delete_rows(RunCode, outdated, using)
        delete_rows(CourseRun, vanished, using)
        return missing


def _codes_of(rows: Iterable[CourseRow]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The codes of every run, by the keys of course and run."""
    found = {}
    for row in rows:
        course = cast(Course, SimpleNamespace(**row.facts))
        for run in row.runs:
            found[(row.key, run["key"])] = run_codes(course, cast(CourseRun, SimpleNamespace(**run)))
    return found
