"""Without JavaScript one narrows, turns pages, changes the language, registers, takes the calendar file and cancels."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from opinovi_wagtail import changes
from opinovi_wagtail.models import Registration
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_course, make_event, make_partner

from .conftest import PHONE
from .driving import follow
from .world import days


@pytest.fixture
def visitor(visit):
    return visit(java_script_enabled=False, viewport=PHONE)


@pytest.fixture
def courses(tree):
    for title, codes in (("Hoiva", ["734"]), ("Hitsaus", ["853"]), ("Kokki", ["445"])):
        course = make_course(title={"sv": title})
        course.runs.update(municipalities=codes, start_on=days(45).date())
        changes.course_saved(course)
    return tree.courses["sv"].url


@pytest.fixture
def evening(tree):
    event = make_event(make_partner(name={"sv": "Skärgårdsledens institut"}), starts=days(7), places=3)
    changes.event_created(event)
    return event


def test_one_narrows_a_list(visitor, courses):
    page = visitor.open(courses)
    assert page.locator(".opinovi-cards article").count() == 3
    page.click(".opinovi-narrow > summary")
    page.click("summary:has-text('Ort')")
    page.check("[name=municipality][value='734']")
    follow(page, ".opinovi-narrow button")
    assert page.locator(".opinovi-cards h3").all_inner_texts() == ["Hoiva"]
    follow(page, ".opinovi-chips a")
    assert page.locator(".opinovi-cards article").count() == 3
    assert not visitor.refused


def test_one_turns_pages_and_changes_the_language_on_the_second(visitor, courses, settings):
    settings.OPINOVI_WAGTAIL = {**django_settings.OPINOVI_WAGTAIL, "PAGE_SIZE": 2}
    page = visitor.open(f"{courses}?sort=new")
    newest = page.locator(".opinovi-cards h3").all_inner_texts()
    follow(page, ".opinovi-pages a[rel=next]")
    rest = page.locator(".opinovi-cards h3").all_inner_texts()
    assert (newest, rest) == (["Kokki", "Hitsaus"], ["Hoiva"])
    follow(page, ".opinovi-languages a[lang=fi]")
    assert page.locator("html").get_attribute("lang") == "fi"
    assert page.locator(".opinovi-cards h3").all_inner_texts() == rest
    follow(page, ".opinovi-pages a[rel=prev]")
    assert page.locator(".opinovi-cards h3").all_inner_texts() == newest
    assert not visitor.refused


def test_one_registers_from_the_list_on(visitor, tree, evening):
    page = visitor.open(tree.events["sv"].url)
    follow(page, ".opinovi-cards h3 a")
    follow(page, "main a.opinovi-button")
    follow(page, "main button")
    assert page.locator("#opinovi-summary").is_visible()
    page.fill("[name=name]", "Bo Björk")
    page.fill("[name=email]", "bo@example.fi")
    follow(page, "main button")
    registration = Registration.objects.get()
    assert (registration.name, registration.language, registration.state) == ("Bo Björk", "sv", "confirmed")
    assert page.locator("html").get_attribute("lang") == "sv"
    page.reload()
    assert "bo@example.fi" in page.inner_text("main")
    assert Registration.objects.count() == 1
    assert not visitor.refused


def test_one_takes_the_calendar_file_and_cancels(visitor, evening):
    booked = register(evening.pk, Entry(name="Cecilia", email="cecilia@example.fi", language="sv"))
    page = visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    with page.expect_download() as downloading:
        page.click("main a[href*='calendar.ics']")
    (meeting,) = icalendar.Calendar.from_ical(Path(downloading.value.path()).read_bytes()).walk("VEVENT")
    assert meeting["SUMMARY"] == "Kväll om vuxenstudier"
    assert meeting.decoded("DTSTART") == evening.starts_at
    follow(page, "main a.opinovi-button--quiet")
    follow(page, "main button")
    booked.registration.refresh_from_db()
    assert booked.registration.state == "cancelled"
    assert not visitor.refused
