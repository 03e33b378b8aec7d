"""The first rows of a table as the courses that they would become, in a few lines each, with what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language

from opinovi_wagtail.catalogues.base import Options
from opinovi_wagtail.catalogues.tables.table import rows_as_courses
from opinovi_wagtail.models import Course as CourseInStore
from opinovi_wagtail.models import say
from opinovi_wagtail.record import Course
from opinovi_wagtail.sync.preview import examined
from opinovi_wagtail.sync.report import part_name
from opinovi_wagtail.sync.rows import course_row

from ..appearance import Fact, row_facts, run_facts
from ..table_sample import Sample
from .columns_form import target_name

MOST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it: ``issues`` are pairs of a name and a reason, ``language`` is that of the title."""

    title: str
    language: str
    facts: list[Fact]
    issues: list[tuple[str, str]]
    usable: bool
    withdrawn: bool


def lines(sample: Sample, options: Options) -> list[Line]:
    """The first rows of ``sample``, read with ``options``."""
    found = []
    for raw in rows_as_courses(sample.found, sample.rows[:MOST], options):
        one = examined(raw)
        course = one.record if isinstance(one.record, Course) else None
        issues = [(capfirst(part_name(issue.field)), str(issue.message)) for issue in one.issues]
        title = say(course.title, get_language() or "fi") if course else None
        facts = list(_facts(course)) if course and one.usable else []
        said = (title.text, title.language or "") if title else ("", "")
        found.append(Line(*said, facts, issues, one.usable, one.deleted))
    return found


def _facts(course: Course) -> Iterator[Fact]:
    row = course_row(course, {})
    if not course.remote_id.startswith("title:"):
        yield Fact(target_name("course_id"), course.remote_id)
    yield from row_facts(CourseInStore, row.facts)
    for run in row.runs[:1]:
        yield from run_facts(run)
