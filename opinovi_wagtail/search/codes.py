"""The narrow tables of codes that facets count and filters ask: which codes a run or an event has, and keeping them so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from opinovi_wagtail.models import Course, CourseRun, Event, EventCode, RunCode

BATCH = 1000
Codes = set[tuple[str, str]]


def run_codes(course: Course, run: CourseRun) -> Codes:
    """The ``(set, code)`` pairs of a run: its own, and those of its course. Reads no database."""
    return _pairs(
        municipality=run.municipalities,
        form=run.forms,
        time=run.times,
        language=run.languages,
        funding=run.funding,
        field=course.fields,
        prior=course.prior_education,
        situation=course.situations,
    )


def event_codes(event: Event, municipalities: Iterable[str]) -> Codes:
    """The ``(set, code)`` pairs of an event whose meetings are in ``municipalities``. Reads no database."""
    return _pairs(municipality=municipalities, language=event.languages, audience=event.audiences)


def _pairs(**sets: Iterable[str]) -> Codes:
    return {(name, code) for name, codes in sets.items() for code in codes if code}


def write_run_codes(wanted: Mapping[int, Codes]) -> None:
    """Makes the codes of runs (by primary key) exactly these, writing only what differs."""
    _write(RunCode, "run_id", wanted)


def write_event_codes(wanted: Mapping[int, Codes]) -> None:
    """Makes the codes of events (by primary key) exactly these, writing only what differs."""
    _write(EventCode, "event_id", wanted)


def _write(model: Any, owner: str, wanted: Mapping[int, Codes]) -> None:
    there: dict[int, Codes] = defaultdict(set)
    outdated = []
    for pk, owner_id, name, code in model.objects.filter(**{f"{owner}__in": list(wanted)}).values_list(
        "pk", owner, "set", "code"
    ):
        if (name, code) in wanted[owner_id]:
            there[owner_id].add((name, code))
        else:
            outdated.append(pk)
    if outdated:
        model.objects.filter(pk__in=outdated).delete()
    missing = [
        model(**{owner: owner_id, "set": name, "code": code})
        for owner_id, codes in wanted.items()
        for name, code in sorted(codes - there[owner_id])
    ]
    model.objects.bulk_create(missing, batch_size=BATCH)
