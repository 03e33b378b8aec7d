"""Another site with this plugin: its records come back as they went out, from its API and from lines."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import tracemalloc
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings

from opinovi_wagtail import record as r
from opinovi_wagtail.catalogues import raw_json
from opinovi_wagtail.catalogues.base import Document, FetchError, FormatError, NotFollowed, Options
from opinovi_wagtail.catalogues.opinovi import record as opinovi_record
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import problems, to_json, to_line
from tests.catalogues.feeds import as_bytes, fetch_from, fields_noted, only, read
from tests.catalogues.records import COURSES, EVENTS

URL = "https://toinen.example/opinovi/api/v1/courses/"
HELSINKI = ZoneInfo("Europe/Helsinki")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def course(number=1, **changes):
    """A published course with everything in it."""
    return {
        "kind": "course",
        "remote_id": f"k{number}",
        "url": "https://kurssit.example/1",
        "origin": "lahde.example",
        "licence": "CC BY 4.0",
        "modified": "2026-11-20T08:00:00+02:00",
        "deleted": False,
        "issues": [],
        "provider": {"name": {"fi": "Aurakosken aikuisopisto"}, "remote_id": "1234567-8"},
        "title": {"fi": f"Kurssi {number}"},
        "summary": {"fi": "Lyhyesti"},
        "description": {"fi": "<p>Pitkästi</p>"},
        "image": "https://kurssit.example/1.jpg",
        "education_type": "liberal",
        "fields": ["061"],
        "level": 4,
        "credits": {"amount": "5.00", "unit": "op"},
        "prior_education": ["basic"],
        "situations": ["unemployed"],
        "runs": [
            {
                "remote_id": "r1",
                "url": "https://kurssit.example/1/r1",
                "start": {"on": "2027-01-12"},
                "start_text": {"fi": "Tammikuussa"},
                "ends_on": "2027-05-31",
                "duration": {"amount": "20", "unit": "week"},
                "forms": ["contact"],
                "times": ["evening"],
                "languages": ["fi"],
                "municipalities": ["853"],
                "place": {
                    "name": {"fi": "Opistotalo"},
                    "address": "Katu 1",
                    "municipality": "853",
                    "online_url": "https://kokous.example/",
                },
                "accessibility": {"fi": "Esteetön"},
                "price": {"amount": "120.00", "currency": "EUR", "free": False, "text": {"fi": "120 €"}},
                "apply_from": "2026-11-01T08:00:00+02:00",
                "apply_until": "2027-01-10T23:59:00+02:00",
                "application": "rolling",
                "apply_url": "https://kurssit.example/1/haku",
                "places": 20,
                "places_left": 3,
                "funding": ["jotpa"],
                "status": "scheduled",
            }
        ],
    } | changes


def event(number=1, **changes):
    """A published event with everything in it."""
    return {
        "kind": "event",
        "remote_id": f"t{number}",
        "title": {"fi": "Avoimet ovet"},
        "event_type": "info_event",
        "audiences": ["unemployed"],
        "languages": ["fi"],
        "timezone": "Europe/Helsinki",
        "status": "scheduled",
        "price": {"currency": "EUR", "free": True},
        "meetings": [
            {
                "remote_id": "m1",
                "starts_at": "2027-01-12T17:00:00+02:00",
                "ends_at": "2027-01-12T18:30:00+02:00",
                "all_day": False,
                "place": {"name": {"fi": "Opistotalo"}},
                "status": "scheduled",
            }
        ],
        "registration": {
            "needed": True,
            "url": "https://kurssit.example/ilmo",
            "opens_at": "2026-12-01T08:00:00+02:00",
            "closes_at": "2027-01-11T16:00:00+02:00",
            "places": 30,
            "places_left": 12,
        },
        "issues": [],
    } | changes


def page(*records, following=None, count=None):
    return {
        "count": len(records) if count is None else count,
        "next": following,
        "facets": {"forms": {"contact": 3}},
        "results": list(records),
    }


def lines(*records):
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in records)


def in_utc(value):
    """``value`` with its times in UTC, for times in different zones may be unequal though they are the same moment."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    if isinstance(value, tuple):
        return tuple(in_utc(part) for part in value)
    if dataclasses.is_dataclass(value):
        return dataclasses.replace(value, **{f.name: in_utc(getattr(value, f.name)) for f in dataclasses.fields(value)})
    return value


def expected(record, origin="toinen.example"):
    """What comes back: the same, but for the notes of the other site and an origin where there was none."""
    return in_utc(dataclasses.replace(record, issues=(), origin=record.origin or origin))


def back(document, url=URL):
    return [in_utc(raw.parse()) for raw in get_format("opinovi").read(url, fetch_from({url: document}))]


@MANY
@given(record=COURSES | EVENTS)
def test_record_comes_back_as_it_went_out(record):
    if not record.deleted:
        assert not list(problems(record))
    assert back(page(to_json(record))) == [expected(record)]


@MANY
@given(first=COURSES, second=EVENTS)
def test_lines_come_back_as_they_went_out(first, second):
    document = f"{to_line(first)}\n{to_line(second)}\n"
    assert back(document) == [expected(first), expected(second)]


@MANY
@given(record=COURSES | EVENTS)
def test_what_came_back_goes_out_the_same_once_more(record):
    once = get_format("opinovi").read(URL, fetch_from({URL: page(to_json(record))}))
    published = to_json(next(iter(once)).parse())
    assert back(page(published)) == [expected(record)]


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (r.Course, opinovi_record.COURSE),
        (r.Event, opinovi_record.EVENT),
        (r.CourseRun, opinovi_record.RUN),
        (r.Meeting, opinovi_record.MEETING),
        (r.RegistrationTerms, opinovi_record.REGISTRATION),
        (r.PlaceRef, opinovi_record.PLACE),
        (r.Price, opinovi_record.PRICE),
        (r.Credits, opinovi_record.CREDITS),
        (r.Duration, opinovi_record.DURATION),
        (r.Provider, opinovi_record.PROVIDER),
        (r.Start, opinovi_record.START),
    ],
)
def test_every_field_of_the_record_is_read(kind, table):
    elsewhere = {"kind", "issues", "remote_id"} if issubclass(kind, r.Record) else set()
    assert set(table) == {field.name for field in dataclasses.fields(kind)} - elsewhere


def test_api_is_read_page_by_page():
    second = f"{URL}?page=2"
    chosen, shown = read("opinovi", page(course(1), following=second, count=2), URL, {second: page(event(2), count=2)})
    assert [one.remote_id for one in shown] == ["k1", "t2"]
    assert all(one.usable and not one.issues for one in shown)
    assert chosen.complete


def test_feed_that_changes_or_goes_on_is_not_complete():
    second = f"{URL}?page=2"
    chosen, _shown = read("opinovi", page(course(1), following=second, count=2), URL, {second: page(event(2), count=1)})
    assert not chosen.complete
    chosen, _shown = read("opinovi", page(course(1), following=second), URL, {second: NotFollowed("alone")})
    assert not chosen.complete
    with pytest.raises(FetchError):
        read("opinovi", page(course(1), following=second), URL)
    with pytest.raises(FormatError, match="already read"):
        read("opinovi", page(course(1), following=URL), URL)


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        (dt.datetime(2026, 11, 20, 10, 30, 15, 999999, tzinfo=HELSINKI), "2026-11-20T08%3A30%3A15Z"),
        (dt.datetime(2026, 11, 20, tzinfo=dt.UTC), "2026-11-20T00%3A00%3A00Z"),
    ],
)
def test_only_what_changed_since_the_last_time_is_asked_for(since, asked):
    url, addresses = f"{URL}?municipality=853&x=%C3%A4", []
    address = f"{URL}?municipality=853&x=%C3%A4&modified_since={asked}"
    chosen = get_format("opinovi", Options(since=since))
    gone = {"kind": "course", "remote_id": "k9", "deleted": True}
    found = list(chosen.read(url, fetch_from({address: page(course(), gone)}, addresses)))
    assert addresses == [address]
    assert [(raw.remote_id, raw.deleted) for raw in found] == [("k1", False), ("k9", True)]
    assert chosen.incremental and not chosen.complete


def test_next_page_of_changes_is_asked_as_the_other_site_says():
    since = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    first = f"{URL}?modified_since=2026-11-20T00%3A00%3A00Z"
    pages = {first: page(course(1), following=f"{first}&page=2", count=2), f"{first}&page=2": page(course(2), count=2)}
    assert len(list(get_format("opinovi", Options(since=since)).read(URL, fetch_from(pages)))) == 2


def test_address_that_asks_for_changes_is_not_complete():
    url = f"{URL}?modified_since=2026-11-20"
    chosen, _shown = read("opinovi", page(course()), url)
    assert not chosen.complete
    since = Options(since=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    asked = []
    with pytest.raises(FetchError):
        list(get_format("opinovi", since).read(url, fetch_from({}, asked)))
    assert asked == [f"{URL}?modified_since=2026-12-01T00%3A00%3A00Z"]


def test_tombstone_is_kind_identifier_and_deleted():
    shown = only("opinovi", page({"kind": "event", "remote_id": "t9", "deleted": True}))
    assert shown.deleted and not shown.issues
    assert isinstance(shown.record, r.Event) and shown.record.deleted


@pytest.mark.parametrize("deleted", ["true", 1, "yes", [True]])
def test_only_true_deletes(deleted):
    shown = only("opinovi", page(course(deleted=deleted)))
    assert shown.usable and not shown.deleted
    assert fields_noted(shown) == {"deleted"}


def test_other_kinds_are_passed_over():
    others = [{"kind": kind, "remote_id": "x"} for kind in ("guide", "partner", "place")]
    chosen, shown = read("opinovi", page(*others, course()), URL)
    assert [one.remote_id for one in shown] == ["k1"]
    assert chosen.complete


@pytest.mark.parametrize("kind", [None, "degree", 5, ["course"]])
def test_record_of_no_known_kind_is_an_issue(kind):
    _chosen, (bad, good) = read("opinovi", page(course(1, kind=kind), course(2)), URL)
    assert not bad.usable and "neither" in bad.issues[0].message
    assert good.usable


def test_origin_and_licence_are_kept_and_else_the_feed_s():
    own, bare = course(1), course(2)
    del bare["origin"], bare["licence"]
    _chosen, (kept, given) = read("opinovi", page(own, bare), URL, licence="CC0")
    assert (kept.record.origin, kept.record.licence) == ("lahde.example", "CC BY 4.0")
    assert (given.record.origin, given.record.licence) == ("toinen.example", "CC0")


def test_issues_of_the_other_site_are_not_ours():
    shown = only("opinovi", page(course(issues=[{"field": "price", "message": "Odd."}])))
    assert not shown.issues


def test_markup_in_a_title_is_text_and_in_a_description_is_made_safe():
    shown = only("opinovi", page(course(title={"fi": "<b> & &amp;"}, description={"fi": "<svg onload=x><b>y</b>&#1;"})))
    assert shown.record.title == {"fi": "<b> & &amp;"}
    assert shown.record.description == {"fi": "<b>y</b>"}


WRONG = [
    ("url", 5, "url"),
    ("url", {"fi": "https://x.example/"}, "url"),
    ("url", "javascript:alert(1)", "url"),
    ("modified", 17, "modified"),
    ("modified", "9999-01-01T00:00:00Z", "modified"),
    ("provider", "Opisto", "provider"),
    ("provider", {"name": "Opisto"}, "provider"),
    ("provider", {"remote_id": "x" * 201}, "provider"),
    ("summary", "Lyhyesti", "summary"),
    ("summary", {"fi": "x" * 5000}, "summary"),
    ("description", {"fi": ["x"]}, "description"),
    ("description", {"fi": "x" * 400_000}, "description"),
    ("image", ["x"], "image"),
    ("licence", {"a": 1}, "licence"),
    ("education_type", "wizardry", "education_type"),
    ("fields", "061", "fields"),
    ("fields", ["061", "9", {}, None], "fields"),
    ("level", 9, "level"),
    ("level", "4", "level"),
    ("level", True, "level"),
    ("credits", {"amount": "5"}, "credits"),
    ("credits", {"amount": "-5", "unit": "op"}, "credits"),
    ("credits", {"amount": "1.250,00", "unit": "op"}, "credits"),
    ("credits", [5], "credits"),
    ("runs", {"remote_id": "r1"}, "runs"),
    ("runs", [5], "runs"),
    ("runs", [{"url": "https://x.example/"}], "remote_id runs"),
    ("runs", [{"remote_id": 5}], "remote_id runs"),
    ("runs", [{"remote_id": "r"}, {"remote_id": "r"}], "runs"),
    ("runs", [{"remote_id": "r", "start": "2027-01-01"}], "start"),
    ("runs", [{"remote_id": "r", "start": {"on": "soon"}}], "start"),
    ("runs", [{"remote_id": "r", "start": {"season": "2027-winter"}}], "start"),
    ("runs", [{"remote_id": "r", "start": {"on": "2027-02-01"}, "ends_on": "2027-01-01"}], "ends_on"),
    ("runs", [{"remote_id": "r", "duration": {"amount": "2", "unit": "fortnight"}}], "duration"),
    ("runs", [{"remote_id": "r", "price": {"amount": 1e300}}], "price"),
    ("runs", [{"remote_id": "r", "price": {"currency": "euro"}}], "price"),
    ("runs", [{"remote_id": "r", "price": {"free": "no"}}], "price"),
    ("runs", [{"remote_id": "r", "places": -1}], "places"),
    ("runs", [{"remote_id": "r", "places_left": True}], "places_left"),
    ("runs", [{"remote_id": "r", "status": "eaten"}], "status"),
    ("runs", [{"remote_id": "r", "place": {"online_url": "file:///etc/passwd"}}], "place"),
]


@pytest.mark.parametrize(("name", "value", "fields"), WRONG)
def test_what_is_wrong_in_a_course_is_noted_and_left_out(name, value, fields):
    shown = only("opinovi", page(course(**{name: value})))
    assert shown.usable, shown.issues
    assert shown.record.title == {"fi": "Kurssi 1"}
    assert fields_noted(shown) <= set(fields.split()) and shown.issues


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("event_type", "party", "event_type"),
        ("timezone", "Mars/Base", "timezone"),
        ("timezone", "../../etc/passwd", "timezone"),
        ("timezone", "Europe", "timezone"),
        ("status", 5, "status"),
        ("registration", [], "registration"),
        ("registration", {"needed": "yes"}, "registration"),
        ("price", 5, "price"),
        ("audiences", {"unemployed": True}, "audiences"),
    ],
)
def test_what_is_wrong_in_an_event_is_noted_and_left_out(name, value, field):
    shown = only("opinovi", page(event(**{name: value})))
    assert shown.usable
    assert fields_noted(shown) == {field}


@pytest.mark.parametrize(
    ("meeting", "starts_at", "ends_at", "noted"),
    [
        ({"starts_at": "2027-01-12"}, dt.date(2027, 1, 12), None, False),
        (
            {"starts_at": "2027-01-12T17:00:00+02:00", "all_day": True, "ends_at": "2027-01-13"},
            dt.date(2027, 1, 12),
            dt.date(2027, 1, 13),
            False,
        ),
        (
            {"starts_at": "2027-01-12T17:00:00+02:00", "ends_at": "2027-01-12"},
            dt.datetime(2027, 1, 12, 17, tzinfo=HELSINKI),
            None,
            True,
        ),
        (
            {"starts_at": "2027-01-12T17:00:00+02:00", "ends_at": "2027-01-12T16:00:00+02:00"},
            dt.datetime(2027, 1, 12, 17, tzinfo=HELSINKI),
            None,
            True,
        ),
    ],
    ids=["day", "all day", "ends on a day", "ends before"],
)
def test_start_of_a_meeting_decides_whether_it_is_all_day(meeting, starts_at, ends_at, noted):
    shown = only("opinovi", page(event(meetings=[meeting])))
    (found,) = shown.record.meetings
    assert (found.starts_at, found.ends_at) == (starts_at, ends_at)
    assert found.all_day is not isinstance(starts_at, dt.datetime)
    assert fields_noted(shown) == ({"meetings"} if noted else set())


def test_meeting_without_a_start_leaves_the_others():
    good = event()["meetings"][0]
    shown = only("opinovi", page(event(meetings=[{"remote_id": "m0"}, good, good])))
    assert [meeting.remote_id for meeting in shown.record.meetings] == ["m1"]
    assert fields_noted(shown) == {"meetings"}


def test_record_without_an_identifier_leaves_the_feed_incomplete():
    chosen, (shown,) = read("opinovi", page(course(remote_id=5)), URL)
    assert not shown.usable and not chosen.complete


def test_unknown_members_are_ignored():
    shown = only("opinovi", page(course(colour="red", runs=[{"remote_id": "r", "mood": {}}])))
    assert shown.usable and not shown.issues


def test_what_the_preview_prints_is_read_back(tmp_path):
    path = tmp_path / "feed.json"
    path.write_bytes(as_bytes(page(course(1), event(2, origin="lahde.example"))))
    out = io.StringIO()
    call_command("opinovi_preview", "opinovi", str(path), "--json", stdout=out)
    chosen, shown = read("opinovi", out.getvalue().encode())
    assert [one.remote_id for one in shown] == ["k1", "t2"]
    assert chosen.complete
    assert [to_line(one.record) for one in shown] == out.getvalue().splitlines()[:2]


def test_line_that_was_skipped_leaves_the_feed_incomplete():
    skipped = {"kind": "skipped", "remote_id": "k9", "issues": []}
    chosen, shown = read("opinovi", lines(course(), skipped, {"kind": "summary", "courses": 1}))
    assert [one.remote_id for one in shown] == ["k1"]
    assert not chosen.complete


BAD_LINES = [b'{"kind": "course", "remote_id": "k', b'{"kind": "course"}}', b"null", b"[1]", b"kind", b"\xff\xfe\x00"]


# A document that does not begin with an object is something else, so not every bad line can be the first.
@pytest.mark.parametrize(
    ("bad", "place"), [(bad, place) for bad in BAD_LINES for place in (0, 1, 2) if place or bad[:1] == b"{"]
)
def test_bad_line_is_one_issue_and_not_the_end(bad, place):
    good = [course(1), course(2)]
    chosen, shown = read("opinovi", lines(*good[:place], bad, *good[place:]))
    assert [one.remote_id for one in shown if one.usable] == ["k1", "k2"]
    assert sum(not one.usable for one in shown) == 1
    assert not chosen.complete


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "between", "last"])
def test_line_that_is_too_long_is_one_issue(monkeypatch, place):
    monkeypatch.setattr(raw_json, "LARGEST_RECORD", 3_000)
    good = [course(1), course(2)]
    huge = course(9, summary={"fi": "x" * 10_000})
    chosen, shown = read("opinovi", lines(*good[:place], huge, *good[place:]))
    assert [one.remote_id for one in shown if one.usable] == ["k1", "k2"]
    (bad,) = [one for one in shown if not one.usable]
    assert "larger than 3000 bytes" in bad.issues[0].message
    assert not chosen.complete


def test_blank_lines_and_a_byte_order_mark_are_nothing():
    document = b"\xef\xbb\xbf\r\n\n" + json.dumps(course()).encode() + b"\r\n\n \n" + json.dumps(event()).encode()
    _chosen, shown = read("opinovi", document)
    assert [one.remote_id for one in shown] == ["k1", "t1"]


def test_lines_are_read_in_flat_memory():
    line = json.dumps(course(summary={"fi": "x" * 900})).encode() + b"\n"

    class Endless(io.RawIOBase):
        """40 MB of lines that are never in memory together."""

        left = 40_000_000

        def readable(self):
            return True

        def readinto(self, buffer):
            size = min(len(buffer), len(line), max(self.left, 0)) // len(line) * len(line)
            buffer[:size] = line[:size]
            self.left -= size
            return size

    document = Document(io.BufferedReader(Endless(), buffer_size=len(line)), URL)
    tracemalloc.start()
    try:
        count = sum(1 for _raw in get_format("opinovi").read(URL, lambda url: document))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count > 10_000
    assert peak < 4_000_000
    assert document.stream.closed


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(page(course()), indent=2),
        json.dumps([course()], indent=1),
        json.dumps(course(), indent=2),
        json.dumps(page(course())).encode("utf-16"),
        {"results": [course()]},
        {"seen": 1, "results": [course()]},
    ],
    ids=["indented page", "list", "indented record", "utf-16", "bare page", "page with a member before"],
)
def test_shape_of_a_document_is_recognised(document):
    assert only("opinovi", document).remote_id == "k1"


def test_page_of_one_line_may_be_larger_than_a_record(monkeypatch):
    monkeypatch.setattr(raw_json, "LARGEST_RECORD", 3_000)
    _chosen, shown = read("opinovi", page(*(course(number) for number in range(9))), URL)
    assert sum(one.usable for one in shown) == 9


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"detail": "Not found."}, "neither a list of records"),
        ({"results": {"a": 1}}, "not a list"),
        ({"kind": "guide"}, None),
        (b"", "empty"),
        (b"<!doctype html><html></html>", "login page"),
        (b"kind,remote_id\n", "not JSON"),
        (b'{"count": 1, "results": [{"kind": "course"', "in the middle"),
        (b'{"kind": "course", "remote_id": "k', "in the middle"),
    ],
)
def test_document_that_is_something_else_is_a_sentence(document, said):
    if said is None:
        assert read("opinovi", document)[1] == []
        return
    with pytest.raises(FormatError, match=said):
        read("opinovi", document)
