"""The first rows of a table as the courses that they would become, in a few lines each, with what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.catalogues.base import Options
from opinovi_wagtail.catalogues.tables.table import rows_as_courses
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CourseRun, say
from opinovi_wagtail.record import Course
from opinovi_wagtail.record import CourseRun as Run
from opinovi_wagtail.sync.preview import examined
from opinovi_wagtail.sync.report import part_name
from opinovi_wagtail.vocabularies import get_vocabulary

from .columns_form import target_name
from .table_sample import Sample

MOST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it: ``facts`` are pairs of a name and a value, ``issues`` pairs of a name and a reason."""

    title: str
    facts: list[tuple[str, str]]
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
        title = say(course.title, _language()).text if course else ""
        facts = [(name, value) for name, value in _facts(course) if value] if course and one.usable else []
        found.append(Line(title, facts, issues, one.usable, one.deleted))
    return found


def _language() -> str:
    return get_language() or "fi"


def _facts(course: Course) -> Iterator[tuple[str, str]]:
    language = _language()
    identifier = "" if course.remote_id.startswith("title:") else course.remote_id
    yield target_name("course_id"), identifier
    yield target_name("provider"), say(course.provider.name, language).text
    yield target_name("education_type"), _codes("education_types", [course.education_type])
    if course.runs:
        yield from _run_facts(course.runs[0], language)


def _run_facts(run: Run, language: str) -> Iterator[tuple[str, str]]:
    yield capfirst(part_name("start")), _start(run, language)
    yield target_name("ends"), dates.short_day(run.ends_on, language) if run.ends_on else ""
    yield target_name("municipality"), _codes("municipalities", run.municipalities)
    yield target_name("place"), _place(run, language)
    yield target_name("forms"), _codes("forms", run.forms)
    yield target_name("times"), _codes("times", run.times)
    yield target_name("languages"), _codes("languages", run.languages)
    yield target_name("price"), _price(run, language)
    yield target_name("apply_until"), _moment(run.apply_until, language)
    yield target_name("places"), "" if run.places is None else str(run.places)


def _start(run: Run, language: str) -> str:
    if run.start.on:
        return dates.short_day(run.start.on, language)
    if run.start.season:
        return CourseRun(start_season=run.start.season).season_in_words
    return say(run.start_text, language).text or str(CourseRun.StartKind(run.start.kind).label)


def _place(run: Run, language: str) -> str:
    if run.place is None:
        return ""
    return ", ".join(filter(None, (say(run.place.name, language).text, run.place.address, run.place.online_url)))


def _price(run: Run, language: str) -> str:
    price = run.price
    if price is None:
        return ""
    parts = [_("free of charge")] if price.free else []
    if price.amount is not None and not price.free:
        amount = str(price.amount) if language.startswith("en") else str(price.amount).replace(".", ",")
        parts.append(f"{amount} {price.currency}")
    return ", ".join([*parts, *filter(None, [say(price.text, language).text])])


def _moment(moment: dt.datetime | None, language: str) -> str:
    return dates.short_when(moment, None, language, conf.TIME_ZONE) if moment else ""


def _codes(name: str, codes: Any) -> str:
    vocabulary = get_vocabulary(name)
    return ", ".join(vocabulary.label(code, _language()) for code in codes if code)
