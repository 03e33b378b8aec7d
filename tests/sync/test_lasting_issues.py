"""The latest report tells everything that is wrong now, also with records that did not change and were not parsed again."""

from __future__ import annotations

import datetime as dt

import pytest

from opinovi_wagtail.catalogues.base import FetchError
from opinovi_wagtail.record import Issue
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync import report
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from . import made_format
from .made_format import broken, course, tombstone
from .test_increments import PATH, city  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db


def faulty(remote_id="k-1", message="No such image.", **fields):
    return course(remote_id, issues=(Issue("image", message),), **fields)


def told(run):
    return [(issue.remote_id, issue.message) for issue in run.issues.all()]


def test_a_fault_of_an_unchanged_record_is_in_every_report(sync, frozen):
    sync(faulty("k-1"), course("k-2"))
    made_format.parsed.clear()
    for _again in range(2):
        frozen.shift(dt.timedelta(hours=6))
        run = sync()
        assert (run.unchanged, told(run)) == (2, [("k-1", "No such image.")])
    assert not made_format.parsed


def test_a_preview_tells_it_too_and_changes_nothing_of_the_reports_before(sync):
    first = sync(faulty("k-1"), course("k-2"))
    assert told(sync(dry_run=True)) == told(first) == [("k-1", "No such image.")]


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        pytest.param([course("k-1"), course("k-2")], [], id="mended"),
        pytest.param([faulty("k-1", "No price."), course("k-2")], [("k-1", "No price.")], id="another fault"),
        pytest.param([course("k-2"), *[course(f"n-{n}") for n in range(9)]], [], id="gone"),
        pytest.param([tombstone("k-1"), course("k-2")], [], id="deleted"),
    ],
)
def test_what_is_no_longer_so_is_not_said_again(sync, feed, expected):
    sync(faulty("k-1"), course("k-2"))
    assert told(sync(*feed)) == expected


def test_a_record_that_could_not_be_taken_is_counted_once_in_each_run(sync):
    good = [course(f"k-{n}") for n in range(9)]
    for _again in range(2):
        run = sync(*good, broken("bad"))
        assert (run.failed, told(run)) == (1, [("bad", "The record is broken.")])


def test_a_repetition_is_told_as_long_as_there_is_one(sync):
    assert len(told(sync(course("k-1"), course("k-1")))) == 1
    assert len(told(sync(course("k-1"), course("k-1")))) == 1
    assert told(sync(course("k-1"))) == []


def test_a_record_that_was_missing_for_some_runs_comes_back_with_its_faults(sync, frozen):
    def run(*items, **kwargs):
        frozen.shift(60)
        return sync(*items, **kwargs)

    others = [course(f"g-{n}") for n in range(9)]
    run(faulty("k-1", "No price."), *others)
    run(faulty("k-1"), *others)
    for _again in range(2):
        assert told(run(*others)) == []
    assert told(run(faulty("k-1"), *others, dry_run=True)) == [("k-1", "No such image.")]
    back = run(faulty("k-1"), *others)
    assert (back.reappeared, told(back)) == (1, [("k-1", "No such image.")])
    assert told(run()) == [("k-1", "No such image.")]
    run(course("k-1"), *others)
    run(*others)
    assert told(run(course("k-1"), *others)) == [], "it was mended before it was missing"


def test_what_a_run_wrote_before_it_failed_is_remembered(sync, frozen, monkeypatch):
    monkeypatch.setattr("opinovi_wagtail.sync.reading.CHUNK", 1)
    sync(course("k-1"), faulty("k-2"))
    frozen.shift(60)
    failed = sync(faulty("k-1", "No price."), course("k-2"), FetchError("gone"))
    assert failed.state == RunState.FAILED
    healed = sync(faulty("k-1", "No price."), course("k-2"))
    assert (healed.unchanged, told(healed)) == (2, [("k-1", "No price.")])


def test_no_more_are_carried_than_a_report_holds(sync, monkeypatch):
    monkeypatch.setattr(report, "MOST_ISSUES", 3)
    sync(*[faulty(f"k-{n}") for n in range(5)])
    run = sync()
    assert len(told(run)) == 3


def test_reports_of_another_source_stay_there(sync, source):
    sync(faulty("k-1"))
    other = make_source(format="made", url=made_format.URL)
    made_format.serve(course("k-1"))
    assert told(run_source(other)) == []


@pytest.fixture
def city_source(city, server):  # noqa: F811
    return make_source(format="linked-events", url=server.url(PATH))


def test_a_source_that_tells_changes_only_keeps_the_faults_of_all_others(city, city_source, frozen):  # noqa: F811
    now = dt.datetime.now(dt.UTC)
    city.put("a:1", now, info_url={"fi": "javascript:alert(1)"})
    city.put("a:2", now)
    first = run_source(city_source)
    assert [remote_id for remote_id, _message in told(first)] == ["a:1"]
    frozen.shift(dt.timedelta(hours=6))
    city.put("a:2", now + dt.timedelta(hours=6), name={"fi": "Uusi nimi"})
    second = run_source(city_source)
    assert (second.complete, second.updated, told(second)) == (False, 1, told(first))
    frozen.shift(dt.timedelta(hours=6))
    city.put("a:1", now + dt.timedelta(hours=12), deleted=True)
    assert told(run_source(city_source)) == []
