"""The calendar by month in Chromium: a grid where there is room, an agenda on a phone, and no mouse needed for either."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from opinovi_wagtail import changes
from tests.conftest import NOW
from tests.factories import make_event, make_partner, make_place

from .driving import enter
from .keyboard import tab_to

HELSINKI = ZoneInfo("Europe/Helsinki")
LANGUAGES = ("fi", "sv", "en")
LONG = {
    "fi": "Aikuisopiskeluneuvonta ja opiskeluvalmiuskoulutuksen ryhmäinfotilaisuus",
    "sv": "Vuxenstudiehandledning och informationstillfälle om studieförberedande utbildning",
    "en": "Guidance for adult learners and an information session on preparatory education",
}
EVENING = {"fi": "Aikuisopiskelun ilta", "sv": "Kväll om vuxenstudier", "en": "Evening for adult learners"}


@pytest.fixture(autouse=True)
def clock():
    """Tuesday 24 November 2026. It goes on, so that nobody who waits for something waits for ever."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def months(tree):
    """November with days that are over and today, December with everything that can become of a meeting, an empty January."""
    partner = make_partner(name={"fi": "Saaristoväylän opisto", "sv": "Skärgårdsledens institut"})
    make_place(partner, is_service_point=True, phone="+358 2 555 0100")

    def add(day, clock="17:00", *, until="", meetings=1, all_day=False, status="scheduled", zone=HELSINKI, **fields):
        starts = dt.datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=zone)
        row = make_event(partner, starts=starts, meetings=meetings, **{"title": EVENING, **fields})
        if until:
            row.meetings.update(ends_at=dt.datetime.fromisoformat(until).replace(tzinfo=zone))
        row.meetings.update(all_day=all_day, status=status)
        changes.event_created(row)
        return row

    add("2026-11-05", title=LONG)
    add("2026-11-12", status="cancelled")
    add("2026-11-24", "09:00", title={"fi": "Aamukahvi", "sv": "Morgonkaffe", "en": "Morning coffee"})
    add("2026-11-24", "18:00")
    add("2026-11-27", title=LONG)
    add("2026-12-01", title=LONG)
    add("2026-12-03", "13:00", meetings=4, kind="group_session",
        title={"fi": "Uraryhmä", "sv": "Karriärgrupp", "en": "Career group"})  # fmt: skip
    for day, altered in ((8, "cancelled"), (9, "postponed"), (10, "moved")):
        row = add(f"2026-12-{day:02}", title=LONG if altered == "cancelled" else EVENING)
        row.status = altered
        row.save(update_fields=["status"])
    add("2026-12-11", status="cancelled")
    add("2026-12-14", status="moved")
    add(
        "2026-12-16",
        "00:00",
        until="2026-12-19 00:00",
        all_day=True,
        title={"fi": "Opiskelumessut", "sv": "Studiemässa"},
    )
    add("2026-12-16", "22:00", until="2026-12-17 01:00", title={"fi": "Yön tunnit"})
    add("2026-12-31", "10:00", title={"sv": "Öppet hus"})
    add("2027-03-10")
    return tree


def calendar(tree, language, month=""):
    return f"{tree.events[language].url}calendar/{month}"


def boxes(page, selector):
    """``{datetime: box}`` of the days that are displayed."""
    return page.evaluate(
        "selector => Object.fromEntries([...document.querySelectorAll(selector)].filter(day => day.checkVisibility())"
        ".map(day => [day.querySelector('time').dateTime, day.getBoundingClientRect().toJSON()]))",
        selector,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_accessible_narrow_and_obey_the_policy(visit, months, language):
    visitor = visit()
    addresses = {
        "month-current": calendar(months, language),
        "month": calendar(months, language, "2026-12/"),
        "month-narrowed": calendar(months, language, "2026-12/?type=group_session&municipality=999"),
        "month-empty": calendar(months, language, "2027-01/"),
        "month-nothing": calendar(months, language, "2026-12/?q=ei-mit%C3%A4%C3%A4n&type=group_session"),
    }
    for name, address in addresses.items():
        page = visitor.open(address)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        visitor.check(f"{name} in {language}")
        visitor.shoot(f"{language}-{name}")


def test_a_month_is_a_grid_of_weeks_where_there_is_room(visit, months):
    page = visit(java_script_enabled=True).open(calendar(months, "fi", "2026-12/"))
    days = boxes(page, ".opinovi-day")
    assert list(days) == [f"2026-12-{day:02}" for day in range(1, 32)]
    columns = sorted({round(box["x"]) for box in days.values()})
    assert len(columns) == 7
    for date, box in days.items():
        assert columns.index(round(box["x"])) == dt.date.fromisoformat(date).weekday()
    rows = sorted({round(box["y"]) for box in days.values()})
    assert len(rows) == 5
    heads = page.evaluate(
        "[...document.querySelectorAll('.opinovi-weekdays span')].map(head => head.getBoundingClientRect().x)"
    )
    assert [round(x) for x in heads] == pytest.approx(columns, abs=2)
    narrow = page.evaluate(
        "[...document.querySelectorAll('.opinovi-day')].filter(day => day.scrollWidth > day.clientWidth + 1).length"
    )
    assert narrow == 0, "a title is wider than its day"


@pytest.mark.parametrize("width", [320, 360, 900])
def test_a_month_is_an_agenda_of_its_full_days_where_there_is_none(visit, months, width):
    page = visit(viewport={"width": width, "height": 800}).open(calendar(months, "fi", "2026-12/"))
    days = boxes(page, ".opinovi-day")
    assert list(days) == [f"2026-12-{day:02}" for day in (1, 3, 8, 9, 10, 11, 14, 16, 17, 18, 24, 31)]
    assert len({round(box["x"]) for box in days.values()}) == 1
    tops = [box["y"] for box in days.values()]
    assert tops == sorted(tops)
    assert not page.locator(".opinovi-weekdays").is_visible()
    assert page.locator(".opinovi-day").first.locator(".opinovi-day__weekday").inner_text().strip() == "Tiistai"


def test_a_phone_can_skip_what_is_over(visit, months):
    page = visit(viewport={"width": 360, "height": 740}).open(calendar(months, "fi"))
    page.click("a[href='#opinovi-next']")
    page.wait_for_function("Math.abs(document.querySelector('[aria-current=date]').getBoundingClientRect().y) < 60")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not page.locator("a[href='#opinovi-next']").is_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_keyboard_goes_to_the_calendar_to_the_next_month_and_to_an_event(visit, months, width):
    page = visit(viewport={"width": width, "height": 800}).open(calendar(months, "sv"))
    tab_to(page, "a[rel=next]")
    enter(page)
    page.wait_for_url("**/2026-12/#opinovi-results")
    assert page.locator("#opinovi-results").inner_text() == "December 2026"
    tab_to(page, ".opinovi-entry a")
    enter(page)
    assert page.locator("h1").inner_text() == LONG["sv"]


def test_narrowing_by_keyboard_stays_in_the_month(visit, months):
    page = visit().open(calendar(months, "fi", "2026-12/"))
    tab_to(page, "input[type=search]")
    page.keyboard.type("uraryhmä")
    enter(page)
    page.wait_for_url("**/calendar/2026-12/?q=**#opinovi-results")
    assert page.locator(".opinovi-entry a").all_inner_texts() == ["Uraryhmä"] * 4
