"""Using the site as people do: without JavaScript, with the keyboard alone, on a phone in Swedish."""

from __future__ import annotations

import pytest
from django.urls import reverse

from opinovi_wagtail import changes, links
from opinovi_wagtail.models import Registration
from opinovi_wagtail.outbox.plan import MessageKind
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_course, make_event, make_partner

from .conftest import enter, follow
from .test_pages import days


@pytest.fixture
def evening(tree):
    event = make_event(make_partner(name={"sv": "Skärgårdsledens institut"}), starts=days(7), places=3)
    changes.event_created(event)
    return event


def tab_to(page, selector, at_most=60):
    """Presses Tab until what ``selector`` names has the focus, and sees that one can see it."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        if page.evaluate("([element, selector]) => element.matches(selector)", [focused, selector]):
            style = page.evaluate("element => getComputedStyle(element).outlineStyle", focused)
            assert style != "none", f"{selector} has the focus and does not show it"
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def test_without_javascript_one_filters_registers_and_cancels(visit, tree, evening):
    for title, codes in (("Hoiva", ["734"]), ("Hitsaus", ["853"])):
        course = make_course(title={"sv": title})
        course.runs.update(municipalities=codes)
        changes.course_saved(course)
    visitor = visit(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = visitor.open(tree.courses["sv"].url)
    assert page.locator(".opinovi-cards article").count() == 2
    page.click("summary:has-text('Location'), summary:has-text('Ort')")
    page.check("[name=municipality][value='734']")
    follow(page, "form[role=search] button")
    assert page.locator(".opinovi-cards h3").all_inner_texts() == ["Hoiva"]

    visitor.open(tree.events["sv"].url)
    follow(page, ".opinovi-cards h3 a")
    follow(page, "a.opinovi-button")
    page.fill("[name=name]", "Bo Björk")
    page.fill("[name=email]", "bo@example.fi")
    follow(page, "main button")
    registration = Registration.objects.get()
    assert (registration.name, registration.language, registration.state) == ("Bo Björk", "sv", "confirmed")
    assert page.locator("html").get_attribute("lang") == "sv"
    page.reload()
    assert "bo@example.fi" in page.inner_text("main")
    assert Registration.objects.count() == 1

    booked = register(evening.pk, Entry(name="Cecilia", email="cecilia@example.fi", language="sv"))
    visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    follow(page, "a.opinovi-button--quiet")
    follow(page, "main button")
    booked.registration.refresh_from_db()
    assert booked.registration.state == "cancelled"
    assert not visitor.refused


def test_showing_results_takes_the_reader_to_them_with_more_filters_shut(visit, tree):
    changes.course_saved(make_course(title={"en": "Care"}))
    page = visit(viewport={"width": 360, "height": 740}).open(tree.courses["en"].url)
    follow(page, "form[role=search] button")
    page.wait_for_url("**#opinovi-results")
    page.wait_for_function("document.activeElement.id === 'opinovi-results'")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") < 370
    assert page.locator("details[open]").count() == 0


def test_with_the_keyboard_alone_one_corrects_an_error_and_registers(visit, evening):
    visitor = visit()
    page = visitor.open(links.url_for(evening, "en"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "opinovi-skip"
    page.keyboard.press("Enter")
    tab_to(page, "a.opinovi-button")
    enter(page)
    page.wait_for_url("**/register/")
    tab_to(page, "#id_name")
    page.keyboard.type("Liisa")
    enter(page)
    page.wait_for_selector("#opinovi-summary")
    tab_to(page, "#opinovi-summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_email"
    page.keyboard.type("liisa@example.fi")
    tab_to(page, "[name=contact_language]")
    page.keyboard.press("ArrowUp")
    tab_to(page, "main button")
    enter(page)
    page.wait_for_url("**/registered/**")
    assert Registration.objects.get().language == "sv"
    assert not visitor.refused


def test_with_the_keyboard_alone_one_cancels_and_the_next_moves_up_once(visit, evening):
    evening.__class__.objects.filter(pk=evening.pk).update(places=1)
    booked = register(evening.pk, Entry(name="Liisa", email="liisa@example.fi", language="en"))
    waiting = register(evening.pk, Entry(name="Matti", email="matti@example.fi", language="fi", may_wait=True))
    visitor = visit()
    page = visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    tab_to(page, "a.opinovi-button--quiet")
    enter(page)
    page.wait_for_url("**/cancel/")
    tab_to(page, "main button")
    enter(page)
    page.wait_for_url(f"**/{booked.token}/")
    assert "Your place has been cancelled. Thank you for letting us know." in page.inner_text("main")
    waiting.registration.refresh_from_db()
    assert waiting.registration.state == "confirmed"
    assert waiting.registration.messages.filter(kind=MessageKind.PROMOTED).count() == 1


def test_a_double_click_is_one_registration(visit, evening):
    visitor = visit()
    page = visitor.open(reverse("opinovi_wagtail:register", kwargs={"language": "en", "key": evening.key}))
    page.fill("[name=name]", "Liisa")
    page.fill("[name=email]", "liisa@example.fi")
    page.dblclick("main button")
    page.wait_for_url("**/registered/**")
    assert Registration.objects.count() == 1
    page.go_back()
    follow(page, "main button")
    page.wait_for_url("**/registered/**")
    assert Registration.objects.count() == 1


def test_what_was_found_stays_found_in_the_other_language(visit, tree):
    course = make_course(title={"fi": "Hoiva", "sv": "Omsorg"})
    changes.course_saved(course)
    visitor = visit()
    page = visitor.open(f"{tree.courses['fi'].url}?time=evening")
    follow(page, "nav.opinovi-languages a[lang=sv]")
    assert page.url.endswith("/sv/utbildningar/?time=evening")
    assert page.locator(".opinovi-cards h3").all_inner_texts() == ["Omsorg"]
    follow(page, ".opinovi-cards h3 a")
    follow(page, "nav.opinovi-languages a[lang=fi]")
    assert "/fi/koulutukset/" in page.url
    assert page.inner_text("h1") == "Hoiva"
