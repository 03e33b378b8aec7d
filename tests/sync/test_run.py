"""What a run makes of a feed: rows, counts and a report, with nothing lost when the feed is not what it should be."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opinovi_wagtail.catalogues.base import Cause, FetchError, FormatError
from opinovi_wagtail.models import (
    CatalogueSource,
    Course,
    CourseRun,
    Event,
    Meeting,
    RunCode,
    SyncIssue,
    SyncRun,
    remote_key,
)
from opinovi_wagtail.record import Issue, Provider
from opinovi_wagtail.rules.states import Origin, RegistrationMode
from opinovi_wagtail.sync import pause, report
from opinovi_wagtail.sync.fetch_errors import AddressRefused, HttpStatus, RetryLater
from opinovi_wagtail.sync.report import cause_of, forget_reports
from opinovi_wagtail.sync.signals import catalogue_changed
from tests.factories import make_course, make_source

from .made_format import broken, course, course_run, event, meeting, parsed, raw, serve, tombstone

pytestmark = pytest.mark.django_db


def titles():
    return sorted(row.title["fi"] for row in Course.objects.all())


def test_a_course_arrives_with_its_runs_codes_provenance_and_search_text(sync, source, now):
    run = sync(course("k-1", runs=[course_run("a"), course_run("b", municipalities=("734",))]))

    row = Course.objects.get()
    assert (run.state, run.created, run.complete) == ("succeeded", 1, True)
    assert (row.origin, row.source, row.partner) == (Origin.SOURCE, source, source.partner)
    assert (row.remote_id, row.remote_url, row.fetched_at) == ("k-1", "https://opisto.example/k-1", now)
    assert row.provider_name == {"fi": "Aurakosken opisto"}
    assert row.is_public
    assert "espanjan alkeet" in row.search_text and "aurakosken opisto" in row.search_text
    first, second = row.runs.all()
    assert (first.remote_id, first.price_amount, first.start_on) == ("a", Decimal("120.00"), dt.date(2027, 1, 11))
    assert set(second.codes.values_list("set", "code")) == {
        ("municipality", "734"), ("form", "contact"), ("time", "evening"), ("language", "fi"), ("field", "023"),
    }  # fmt: skip


def test_an_event_arrives_with_its_meetings_and_is_registered_for_where_it_comes_from(sync, frozen):
    first = dt.datetime(2026, 12, 8, 17, 0, tzinfo=dt.UTC)
    sync(event(meetings=[meeting("a", first), meeting("b", first + dt.timedelta(days=7))]))

    row = Event.objects.get()
    assert (row.registration_mode, row.registration_url) == (RegistrationMode.ELSEWHERE, "https://opisto.example/t-1")
    assert row.starts_at == first
    assert row.ends_at == first + dt.timedelta(days=7, minutes=90)
    assert [m.remote_id for m in row.meetings.all()] == ["a", "b"]
    assert set(row.codes.values_list("set", "code")) == {("municipality", "853"), ("language", "fi")}


def test_all_day_meetings_last_from_midnight_to_midnight_in_the_events_zone(sync):
    day = dt.date(2026, 12, 8)
    made = dataclasses.replace(meeting("a", dt.datetime(2026, 12, 8)), starts_at=day, ends_at=day, all_day=True)
    sync(event(meetings=[made]))

    stored = Meeting.objects.get()
    assert stored.all_day
    assert stored.starts_at == dt.datetime(2026, 12, 7, 22, 0, tzinfo=dt.UTC)
    assert stored.ends_at == dt.datetime(2026, 12, 8, 22, 0, tzinfo=dt.UTC)


def test_an_unchanged_record_is_neither_parsed_nor_written(sync, frozen):
    sync(course("k-1"), course("k-2"), event("t-1"))
    before = list(Course.objects.values()), list(Event.objects.values())
    parsed.clear()
    frozen.shift(3600)

    run = sync()

    assert (run.unchanged, run.created, run.updated) == (3, 0, 0)
    assert parsed == []
    assert (list(Course.objects.values()), list(Event.objects.values())) == before


def test_only_the_changed_record_is_written_and_vanished_runs_and_codes_go(sync, frozen):
    sync(course("k-1", runs=[course_run("a"), course_run("b")]), course("k-2"))
    kept = Course.objects.get(remote_id="k-1").runs.get(remote_id="a")
    other = Course.objects.get(remote_id="k-2")
    frozen.shift(3600)

    run = sync(course("k-1", runs=[course_run("a", languages=("sv",)), course_run("c")]), course("k-2"))

    assert (run.updated, run.unchanged) == (1, 1)
    assert set(CourseRun.objects.filter(course__remote_id="k-1").values_list("remote_id", flat=True)) == {"a", "c"}
    kept.refresh_from_db()
    assert kept.languages == ["sv"]
    assert set(kept.codes.filter(set="language").values_list("code", flat=True)) == {"sv"}
    assert RunCode.objects.filter(run__course__remote_id="k-2").count() == 5
    assert Course.objects.get(remote_id="k-2").updated_at == other.updated_at


def test_meetings_keep_their_rows_and_keys_when_the_event_changes(sync):
    first = dt.datetime(2026, 12, 8, 17, 0, tzinfo=dt.UTC)
    sync(event(meetings=[meeting("a", first), meeting("b", first + dt.timedelta(days=7))]))
    before = Meeting.objects.get(remote_id="a")

    sync(event(meetings=[meeting("a", first + dt.timedelta(hours=1))]))

    after = Meeting.objects.get()
    assert (after.pk, after.key) == (before.pk, before.key)
    assert Event.objects.get().starts_at == first + dt.timedelta(hours=1)


def test_a_course_that_becomes_an_event_leaves_the_course_missing(sync, frozen):
    sync(course("x"))
    frozen.shift(60)
    run = sync(event("x"))
    assert (run.created, run.missing) == (1, 1)
    assert Course.objects.get().missing_since is not None
    assert Event.objects.get().missing_since is None


def test_a_postponed_event_without_a_time_keeps_its_old_meetings(sync):
    sync(event("t-1"))
    starts_at = Event.objects.get().starts_at
    sync(event("t-1", meetings=[], status="postponed"))
    row = Event.objects.get()
    assert (row.status, row.starts_at, row.meetings.count()) == ("postponed", starts_at, 1)


def test_a_bad_record_becomes_an_issue_and_the_rest_goes_on(sync):
    run = sync(*[course(f"k-{n}") for n in range(8)], broken("bad", raw=b'{"title": "\x00oops"}'))

    assert (run.state, run.created, run.failed) == ("succeeded", 8, 1)
    issue = run.issues.get()
    assert (issue.remote_id, issue.fatal, issue.message) == ("bad", True, "The record is broken.")
    assert "oops" in issue.excerpt


def test_a_format_that_stumbles_over_one_record_does_not_stop_the_others(sync):
    run = sync(*[course(f"k-{n}") for n in range(8)], broken("bad", KeyError("startDate")))
    assert (run.state, run.created) == ("succeeded", 8)
    assert "KeyError" in run.issues.get().message


def test_a_record_that_turns_bad_keeps_its_old_row(sync, frozen):
    good = [course(f"k-{n}") for n in range(8)]
    sync(*good, course("k-9", title="Hyvä"))
    frozen.shift(dt.timedelta(days=30))
    run = sync(*good, broken("k-9"))
    assert (run.failed, run.missing, run.withdrawn) == (1, 0, 0)
    assert "Hyvä" in titles()


def test_small_faults_are_noted_and_only_the_field_is_dropped(sync):
    run = sync(
        course(issues=(Issue("image", "No such image."),), url="javascript:alert(1)", fields=("023", "xyz"), level=3)
    )
    assert run.created == 1
    assert {(issue.field, issue.fatal) for issue in run.issues.all()} == {
        ("image", False), ("url", False), ("fields", False),
    }  # fmt: skip
    assert (Course.objects.get().remote_url, Course.objects.get().fields) == ("", ["023"])


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"title": {"fi": "Kurssi\x00\ud800"}}, id="NUL and lone surrogate"),
        pytest.param({"title": {"fi": "K" * 10_000_000}}, id="10 MB title"),
        pytest.param({"description": {"fi": '<p onclick="x()">Hei</p><svg onload=x()></svg>'}}, id="hostile markup"),
        pytest.param({"url": "https://x.example/" + "a" * 2000}, id="long address"),
        pytest.param({"runs": [course_run("a", price="1e999")]}, id="1e999"),
        pytest.param({"runs": [course_run("a", price="NaN")]}, id="NaN"),
        pytest.param({"runs": [course_run("a", places=10**4000)]}, id="4000 digits"),
        pytest.param({"runs": [course_run("a", ends_on=dt.date(9999, 12, 31))]}, id="year 9999"),
        pytest.param({"runs": [course_run("a", apply_until=dt.datetime(9999, 12, 31, 23))]}, id="moment 9999"),
        pytest.param({"licence": "L" * 5000, "origin": "o" * 5000}, id="long provenance"),
    ],
)
def test_hostile_values_never_reach_the_store(sync, fields):
    run = sync(course(**fields))
    assert (run.state, run.created) == ("succeeded", 1)
    row = Course.objects.get()
    assert "\x00" not in row.title["fi"] and len(row.title["fi"]) <= 300
    assert "onclick" not in str(row.description) and "svg" not in str(row.description)
    assert row.runs.get().price_amount in (None, Decimal("120.00"))
    assert run.issues.count() >= (0 if "description" in fields or "title" in fields else 1)


@pytest.mark.parametrize("remote_id", ["", "k" * 201, "k\x00", "k\ud800"], ids=["none", "long", "NUL", "surrogate"])
def test_an_identifier_that_cannot_be_kept_is_an_issue(sync, remote_id):
    run = sync(*[course(f"k-{n}") for n in range(8)], raw(course("x"), remote_id=remote_id))
    assert (run.created, run.failed) == (8, 1)
    assert run.issues.get().field == "remote_id"


def test_a_record_that_comes_twice_on_shifting_pages_is_taken_once(sync):
    run = sync(course("k-1"), course("k-2"), course("k-1"))
    assert (run.state, run.created, run.failed) == ("succeeded", 2, 0)
    assert not run.issues.get().fatal


def test_an_identifier_used_for_different_records_is_refused_and_counts_as_failed(sync):
    run = sync(*[course("same", title=f"Kurssi {n}") for n in range(10)])
    assert (run.state, run.created, run.failed) == ("failed", 1, 9)
    assert titles() == ["Kurssi 0"]


def test_repetitions_are_noticed_across_chunks(sync, monkeypatch):
    monkeypatch.setattr("opinovi_wagtail.sync.reading.CHUNK", 2)
    run = sync(course("k-1"), course("k-2"), course("k-3"), course("k-1"))
    assert (run.created, run.updated) == (3, 0)


def test_another_sources_identifier_makes_a_row_of_its_own(sync, made):
    other = make_course(source=make_source(), origin=Origin.SOURCE, remote_id="k-1", remote_key=remote_key("k-1"))
    sync(course("k-1", title="Meidän"))
    other.refresh_from_db()
    assert other.title["fi"] == "Hoiva-avustaja"
    assert Course.objects.count() == 2


def test_too_many_bad_records_fail_the_run_and_withdraw_nothing(sync, frozen):
    sync(*[course(f"k-{n}") for n in range(10)])
    frozen.shift(dt.timedelta(days=30))

    run = sync(course("k-0", title="Uusi"), tombstone("k-1"), *[broken(f"b-{n}") for n in range(3)])

    assert (run.state, run.updated, run.failed, run.withdrawn) == ("failed", 1, 3, 0)
    assert "3 of 5 records" in run.message
    assert Course.objects.filter(missing_since=None, withdrawn_at=None).count() == 10


@pytest.mark.parametrize(
    "error",
    [FetchError("The server does not answer."), FormatError("This is an HTML page."), RuntimeError("boom")],
    ids=["fetch", "format", "anything"],
)
def test_a_feed_that_breaks_off_fails_the_run_and_keeps_what_is_there(sync, source, frozen, error):
    sync(*[course(f"k-{n}") for n in range(10)])
    frozen.shift(dt.timedelta(days=30))

    run = sync(course("k-0", title="Ennen katkoa"), error)

    source.refresh_from_db()
    assert (run.state, run.missing) == ("failed", 0)
    assert run.message == str(error) if not isinstance(error, RuntimeError) else "RuntimeError" in run.message
    assert Course.objects.filter(missing_since=None, withdrawn_at=None).count() == 10
    assert (source.failures, source.lease_token) == (1, "")
    assert source.next_run_at > timezone.now()


def test_an_unknown_format_fails_the_run_with_the_names_that_exist(sync, source):
    source.format = "nothing"
    source.save()
    run = sync()
    assert run.state == "failed"
    assert "linked-events" in run.message


def test_failures_grow_the_delay_and_pause_the_source_in_the_end_and_a_success_forgives(sync, source, frozen):
    delays = []
    for _attempt in range(pause.PAUSE_AFTER):
        sync(FetchError("Nobody answers."))
        source.refresh_from_db()
        delays.append((source.next_run_at - timezone.now()).total_seconds() / 60)
    assert delays[0] == pytest.approx(5, rel=0.11)
    assert delays[1] == pytest.approx(10, rel=0.11)
    assert delays[-1] == pytest.approx(360, rel=0.11)
    assert source.paused_because

    sync(course())
    source.refresh_from_db()
    assert (source.failures, source.paused_because) == (0, "")
    assert source.last_success_at == timezone.now()


def test_a_preview_counts_the_same_and_writes_nothing_but_its_report(sync, source, frozen):
    sync(*[course(f"k-{n}") for n in range(20)], event("t-1"))
    frozen.shift(dt.timedelta(days=1))
    tables = (Course, CourseRun, RunCode, Event, Meeting, CatalogueSource)
    before = [list(model.objects.order_by("pk").values()) for model in tables]

    serve(course("k-0", title="Uusi"), course("new"), *[course(f"k-{n}") for n in range(1, 5)], tombstone("k-9"),
          broken("b-1"))  # fmt: skip
    preview = sync(dry_run=True)

    assert [list(model.objects.order_by("pk").values()) for model in tables] == before
    assert preview.dry_run
    real = sync()
    counts = lambda run: {name: getattr(run, name) for name in report.COUNTS}  # noqa: E731
    assert counts(preview) == counts(real)
    assert (real.updated, real.created, real.unchanged, real.withdrawn, real.parked) == (1, 1, 4, 1, 15)


def test_the_filter_takes_only_what_it_is_asked_for_and_a_new_filter_is_applied_to_old_records(sync, source, frozen):
    sync(course("k-1"), course("k-2", runs=[course_run("x", municipalities=("734",))]))
    assert Course.objects.count() == 2

    source.filters = {"municipalities": ["734"]}
    source.save()
    frozen.shift(60)
    run = sync()
    assert (run.filtered, run.missing) == (1, 1)
    assert Course.objects.get(remote_id="k-1").missing_since is not None
    assert Course.objects.get(remote_id="k-2").missing_since is None


@pytest.mark.parametrize(
    ("filters", "taken"),
    [
        ({}, 2),
        ({"providers": ["aurakosken  OPISTO"]}, 1),
        ({"providers": ["1.2.3"]}, 1),
        ({"providers": ["Aurakosken opisto", "1.2.3"]}, 2),
        ({"types": ["literacy"]}, 1),
        ({"languages": ["sv"]}, 1),
        ({"languages": ["sv"], "types": ["liberal"]}, 0),
    ],
)
def test_filter_dimensions(sync, source, filters, taken):
    source.filters = filters
    source.save()
    other = course("k-2", provider=Provider({"fi": "Muu"}, "1.2.3"), education_type="literacy",
                   runs=[course_run("x", languages=("sv",))])  # fmt: skip
    assert sync(course("k-1"), other).created == taken


def test_issues_are_capped_and_the_report_says_so(sync, monkeypatch):
    monkeypatch.setattr(report, "MOST_ISSUES", 3)
    run = sync(*[course(f"k-{n}") for n in range(40)], *[broken(f"b-{n}") for n in range(5)])
    assert (run.failed, SyncIssue.objects.filter(run=run).count()) == (5, 3)
    assert "5 issues" in report.sentence(run)


def test_the_number_of_queries_of_a_chunk_does_not_depend_on_its_size(sync, frozen):
    def queries(*items):
        frozen.shift(60)
        with CaptureQueriesContext(connection) as captured:
            sync(*items)
        return len(captured)

    def feed(number, price):
        return [
            *(course(f"k-{n}", price=price) for n in range(number)),
            *(event(f"t-{n}", f"{price}") for n in range(number)),
        ]

    few = queries(*feed(3, "1.00")), queries(*feed(3, "2.00")), queries(*feed(3, "2.00"))
    many = queries(*feed(100, "3.00")), queries(*feed(100, "4.00")), queries(*feed(100, "4.00"))
    # The first of the larger runs both makes and changes rows, and there are reports to look at before it.
    assert many[1] == few[1]
    assert many[2] == few[2]
    assert many[0] <= few[0] + 14


def test_a_large_feed_goes_through_in_chunks(sync, monkeypatch):
    monkeypatch.setattr("opinovi_wagtail.sync.reading.CHUNK", 7)
    run = sync(*[course(f"k-{n}") for n in range(50)])
    assert (run.created, Course.objects.count(), CourseRun.objects.count()) == (50, 50, 50)
    assert run.issues.count() == 0


def test_the_report_reads_as_sentences(sync):
    run = sync(course("k-1"), course("k-2"))
    assert report.sentence(run) == "2 rows are new."
    assert report.sentence(sync()) == "2 rows are unchanged."
    assert SyncRun.objects.count() == 2


def test_one_run_invalidates_caches_and_indexes_once_however_many_rows_it_wrote(sync, source):
    heard = []

    def listen(source, run, **_kwargs):
        heard.append((source.pk, run.created, run.updated))

    catalogue_changed.connect(listen)
    try:
        sync(*[course(f"k-{n}") for n in range(40)], *[event(f"t-{n}") for n in range(5)])
        assert heard == [(source.pk, 45, 0)]
        sync()
        sync(dry_run=True)
        assert len(heard) == 1, "nothing changed, so nothing is out of date"
        sync(*[course(f"k-{n}", "Uusi nimi") for n in range(40)], *[event(f"t-{n}") for n in range(5)])
        assert heard[1:] == [(source.pk, 0, 40)]
    finally:
        catalogue_changed.disconnect(listen)


def test_a_listener_that_fails_fails_no_run(sync):
    def fail(**_kwargs):
        raise RuntimeError

    catalogue_changed.connect(fail)
    try:
        assert sync(course()).state == "succeeded"
    finally:
        catalogue_changed.disconnect(fail)


def test_reports_are_forgotten_after_a_year_but_for_the_last_one_and_what_waits(sync, source, frozen):
    first = sync(*[course(f"k-{n}") for n in range(30)])
    parked = sync(course("k-0"))
    frozen.shift(dt.timedelta(days=400))
    assert forget_reports(timezone.now()) == 1
    assert list(source.runs.order_by("pk")) == [parked]
    assert not SyncRun.objects.filter(pk=first.pk).exists()
    sync(*[course(f"k-{n}") for n in range(30)])
    frozen.shift(dt.timedelta(days=400))
    assert forget_reports(timezone.now()) == 1, "nothing waits any more"
    assert source.runs.count() == 1, "the last report stays, however old"


@pytest.mark.parametrize(
    ("items", "cause"),
    [
        pytest.param([AddressRefused("Not there.")], Cause.ADDRESS, id="address"),
        pytest.param([HttpStatus("Nothing there.", 404)], Cause.ADDRESS, id="nothing there"),
        pytest.param([HttpStatus("Not you.", 403)], Cause.ACCESS, id="not let in"),
        pytest.param([HttpStatus("Oh.", 500)], Cause.THEIRS, id="their fault"),
        pytest.param([RetryLater("Later.", 503, 5)], Cause.THEIRS, id="busy"),
        pytest.param([FormatError("A poem.")], Cause.FORMAT, id="format"),
        pytest.param([FormatError("No such token.", cause=Cause.ACCESS)], Cause.ACCESS, id="an error in its place"),
        pytest.param([broken("b-1"), broken("b-2")], Cause.RECORDS, id="faulty records"),
        pytest.param([RuntimeError("boom")], Cause.OURS, id="our fault"),
    ],
)
def test_a_failed_run_remembers_what_sort_of_failure_it_was(sync, items, cause):
    run = sync(*items)
    run.refresh_from_db()
    assert (run.state, cause_of(run)) == ("failed", cause)
    assert run.message


def test_a_run_that_ended_well_has_no_cause_and_one_that_died_is_our_own_fault(sync, source):
    assert cause_of(sync(course())) is None
    assert cause_of(SyncRun(source=source, state="died")) == Cause.OURS
