"""What the desk asks the database about a source. Small, and without the desk's pages, so that it runs on every database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from opinovi_wagtail.admin.duplicates import RELATED
from opinovi_wagtail.admin.policies import policy_for
from opinovi_wagtail.admin.row_links import RowLinks
from opinovi_wagtail.admin.runs.comparison import run_before
from opinovi_wagtail.admin.runs.foreseen import sections
from opinovi_wagtail.admin.sources.kept_fields import kept_fields, pinned
from opinovi_wagtail.admin.sources.page import Rows, rows_of
from opinovi_wagtail.admin.sources.withdrawals import held_rows
from opinovi_wagtail.models import CatalogueSource, Course, Duplicate, Event, SyncRun
from opinovi_wagtail.rules.states import MergePolicy
from opinovi_wagtail.sync import withdraw
from opinovi_wagtail.sync.due import due_sources
from opinovi_wagtail.sync.report import forget_reports
from opinovi_wagtail.sync.run import run_source
from opinovi_wagtail.sync.status import SourceState, Waiting, status_of, with_status
from tests.factories import make_source

from .made_format import URL, course, event, serve
from .test_pins import edit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def links(db):
    return RowLinks(get_user_model().objects.create_superuser("verkosto", "verkosto@partner.example", "secret"))


def seen_in_the_desk(source):
    return with_status(CatalogueSource.objects.filter(pk=source.pk)).get()


def test_rows_with_kept_fields_and_with_questions_are_told_apart(sync, source):
    CatalogueSource.objects.filter(pk=source.pk).update(policy=MergePolicy.ASK)
    sync(course("k-1"), course("k-2"), course("k-3"), event("t-1"))
    kept, asked = (Course.objects.get(remote_id=name) for name in ("k-1", "k-2"))
    edit(kept, title={"fi": "Oma"})
    edit(asked, level=5, summary={"fi": "Oma"}, title={"fi": "Oma"})
    sync(course("k-1"), course("k-2", "Lähteen uusi"), course("k-3"), event("t-1"))

    assert rows_of(source) == {"course": Rows(3, 0, 0, 2), "event": Rows(1, 0, 0, 0)}
    assert status_of(seen_in_the_desk(source), timezone.now()).waiting == Waiting(asked=1)
    assert list(pinned(Course, source, waiting=False)) == sorted([kept.pk, asked.pk])
    assert list(pinned(Course, source, waiting=True)) == [asked.pk]
    assert not pinned(Event, source, waiting=False).exists()
    asked.refresh_from_db()
    assert [(field.name, field.asked) for field in kept_fields(asked)] == [
        ("title", True),
        ("summary", False),
        ("level", False),
    ]


def test_the_last_run_and_the_one_before_are_those_that_count(sync, source, frozen):
    runs = []
    for number in range(3):
        frozen.shift(DAY)
        runs.append(sync(course("k-1", f"Nimi {number}")))
    sync(course("k-1", "Nimi"), dry_run=True)
    assert run_before(runs[2]) == runs[1]
    assert [run.pk for run in source.runs.filter(dry_run=False)] == [run.pk for run in reversed(runs)]
    assert status_of(seen_in_the_desk(source), timezone.now()).state == SourceState.FINE

    frozen.shift(2 * DAY)
    stale = status_of(seen_in_the_desk(source), timezone.now())
    assert (stale.state, stale.at) == (SourceState.STALE, runs[2].started_at)

    SyncRun.objects.filter(pk=runs[2].pk).update(state="failed", told=[{"text": "The server said Ääkköset."}])
    failed = status_of(seen_in_the_desk(source), timezone.now())
    assert (failed.state, failed.reason) == (SourceState.FAILED, "The server said Ääkköset.")

    frozen.shift(2000 * DAY)
    assert forget_reports(timezone.now()) == 3
    assert list(source.runs.all()) == [runs[2]]


def test_pairs_are_found_by_either_of_their_sources_and_only_by_those_who_reach_them(made, frozen, links):
    for name in ("a", "b"):
        serve(course(f"course-{name}", url=f"{URL}/course"), event(f"event-{name}", url=f"{URL}/event"))
        run_source(make_source(format="made", url=URL))
    for source in CatalogueSource.objects.all():
        assert status_of(seen_in_the_desk(source), timezone.now()).waiting.pairs == Duplicate.objects.count() == 2
    pairs = policy_for(Duplicate).scope(links.user, ["change"], Duplicate.objects.select_related(*RELATED))
    assert {pair.rows[0].source.pk for pair in pairs} == {CatalogueSource.objects.order_by("pk").first().pk}


def test_what_a_withdrawal_holds_back_is_listed_longest_missing_first_and_approved(sync, source, frozen, links):
    sync(*(course(f"k-{n}") for n in range(12)), event("t-1"))
    frozen.shift(DAY)
    sync(*(course(f"k-{n}") for n in range(11)), event("t-1"))
    frozen.shift(DAY)
    sync(*(course(f"k-{n}") for n in range(3)))
    parked = withdraw.open_parked(source)
    rows, count = held_rows(parked, links)
    assert (len(rows), count, rows[0]["url"]) == (10, 10, links.url(Course.objects.get(remote_id="k-11")))
    assert rows[-1]["kind"] == "event"
    assert withdraw.approve(parked, by="Päivi") == 10
    assert rows_of(source)["course"].shown == 3


def test_a_preview_is_read_by_what_would_happen(sync, links):
    sync(course("k-1"), course("k-2"))
    run = sync(course("k-1", "Uusi nimi"), course("k-2"), course("k-3"), dry_run=True)
    found = [(str(part.action), part.count, part.rows[0].remote_id) for part in sections(run, links)]
    assert found == [("created", 1, "k-3"), ("updated", 1, "k-1")]


def test_a_source_that_is_to_run_at_once_comes_before_one_whose_time_has_come(source, now):
    CatalogueSource.objects.filter(pk=source.pk).update(next_run_at=now - DAY)
    at_once = make_source(format="made", url=URL, next_run_at=None)
    assert due_sources(now) == [at_once.pk, source.pk]
