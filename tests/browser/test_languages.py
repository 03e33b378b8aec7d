"""The language switcher stays on the same thing, wherever one is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from opinovi_wagtail import changes, links
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_course, make_event

from .driving import follow
from .world import days, form_of

WAY = ("sv", "en", "fi")


@pytest.fixture
def course(tree):
    made = make_course(title={"fi": "Hoiva", "sv": "Omsorg", "en": "Care"})
    made.runs.update(start_on=days(45).date())
    changes.course_saved(made)
    return made


@pytest.fixture
def event(tree):
    made = make_event(starts=days(7), title={"fi": "Ilta", "sv": "Kväll", "en": "Evening"})
    changes.event_created(made)
    return made


@pytest.fixture
def switch(visit):
    """``switch("sv")``: goes over to a language, and sees that the page and its switcher say so."""
    visitor = visit()

    def over(language):
        page = visitor.page
        follow(page, f"nav.opinovi-languages a[lang={language}]")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("nav.opinovi-languages [aria-current]").get_attribute("lang") == language
        assert not visitor.refused
        return page

    over.visitor = visitor
    return over


def test_what_was_found_stays_found(switch, tree, course):
    other = make_course(title={"fi": "Hitsaus"})
    other.runs.update(start_on=days(45).date(), times=["day"])
    changes.course_saved(other)
    page = switch.visitor.open(f"{tree.courses['fi'].url}?time=evening&q=hoiva")
    assert page.locator(".opinovi-cards h3").all_inner_texts() == ["Hoiva"]
    for language, title in zip(WAY, ("Omsorg", "Care", "Hoiva"), strict=True):
        page = switch(language)
        assert page.url.endswith(f"{tree.courses[language].url}?time=evening&q=hoiva")
        assert page.locator(".opinovi-cards h3").all_inner_texts() == [title]


def test_a_course_and_an_event_stay_the_same(switch, course, event):
    for row, titles in ((course, ("Omsorg", "Care", "Hoiva")), (event, ("Kväll", "Evening", "Ilta"))):
        switch.visitor.open(links.url_for(row, "fi"))
        for language, title in zip(WAY, titles, strict=True):
            page = switch(language)
            assert page.inner_text("h1") == title
            assert page.url == links.url_for(row, language)


def test_the_form_stays_that_of_the_event(switch, event):
    switch.visitor.open(form_of(event, "fi"))
    for language, title in zip(WAY, ("Kväll", "Evening", "Ilta"), strict=True):
        page = switch(language)
        assert page.url.endswith(form_of(event, language))
        assert title in page.inner_text("main")
        assert page.is_checked(f"[name=contact_language][value={language}]")


def test_ones_registration_stays_ones_own_and_is_cancelled_in_the_language_that_is_read(switch, event):
    booked = register(event.pk, Entry(name="Cecilia Ceder", email="cecilia@example.fi", language="fi"))
    switch.visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    for language in WAY[:2]:
        page = switch(language)
        assert booked.token in page.url
        assert "Cecilia Ceder" in page.inner_text("main")
    follow(page, "main a.opinovi-button--quiet")
    page = switch("sv")
    assert page.url.split("?")[0].endswith("/cancel/")
    follow(page, "main button")
    assert page.locator("html").get_attribute("lang") == "sv"
    assert "Din plats är avbokad." in page.inner_text("main")
