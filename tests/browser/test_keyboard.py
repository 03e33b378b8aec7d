"""Narrowing a list, registering and cancelling with the keyboard alone, on a phone; the focus can be seen at every step."""

from __future__ import annotations

import pytest
from django.urls import reverse

from opinovi_wagtail import changes, links
from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.outbox.plan import MessageKind
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_course, make_event, make_partner

from .conftest import PHONE
from .driving import enter
from .faults import opened
from .keyboard import has_focus, see_focus, tab_through, tab_to
from .world import days, form_of


@pytest.fixture
def evening(tree):
    event = make_event(make_partner(name={"sv": "Skärgårdsledens institut"}), starts=days(7), places=3)
    changes.event_created(event)
    return event


@pytest.fixture
def three_towns(tree):
    for title, municipality in (("Care", "734"), ("Welding", "853"), ("Cooking", "445")):
        course = make_course(title={"en": title})
        course.runs.update(municipalities=[municipality], start_on=days(45).date())
        changes.course_saved(course)
    return tree.courses["en"].url


def test_one_narrows_the_list_and_lands_on_what_was_found(visit, three_towns):
    visitor = visit(viewport=PHONE)
    page = visitor.open(three_towns)
    assert not page.locator("[name=municipality]").first.is_visible()
    tab_to(page, ".opinovi-narrow > summary")
    page.keyboard.press("Enter")
    tab_to(page, ".opinovi-filter > summary")
    assert page.evaluate("document.activeElement.textContent") == "Location"
    page.keyboard.press("Enter")
    tab_to(page, "[name=municipality][value='734']")
    page.keyboard.press("Space")
    tab_to(page, ".opinovi-narrow button")
    enter(page)
    page.wait_for_url("**municipality=734**#opinovi-results")
    page.wait_for_function("document.activeElement.id === 'opinovi-results'")
    see_focus(page)
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") < PHONE["height"] / 2
    assert page.inner_text("#opinovi-results") == "1 course"
    assert page.locator(".opinovi-cards h3").all_inner_texts() == ["Care"]
    assert page.locator(".opinovi-narrow[open]").count() == 0, "what was found is not below a screen of filters"
    tab_to(page, ".opinovi-chips a")
    enter(page)
    assert page.inner_text("#opinovi-results") == "3 courses"
    assert not visitor.refused


def test_in_a_wide_window_the_filters_are_open_without_a_click(visit, three_towns):
    page = visit().open(three_towns)
    assert not page.locator(".opinovi-narrow > summary").is_visible()
    assert page.locator("[name=free]").is_visible()
    tab_to(page, "[name=free]")
    page.keyboard.press("Space")
    tab_to(page, ".opinovi-narrow button")
    enter(page)
    assert "free=1" in page.url


def test_one_corrects_an_error_and_registers(visit, evening):
    visitor = visit(viewport=PHONE)
    page = visitor.open(links.url_for(evening, "en"))
    page.keyboard.press("Tab")
    assert has_focus(page, ".opinovi-skip")
    see_focus(page)
    page.keyboard.press("Enter")
    tab_to(page, "main a.opinovi-button")
    enter(page)
    page.wait_for_url("**/register/")
    tab_to(page, "#id_name")
    page.keyboard.type("Liisa")
    enter(page)
    page.wait_for_selector("#opinovi-summary")
    assert page.title().startswith("Error: ")
    assert has_focus(page, "#opinovi-summary"), "whoever hears the page begins with what is wrong"
    see_focus(page)
    page.keyboard.press("Tab")
    assert has_focus(page, "#opinovi-summary a")
    page.keyboard.press("Enter")
    assert has_focus(page, "#id_email")
    see_focus(page)
    described = page.get_attribute("#id_email", "aria-describedby").split()
    assert page.inner_text(f"#{described[-1]}") == page.inner_text("#opinovi-summary a")
    page.keyboard.type("liisa@example.fi")
    tab_to(page, "[name=contact_language]")
    page.keyboard.press("ArrowUp")
    tab_to(page, "main button")
    enter(page)
    page.wait_for_url("**/registered/**")
    registration = Registration.objects.get()
    assert (registration.name, registration.language, registration.state) == ("Liisa", "sv", "confirmed")
    assert not visitor.refused


def test_one_cancels_and_the_next_moves_up_once(visit, evening):
    Event.objects.filter(pk=evening.pk).update(places=1)
    booked = register(evening.pk, Entry(name="Liisa", email="liisa@example.fi", language="en"))
    waiting = register(evening.pk, Entry(name="Matti", email="matti@example.fi", language="fi", may_wait=True))
    visitor = visit(viewport=PHONE)
    page = visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    tab_to(page, "main a.opinovi-button--quiet")
    enter(page)
    page.wait_for_url("**/cancel/")
    tab_to(page, "main button")
    enter(page)
    page.wait_for_url(f"**/{booked.token}/")
    assert "Your place has been cancelled. Thank you for letting us know." in page.inner_text("main")
    waiting.registration.refresh_from_db()
    assert waiting.registration.state == "confirmed"
    assert waiting.registration.messages.filter(kind=MessageKind.PROMOTED).count() == 1
    assert not visitor.refused


@pytest.mark.parametrize("window", [PHONE, {"width": 320, "height": 256}], ids=["phone", "400 per cent"])
def test_the_focus_is_seen_at_every_stop(visit, evening, three_towns, window):
    booked = register(evening.pk, Entry(name="Liisa", email="liisa@example.fi", language="en"))
    visitor = visit(viewport=window)
    for address in (
        f"{three_towns}?municipality=734",
        links.url_for(evening, "en"),
        form_of(evening, "en"),
        reverse("opinovi_wagtail:self_service", args=[booked.token]),
    ):
        visitor.open(address)
        opened(visitor.page)
        assert len(tab_through(visitor.page)) > 5
    assert not visitor.refused
