"""Whole runs over a real HTTP server, with the plugin's own formats: what a server may do to a source."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from opinovi_wagtail.models import CatalogueSource, Course, Event
from opinovi_wagtail.sync.courses import CourseWriter
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

pytestmark = pytest.mark.django_db

HEADER = "id;nimi;kuvaus;alkaa;kunta;kieli;hinta\n"


def table(numbers, price="120,00"):
    rows = (f"{n};Kurssi {n};Kuvaus {n};12.1.2027;Turku;suomi;{price}\n" for n in numbers)
    return (HEADER + "".join(rows)).encode()


class FailsAtTheSecondChunk(CourseWriter):
    def write(self, rows):
        if self.writing.report.run.updated:
            raise RuntimeError("disk full")
        super().write(rows)


def page(events, following=None, count=None):
    document = {"meta": {"count": len(events) if count is None else count, "next": following}, "data": events}
    return json.dumps(document).encode()


def linked(remote_id, **fields):
    return {
        "id": remote_id,
        "name": {"fi": f"Tapahtuma {remote_id}"},
        "start_time": "2026-12-08T15:00:00Z",
        "end_time": "2026-12-08T17:00:00Z",
        **fields,
    }


@pytest.fixture
def csv(db, server):
    server.answer("/courses.csv", table(range(30)), headers={"Content-Type": "text/csv"})
    return make_source(format="csv", url=server.url("/courses.csv"))


def test_a_table_arrives_whole(csv, server, frozen):
    run = run_source(csv)
    assert (run.state, run.created, run.pages, run.complete) == ("succeeded", 30, 1, True)
    assert run.bytes == len(table(range(30)))
    row = Course.objects.get(title__fi="Kurssi 7")
    assert row.runs.get().municipalities == ["853"]


def test_not_modified_ends_the_run_and_keeps_absences_counting(csv, server, frozen):
    server.answer("/courses.csv", table(range(30)), headers={"ETag": '"a"'})
    run_source(csv)
    server.answer(
        "/courses.csv", table(range(28)), headers={"ETag": '"b"', "Last-Modified": "Tue, 24 Nov 2026 09:00:00 GMT"}
    )
    frozen.shift(dt.timedelta(days=1))
    assert run_source(csv).missing == 2
    server.answer("/courses.csv", b"", status=304)
    frozen.shift(dt.timedelta(days=8))

    run = run_source(csv)

    assert server.requests[-1][1]["If-None-Match"] == '"b"'
    assert (run.state, run.withdrawn, run.missing) == ("unchanged", 2, 0)


def test_validators_are_forgotten_when_the_source_is_set_up_differently(csv, server, frozen):
    server.answer("/courses.csv", table(range(30)), headers={"ETag": '"a"'})
    run_source(csv)
    csv.refresh_from_db()
    assert csv.etag == '"a"'
    csv.filters = {"municipalities": ["734"]}
    csv.save()
    run = run_source(csv)
    assert "If-None-Match" not in server.requests[-1][1]
    assert (run.filtered, run.parked) == (30, 30)


def test_a_preview_asks_unconditionally(csv, server, frozen):
    server.answer("/courses.csv", table(range(30)), headers={"ETag": '"a"'})
    run_source(csv)
    assert run_source(csv, dry_run=True).unchanged == 30
    assert "If-None-Match" not in server.requests[-1][1]


def test_a_run_that_fails_half_way_forgets_the_validators(csv, server, frozen, monkeypatch):
    server.answer("/courses.csv", table(range(30)), headers={"ETag": '"a"'})
    run_source(csv)
    server.answer("/courses.csv", table(range(30), "99,00"), headers={"ETag": '"b"'})
    monkeypatch.setattr("opinovi_wagtail.sync.reading.CHUNK", 10)
    monkeypatch.setattr("opinovi_wagtail.sync.run.CourseWriter", FailsAtTheSecondChunk)
    assert run_source(csv).state == "failed"
    monkeypatch.undo()
    # The server goes back to what it said at first; "not modified" would now be wrong.
    server.answer("/courses.csv", table(range(30)), headers={"ETag": '"a"'})
    run = run_source(csv)
    assert (run.state, run.updated) == ("succeeded", 10)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        pytest.param(500, b"", {}, id="500"),
        pytest.param(404, b"", {}, id="404"),
        pytest.param(304, b"", {}, id="304 without having asked"),
        pytest.param(
            200, b"<!DOCTYPE html><title>Log in</title><form></form>", {"Content-Type": "text/html"}, id="login page"
        ),
        pytest.param(200, table(range(30)), {"Content-Length": "999999", "Connection": "close"}, id="truncated"),
        pytest.param(302, b"", {"Location": "http://169.254.169.254/latest/meta-data/"}, id="metadata"),
    ],
)
def test_a_faulty_answer_fails_the_run_with_a_sentence_and_the_next_good_one_heals(
    csv, server, frozen, status, body, headers
):
    run_source(csv)
    server.answer("/courses.csv", body, status, headers)
    frozen.shift(dt.timedelta(days=30))

    run = run_source(csv)

    assert run.state == "failed"
    assert run.message.endswith(".")
    assert Course.objects.filter(missing_since=None, withdrawn_at=None).count() == 30
    server.answer("/courses.csv", table(range(30)))
    run = run_source(csv)
    assert (run.state, run.unchanged) == ("succeeded", 30)


def test_a_server_that_asks_for_a_pause_gets_it(csv, server, frozen, now):
    server.answer("/courses.csv", b"", 429, {"Retry-After": "7200"})
    assert run_source(csv).state == "failed"
    csv.refresh_from_db()
    assert csv.next_run_at >= now + dt.timedelta(hours=2)


def test_an_empty_table_parks_everything(csv, server, frozen):
    run_source(csv)
    server.answer("/courses.csv", HEADER.encode())
    run = run_source(csv)
    assert run.withdrawn == 0
    assert (run.state, run.parked, run.missing) == ("succeeded", 30, 30)


def test_pages_are_followed_and_their_validators_are_not_trusted(db, server, frozen):
    first = [linked(f"a:{n}") for n in range(3)]
    second = [linked(f"a:{n}") for n in range(3, 5)]
    server.answer("/v1/event/", page(first, server.url("/v1/event/?page=2"), 5), headers={"ETag": '"first"'})
    server.answer("/v1/event/?page=2", page(second, None, 5))
    source = make_source(format="linked-events", url=server.url("/v1/event/"))

    run = run_source(source)
    assert (run.state, run.created, run.pages, run.complete) == ("succeeded", 5, 2, True)
    source.refresh_from_db()
    assert source.etag == ""

    second[0]["name"] = {"fi": "Muuttui toisella sivulla"}
    server.answer("/v1/event/?page=2", page(second, None, 5))
    assert run_source(source).updated == 1


def test_pages_that_shift_under_the_reader_withdraw_nothing(db, server, frozen):
    events = [linked(f"a:{n}") for n in range(6)]
    source = make_source(format="linked-events", url=server.url("/v1/event/"))
    server.answer("/v1/event/", page(events[:3], server.url("/v1/event/?page=2"), 6))
    server.answer("/v1/event/?page=2", page(events[3:], None, 6))
    run_source(source)

    # An event was added in front while the first page was being read: its last one comes again on the second page.
    server.answer("/v1/event/", page([linked("a:new"), *events[:2]], server.url("/v1/event/?page=2"), 7))
    server.answer("/v1/event/?page=2", page([events[1], *events[3:]], None, 8))
    run = run_source(source)
    assert (run.state, run.complete, run.created, run.missing) == ("succeeded", False, 1, 0)


def test_a_tombstone_of_the_feed_withdraws(db, server, frozen):
    source = make_source(format="linked-events", url=server.url("/v1/event/"))
    server.answer("/v1/event/", page([linked("a:1"), linked("a:2")]))
    run_source(source)
    server.answer("/v1/event/", page([linked("a:1"), {"id": "a:2", "deleted": True}]))
    assert run_source(source).withdrawn == 1
    assert Event.objects.get(remote_id="a:2").withdrawn_at is not None


def calendar(*lines):
    event = ["BEGIN:VEVENT", "UID:sarja", "SUMMARY:Kielikahvila", "DTSTART:20261124T150000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//fi", *event, "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(("rule", "asks"), [((), True), (("RRULE:FREQ=WEEKLY",), False)])
def test_a_series_without_an_end_is_read_anew_although_its_server_has_nothing_new(server, frozen, rule, asks):
    server.answer("/cal.ics", calendar(*rule), headers={"ETag": '"a"'})
    source = make_source(format="icalendar", url=server.url("/cal.ics"))
    assert run_source(source).created == 1
    last = Event.objects.get().ends_at or Event.objects.get().starts_at
    frozen.shift(dt.timedelta(days=40))
    run = run_source(CatalogueSource.objects.get(pk=source.pk))
    assert ("If-None-Match" in server.requests[-1][1]) is asks
    event = Event.objects.get()
    assert (run.updated == 1 and (event.ends_at or event.starts_at) > last) is not asks
