"""Recurring events in iCalendar: which meetings a series has, what one of them says of its own, and how far it is shown."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from opinovi_wagtail.catalogues.registry import get_format
from tests.catalogues.calendars import URL, calendar, event_of, records, sentences, starts, vevent
from tests.catalogues.feeds import fetch_from, fields_noted

pytestmark = pytest.mark.usefixtures("frozen")
HELSINKI = "DTSTART;TZID=Europe/Helsinki"


def series(*lines, rule=None, start="20270112T170000", **changes):
    """A series that begins on Tuesday 12 January 2027 at 17, an hour and a half each time."""
    told = (f"{HELSINKI}:{start}", *([f"RRULE:{rule}"] if rule else []), *lines)
    return vevent(*told, **({"DTSTART": None, "DTEND": None, "DURATION": "PT1H30M"} | changes))


def shown_of(*components, **options):
    (shown,) = records(*components, **options)
    return shown


def days(shown):
    """The days of the meetings, as ``01-12``."""
    return [f"{meeting.starts_at:%m-%d}" for meeting in shown.record.meetings]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["01-12", "01-19", "01-26"]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20270209T150000Z", ["01-12", "01-26", "02-09"]),
        ("FREQ=WEEKLY;UNTIL=20270126T145959Z", ["01-12", "01-19"]),
        ("FREQ=WEEKLY;UNTIL=20270126T170000", ["01-12", "01-19", "01-26"]),
        ("FREQ=WEEKLY;UNTIL=20270126", ["01-12", "01-19", "01-26"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", ["01-12", "01-14", "01-19", "01-21"]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", ["01-12", "02-09", "03-09"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", ["01-12", "01-29", "02-26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", ["01-12", "01-31", "03-31"]),
        ("FREQ=DAILY;UNTIL=20261231T000000Z", ["01-12"]),
        ("RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2", ["01-12", "01-13"]),
    ],
)
def test_rule(rule, expected):
    """The start is the first meeting also where the rule does not meet it (RFC 5545, 3.8.5.3)."""
    shown = shown_of(series(rule=rule))
    assert days(shown) == expected
    assert not shown.issues


def test_every_meeting_has_its_length_and_a_lasting_identifier():
    shown = shown_of(series(rule="FREQ=WEEKLY;COUNT=2"))
    assert [meeting.remote_id for meeting in shown.record.meetings] == ["20270112T150000Z", "20270119T150000Z"]
    assert [f"{meeting.ends_at:%H:%M}" for meeting in shown.record.meetings] == ["18:30", "18:30"]


def test_series_keeps_its_hour_when_the_clock_changes():
    shown = shown_of(series(rule="FREQ=WEEKLY;COUNT=2", start="20270323T170000"))
    assert starts(shown) == ["2027-03-23T17:00:00+02:00", "2027-03-30T17:00:00+03:00"]


def test_hour_that_the_clock_skips_is_counted_from_before_the_change():
    shown = shown_of(series(rule="FREQ=DAILY;COUNT=2", start="20270327T033000"))
    assert starts(shown) == ["2027-03-27T03:30:00+02:00", "2027-03-28T04:30:00+03:00"]


def test_hour_that_the_clock_repeats_is_the_first_of_the_two():
    shown = shown_of(series(rule="FREQ=DAILY;COUNT=2", start="20271030T033000"))
    assert starts(shown) == ["2027-10-30T03:30:00+03:00", "2027-10-31T03:30:00+03:00"]


def test_whole_days_repeat():
    shown = event_of(
        "DTSTART;VALUE=DATE:20270112",
        "DTEND;VALUE=DATE:20270114",
        "RRULE:FREQ=WEEKLY;COUNT=2",
        "EXDATE:20270120",
        DTSTART=None,
        DTEND=None,
    )
    assert starts(shown) == ["2027-01-12", "2027-01-19"]
    assert [meeting.ends_at.isoformat() for meeting in shown.record.meetings] == ["2027-01-13", "2027-01-20"]
    assert [meeting.remote_id for meeting in shown.record.meetings] == ["20270112", "20270119"]


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;TZID=Europe/Helsinki:20270119T170000",
        "EXDATE:20270119T150000Z",
        "EXDATE;VALUE=DATE:20270119",
        "EXDATE:20270201T150000Z,20270119T150000Z",
    ],
)
def test_meeting_that_was_taken_out_is_gone(line):
    shown = shown_of(series(line, rule="FREQ=WEEKLY;COUNT=3"))
    assert days(shown) == ["01-12", "01-26"]


def test_single_times_are_added_once():
    shown = shown_of(series("RDATE:20270112T150000Z,20270114T150000Z", "RDATE;VALUE=PERIOD:20270115T150000Z/PT3H"))
    assert days(shown) == ["01-12", "01-14", "01-15"]
    assert [f"{meeting.ends_at:%H:%M}" for meeting in shown.record.meetings] == ["18:30", "18:30", "20:00"]


def test_meeting_that_was_moved_keeps_its_identifier():
    moved = vevent(
        "RECURRENCE-ID;TZID=Europe/Helsinki:20270119T170000",
        "LOCATION:Salo",
        DTSTART="20270120T160000Z",
        DTEND="20270120T170000Z",
    )
    shown = shown_of(series("LOCATION:Turku", rule="FREQ=WEEKLY;COUNT=3"), moved)
    assert days(shown) == ["01-12", "01-20", "01-26"]
    second = shown.record.meetings[1]
    assert (second.remote_id, f"{second.starts_at:%H:%M}", f"{second.ends_at:%H:%M}") == (
        "20270119T150000Z",
        "18:00",
        "19:00",
    )
    assert [meeting.place.municipality for meeting in shown.record.meetings] == ["853", "734", "853"]
    assert not shown.issues


def test_meeting_that_says_no_place_has_that_of_the_series():
    changed = vevent("RECURRENCE-ID:20270119T150000Z", DTSTART="20270119T160000Z")
    shown = shown_of(series("LOCATION:Turku", rule="FREQ=WEEKLY;COUNT=2"), changed)
    assert [meeting.place.municipality for meeting in shown.record.meetings] == ["853", "853"]


def test_meeting_that_was_cancelled_is_a_cancelled_meeting():
    cancelled = vevent("RECURRENCE-ID;VALUE=DATE:20270119", "STATUS:CANCELLED", DTSTART="20270119T150000Z")
    shown = shown_of(cancelled, series(rule="FREQ=WEEKLY;COUNT=2"))
    assert shown.record.status == "scheduled"
    assert [meeting.status for meeting in shown.record.meetings] == ["scheduled", "cancelled"]


def test_meeting_that_is_not_public_is_left_out():
    private = vevent("RECURRENCE-ID:20270119T150000Z", "CLASS:PRIVATE", DTSTART="20270119T150000Z")
    shown = shown_of(series(rule="FREQ=WEEKLY;COUNT=2"), private)
    assert not shown.deleted
    assert days(shown) == ["01-12"]


def test_change_of_all_later_meetings_is_noted():
    change = vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20270119T150000Z", DTSTART="20270119T160000Z")
    shown = shown_of(series(rule="FREQ=WEEKLY;COUNT=3"), change)
    assert [f"{meeting.starts_at:%H}" for meeting in shown.record.meetings] == ["17", "18", "17"]
    assert "THISANDFUTURE" in sentences(shown)


def test_title_of_one_meeting_is_noted():
    other = vevent("RECURRENCE-ID:20270119T150000Z", DTSTART="20270119T150000Z", SUMMARY="Vierailija")
    shown = shown_of(series(rule="FREQ=WEEKLY;COUNT=2"), other)
    assert shown.record.title == {"fi": "Aikuisopiskelun ilta"}
    assert "title of their own" in sentences(shown)


def test_changed_meetings_without_their_series_are_an_event():
    changed = [
        vevent(f"RECURRENCE-ID:{day}T150000Z", DTSTART=f"{day}T160000Z", DTEND=None) for day in ("20270112", "20270119")
    ]
    shown = shown_of(*changed)
    assert days(shown) == ["01-12", "01-19"]


def test_last_revision_counts():
    shown = shown_of(
        vevent("SEQUENCE:2", SUMMARY="Uusi"), vevent("SEQUENCE:10", SUMMARY="Uusin"), vevent(SUMMARY="Vanha")
    )
    assert shown.record.title == {"fi": "Uusin"}
    assert len(shown.record.meetings) == 1


def test_same_identifier_at_different_times_is_one_event_with_those_meetings():
    shown = shown_of(vevent(), vevent(DTSTART="20270119T150000Z", DTEND=None))
    assert days(shown) == ["01-12", "01-19"]
    assert "several events" in sentences(shown)


def test_endless_series_is_shown_from_last_month_to_the_horizon():
    shown = shown_of(series(rule="FREQ=WEEKLY", start="20200107T170000"))
    assert (starts(shown)[0][:10], starts(shown)[-1][:10]) == ("2026-10-06", "2027-11-30")
    assert not shown.issues


def test_horizon_is_the_choice_of_the_source():
    shown = shown_of(series(rule="FREQ=WEEKLY", start="20200107T170000"), horizon_days=30)
    assert starts(shown)[-1][:10] == "2026-12-29"
    far = shown_of(series(rule="FREQ=WEEKLY", start="20200107T170000"), horizon_days=10**9)
    assert starts(far)[-1][:4] == "2029"


def test_series_that_has_ended_is_shown_as_a_whole():
    shown = shown_of(series(rule="FREQ=WEEKLY;COUNT=4", start="20200107T170000"))
    assert len(shown.record.meetings) == 4


@pytest.mark.parametrize("start", ["20200107T170000", "20290107T170000"])
def test_series_without_a_meeting_in_the_window_shows_the_nearest(start):
    shown = shown_of(series(rule="FREQ=YEARLY;INTERVAL=20", start=start))
    assert len(shown.record.meetings) == 1
    assert shown.usable


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYHOUR=8,12,16", "FREQ=DAILY;BYHOUR=8,12,16;UNTIL=20270930"])
def test_series_is_cut_after_five_hundred_meetings(rule):
    shown = shown_of(series(rule=rule, start="20261101T080000"))
    assert len(shown.record.meetings) == 500
    assert starts(shown)[0][:10] == "2026-11-01"
    assert "more than 500" in sentences(shown)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;BYHOUR=99",
        "FREQ=DAILY;BYSETPOS=0;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))),
        "FREQ=DAILY;BYYEARDAY=" + ",".join(map(str, range(1, 366))),
        "FREQ=YEARLY;BYMONTH=5L",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=WEEKLY;UNTIL=soon",
        "INTERVAL=2",
        "nonsense",
    ],
)
def test_rule_that_cannot_be_followed_leaves_the_first_meeting(rule):
    shown = shown_of(series("RDATE:20270114T150000Z", rule=rule))
    assert shown.usable
    assert days(shown) == ["01-12", "01-14"]
    assert fields_noted(shown) == {"meetings"}


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "FREQ=YEARLY;INTERVAL=999999999999"],
)
def test_rule_that_never_comes_true_ends_soon(rule):
    began = time.process_time()
    shown = shown_of(series(rule=rule, start="19710112T170000"))
    assert len(shown.record.meetings) == 1
    assert time.process_time() - began < 5


def test_exceptions_by_rule_are_not_guessed():
    shown = shown_of(series("EXRULE:FREQ=MONTHLY", rule="FREQ=WEEKLY;COUNT=5"))
    assert days(shown) == ["01-12"]
    assert fields_noted(shown) == {"meetings"}


def raw_of(page):
    (record,) = get_format("icalendar").read(URL, fetch_from({URL: page}))
    return record.raw


def test_series_is_read_anew_once_a_month_and_a_single_event_is_not(frozen):
    endless, single = calendar(series(rule="FREQ=WEEKLY")), calendar(vevent())
    before = raw_of(endless), raw_of(single)
    frozen.move_to(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
    assert (raw_of(endless), raw_of(single)) == before
    frozen.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    assert raw_of(endless) != before[0]
    assert raw_of(single) == before[1]


def test_series_is_the_same_all_month(frozen):
    page = series(rule="FREQ=WEEKLY", start="20200107T170000")
    before = starts(shown_of(page))
    frozen.move_to(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    assert starts(shown_of(page)) == before
