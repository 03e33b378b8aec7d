"""The calendar by month: which days a meeting is on, what is said of it there, and the ways from month to month."""

from __future__ import annotations

import datetime as dt
import html
import re
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from opinovi_wagtail.models import Meeting
from opinovi_wagtail.views.month import event_views
from tests.factories import make_event, make_partner, make_place

from .test_lists import event
from .test_registration import text_of

pytestmark = pytest.mark.django_db
CALENDARS = {"fi": "/fi/tapahtumat/calendar/", "sv": "/sv/evenemang/calendar/", "en": "/en/events/calendar/"}


def at(text, zone="Europe/Helsinki"):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def meeting(title="ilta", start="2026-12-01 17:00", end="", *, zone="Europe/Helsinki", status="scheduled", **fields):
    """An event with one meeting, as told; ``end`` empty for one of unknown length."""
    row = event(title, starts=at(start, zone), **fields)
    row.timezone = zone
    row.save(update_fields=["timezone"])
    all_day = len(start) == 10
    row.meetings.update(ends_at=at(end, zone) if end else None, all_day=all_day, status=status)
    return row


def days(page):
    """``{day: [text of each entry]}`` of a month, every day of it in the order of the page."""
    found = {}
    for part in re.split(r'<li class="opinovi-day', page.content.decode())[1:]:
        day = dt.date.fromisoformat(re.search(r'datetime="([\d-]+)"', part)[1])
        assert day not in found, f"{day} stands twice"
        entries = re.findall(r'<li class="opinovi-entry">(.*?)</li>', part, re.S)
        found[day] = [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", entry).split())) for entry in entries]
    return found


def filled(page):
    """``{"12-01": [titles]}`` of the days that have something."""
    whole = re.split(r'<li class="opinovi-day', page.content.decode())[1:]
    found = {re.search(r'datetime="\d+-([\d-]+)"', part)[1]: titles(part) for part in whole}
    return {day: on for day, on in found.items() if on}


def titles(part):
    links = re.findall(r'<p class="opinovi-entry__title"><a href="[^"]*">(.*?)</a>', part, re.S)
    return [re.sub(r"<[^>]+>", "", title).removesuffix(" en").removesuffix(" sv") for title in links]


def links(page, pattern=""):
    found = re.findall(r'<a (?:rel="\w+" )?href="([^"]*)"', page.content.decode())
    return [html.unescape(url) for url in found if re.search(pattern, url)]


def month_links(page):
    """``{rel: address}`` of the months before and after."""
    return {rel: html.unescape(url) for rel, url in re.findall(r'<a rel="(\w+)" href="([^"]*)"', page.content.decode())}


# Days.


@pytest.mark.parametrize(
    ("month", "starts_on", "count"),
    [
        ("2026-11", 7, 30),
        ("2026-12", 2, 31),
        ("2027-02", 1, 28),
        ("2027-03", 1, 31),
        ("2027-10", 5, 31),
        ("2028-02", 2, 29),
    ],
    ids=["current", "next", "february", "summer time begins", "summer time ends", "leap year"],
)
def test_every_day_of_the_month_stands_once_and_in_order(client, tree, month, starts_on, count):
    first = dt.date.fromisoformat(f"{month}-01")
    meeting(start=f"{month}-10 17:00")
    page = client.get(f"{CALENDARS['en']}{month}/")
    assert list(days(page)) == [first + dt.timedelta(days=number) for number in range(count)]
    assert f'<ol class="opinovi-month opinovi-month--starts-{starts_on}"' in page.content.decode()


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-11-30 23:59", "November 2026"),
        ("2026-12-01 00:00", "December 2026"),
        ("2026-12-31 23:59", "December 2026"),
        ("2027-01-01 00:00", "January 2027"),
    ],
)
def test_the_current_month_turns_at_midnight_in_helsinki(client, tree, clock, now, month):
    clock.move_to(at(now))
    page = client.get(CALENDARS["en"]).content.decode()
    assert re.search(rf'<h2 id="opinovi-results" tabindex="-1">{month}</h2>', page)


@pytest.mark.parametrize(
    ("start", "end", "month", "on"),
    [
        ("2026-12-01 00:30", "2026-12-01 01:00", "2026-12", ["12-01"]),
        ("2026-12-01 00:30", "2026-12-01 01:00", "2026-11", []),
        ("2026-11-30 23:30", "2026-12-01 00:00", "2026-11", ["11-30"]),
        ("2026-11-30 23:30", "2026-12-01 00:00", "2026-12", []),
        ("2026-11-30 23:30", "2026-12-01 00:30", "2026-11", ["11-30"]),
        ("2026-11-30 23:30", "2026-12-01 00:30", "2026-12", ["12-01"]),
        ("2026-12-31 23:59", "", "2026-12", ["12-31"]),
        ("2026-12-31 23:59", "", "2027-01", []),
        ("2026-12-01 00:00", "", "2026-11", []),
        ("2026-12-01 00:00", "", "2026-12", ["12-01"]),
        ("2027-03-28 00:30", "2027-03-28 04:30", "2027-03", ["03-28"]),
        ("2027-03-28 23:30", "2027-03-29 00:00", "2027-03", ["03-28"]),
        ("2027-03-31 23:30", "2027-04-01 00:00", "2027-04", []),
        ("2027-10-31 00:30", "2027-10-31 23:30", "2027-10", ["10-31"]),
        ("2027-10-31 23:30", "2027-11-01 00:00", "2027-10", ["10-31"]),
        ("2027-10-31 23:30", "2027-11-01 00:00", "2027-11", []),
        ("2026-12-03 12:00", "2026-12-05 12:00", "2026-12", ["12-03", "12-04", "12-05"]),
        ("2026-11-15 12:00", "2027-01-15 12:00", "2026-12", [f"12-{day:02}" for day in range(1, 32)]),
        ("2026-12-05", "2026-12-06", "2026-12", ["12-05"]),
        ("2026-12-05", "", "2026-12", ["12-05"]),
        ("2026-12-30", "2027-01-03", "2026-12", ["12-30", "12-31"]),
        ("2026-12-30", "2027-01-03", "2027-01", ["01-01", "01-02"]),
        ("2026-11-29", "2026-12-01", "2026-12", []),
        ("2027-03-28", "2027-03-29", "2027-03", ["03-28"]),
        ("2027-10-31", "2027-11-01", "2027-10", ["10-31"]),
    ],
)
def test_a_meeting_is_on_every_local_day_that_it_covers(client, tree, start, end, month, on):
    meeting("ilta", start, end)
    page = client.get(f"{CALENDARS['fi']}{month}/")
    assert filled(page) == {day: ["ilta"] for day in on}


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("month", "on"), [("2026-11", []), ("2026-12", ["12-01", "12-31"]), ("2027-01", [])], ids=["before", "in", "after"]
)
def test_a_whole_day_of_another_time_zone_is_that_day_here_too(client, tree, zone, month, on):
    meeting("päivä", "2026-12-01", "2026-12-02", zone=zone)
    meeting("päivä", "2026-12-31", "2027-01-01", zone=zone)
    assert filled(client.get(f"{CALENDARS['fi']}{month}/")) == {day: ["päivä"] for day in on}


def test_a_meeting_elsewhere_is_on_the_day_that_it_is_here_and_says_its_own_time(client, tree):
    meeting("Tukholma", "2026-12-02 17:00", "2026-12-02 18:00", zone="Europe/Stockholm")
    meeting("New York", "2026-12-02 20:00", "2026-12-02 21:00", zone="America/New_York")
    shown = days(client.get(f"{CALENDARS['en']}2026-12/"))
    assert [entry[:11] for entry in shown[dt.date(2026, 12, 2)]] == ["17:00–18:00"]
    (entry,) = shown[dt.date(2026, 12, 3)]
    assert entry.startswith("Wed 2 Dec 2026, 20:00–21:00 New York")


def test_an_event_with_several_meetings_is_on_each_of_their_days(client, tree):
    event("ryhmä", kind="group_session", meetings=6, starts=at("2026-11-26 17:00"))
    assert filled(client.get(f"{CALENDARS['fi']}2026-12/")) == {
        day: ["ryhmä"] for day in ("12-03", "12-10", "12-17", "12-24", "12-31")
    }
    assert "1 event " in text_of(client.get(f"{CALENDARS['en']}2026-12/"))


def test_what_is_on_the_same_day_stands_in_the_order_of_its_times(client, tree):
    meeting("ilta", "2026-12-03 17:00")
    meeting("aamu", "2026-12-03 09:00")
    meeting("messut", "2026-12-02", "2026-12-05")
    meeting("päivä", "2026-12-03", "2026-12-04")
    assert filled(client.get(f"{CALENDARS['fi']}2026-12/"))["12-03"] == ["messut", "päivä", "aamu", "ilta"]


def test_hidden_and_withdrawn_events_are_not_in_the_calendar(client, tree):
    meeting("piilossa", listed=False)
    meeting("poistunut", withdrawn_at=at("2026-11-01 12:00"))
    meeting("tuleva")
    assert filled(client.get(f"{CALENDARS['fi']}2026-12/")) == {"12-01": ["tuleva"]}


def test_what_is_over_is_shown_too_and_today_is_told_in_words(client, tree, said):
    meeting("ohi", "2026-11-03 17:00")
    meeting("tänään", "2026-11-24 09:00")
    for language, address in CALENDARS.items():
        page = client.get(address)
        assert filled(page) == {"11-03": ["ohi"], "11-24": ["tänään"]}
        (today,) = re.findall(
            r'<li class="opinovi-day opinovi-day--today"[^>]* aria-current="date">(.*?)</time>(.*?)</h3>',
            page.content.decode(), re.S,
        )  # fmt: skip
        assert '<time datetime="2026-11-24">' in today[0]
        assert said(language, "Today") in today[1]
        assert page.content.decode().count("opinovi-day--past") == 23
    assert 'aria-current="date"' not in client.get(f"{CALENDARS['fi']}2026-12/").content.decode()


# What is said of a meeting.


@pytest.mark.parametrize(
    ("start", "end", "said_en", "said_fi", "said_sv"),
    [
        ("2026-12-01 09:00", "2026-12-01 10:30", "09:00–10:30", "klo 9.00–10.30", "kl. 9.00–10.30"),
        ("2026-12-01 09:00", "", "09:00", "klo 9.00", "kl. 9.00"),
        ("2026-12-01 22:00", "2026-12-02 01:00", "Tue 1 Dec 2026, 22:00 – Wed 2 Dec 2026, 01:00",
         "ti 1.12.2026 klo 22.00 – ke 2.12.2026 klo 1.00", "ti 1.12.2026 kl. 22.00 – on 2.12.2026 kl. 1.00"),
        ("2026-12-01", "2026-12-03", "Tue 1 Dec–Wed 2 Dec 2026", "ti 1.12.–ke 2.12.2026", "ti 1.12–on 2.12.2026"),
    ],
)  # fmt: skip
def test_the_time_is_said_without_its_day_unless_there_are_several(client, tree, start, end, said_en, said_fi, said_sv):
    meeting("ilta", start, end)
    for language, words in (("en", said_en), ("fi", said_fi), ("sv", said_sv)):
        page = client.get(f"{CALENDARS[language]}2026-12/")
        for entries in filter(None, days(page).values()):
            assert entries[0].startswith(f"{words} ilta")


def test_a_whole_day_is_said_in_words(client, tree):
    meeting("päivä", "2026-12-05", "2026-12-06")
    assert days(client.get(f"{CALENDARS['en']}2026-12/"))[dt.date(2026, 12, 5)] == ["All day päivä en Turku"]


@pytest.mark.parametrize(
    ("event_status", "meeting_status", "struck", "mark"),
    [
        ("scheduled", "scheduled", False, ""),
        ("cancelled", "scheduled", True, "Cancelled"),
        ("postponed", "scheduled", True, "Postponed"),
        ("moved", "scheduled", False, "Time or place changed"),
        ("moved", "moved", False, "New time"),
        ("scheduled", "moved", False, "New time"),
        ("scheduled", "cancelled", True, "Not held"),
        ("moved", "cancelled", True, "Not held"),
        ("cancelled", "cancelled", True, "Cancelled"),
        ("postponed", "moved", True, "Postponed"),
    ],
)
def test_what_has_become_of_a_meeting_is_said_in_words(client, tree, said, event_status, meeting_status, struck, mark):
    row = meeting("ilta", end="2026-12-01 18:30", status=meeting_status)
    type(row).objects.filter(pk=row.pk).update(status=event_status)
    page = client.get(f"{CALENDARS['en']}2026-12/")
    time = "<s>17:00–18:30</s>" if struck else "17:00–18:30"
    (when,) = re.findall(r'<p class="opinovi-entry__when">(.*?)</p>', page.content.decode())
    assert when.startswith(time)
    assert " ".join(re.sub(r"<[^>]+>", " ", when).split()) == f"17:00–18:30 {mark}".strip()


def test_a_meeting_says_where_it_is_in_a_word(client, tree):
    town, room, online = (meeting(name, f"2026-12-0{day} 17:00") for day, name in enumerate("abc", start=1))
    room.meetings.update(place=None, place_name={"fi": "Aula", "en": "Hall"})
    online.meetings.update(place=None, online_url="https://meet.example/x")
    both = meeting("d", "2026-12-04 17:00")
    both.meetings.update(online_url="https://meet.example/y", municipality="734")
    shown = [entry for entries in days(client.get(f"{CALENDARS['en']}2026-12/")).values() for entry in entries]
    assert shown == ["17:00 a en Turku", "17:00 b en Hall", "17:00 c en Online", "17:00 d en Salo, Online"]
    assert "meet.example" not in client.get(f"{CALENDARS['en']}2026-12/").content.decode()


def test_a_title_in_another_language_is_marked_and_labelled(client, tree):
    make_event(title={"en": "Evening"}, summary={})
    make_event(title={"fi": "Ilta"}, summary={}, starts=at("2026-12-03 17:00"))
    make_event(title={"fi": "Päivä"}, summary={}, starts=at("2026-12-04 17:00"))
    page = client.get(f"{CALENDARS['en']}2026-12/").content.decode()
    assert page.count('<span lang="fi">Ilta</span>') == 1
    assert page.count("This text is only in Finnish.") == 2


def test_a_month_all_in_one_other_language_says_so_once(client, tree):
    for day in (3, 4):
        make_event(title={"fi": "Ilta"}, summary={}, starts=at(f"2026-12-0{day} 17:00"))
    page = client.get(f"{CALENDARS['en']}2026-12/").content.decode()
    assert page.count("The texts of this list are only in Finnish.") == 1
    assert "This text is only in Finnish." not in page


def test_an_entry_leads_to_its_event(client, tree):
    row = meeting("ilta")
    assert links(client.get(f"{CALENDARS['sv']}2026-12/"), r"ilta-sv/$") == [f"/sv/evenemang/{row.pk}-ilta-sv/"]


# Narrowing.


@pytest.fixture
def evenings(tree):
    event("ilta", make_partner(slug="turku"), codes={"municipality": ["853"], "language": ["fi"]})
    event(
        "ryhmä",
        make_partner(slug="saaristo", name={"en": "Archipelago"}),
        codes={"municipality": ["445"], "language": ["sv", "fi"]},
        kind="group_session",
        starts=at("2026-12-03 17:00"),
        meetings=8,
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"ilta", "ryhmä"}),
        ("type=group_session", {"ryhmä"}),
        ("municipality=853", {"ilta"}),
        ("region=02", {"ilta", "ryhmä"}),
        ("language=sv", {"ryhmä"}),
        ("partner=saaristo", {"ryhmä"}),
        ("q=ryh", {"ryhmä"}),
        ("starts_after=20.12.2026", {"ilta", "ryhmä"}),
        ("starts_before=2.12.2026", {"ilta", "ryhmä"}),
        ("starts_after=hello&page=99&sort=new", {"ilta", "ryhmä"}),
        ("language=xx", {"ilta", "ryhmä"}),
    ],
)
def test_the_query_narrows_the_month_as_it_does_the_list(client, evenings, query, found):
    page = client.get(f"{CALENDARS['fi']}2026-12/?{query}")
    assert {title for on in filled(page).values() for title in on} == found
    assert 'name="starts_after"' not in page.content.decode()


def test_a_value_that_means_nothing_is_named(client, evenings):
    text = text_of(client.get(f"{CALENDARS['en']}2026-12/?municipality=999&page=7"))
    assert "We do not know this choice and left it out: “999”" in text
    assert "There is no page" not in text


def test_a_choice_that_finds_nothing_in_a_month_is_understood_all_the_same(client, evenings):
    page = client.get(f"{CALENDARS['en']}2027-01/?partner=turku")
    assert "We do not know this choice" not in text_of(page)
    assert "If you remove the filter “Aurakosken opisto" in text_of(page)
    options = re.findall(r'name="partner" value="(\w+)"', page.content.decode())
    assert sorted(options) == ["saaristo", "turku"]


def test_each_filter_that_is_on_can_be_taken_off_without_leaving_the_month(client, evenings):
    page = client.get(f"{CALENDARS['en']}2026-12/?municipality=853&q=a&page=2")
    assert set(links(page, r"^\?")) == {"?", "?q=a", "?municipality=853"}
    assert '<form class="opinovi-filters" method="get" action="?#opinovi-results"' in page.content.decode()


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 300, "municipality=%00&q=hoiva%27", "page=-1", "x=%FF"])
def test_no_query_breaks_a_month(client, evenings, query):
    assert client.get(f"{CALENDARS['fi']}2026-12/?{query}").status_code == 200


# From month to month, to the list and to other languages.


def test_the_months_before_and_after_keep_the_query(client, evenings):
    page = client.get(f"{CALENDARS['sv']}2026-12/?language=sv&q=ryhm%C3%A4&page=2")
    query = "?language=sv&q=ryhm%C3%A4#opinovi-results"
    assert month_links(page) == {
        "prev": f"/sv/evenemang/calendar/2026-11/{query}",
        "next": f"/sv/evenemang/calendar/2027-01/{query}",
    }
    assert f"/sv/evenemang/calendar/{query}" in links(page)
    names = re.findall(r"</span>(\w+ \d{4})", page.content.decode())
    assert names[:2] == ["november 2026", "januari 2027"]


def test_the_current_month_does_not_lead_to_itself(client, tree):
    for address in (CALENDARS["en"], f"{CALENDARS['en']}2026-11/"):
        assert "This month" not in text_of(client.get(address))
    assert "This month" in text_of(client.get(f"{CALENDARS['en']}2026-12/"))


@pytest.mark.parametrize(
    "month",
    ["2026-13", "2026-00", "0000-01", "9999-12", "2025-10", "2028-12", "2026-1", "26-12", "2026-12-01", "hello", "٢٠٢٦-١٢",
     "2026-12%0A"],
)  # fmt: skip
def test_a_month_that_is_nonsense_or_out_of_reach_is_not_found(client, tree, month):
    assert client.get(f"{CALENDARS['fi']}{month}/").status_code == 404


def test_the_calendar_reaches_a_year_back_and_two_years_ahead(client, tree):
    first, last = (client.get(f"{CALENDARS['en']}{month}/") for month in ("2025-11", "2028-11"))
    assert (first.status_code, last.status_code) == (200, 200)
    assert set(month_links(first)) == {"next"}
    assert set(month_links(last)) == {"prev"}


def test_the_list_and_the_calendar_lead_to_each_other_with_the_query(client, evenings, rf):
    calendar = client.get(f"{CALENDARS['en']}2026-12/?language=sv&starts_after=1.12.2026&page=2")
    query = "?language=sv&starts_after=1.12.2026"
    ways = re.search(r'<nav class="opinovi-views"(.*?)</nav>', calendar.content.decode(), re.S)[1]
    assert re.findall(r'href="([^"]*)"( aria-current="page")?', html.unescape(ways)) == [
        (f"/en/events/{query}", ""),
        (f"/en/events/calendar/{query}", ' aria-current="page"'),
    ]


def test_the_list_knows_where_its_calendar_is(tree, rf):
    page = tree.events["sv"]
    shown = event_views(rf.get("/sv/evenemang/?q=a&page=3"), page, "list")
    assert (shown.current, shown.list_url, shown.calendar_url) == (
        "list", "/sv/evenemang/?q=a", "/sv/evenemang/calendar/?q=a",
    )  # fmt: skip


def test_an_index_page_without_a_calendar_shows_no_way_to_it(tree, rf):
    assert event_views(rf.get("/"), tree.homes["fi"], "list") is None


@pytest.mark.parametrize("subpage", ["calendar/", "calendar/2026-12/"])
def test_a_month_leads_to_itself_in_the_other_languages_with_the_query(client, tree, subpage):
    page = client.get(f"/sv/evenemang/{subpage}?language=sv").content.decode()
    assert '<html lang="sv"' in page
    for language, path in (("fi", "/fi/tapahtumat/"), ("sv", "/sv/evenemang/"), ("en", "/en/events/")):
        url = rf"http://localhost(:8000)?{path}{subpage}\?language=sv"
        assert re.search(rf'<a href="{url}" lang="{language}" hreflang="{language}"', page)


@pytest.mark.parametrize(
    ("language", "title", "heading", "weekdays", "day"),
    [
        ("fi", "Joulukuu 2026 – Tapahtumat", "Joulukuu 2026", "ma ti ke to pe la su", "Tiistai 1.12."),
        ("sv", "December 2026 – Evenemang", "December 2026", "må ti on to fr lö sö", "Tisdag 1 december"),
        ("en", "December 2026 – Events", "December 2026", "Mon Tue Wed Thu Fri Sat Sun", "Tuesday 1 December"),
    ],
)
def test_a_month_is_said_as_the_language_does(client, tree, language, title, heading, weekdays, day):
    meeting()
    page = client.get(f"{CALENDARS[language]}2026-12/").content.decode()
    assert re.search(rf"<title>\s*{title} – Opin Ovi\s*</title>", page)
    assert f'<h2 id="opinovi-results" tabindex="-1">{heading}</h2>' in page
    (row,) = re.findall(r'<div class="opinovi-weekdays" aria-hidden="true">(.*?)</div>', page)
    assert " ".join(re.sub(r"<[^>]+>", " ", row).split()) == weekdays
    name = re.search(r'<h3 class="opinovi-day__name">(.*?)</h3>', page)[1]
    assert re.sub(r"<[^>]+>", "", name) == day


# Nothing on.


def test_an_empty_month_leads_to_the_next_that_has_something_and_to_the_list(client, tree):
    meeting("myöhemmin", "2027-03-31 23:30")
    meeting("vielä myöhemmin", "2027-05-01 12:00")
    page = client.get(f"{CALENDARS['en']}2026-12/?page=3")
    assert "There are no events in this month." in text_of(page)
    assert "Next events: March 2027" in text_of(page)
    assert "/en/events/calendar/2027-03/#opinovi-results" in links(page)
    assert links(page).count("/en/events/") >= 2
    assert '<ol class="opinovi-month' not in page.content.decode()


def test_the_next_month_with_something_is_one_that_fits_the_choices(client, tree):
    meeting("ilta", "2027-01-10 17:00", codes={"language": ["fi"]})
    meeting("kväll", "2027-02-10 17:00", codes={"language": ["sv"]})
    page = client.get(f"{CALENDARS['en']}2026-12/?language=sv")
    assert "No events match these choices." in text_of(page)
    assert "/en/events/calendar/2027-02/?language=sv#opinovi-results" in links(page)


def test_a_whole_day_elsewhere_that_belongs_to_this_month_is_not_the_next_one(client, tree):
    # On the last day of December the sun of New York sets in our January.
    meeting("päivä", "2026-12-31", "2027-01-01", zone="America/New_York")
    meeting("ilta", "2027-04-01 17:00")
    Meeting.objects.filter(event__title__fi="päivä").update(all_day=True)
    page = client.get(f"{CALENDARS['en']}2027-01/")
    assert "Next events: April 2027" in text_of(page)


def test_where_nothing_is_to_come_an_empty_month_leads_to_the_list_only(client, tree):
    meeting("ohi", "2026-10-10 17:00")
    page = client.get(f"{CALENDARS['en']}2026-12/")
    assert "There are no events in this month." in text_of(page)
    assert "Next events" not in text_of(page)


def test_an_empty_month_says_which_filter_keeps_its_events_away(client, evenings):
    page = client.get(f"{CALENDARS['en']}2026-12/?type=group_session&language=fi&municipality=853")
    assert "No events match these choices. If you remove the filter “Turku”, there is 1 event." in text_of(page)
    assert "?type=group_session&language=fi" in links(page)


def test_a_current_month_of_which_all_is_over_leads_on(client, tree):
    meeting("ohi", "2026-11-03 17:00")
    meeting("tammikuussa", "2027-01-12 17:00")
    text = text_of(client.get(CALENDARS["en"]))
    assert "There are no more events this month. Next events: January 2027" in text
    assert "Skip the days that are over" not in text
    assert "There are no more events" not in text_of(client.get(f"{CALENDARS['en']}2027-01/"))


@pytest.mark.parametrize(
    ("starts", "jump"),
    [
        (["2026-11-03 17:00", "2026-11-24 17:00", "2026-11-25 17:00"], "11-24"),
        (["2026-11-03 17:00", "2026-11-25 17:00"], "11-25"),
        (["2026-11-24 17:00", "2026-11-25 17:00"], None),
    ],
    ids=["today", "tomorrow", "nothing is over"],
)
def test_one_can_skip_to_the_first_day_that_is_not_over(client, tree, starts, jump):
    for start in starts:
        meeting("ilta", start)
    page = client.get(CALENDARS["en"]).content.decode()
    assert ('href="#opinovi-next"' in page) is bool(jump)
    (target,) = re.findall(r'id="opinovi-next"[^>]*>.*?datetime="2026-([\d-]+)"', page, re.S)
    assert target == (jump or "11-24")


def test_a_month_names_somebody_to_ask(client, tree):
    make_place(is_service_point=True, phone="+358 2 262", name={"en": "Service point"})
    assert "+358 2 262" in text_of(client.get(f"{CALENDARS['en']}2026-12/"))


# Around it.


def test_a_cache_never_shows_yesterdays_month(client, tree, clock, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "months"}}
    settings.CACHE_MIDDLEWARE_SECONDS = 10**7
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *settings.MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    clock.move_to(at("2026-11-30 23:59"))
    page = client.get(CALENDARS["en"])
    assert "November 2026" in text_of(page)
    assert {"no-cache", "max-age=0"} <= set(page.headers["Cache-Control"].split(", "))
    clock.move_to(at("2026-12-01 00:01"))
    assert '<h2 id="opinovi-results" tabindex="-1">December 2026</h2>' in client.get(CALENDARS["en"]).content.decode()


def test_a_page_called_calendar_keeps_its_address_and_the_months_keep_theirs(client, tree):
    home = tree.events["en"]
    child = Page(title="Calendar", slug="calendar", locale=home.locale)
    home.add_child(instance=child)
    assert "opinovi-calendar" not in client.get(CALENDARS["en"]).content.decode()
    assert "opinovi-calendar" in client.get(f"{CALENDARS['en']}2026-12/").content.decode()


def test_a_month_holds_nothing_that_a_strict_policy_refuses(client, evenings):
    page = client.get(f"{CALENDARS['fi']}2026-12/").content.decode()
    page = page.replace('<script type="application/ld+json">', "")  # data, which no policy takes for a script
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize("query", ["", "q=a&municipality=853"])
def test_a_fuller_month_costs_no_more_queries(client, tree, query):
    path = f"{CALENDARS['fi']}2026-12/?{query}"

    def add(count):
        for number in range(count):
            event(
                f"a{number}",
                make_partner(),
                meetings=3,
                starts=at("2026-12-01 17:00") + dt.timedelta(days=number % 7),
                codes={"municipality": ["853"]},
            )

    def cost():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path)
        return sum(map(len, filled(page).values())), len(queries)

    add(3)
    few = cost()
    add(27)
    many = cost()
    assert (few[0], many[0]) == (9, 90)
    assert many[1] == few[1]
    assert many[1] <= 30


def test_looking_for_the_next_month_costs_the_same_however_much_there_is(client, tree):
    def cost():
        client.get(f"{CALENDARS['fi']}2026-12/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{CALENDARS['fi']}2026-12/")
        return len(queries)

    meeting("ilta", "2027-01-12 17:00")
    few = cost()
    for number in range(20):
        meeting(f"ilta {number}", "2027-02-12 17:00")
    assert cost() == few
