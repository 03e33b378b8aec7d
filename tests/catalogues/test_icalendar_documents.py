"""iCalendar documents: how they may be written, what is no calendar, and what one broken event costs."""

from __future__ import annotations

import codecs
import io
import tracemalloc

import pytest

from opinovi_wagtail.catalogues.base import Document, FormatError, Options
from opinovi_wagtail.catalogues.icalendars.document import LARGEST_EVENT
from opinovi_wagtail.catalogues.registry import get_format
from tests.catalogues.calendars import URL, calendar, event_of, records, sentences, starts, vevent
from tests.catalogues.feeds import fetch_from, only, read


def test_other_components_are_left_out():
    todo = vevent(UID="2").replace("VEVENT", "VTODO")
    alarm = "BEGIN:VALARM\r\nUID:alarm\r\nDESCRIPTION:Muistutus\r\nTRIGGER:-PT1H\r\nEND:VALARM"
    (shown,) = records(todo, vevent(alarm, "LOCATION:Turku"), todo.replace("VTODO", "VJOURNAL"))
    assert shown.remote_id == "1@calendar.example"
    assert shown.record.description == {}
    assert shown.record.meetings[0].place.name == {"fi": "Turku"}


def folded(page):
    """Folded after every tenth byte, also inside characters, as RFC 5545 (3.1) allows."""
    return b"\r\n".join(
        b"\r\n ".join(line[i : i + 10] for i in range(0, len(line), 10)) for line in page.split(b"\r\n")
    )


@pytest.mark.parametrize(
    "written",
    [
        lambda page: page,
        folded,
        lambda page: codecs.BOM_UTF8 + page,
        lambda page: page.replace(b"\r\n", b"\n"),
        lambda page: page.replace(b"\r\n", b"\r"),
        lambda page: page.replace(b"\r\n", b"\r\n\r\n"),
        lambda page: page.decode().encode("utf-16"),
        lambda page: page.replace("ä".encode(), "ä\x00\x07".encode()),
        lambda page: page.lower().replace(b"1@calendar.example", b"1@calendar.example").replace(b"t150000z", b"T150000Z"),
    ],
    ids=["plain", "folded", "bom", "lf", "cr", "blank lines", "utf-16", "nul", "lower case"],
)  # fmt: skip
def test_ways_of_writing_it(written):
    page = calendar(vevent(SUMMARY="äänen päivä öö åå", DTEND=None, DTSTAMP=None), head=("METHOD:CANCEL",))
    shown = only("icalendar", written(page))
    assert (shown.record.title, shown.record.status) == ({"fi": "äänen päivä öö åå"}, "cancelled")
    assert starts(shown) == ["2027-01-12T17:00:00+02:00"]
    assert not shown.issues


def test_windows_1252_is_understood_and_noted():
    shown = only("icalendar", calendar(vevent(SUMMARY="Päivä €")).decode().encode("cp1252"))
    assert shown.record.title == {"fi": "Päivä €"}
    assert "Windows-1252" in sentences(shown)


def test_calendar_without_events_is_empty_and_complete():
    chosen, shown = read("icalendar", calendar())
    assert (shown, chosen.complete) == ([], True)


def test_event_without_a_calendar_is_read():
    assert only("icalendar", vevent()).usable


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><html></html>", "login page"),
        (b'{"events": []}', "not a calendar"),
        (b"BEGIN:VCALENDAR\r\n" * 1_001, "more than 1000 calendars"),
    ],
)
def test_document_that_is_something_else_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("icalendar", document)


def test_calendar_that_ends_in_the_middle_gives_what_it_has_and_fails():
    page = calendar(vevent(), vevent(UID="2"))
    reading = get_format("icalendar").read(URL, fetch_from({URL: page[: page.index(b"UID:2")]}))
    assert next(reading).remote_id == "1@calendar.example"
    with pytest.raises(FormatError, match="in the middle"):
        next(reading)


def test_event_that_was_not_closed_does_not_swallow_the_next():
    open_one = vevent(UID="2").removesuffix("END:VEVENT").rstrip()
    one, other = records(open_one, vevent())
    assert one.usable and "END:VEVENT" in sentences(one)
    assert other.usable and not other.issues


def test_line_that_is_none_is_noted_and_the_rest_is_read():
    shown = event_of("rivi joka jäi yksin", 'LOCATION;X="auki:Turku', "URL:https://calendar.example/1")
    assert shown.record.url == "https://calendar.example/1"
    assert "not iCalendar" in sentences(shown)


def test_too_large_event_is_an_issue_of_its_own():
    chosen, (large, good) = read("icalendar", calendar(vevent(f"DESCRIPTION:{'x' * LARGEST_EVENT}", UID="2"), vevent()))
    assert not large.usable and "larger than" in sentences(large)
    assert (large.remote_id, chosen.complete) == ("2", True)
    assert good.usable


def test_too_large_event_without_a_name_makes_the_run_incomplete():
    """It may be one that is known, so nothing may count as missing."""
    chosen, shown = read(
        "icalendar", calendar(vevent(f"DESCRIPTION:{'x' * LARGEST_EVENT}", "UID:2", UID=None), vevent())
    )
    assert [one.usable for one in shown] == [False, True]
    assert chosen.complete is False


def test_attached_file_does_not_make_an_event_too_large():
    shown = event_of(f"ATTACH;FMTTYPE=image/png;ENCODING=BASE64;VALUE=BINARY:{'A' * 3_000_000}", "LOCATION:Turku")
    assert shown.usable and shown.record.image == ""
    assert shown.record.meetings[0].place.municipality == "853"


def test_large_calendar_is_read_in_flat_memory():
    """Six thousand events of three kilobytes wait on disk, not in memory."""
    text = f"DESCRIPTION:{'x' * 3000}"
    body = "".join(vevent(text, UID=str(number)) + "\r\n" for number in range(6_000))
    page = f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n".encode()
    reading = get_format("icalendar", Options()).read(URL, lambda url: Document(io.BytesIO(page), url))
    tracemalloc.start()
    number = sum(1 for _raw in reading)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 6_000
    assert peak < len(page) / 3
