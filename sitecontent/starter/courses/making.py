"""Stores the courses of the starter content, as pages with their runs or as rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from opinovi_wagtail import changes
from opinovi_wagtail.models import Course, CourseRun, Partner, Place
from opinovi_wagtail.pages.models import CoursePage, CoursePageRun
from sitecontent.starter.days import day, deadline, moment
from sitecontent.starter.translations import Children, make_pages
from sitecontent.starter.tree import Tree

from .lounaistuuli import LOUNAISTUULI
from .sample import Run, Sample
from .skargardsleden import SKARGARDSLEDEN
from .vakkalahti import VAKKALAHTI

COURSES: tuple[Sample, ...] = (*SKARGARDSLEDEN, *VAKKALAHTI, *LOUNAISTUULI)


def make_courses(
    tree: Tree,
    partners: Mapping[str, Partner],
    places: Mapping[str, Place],
    images: Mapping[str, Any],
    today: dt.date,
) -> None:
    """All of them."""
    for sample in COURSES:
        facts = {"partner": partners[sample.partner], **sample.facts}
        runs = [_run(run, places, today) for run in sample.runs]
        if sample.as_row:
            _row(sample, facts, runs)
        else:
            children = [Children("runs", CoursePageRun, runs)]
            make_pages(CoursePage, tree.courses, sample.words, images, facts=facts, children=children)


def _run(run: Run, places: Mapping[str, Place], today: dt.date) -> dict[str, Any]:
    facts: dict[str, Any] = {"start_kind": CourseRun.StartKind.UNKNOWN}
    if run.starts is not None:
        facts["start_kind"] = CourseRun.StartKind.DATE
        facts["start_on"] = day(today, run.starts, saturday=run.saturday)
    if run.ends is not None:
        facts["ends_on"] = day(today, run.ends, saturday=run.saturday)
    if run.opens is not None:
        facts["apply_from"] = moment(deadline(today, run.opens), 8)
    if run.closes is not None:
        facts["apply_until"] = moment(deadline(today, run.closes), 15)
    if run.at:
        facts["place"] = places[run.at]
        facts["municipalities"] = [places[run.at].municipality]
    return {**facts, **run.facts}


def _row(sample: Sample, facts: dict[str, Any], runs: list[dict[str, Any]]) -> None:
    course = Course.objects.create(
        title={language: words.title for language, words in sample.words.items()},
        summary={language: words.summary for language, words in sample.words.items()},
        description={language: words.html for language, words in sample.words.items()},
        **facts,
    )
    for position, run in enumerate(runs):
        CourseRun.objects.create(course=course, key=str(uuid.uuid4()), position=position, **run)
    changes.course_saved(course)
