"""The report of a run: beside the run before, reasons once with their records, exports; of a preview: what would change."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinovi_wagtail.admin.differences import differences
from opinovi_wagtail.models import Course, SyncRun
from opinovi_wagtail.record import Price
from tests.factories import make_source
from tests.sync.made_format import course, course_run, event

from .test_roles_matrix import text
from .test_source_page import report, words
from .world import make_run

pytestmark = pytest.mark.django_db


def test_counts_stand_beside_those_of_the_run_before(admin, ours, now):
    source = make_source(ours["partner"])
    first = make_run(source, created=10, updated=4)
    make_run(source, created=500, dry_run=True)
    make_run(source, created=600, state="failed")
    second = make_run(source, created=7, updated=4, started_at=now + dt.timedelta(hours=1))
    said = words(admin.get(report(second)))
    assert "Created 7 10 −3 Updated 4 4 0" in said
    assert report(first) in text(admin.get(report(second)))
    assert "The run before" not in words(admin.get(report(first)))


def test_a_hundred_equal_issues_are_one_line_with_examples(admin, ours):
    run = make_run(ours["cataloguesource"])
    for number in range(100):
        run.issues.create(remote_id=f"r{number}", field="level", told="The level is unknown.")
    run.issues.create(remote_id="bad", told="No title.", fatal=True, excerpt="<b>&")
    run.issues.create(told="The table has no column of identifiers.")
    page = admin.get(report(run))
    body = text(page)
    assert body.count("The level is unknown.") == 2, "the line and the name of its table"
    said = words(page)
    assert "The level is unknown. 100 records" in said
    assert "80 more records are in the CSV file." in said
    assert said.index("The table has no column") < said.index("No title.") < said.index("The level is unknown.")
    assert "&lt;b&gt;&amp;" in body


def test_issues_are_exported_in_the_readers_language_and_without_formulas(log_in, ours):
    run = make_run(ours["cataloguesource"])
    run.issues.create(
        remote_id="=1+1", field="title", told={"text": "Nothing new at the source."}, excerpt="@x", fatal=True
    )
    lines = text(log_in("viewer", "fi").get(reverse("opinovi-syncrun:issues", args=[run.pk]))).splitlines()
    assert lines[1].startswith("'=1+1;otsikko;Lähteessä ei ole mitään uutta")
    assert lines[1].endswith(";'@x")


def test_a_first_preview_shows_what_courses_would_look_like(admin, sync):
    page = admin.get(report(sync(course(), event(), dry_run=True)))
    said = words(page)
    assert "Nothing from this source is on the site yet. This is what it would look like:" in said
    assert "New (2)" in said
    assert "Espanjan alkeet" in said
    assert "Liberal adult education" in said
    assert "Turku" in said and "853" not in said, "codes by their names"
    assert "11 January" in said and "Kirjasto" in said
    assert "Sync now" in said


def test_a_preview_shows_old_and_new_of_each_field_and_each_run(admin, sync, made):
    long = " ".join(f"sana{number}" for number in range(300))
    kept, gone = course_run("k-1/1"), course_run("k-1/2", start=course_run("x").start)
    sync(course(level=3, description={"fi": f"{long} vanha {long}"}, runs=(kept, gone)))
    changed = course_run("k-1/1", price="95.50", municipalities=("734",))
    new = course_run("k-1/3", times=("weekend",))
    run = sync(course(level=4, description={"fi": f"{long} uusi {long}"}, runs=(changed, new)), dry_run=True)
    page = admin.get(report(run))
    said, body = words(page), text(page)
    assert "Changed (1)" in said
    assert "<del>vanha</del>" in body and "<ins>uusi</ins>" in body
    assert "sana0 sana1 sana2 sana3 sana4 sana5 sana6 sana7 …" in said
    assert "sana150" not in said, "only what is around the difference is shown"
    assert re.search(r"Price 120[.,]00 95[.,]50", said)
    assert "Municipalities Turku Salo" in said
    assert "New: " in said and "Not there any more: " in said
    assert "{" not in said, "no JSON"
    row = Course.objects.get(source=made)
    assert reverse("opinovi-course:edit", args=[row.pk]) in body


def test_a_row_that_would_only_be_written_anew_is_one_line(admin, sync):
    sync(course(), course("k-2"))
    run = sync(course(licence="CC0"), course("k-2", licence="CC0"), dry_run=True)
    said = words(admin.get(report(run)))
    assert "2 rows would be written anew without a difference that people see." in said
    assert "Espanjan alkeet" not in said


def test_a_preview_says_what_is_missing_and_that_only_the_first_are_listed(admin, sync, made):
    sync(*(course(f"k-{number}", f"Kurssi {number}") for number in range(103)), course("stays"))
    run = sync(course("stays"), *(course(f"n-{number}", f"Uusi {number}") for number in range(101)), dry_run=True)
    said = words(admin.get(report(run)))
    assert "New (101) Only the first 100 are listed." in said
    assert "Not in the feed any more Only the first 100 are listed. Kurssi " in said
    assert said.count("Kurssi ") == 100
    assert Course.objects.filter(source=made, missing_since=None).count() == 104


def test_queries_do_not_grow_with_what_a_preview_lists(admin, sync):
    def queries(run: SyncRun) -> int:
        with CaptureQueriesContext(connection) as captured:
            admin.get(report(run))
        return len(captured)

    few = sync(course(), dry_run=True)
    queries(few)
    number = queries(few)
    many = sync(*(course(f"k-{number}") for number in range(20)), *(event(f"t-{n}") for n in range(5)), dry_run=True)
    assert queries(many) == number


def test_a_viewer_reads_a_preview_but_cannot_sync(log_in, sync):
    run = sync(course(), dry_run=True)
    page: Any = log_in("viewer").get(report(run))
    assert "Espanjan alkeet" in words(page)
    assert "<form" not in text(page).partition("<main")[2].partition("</main>")[0]


def test_free_of_charge_is_said_in_words(admin, sync):
    sync(event(price=Price(free=False)))
    said = words(admin.get(report(sync(event(price=Price(free=True)), dry_run=True))))
    assert "Free of charge no yes" in said


@pytest.mark.parametrize(("before", "after"), [(None, ""), ("", None)])
def test_what_reads_the_same_is_no_difference(before, after):
    assert not differences(Course, [{"field": "credits_unit", "before": before, "after": after}])
