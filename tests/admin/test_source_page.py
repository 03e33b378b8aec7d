"""The page of a source: how it fares, what one can do, what waits for a decision, and its latest runs."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinovi_wagtail.models import CatalogueSource, Course, Duplicate, RowLogEntry, SyncRun
from opinovi_wagtail.record import Issue
from opinovi_wagtail.sync import pins
from opinovi_wagtail.tasks import preview_source
from tests.factories import make_course, make_event, make_source
from tests.sync.made_format import broken, course, event, serve

from .test_roles_matrix import text
from .world import make_run

pytestmark = pytest.mark.django_db


def at(name: str, source: Any) -> str:
    return reverse(f"opinovi-cataloguesource:{name}", args=[source.pk])


def report(run: SyncRun) -> str:
    return reverse("opinovi-syncrun:inspect", args=[run.pk])


def words(response: Any) -> str:
    """What the page says, without markup."""
    main = text(response).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


STATES = [
    ({}, None, "Nothing has been read from this source yet."),
    ({"active": False}, None, "Switch it on in its settings."),
    ({"paused_because": "person"}, None, "Paused by hand."),
    (
        {"paused_because": "failures", "failures": 12},
        "failed",
        "Paused after 12 failures in a row. The server said 500.",
    ),
    ({}, "failed", "The last run failed. The server said 500. What was taken before stays on the site"),
    ({}, "succeeded", "The source works."),
]


@pytest.mark.parametrize(("fields", "last", "sentence"), STATES)
def test_the_page_says_in_words_how_the_source_fares(fields, last, sentence, admin, ours):
    source = make_source(ours["partner"], **fields)
    if last:
        make_run(source, state=last, told=["The server said 500."] if last == "failed" else [])
    assert sentence in words(admin.get(at("inspect", source)))


def test_the_page_leads_from_the_list_and_to_the_settings(admin, ours):
    source = ours["cataloguesource"]
    assert f'href="{at("inspect", source)}"' in text(admin.get(reverse("opinovi-cataloguesource:index")))
    assert f'href="{at("edit", source)}"' in text(admin.get(at("inspect", source)))


def test_those_who_only_read_see_the_page_without_anything_to_press(log_in, ours):
    page = log_in("viewer").get(at("inspect", ours["cataloguesource"]))
    assert page.status_code == 200
    assert "<form" not in text(page).partition("<main")[2].partition("</main>")[0]
    assert ours["cataloguesource"].url not in text(page)


def test_pausing_and_resuming_is_logged_with_whoever_did_it(admin, ours):
    source = ours["cataloguesource"]
    admin.get(at("pause", source))
    source.refresh_from_db()
    assert source.paused_because == "", "looking pauses nothing"
    assert "The source is paused." in words(admin.post(at("pause", source), follow=True))
    source.refresh_from_db()
    assert source.paused_because == "person"
    assert "The source is paused already." in words(admin.post(at("pause", source), follow=True))
    admin.post(at("resume", source))
    source.refresh_from_db()
    assert source.paused_because == ""
    logged = RowLogEntry.objects.for_instance(source).order_by("pk").values_list("action", "user__username")
    assert list(logged) == [("opinovi.pause", "partner_admin"), ("opinovi.resume", "partner_admin")]


def test_what_waits_for_a_decision_is_linked(admin, ours, sync, made, now):
    sync(course())
    row = Course.objects.get(source=made)
    assert "Nothing waits for you." in words(admin.get(at("inspect", made)))
    Course.objects.filter(pk=row.pk).update(pins={"title": {"fi": "Uusi"}}, asks=["title"])
    other = make_course(ours["partner"])
    Duplicate.objects.create(course=other, other_course=row, reason="address", found_at=now)
    page = admin.get(at("inspect", made))
    assert f"{at('kept', made)}?waiting=1" in text(page)
    assert reverse("opinovi-duplicate:index") in text(page)
    assert "In 1 row the source has changed something that an editor keeps." in words(page)
    assert "1 row may be the same thing as a row of another source." in words(page)
    assert at("withdrawal", ours["cataloguesource"]) in text(admin.get(at("inspect", ours["cataloguesource"])))


def test_the_latest_runs_are_a_chart_and_the_same_numbers_a_table(admin, ours, now):
    source = make_source(ours["partner"])
    for day in range(33):
        make_run(source, started_at=now + dt.timedelta(days=day), created=1000 + day, failed=1)
    make_run(source, started_at=now + dt.timedelta(days=40), state="failed", finished_at=None)
    make_run(source, started_at=now + dt.timedelta(days=41), dry_run=True, created=9999)
    page = text(admin.get(at("inspect", source)))
    drawing = page.partition('<svg viewBox="0 0 600')[2].partition("</svg>")[0]
    assert drawing.count("<g>") == 30
    assert drawing.count("opinovi-chart__created") == 29
    heights = [float(height) for height in re.findall(r'chart__failed"[^>]* height="([\d.]+)"', drawing)]
    assert min(heights) >= 2, "a single failure is seen beside a thousand"
    assert all(0 <= float(y) for y in re.findall(r' y="([\d.]+)"', drawing))
    assert drawing.count("×") == 1
    assert "style=" not in drawing
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == 30
    assert re.findall(r'number">(\d+)<', table)[4:8] == ["1032", "0", "0", "1"]
    assert "9999" not in page, "a preview is no run"


def test_the_history_is_exported_without_formulas(admin, ours):
    source = make_source(ours["partner"])
    make_run(source, created=3, asked_by="=cmd|' /C calc'!A0", told=["It was\nstopped."])
    response = admin.get(at("export_runs", source))
    lines = text(response).splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("\ufeffStarted;Ended;State;What happened;Preview;Created")
    assert lines[1].startswith('2026-11-24 12:00;2026-11-24 12:00;Succeeded;"It was; stopped.";no;3;')
    assert "'=cmd|' /C calc'!A0" in lines[1]
    assert len(lines) == 2


def test_files_are_named_in_the_readers_language_after_the_source_and_the_day(log_in, ours):
    source = make_source(ours["partner"], name="Iltakurssit: kevät")
    run = make_run(source)
    client = log_in("viewer", "fi")

    def name(url: str) -> str:
        return client.get(url)["Content-Disposition"].partition("filename=")[2].strip('"')

    assert name(at("export_runs", source)) == "iltakurssit-kevat-tietojen-haut-2026-11-24.csv"
    issues = name(reverse("opinovi-syncrun:issues", args=[run.pk]))
    assert issues.startswith("iltakurssit-kevat-") and issues.endswith(f"-{run.pk}-2026-11-24.csv")
    assert "issues" not in issues


def test_queries_do_not_grow_with_runs_and_rows(admin, ours):
    source = make_source(ours["partner"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin.get(at("inspect", source))
        return len(captured)

    def fill(count: int) -> None:
        for number in range(count):
            make_run(source, created=number)
            make_event(ours["partner"], source=source, origin="source", remote_key=f"{count}-{number}")

    fill(2)
    queries()
    few = queries()
    fill(6)
    assert queries() == few


@pytest.mark.parametrize(
    ("act", "task", "dry_run"),
    [("sync", "opinovi_wagtail.sync_source", False), ("preview", "opinovi_wagtail.preview_source", True)],
)
def test_with_a_worker_one_lands_on_a_report_that_waits(act, task, dry_run, admin, ours, settings):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    source = ours["cataloguesource"]
    with mock.patch("opinovi_wagtail.admin.sources.acts.enqueue") as enqueue:
        page = admin.post(at(act, source), follow=True)
        again = admin.post(at(act, source), follow=True)
    assert enqueue.mock_calls == [mock.call(task, [source.pk])] * 2
    run = source.runs.get(state="waiting")
    assert (run.dry_run, run.asked_by) == (dry_run, "partner_admin")
    assert page.redirect_chain[-1][0] == again.redirect_chain[-1][0] == report(run)
    assert "Waiting for a worker." in words(page)
    assert reverse("opinovi-syncrun:progress", args=[run.pk]) in text(page)
    assert "progress.js" in text(page)
    assert CatalogueSource.objects.get(pk=source.pk).next_run_at is None or not dry_run


def test_the_worker_fills_the_report_of_the_preview_that_waits(admin, made, settings):
    serve(course())
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "USE_CELERY": True}
    with mock.patch("opinovi_wagtail.admin.sources.acts.enqueue"):
        admin.post(at("preview", made))
    preview_source([made.pk])
    run = made.runs.get()
    assert (run.state, run.created, run.dry_run) == ("succeeded", 1, True)
    page = admin.get(report(run))
    assert "progress.js" not in text(page)
    assert not Course.objects.filter(source=made).exists()


def test_progress_counts_what_has_come_so_far(admin, ours, now):
    run = make_run(
        ours["cataloguesource"],
        state="running",
        finished_at=None,
        created=2,
        unchanged=3,
        failed=1,
        pages=2,
        bytes=4096,
    )
    told = admin.get(reverse("opinovi-syncrun:progress", args=[run.pk])).json()
    assert told["ended"] is False
    assert told["said"] == "Being fetched: 6 records so far."
    assert told["details"].startswith("2 pages · 4.0\xa0KB · ")
    SyncRun.objects.filter(pk=run.pk).update(state="succeeded")
    assert admin.get(reverse("opinovi-syncrun:progress", args=[run.pk])).json()["ended"] is True


def test_pins_of_rows_are_counted(admin, sync, made):
    sync(course())
    row = Course.objects.get(source=made)
    before = pins.facts(row)
    row.title = {"fi": "Oma"}
    row.save()
    pins.pin_changes(row, before, pins.facts(row))
    assert at("kept", made) in text(admin.get(at("inspect", made)))


def test_a_failure_is_said_once_and_leads_to_its_report(admin, ours):
    source = make_source(ours["partner"])
    run = make_run(source, state="failed", told=["The server said 500."])
    page = admin.get(at("inspect", source))
    box = words(page).partition("Preview")[0]
    assert box.count("The last run failed") == 1
    assert report(run) in text(page)


def test_what_somebody_wanted_is_no_alarm(admin, ours):
    by_hand = make_source(ours["partner"], paused_because="person")
    by_itself = make_source(ours["partner"], paused_because="failures", failures=12)
    boxes = {source: text(admin.get(at("inspect", source))).partition("<main")[2] for source in (by_hand, by_itself)}
    assert "help-critical" not in boxes[by_hand]
    assert "help-critical" in boxes[by_itself]


def test_the_links_open_just_the_rows_that_they_count(admin, sync, made, now):
    sync(course("k-1"), course("k-2"), course("k-3"), course("k-4"), event())
    Course.objects.filter(source=made, remote_id="k-1").update(withdrawn_at=now)
    Course.objects.filter(source=made, remote_id="k-2").update(missing_since=now)
    Course.objects.filter(source=made, remote_id="k-3").update(listed=False)
    page = admin.get(at("inspect", made))
    found = page.context["lists"]
    assert [(str(name), count) for name, _url, count in found] == [
        ("Courses in the lists", 2),
        ("Of these, courses that are missing from the feed", 1),
        ("Courses that were withdrawn", 1),
        ("Events in the lists", 1),
    ]
    for _name, url, count in found:
        assert admin.get(url).context["paginator"].count == count, url


def test_a_decision_stands_at_the_run_whose_withdrawal_it_was(admin, ours, made, sync, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "WITHDRAWAL_GUARD_ROWS": 1}
    sync(*(course(f"k-{number}") for number in range(4)))
    run = sync(course("k-0"))
    again = sync(course("k-0"))
    assert "The withdrawal of 3 rows waits for approval." in words(admin.get(report(run)))
    shown = admin.get(at("withdrawal", made)).context["parked"].pk
    admin.post(at("approve", made), {"shown": shown})
    page = admin.get(at("inspect", made))
    decision = "3 rows were withdrawn by decision: partner_admin, Tue 24 Nov 2026, 12:00."
    assert words(page).count(decision) == 1
    run.refresh_from_db()
    line = next(line for line in page.context["history"] if line["decided"])
    assert (line["url"], line["counts"]) == (report(run), [0, 0, 3, 0])
    bars = page.context["chart"].bars
    assert [[part.name for part in bar.parts] for bar in bars] == [["created"], ["withdrawn"], []]
    said = words(admin.get(report(run)))
    assert decision in said
    assert "waits for approval" not in said
    assert "waits for approval" not in words(admin.get(report(again)))


def test_a_decision_to_keep_is_shown_and_counts_nothing_as_withdrawn(admin, ours, made, sync, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "WITHDRAWAL_GUARD_ROWS": 1}
    sync(*(course(f"k-{number}") for number in range(4)))
    run = sync(course("k-0"))
    admin.post(at("reject", made), {"shown": admin.get(at("withdrawal", made)).context["parked"].pk})
    said = words(admin.get(report(run)))
    assert "3 rows were kept by decision: partner_admin, Tue 24 Nov 2026, 12:00." in said
    run.refresh_from_db()
    assert run.withdrawn == 0


def test_faults_of_the_feed_are_told_and_lead_to_the_report_in_which_they_stand(admin, sync, made, frozen):
    faulty = [course(f"k-{n}", issues=(Issue("image", "No such image."),)) for n in range(2)]
    run = sync(*faulty, *[course(f"g-{n}") for n in range(9)], broken("bad"))
    leads = f'href="{report(run)}#issues"'
    page = admin.get(at("inspect", run.source))
    assert leads in text(page) and "3 records of the feed have faults. See which." in words(page)
    assert "Some of what it brings has faults" in words(page)

    frozen.shift(3600)
    unchanged = make_run(run.source, state="unchanged")
    page = admin.get(report(unchanged))
    assert leads in text(page) and "Nothing new at the source." in words(page)
    assert leads in text(admin.get(at("inspect", run.source)))

    frozen.shift(3600)
    mended = sync(*[course(f"k-{n}") for n in range(2)], *[course(f"g-{n}") for n in range(9)], course("bad"))
    page = admin.get(at("inspect", run.source))
    assert "See which" not in words(page) and "There is nothing that you have to do about it." in words(page)
    assert "See which" not in words(admin.get(report(mended)))


def test_a_run_whose_withdrawal_waits_says_so_in_the_history(admin, sync, made):
    sync(*[course(f"k-{n}") for n in range(10)])
    run = sync(course("k-1"))
    page = admin.get(at("inspect", run.source))
    history = words(page).partition("Latest runs")[2]
    assert history.count("The withdrawal of 9 rows waits for approval.") == 1
    assert 'class="button button-secondary">Sync now' in text(page), "deciding comes first"
    assert "after 7 days" in words(admin.get(at("withdrawal", run.source)))


def test_a_new_table_is_looked_at_once_its_columns_are_chosen(admin, ours):
    source = make_source(ours["partner"], format="csv", paused_because="untried")
    assert "Check first what the columns of the table are taken to be" in words(admin.get(at("inspect", source)))
    CatalogueSource.objects.filter(pk=source.pk).update(options={"columns": {"title": "Nimi"}})
    page = admin.get(at("inspect", source))
    assert "See first what it would bring" in words(page)
    assert 'class="button">Preview what it would bring' in text(page)
