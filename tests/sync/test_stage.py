"""Rows that go straight into their table, beside rows that are merged into it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from opinovi_wagtail import record as rec
from opinovi_wagtail.models import Course, CourseRun
from opinovi_wagtail.sync.rows import course_row
from opinovi_wagtail.sync.stage import RUNS, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = Stage(RUNS, connection)
    stage.create()
    yield stage
    stage.drop()


def run_of(course, partner):
    record = rec.Course(
        remote_id="k-1",
        title={"fi": "Kurssi"},
        runs=(rec.CourseRun("k-1", languages=("fi",), price=rec.Price(text={"fi": "Kysy"})),),
    )
    return {**course_row(record, partner.name).runs[0], "course_id": course.pk}


def columns(course):
    values = CourseRun.objects.filter(course=course).values().get()
    return {name: value for name, value in values.items() if name not in ("id", "course_id")}


@pytest.fixture
def partner(source):
    return source.partner


@pytest.fixture
def courses(partner):
    return [Course.objects.create(partner=partner, title={"fi": title}) for title in ("Uusi", "Vanha")]


def test_a_row_that_goes_straight_in_is_the_same_as_one_that_is_merged(stage, courses, partner):
    straight, merged = courses
    stage.insert([run_of(straight, partner)])
    stage.write([run_of(merged, partner)])
    assert columns(straight) == columns(merged)


def test_a_row_that_is_there_already_is_refused_where_a_merge_would_update_it(stage, courses, partner):
    run = run_of(courses[0], partner)
    stage.insert([run])
    with pytest.raises(IntegrityError), transaction.atomic():
        stage.insert([run])
    stage.write([{**run, "places": 12}])
    assert columns(courses[0])["places"] == 12
