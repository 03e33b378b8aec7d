"""A preview notes what a run would change: what is new, changed field by field, back, missing and withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest

from opinovi_wagtail.models import Course, Event, SyncChange
from opinovi_wagtail.sync import foresight, pins

from .made_format import course, course_run, event, tombstone
from .test_pins import edit

pytestmark = pytest.mark.django_db


def noted(run):
    return [
        (change.action, change.remote_id, [field["field"] for field in change.fields]) for change in run.changes.all()
    ]


def test_a_first_preview_shows_what_the_rows_would_be(sync):
    run = sync(course("k-1"), event("t-1"), dry_run=True)
    assert (Course.objects.count(), Event.objects.count(), run.created) == (0, 0, 2)
    first, second = run.changes.all()
    assert (first.action, first.kind, first.title, first.row) == ("created", "course", {"fi": "Espanjan alkeet"}, None)
    assert {field["field"]: field["after"] for field in first.fields}["education_type"] == "liberal"
    assert second.fields[-1]["after"][0]["starts_at"].startswith("2026-12-08T15:00")


def test_a_change_is_shown_field_by_field_with_what_stands_and_what_would(sync):
    sync(course("k-1", summary={"fi": "Vanha"}), course("k-2"))
    row = Course.objects.get(remote_id="k-1")
    changed = course("k-1", summary={"fi": "Uusi"}, runs=(course_run("k-1/1", price="150.00"),))
    run = sync(changed, course("k-2"), dry_run=True)
    (change,) = run.changes.all()
    assert (change.action, change.row) == ("updated", row.pk)
    summary, runs = change.fields
    assert (summary["before"], summary["after"]) == ({"fi": "Vanha"}, {"fi": "Uusi"})
    assert (runs["before"][0]["price_amount"], runs["after"][0]["price_amount"]) == ("120.00", "150.00")
    row.refresh_from_db()
    assert row.summary == {"fi": "Vanha"}


def test_a_field_that_an_editor_keeps_is_no_change(sync):
    sync(course("k-1", "Lähde"))
    edit(Course.objects.get(), title={"fi": "Toimittaja"})
    run = sync(course("k-1", "Lähde 2", summary={"fi": "Uusi"}), dry_run=True)
    (change,) = run.changes.all()
    summary, title = change.fields
    assert summary["field"] == "summary"
    assert title == {
        "field": "title",
        "before": {"fi": "Toimittaja"},
        "after": {"fi": "Lähde 2"},
        "kept": True,
    }
    run = sync(course("k-1", "Lähde", summary={"fi": "Uusi"}), dry_run=True)
    assert noted(run) == [("updated", "k-1", ["summary"])], "the source says what it said before"


def test_runs_that_an_editor_keeps_are_no_change(sync):
    sync(course("k-1"))
    row = Course.objects.get()
    facts = pins.facts(row)
    row.runs.update(price_amount="7.00")
    pins.pin_changes(row, facts, pins.facts(row))
    run = sync(course("k-1", runs=(course_run("k-1/1", price="9.00"),)), dry_run=True)
    (change,) = run.changes.all()
    assert [(field["field"], field.get("kept")) for field in change.fields] == [("runs", True)]
    assert (change.fields[0]["before"][0]["price_amount"], change.fields[0]["after"][0]["price_amount"]) == (
        "7.00",
        "9.00",
    )


def test_what_would_go_and_what_would_come_back_is_listed(sync, frozen):
    items = [course(f"k-{n}") for n in range(30)]
    sync(*items)
    sync(*items[1:])
    frozen.shift(dt.timedelta(days=8))
    run = sync(*items[2:29], tombstone("k-29"), dry_run=True)
    actions = {(action, remote_id) for action, remote_id, _fields in noted(run)}
    assert actions == {("missing", "k-1"), ("withdrawn", "k-0"), ("withdrawn", "k-29")}
    run = sync(*items, dry_run=True)
    assert ("back", "k-0") in {(action, remote_id) for action, remote_id, _fields in noted(run)}


def test_only_the_first_rows_are_kept_and_all_are_counted(sync, monkeypatch):
    monkeypatch.setattr(foresight, "MOST", 3)
    run = sync(*[course(f"k-{n}") for n in range(9)], dry_run=True)
    assert (run.created, run.changes.count()) == (9, 3)


def test_a_real_run_notes_nothing(sync):
    sync(course("k-1"))
    assert not SyncChange.objects.exists()
