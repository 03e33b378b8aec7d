"""The report of a run: beside the run before, reasons once with their records, exports; of a preview: what would change."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinovi_wagtail.admin.differences import differences
from opinovi_wagtail.models import Course, SyncRun
from opinovi_wagtail.record import Credits, Duration, Price
from opinovi_wagtail.sync import pins
from tests.factories import make_source
from tests.sync.made_format import broken, course, course_run, event, meeting, tombstone

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
        remote_id="=1+1",
        field="title",
        told={"text": "Nothing new at the source."},
        excerpt="@x\n\n  Nimi:  Hitsaus\n",
        fatal=True,
    )
    lines = text(log_in("viewer", "fi").get(reverse("opinovi-syncrun:issues", args=[run.pk]))).splitlines()
    assert lines[1].startswith("'=1+1;otsikko;Lähteessä ei ole mitään uutta")
    assert lines[1].endswith(""";"'@x; Nimi: Hitsaus\"""")
    assert len(lines) == 2


def test_a_first_preview_shows_what_courses_would_look_like(admin, sync):
    page = admin.get(report(sync(course(), event(), dry_run=True)))
    said = words(page)
    assert "Nothing from this source is on the site yet. This is what it would look like:" in said
    assert "Would be new (2)" in said
    assert "Espanjan alkeet" in said
    assert "Liberal adult education" in said
    assert "Turku" in said and "853" not in said, "codes by their names"
    assert "11 January" in said and "Kirjasto" in said
    assert "Sync now" in said


def test_a_first_preview_shows_all_that_an_adult_would_be_shown(admin, sync):
    run = course_run(
        "k-1/1",
        price="95.50",
        apply_until=dt.datetime(2026, 12, 15, 14, tzinfo=dt.UTC),
        places=12,
        funding=("jotpa",),
        duration=Duration(Decimal(6), "month"),
        accessibility={"fi": "Esteetön sisäänkäynti"},
    )
    long = " ".join(f"sana{number}" for number in range(300))
    shown = course(
        summary={"fi": "Lyhyesti", "sv": "Kort"},
        description={"fi": f"<p>{long}</p>"},
        prior_education=("basic",),
        credits=Credits(Decimal(2), "op"),
        url="https://opisto.example/k-1",
        runs=(run,),
    )
    page = admin.get(report(sync(shown, dry_run=True)))
    said = words(page)
    for fact in (
        "Title (Finnish) Espanjan alkeet",
        "Summary (Finnish) Lyhyesti",
        "Summary (Swedish) Kort",
        "Scope 2",
        "Price: €95.50",
        "Application closes: Tue 15 Dec 2026, 16:00",
        "Places: 12",
        "Duration: 6",
        "Funding: ",
        "Accessibility (Finnish): Esteetön sisäänkäynti",
        "https://opisto.example/k-1",
    ):
        assert fact in said, said
    assert "sana0 sana1" in said and "sana150" not in said, "long texts are shortened"
    assert '<dd lang="sv">Kort' in text(page)


def test_no_sentence_of_a_preview_speaks_as_if_something_was_done(admin, sync, frozen):
    items = [course(f"k-{number}", f"Kurssi {number}") for number in range(30)]
    sync(*items)
    sync(*items[1:])
    frozen.shift(dt.timedelta(days=8))
    changed = course("k-5", "Toinen nimi")
    run = sync(course("uusi"), changed, *items[6:29], tombstone("k-29"), broken("b", "Rikki."), dry_run=True)
    said = words(admin.get(report(run)))
    for would in (
        "1 row would be new.",
        "1 row would be updated.",
        "rows would stay as they are.",
        "1 record would be left out, because it cannot be used.",
        "would be marked as missing from the source.",
        "would be withdrawn.",
        "What would not be taken as it is",
    ):
        assert would in said, said
    assert not re.search(r"rows? (was|were|is|are) |could not be taken", said.partition("Numbers")[0])


def test_a_preview_says_with_both_values_what_an_editor_keeps_though_the_source_has_changed_it(admin, sync, made):
    sync(course("k-1", "Lähde"))
    row = Course.objects.get(source=made)
    before = pins.facts(row)
    row.title = {"fi": "Toimittajan"}
    row.save()
    pins.pin_changes(row, before, pins.facts(row))
    page = admin.get(report(sync(course("k-1", "Lähteen uusi"), dry_run=True)))
    said = words(page)
    assert "The source has changed this, but an editor keeps it as it is here." in said
    assert "Here The source says Title (Finnish) Toimittajan Lähteen uusi" in said
    assert "Would stay as an editor keeps them (1)" in said
    again = words(admin.get(report(sync(course("k-1", "Lähde", licence="CC0"), dry_run=True))))
    assert "an editor keeps it" not in again, "what the source said before is no news"


def test_a_preview_of_a_table_leads_to_its_columns(admin, ours, feed):
    source = make_source(ours["partner"], url=feed)
    columns = reverse("opinovi-cataloguesource:columns", args=[source.pk])
    preview = admin.post(reverse("opinovi-cataloguesource:preview", args=[source.pk]), follow=True)
    assert columns in text(preview)
    synced = admin.post(reverse("opinovi-cataloguesource:sync", args=[source.pk]), follow=True)
    assert columns not in text(synced)


def test_what_is_said_of_the_feed_as_a_whole_is_no_record_that_was_not_taken(admin, ours, feed):
    source = make_source(ours["partner"], url=feed)
    run = source.runs.create(started_at=source.created_at, heartbeat_at=source.created_at, state="succeeded", created=2)
    run.issues.create(told="A remark.")
    said = words(admin.get(report(run)))
    assert "A remark." in said and "Everything was taken as it is." in said


def test_a_preview_shows_old_and_new_of_each_field_and_each_run(admin, sync, made):
    long = " ".join(f"sana{number}" for number in range(300))
    kept, gone = course_run("k-1/1"), course_run("k-1/2", start=course_run("x").start)
    sync(course(level=3, description={"fi": f"{long} vanha {long}"}, runs=(kept, gone)))
    changed = course_run("k-1/1", price="95.50", municipalities=("734",))
    new = course_run("k-1/3", times=("weekend",))
    run = sync(course(level=4, description={"fi": f"{long} uusi {long}"}, runs=(changed, new)), dry_run=True)
    page = admin.get(report(run))
    said, body = words(page), text(page)
    assert "Would be changed (1)" in said
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
    assert "Would be new (101) Only the first 100 are listed." in said
    assert "Would be marked as missing from the source Only the first 100 are listed. Kurssi " in said
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


SETTINGS, COLUMNS, ISSUES = "edit", "columns", "#issues"
ADVICE = [
    ("address", "Check in the settings that the address is right.", {SETTINGS}),
    ("access", "Check the user name, the password or the key in the settings.", {SETTINGS}),
    ("format", "leads to the table itself", {SETTINGS, COLUMNS}),
    ("columns", "The headings of the table are not those", {COLUMNS}),
    ("empty", "whether there is anything in the file", set()),
    ("records", "The list below says what is wrong.", {ISSUES}),
    ("theirs", "usually it passes", set()),
    ("ours", "The fault is on this site and not in your data.", set()),
    ("", "then try again", {SETTINGS}),
]


@pytest.mark.parametrize(("cause", "sentence", "leads"), ADVICE)
def test_a_failed_run_says_what_to_do_by_what_went_wrong(cause, sentence, leads, admin, log_in, ours):
    source = make_source(ours["partner"], format="csv")
    run = make_run(source, state="failed", told=["It did not work."], cause=cause)
    run.issues.create(remote_id="bad", told="No title.", fatal=True, excerpt="x")
    page = admin.get(report(run))
    body = text(page).partition("<main")[2].partition("</main>")[0]
    assert words(page).count("It did not work.") == 1
    assert sentence in words(page)
    assert "Try again" in words(page)
    links = {name: reverse(f"opinovi-cataloguesource:{name}", args=[source.pk]) for name in (SETTINGS, COLUMNS)}
    found = {name for name, url in links.items() if f'"{url}"' in body} | ({ISSUES} if f'"{ISSUES}"' in body else set())
    assert found == leads
    assert sentence not in words(log_in("viewer").get(report(run))), "who can change nothing is asked for nothing"


def test_a_preview_that_failed_has_taken_nothing(admin, ours):
    failed = {"state": "failed", "told": ["It did not work."], "cause": "records"}
    for dry_run in (True, False):
        run = make_run(ours["cataloguesource"], dry_run=dry_run, **failed)
        said = words(admin.get(report(run)))
        assert "The list below says what is wrong." in said
        assert ("Whatever was in order has been taken." in said) is not dry_run


def test_what_cannot_be_read_as_its_format_is_no_table_elsewhere(admin, ours):
    source = make_source(ours["partner"], format="linked-events")
    run = make_run(source, state="failed", told=["It did not work."], cause="format")
    page = admin.get(report(run))
    assert "leads to the data itself" in words(page)
    assert "Columns of the table" not in words(page)


def test_an_issue_without_an_excerpt_names_the_row_and_leads_to_it(admin, sync, made):
    run = sync(course("k-1", "Espanjan alkeet"), course("k-2", "Ranskan alkeet"))
    for identifier in ("k-1", "k-3", "title:6f1ed002ab5595859014"):
        run.issues.create(remote_id=identifier, field="level", told="The level is unknown.")
    page = admin.get(report(run))
    row = Course.objects.get(source=made, remote_id="k-1")
    assert reverse("opinovi-course:edit", args=[row.pk]) in text(page)
    table = words(page).partition("3 records")[2].partition("Download all")[0]
    assert table.split("Record")[1].split() == ["Espanjan", "alkeet", "k-1", "k-3", "without", "an", "identifier"]
    assert "What the source sent" not in words(page), "no column of dashes"


def test_a_preview_names_records_that_are_not_here_yet(admin, sync):
    run = sync(course("k-1", "Espanjan alkeet"), dry_run=True)
    run.issues.create(remote_id="k-1", field="level", told="The level is unknown.")
    table = words(admin.get(report(run))).partition("1 record")[2].partition("Download all")[0]
    assert "Espanjan alkeet k-1" in table


@pytest.mark.parametrize(("language", "heading"), [("fi", "Lisättäisiin"), ("sv", "Skulle läggas till")])
def test_headings_of_a_preview_say_what_would_happen(language, heading, log_in, sync):
    page = log_in("partner_admin", language).get(report(sync(course(), course("k-2"), dry_run=True)))
    assert f"{heading} (2)" in words(page)


def test_a_row_of_which_an_editor_keeps_all_that_changed_stays_apart_from_those_that_would_change(admin, sync):
    sync(course("k-1", "Espanjan alkeet"), course("k-2"))
    row = Course.objects.get(remote_id="k-1")
    before = pins.facts(row)
    row.title = {"fi": "Meidän otsikko"}
    pins.pin_changes(row, before, pins.facts(row))
    row.save()
    run = sync(course("k-1", "Espanjaa kaikille"), course("k-2", price="95.00"), dry_run=True)
    said = words(admin.get(report(run)))
    assert "Would be changed (1)" in said and "Would stay as an editor keeps them (1)" in said
    changed, _sign, kept = said.partition("Would stay as an editor keeps them (1)")
    assert "Espanjaa kaikille" in kept and "Espanjaa kaikille" not in changed


def test_meetings_are_shown_in_the_order_in_which_they_are(admin, sync):
    days = [dt.datetime(2027, 1, day, 15, tzinfo=dt.UTC) for day in (25, 11, 18, 4)]
    run = sync(event(meetings=[meeting(f"m-{day.day}", day) for day in days]), dry_run=True)
    said = words(admin.get(report(run)))
    places = [said.index(f" {day} Jan") for day in (4, 11, 18, 25)]
    assert places == sorted(places)


def test_a_report_names_what_the_run_brought_and_changed_and_leads_there(admin, sync, frozen):
    first = sync(course("k-1", "Espanjan alkeet"), course("k-2", "Ranskan alkeet"))
    frozen.shift(60)
    second = sync(course("k-1", "Espanjan alkeet"), course("k-2", "Ranskan jatko"), course("k-3", "Saksan alkeet"))
    page = admin.get(report(second))
    brought = words(page).partition("What the run brought or changed")[2]
    assert brought.startswith(" 2 rows Saksan alkeet new Ranskan jatko ")
    assert reverse("opinovi-course:edit", args=[Course.objects.get(remote_id="k-3").pk]) in text(page)
    frozen.shift(60)
    before = words(admin.get(report(first))).partition("What the run brought or changed")[2]
    assert before.startswith(" 1 row Espanjan alkeet new 1 more row is not shown here.")
    assert "What the run brought" not in words(admin.get(report(sync())))
    assert "What the run brought" not in words(admin.get(report(sync(course("k-9"), dry_run=True))))


def test_a_run_that_failed_is_compared_with_nothing(admin, ours):
    make_run(ours["cataloguesource"], created=5)
    run = make_run(ours["cataloguesource"], state="failed", told=["The server said 500."])
    assert "The run before" not in words(admin.get(report(run)))
