"""iCalendar: what an event, its texts, its places and its times become."""

from __future__ import annotations

import datetime as dt

import pytest

from opinovi_wagtail.catalogues.base import FormatError
from opinovi_wagtail.catalogues.registry import get_format
from tests.catalogues.calendars import URL, calendar, event_of, records, sentences, starts, vevent
from tests.catalogues.feeds import fetch_from, fields_noted, read

VTIMEZONE = "\r\n".join(
    (
        "BEGIN:VTIMEZONE", "TZID:Oma kello", "BEGIN:STANDARD", "DTSTART:19701025T040000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZOFFSETFROM:+0300", "TZOFFSETTO:+0200", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:19700329T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300", "END:DAYLIGHT", "END:VTIMEZONE",
    )
)  # fmt: skip


def test_event_with_everything():
    shown = event_of(
        "SUMMARY;LANGUAGE=sv-FI:Kväll för vuxenstuderande\\, gratis",
        "DESCRIPTION:Ensimmäinen rivi\\nToinen\\; rivi\\n\\nUusi kappale",
        "URL:https://calendar.example/1",
        "LOCATION:Linnankatu 23\\, 20100 Turku",
        "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+358401234567",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example/1",
        "IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/png:https://calendar.example/1.png",
        "CATEGORIES:Kurssit\\, avoimet,Työttömät",
        "LAST-MODIFIED:20261119T100000Z",
        "STATUS:confirmed",
        "CLASS:PUBLIC",
    )
    record = shown.record
    assert shown.usable and not shown.issues
    assert (record.remote_id, record.url) == ("1@calendar.example", "https://calendar.example/1")
    assert record.title == {"fi": "Aikuisopiskelun ilta", "sv": "Kväll för vuxenstuderande, gratis"}
    assert record.description == {"fi": "<p>Ensimmäinen rivi<br>Toinen; rivi</p><p>Uusi kappale</p>"}
    assert record.image == "https://calendar.example/1.png"
    assert record.audiences == ("unemployed",)
    assert record.modified == dt.datetime(2026, 11, 19, 10, tzinfo=dt.UTC)
    assert (record.event_type, record.timezone, record.status) == ("other", "Europe/Helsinki", "scheduled")
    (meeting,) = record.meetings
    assert meeting.remote_id == "1@calendar.example"
    assert meeting.starts_at.isoformat() == "2027-01-12T17:00:00+02:00"
    assert meeting.ends_at.isoformat() == "2027-01-12T18:30:00+02:00"
    assert (meeting.place.name, meeting.place.municipality) == ({"fi": "Linnankatu 23, 20100 Turku"}, "853")
    assert meeting.place.online_url == "https://meet.example/1"


def test_people_are_never_taken():
    lines = ("ORGANIZER;CN=Maija Meikäläinen:mailto:maija@a.example", "ATTENDEE;CN=Matti:mailto:matti@a.example")
    (raw,) = get_format("icalendar").read(URL, fetch_from({URL: calendar(vevent(*lines))}))
    assert raw.parse().provider.name == {}
    assert b"mailto" not in raw.raw


def test_organiser_is_the_provider_where_the_source_says_so():
    shown = event_of('ORGANIZER;CN="Aurakosken opisto, Turku":mailto:info@a.example', options={"organizer": True})
    assert shown.record.provider.name == {"fi": "Aurakosken opisto, Turku"}


@pytest.mark.parametrize(
    ("title", "options", "kind"),
    [
        ("Infoilta aikuisopiskelusta", {}, "info_event"),
        ("Ryhmä kokoontuu", {"event_type": "group_session"}, "group_session"),
        ("Ryhmä kokoontuu", {}, "other"),
    ],
)
def test_title_or_source_tells_the_kind_of_event(title, options, kind):
    assert event_of(SUMMARY=title, options=options).record.event_type == kind


def test_language_of_the_source_is_that_of_texts_without_one():
    shown = event_of(SUMMARY="Infokväll", options={"language": "sv"})
    assert shown.record.title == {"sv": "Infokväll"}


def test_html_of_outlook_is_preferred_and_loses_its_head():
    html = "<!DOCTYPE HTML><HTML><HEAD><TITLE>Pois</TITLE></HEAD><BODY><p dir=LTR>Tule <b>mukaan</b>\\, sinä</p></BODY></HTML>"
    shown = event_of("DESCRIPTION:Tule mukaan", f"X-ALT-DESC;FMTTYPE=text/html:{html}")
    assert shown.record.description == {"fi": "<p>Tule <b>mukaan</b>, sinä</p>"}


@pytest.mark.parametrize(
    ("location", "name", "municipality", "online"),
    [
        ("Turku", {"fi": "Turku"}, "853", ""),
        ("Raisio\\, Suomi", {"fi": "Raisio, Suomi"}, "680", ""),
        ("Kirjasto\\n21200 Raisio", {"fi": "Kirjasto, 21200 Raisio"}, "680", ""),
        ("Turku hall", {"fi": "Turku hall"}, "", ""),
        ("Luokka\\, 853", {"fi": "Luokka, 853"}, "", ""),
        ("https://meet.example/2", {"fi": "Verkossa", "sv": "På nätet", "en": "Online"}, "", "https://meet.example/2"),
        ("Zoom: https://meet.example/2", {"fi": "Zoom: https://meet.example/2"}, "", ""),
    ],
)
def test_place(location, name, municipality, online):
    place = event_of(f"LOCATION:{location}").record.meetings[0].place
    assert (place.name, place.municipality, place.online_url) == (name, municipality, online)


def test_attached_picture_is_the_image_and_an_attached_file_is_not():
    shown = event_of(
        "ATTACH;FMTTYPE=application/pdf:https://calendar.example/a.pdf",
        "ATTACH;FMTTYPE=image/jpeg:https://calendar.example/a.jpg",
    )
    assert shown.record.image == "https://calendar.example/a.jpg"


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ({"DTSTART;VALUE=DATE": "20270112", "DTEND;VALUE=DATE": "20270115"}, "2027-01-12", "2027-01-14"),
        ({"DTSTART": "20270112", "DTEND": "20270113"}, "2027-01-12", "2027-01-12"),
        ({"DTSTART;VALUE=DATE": "20270112", "DTEND;VALUE=DATE": "20270112"}, "2027-01-12", None),
        ({"DTSTART;VALUE=DATE": "20270112", "DURATION": "P2D"}, "2027-01-12", "2027-01-13"),
        ({"DTSTART": "20270112T150000Z", "DURATION": "PT1H30M"}, "2027-01-12T17:00:00+02:00", "2027-01-12T18:30:00+02:00"),
        ({"DTSTART": "20270112T150000Z", "DTEND": "20270112T150000Z"}, "2027-01-12T17:00:00+02:00", None),
        # The night in which the clock goes forward: a day by the calendar lasts 23 hours there.
        (
            {"DTSTART;TZID=Europe/Helsinki": "20270327T120000", "DURATION": "P1D"},
            "2027-03-27T12:00:00+02:00",
            "2027-03-28T12:00:00+03:00",
        ),
        (
            {"DTSTART;TZID=Europe/Helsinki": "20270327T120000", "DTEND": "20270328T100000Z"},
            "2027-03-27T12:00:00+02:00",
            "2027-03-28T13:00:00+03:00",
        ),
    ],
)  # fmt: skip
def test_day_or_time_and_how_long(lines, start, end):
    plain = {"DTSTART": None, "DTEND": None}
    shown = event_of(**(plain | lines))
    (meeting,) = shown.record.meetings
    assert not shown.issues
    assert (meeting.starts_at.isoformat(), meeting.ends_at and meeting.ends_at.isoformat()) == (start, end)
    assert meeting.all_day == ("T" not in start)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"DTEND": "20270111T150000Z"}, "before the start"),
        ({"DTEND;VALUE=DATE": "20270113", "DTEND": None}, "only one is a whole day"),
        ({"DTEND": None, "DURATION": "-PT1H"}, "is not a duration"),
        ({"DTEND": None, "DURATION": "P99999999999D"}, "is not a duration"),
        ({"DTEND": "huomenna"}, "'huomenna' is not a time"),
        ({"DTEND": "99991231T000000Z"}, "is not between the years"),
    ],
)
def test_end_that_cannot_be_is_left_out_and_noted(lines, said):
    shown = event_of(**lines)
    assert shown.usable and shown.record.meetings[0].ends_at is None
    assert said in sentences(shown)


@pytest.mark.parametrize(
    "start", ["99991231T235959Z", "00010101T000000", "00010101", "19691231T230000Z", "20270230", "soon", "P1D", ""]
)
def test_start_that_cannot_be_leaves_the_event_without_a_meeting(start):
    shown = event_of(DTSTART=start, DTEND=None)
    assert not shown.usable and shown.record.meetings == ()
    assert len(shown.issues) == 2 and fields_noted(shown) == {"meetings"}


@pytest.mark.parametrize(
    ("start", "head", "options", "utc", "zone"),
    [
        ("DTSTART;TZID=Europe/Stockholm:20270712T170000", (), {}, "15:00", "Europe/Stockholm"),
        ("DTSTART;TZID=W. Europe Standard Time:20270712T170000", (), {}, "15:00", "Europe/Berlin"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Stockholm:20270712T170000", (), {}, "15:00", "Europe/Stockholm"),
        ("DTSTART;TZID=Oma kello:20270712T170000", (VTIMEZONE,), {}, "14:00", "Europe/Helsinki"),
        ("DTSTART;TZID=Oma kello:20270112T170000", (VTIMEZONE,), {}, "15:00", "Europe/Helsinki"),
        ("DTSTART:20270712T170000", ("X-WR-TIMEZONE:Europe/Stockholm",), {}, "15:00", "Europe/Stockholm"),
        ("DTSTART:20270712T170000", (), {"time_zone": "Europe/London"}, "16:00", "Europe/London"),
        ("DTSTART:20270712T170000", (), {}, "14:00", "Europe/Helsinki"),
        ("DTSTART:20270712T170000Z", ("X-WR-TIMEZONE:Europe/Stockholm",), {}, "17:00", "Europe/Helsinki"),
    ],
)  # fmt: skip
def test_zone_of_a_time(start, head, options, utc, zone):
    shown = event_of(start, head=head, options=options, DTSTART=None, DTEND=None)
    assert not shown.issues
    assert f"{shown.record.meetings[0].starts_at.astimezone(dt.UTC):%H:%M}" == utc
    assert shown.record.timezone == zone


def test_zone_defined_after_the_event_counts_too():
    (shown,) = records(vevent("DTSTART;TZID=Oma kello:20270112T170000", DTSTART=None, DTEND=None), VTIMEZONE)
    assert starts(shown) == ["2027-01-12T17:00:00+02:00"]
    assert not shown.issues


@pytest.mark.parametrize("name", ["Nowhere/Nothing", "Europe", "../../etc/passwd", "x" * 5000, "UTC+2"])
def test_unknown_zone_is_noted_and_the_hosts_is_taken(name):
    shown = event_of(f"DTSTART;TZID={name}:20270112T170000", DTSTART=None, DTEND=None)
    assert starts(shown) == ["2027-01-12T17:00:00+02:00"]
    assert fields_noted(shown) == {"timezone"}


def test_what_is_said_of_a_name_can_be_stored():
    shown = event_of("DTSTART;TZID=Mars\x00\x07:20270112T170000", DTSTART=None, DTEND=None)
    assert sentences(shown) == "Unknown time zone: Mars"


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=YEARLY;INTERVAL=0", "FREQ=YEARLY;BYDAY=99XX", "nonsense"]
)
def test_zone_that_cannot_be_understood_is_unknown(rule):
    broken = VTIMEZONE.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", rule)
    shown = event_of("DTSTART;TZID=Oma kello:20270112T170000", head=(broken,), DTSTART=None, DTEND=None)
    assert "Unknown time zone: Oma kello" in sentences(shown)


def test_zone_of_one_calendar_does_not_count_in_another():
    start = "DTSTART;TZID=Oma kello:20270712T170000"
    first = calendar(vevent(start, DTSTART=None, DTEND=None), head=(VTIMEZONE,))
    second = calendar(vevent(start, DTSTART=None, DTEND=None, UID="2"))
    _format, (one, other) = read("icalendar", first + second)
    assert fields_noted(one) == set()
    assert fields_noted(other) == {"timezone"}


def test_cancelled_event_and_cancelled_calendar():
    assert event_of("STATUS:CANCELLED").record.status == "cancelled"
    assert event_of(head=("METHOD:CANCEL",)).record.status == "cancelled"
    assert event_of(head=("METHOD:PUBLISH",)).record.status == "scheduled"


@pytest.mark.parametrize("status", ["TENTATIVE", "EATEN"])
def test_other_status_is_scheduled_and_noted(status):
    shown = event_of(f"STATUS:{status}")
    assert shown.record.status == "scheduled"
    assert fields_noted(shown) == {"status"}


@pytest.mark.parametrize("kind", ["PRIVATE", "CONFIDENTIAL", "X-STAFF-ONLY"])
def test_event_that_is_not_public_is_a_tombstone(kind):
    shown = event_of(f"CLASS:{kind}")
    assert shown.deleted and shown.record.deleted and not shown.usable
    assert not shown.record.title


def test_moment_of_the_export_is_no_change():
    """Where the calendar has a METHOD, DTSTAMP is when the document was made (RFC 5545, 3.8.7.2)."""
    pages = [
        calendar(vevent(DTSTAMP=stamp), head=("METHOD:PUBLISH",)) for stamp in ("20261120T080000Z", "20261121T080000Z")
    ]
    one, other = (next(get_format("icalendar").read(URL, fetch_from({URL: page}))) for page in pages)
    assert one.raw == other.raw
    assert one.parse().modified is None
    assert event_of().record.modified == dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("X-WR-TIMEZONE:Europe/Helsinki",), ("X-WR-TIMEZONE:Europe/Stockholm",)),
        (("METHOD:PUBLISH",), ("METHOD:CANCEL",)),
        ((VTIMEZONE,), (VTIMEZONE.replace("+0200", "+0100"),)),
    ],
)
def test_what_the_calendar_says_of_all_events_is_part_of_each(before, after):
    event = vevent("DTEND;TZID=Oma kello:20270112T190000", DTEND=None)
    one, other = (
        next(get_format("icalendar").read(URL, fetch_from({URL: calendar(event, head=head)})))
        for head in (before, after)
    )
    assert one.raw != other.raw


def test_event_without_uid_gets_one_that_stays():
    shown = event_of(UID=None)
    again = event_of("LOCATION:Turku", UID=None)
    assert shown.usable and shown.remote_id == again.remote_id
    assert fields_noted(shown) == {"remote_id"}
    assert event_of(UID=None, SUMMARY="Toinen").remote_id != shown.remote_id


def test_unknown_zone_of_the_source_is_a_sentence():
    with pytest.raises(FormatError, match="Unknown time zone: Mars"):
        event_of(options={"time_zone": "Mars"})
