"""People of whom the service was thought, doing what they came for: on a phone, by keyboard alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.outbox.deliver import deliver_due
from opinovi_wagtail.outbox.plan import MessageKind
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_event, make_partner

from .conftest import PHONE
from .driving import enter
from .keyboard import tab_to
from .world import days, make_guides


@pytest.fixture
def evening_in_pargas(tree):
    partner = make_partner(
        name={"fi": "Saaristoväylän opisto", "sv": "Skärgårdsledens institut"}, email="info@institut.example"
    )
    event = make_event(
        partner,
        starts=days(7),
        title={"fi": "Tilaisuus aikuisille", "sv": "Infotillfälle för vuxna"},
        summary={"fi": "Tule kysymään opiskelusta.", "sv": "Kom och fråga om studier."},
        description={"fi": "Kahvia on tarjolla.", "sv": "Vi bjuder på kaffe."},
        languages=["sv"],
    )
    event.meetings.update(
        place=None, place_name={"fi": "Majakka", "sv": "Fyren"}, place_address="Strandvägen 8", municipality="445"
    )
    changes.event_created(event)
    return event


def in_swedish_alone(page):
    """Everything that stands in the middle of the page, the names of the other languages apart."""
    assert page.locator("html").get_attribute("lang") == "sv"
    assert page.locator("main [lang]:not([lang=sv]):not(label span)").count() == 0
    read = page.inner_text("main")
    for finnish in ("Tilaisuus", "Tule kysymään", "Kahvia", "Majakka", "Saaristoväylän", "Parainen"):
        assert finnish not in read
    return read


def test_swedish_speaker_registers_in_pargas_and_is_reminded_in_swedish(visit, tree, evening_in_pargas, mailoutbox):
    """Persona 2: every page, the mail and the reminder are in Swedish; at most four things are asked."""
    visitor = visit(viewport=PHONE, locale="sv-FI")
    page = visitor.open(tree.homes["sv"].url)
    in_swedish_alone(page)
    tab_to(page, f"header a[href='{tree.events['sv'].url}']")
    enter(page)
    assert "Pargas" in in_swedish_alone(page)
    tab_to(page, ".opinovi-cards h3 a")
    enter(page)
    read = in_swedish_alone(page)
    assert "Fyren" in read and "Pargas" in read
    tab_to(page, "main a.opinovi-button")
    enter(page)
    page.wait_for_url("**/sv/events/*/register/")
    in_swedish_alone(page)
    asked = page.locator("main form :is(input, select, textarea):visible").evaluate_all(
        "fields => [...new Set(fields.map(field => field.name))]"
    )
    assert len(asked) <= 4
    tab_to(page, "#id_name")
    page.keyboard.type("Bo Björk")
    tab_to(page, "#id_email")
    page.keyboard.type("bo@example.fi")
    tab_to(page, "main button")
    enter(page)
    page.wait_for_url("**/registered/**")
    assert "bo@example.fi" in in_swedish_alone(page)
    assert page.inner_text("h1") == "Din plats är bokad"
    assert Registration.objects.get().language == "sv"

    deliver_due()
    with time_machine.travel(evening_in_pargas.starts_at - dt.timedelta(hours=2), tick=False):
        deliver_due()
    confirmation, reminder = mailoutbox
    assert confirmation.subject == "Din plats är bokad: Infotillfälle för vuxna"
    assert "Hej! En påminnelse: du är anmäld." in reminder.body
    for sent in (confirmation, reminder):
        html = next(str(body) for body, kind in sent.alternatives if kind == "text/html")
        assert '<html lang="sv"' in html
        assert set(re.findall(r'\blang="([^"]*)"', html)) == {"sv"}
        for text in (sent.subject, sent.body, html):
            for finnish in ("Tilaisuus", "Majakka", "Saaristoväylän", "Parainen", "muistutus", "klo "):
                assert finnish not in text
    assert not visitor.refused


def test_employed_person_learns_that_a_support_has_ended_and_what_there_is_instead(visit, tree):
    """Persona 3: the search says that it is no longer granted, and one click away there are at least two alternatives."""
    make_guides(make_partner())
    visitor = visit(viewport=PHONE)
    page = visitor.open(tree.homes["fi"].url)
    tab_to(page, f"header a[href='{tree.guides['fi'].url}']")
    enter(page)
    tab_to(page, "[name=q]")
    page.keyboard.type("aikuiskoulutustuki")
    enter(page)
    page.wait_for_url("**q=aikuiskoulutustuki**")
    card = page.locator(".opinovi-cards > li")
    assert card.count() == 1
    assert "Ei enää myönnetä" in card.inner_text()
    tab_to(page, ".opinovi-cards h3 a")
    enter(page)
    assert page.inner_text("h1") == "Aikuiskoulutustuki"
    banner = page.locator(".opinovi-banner").inner_text()
    assert banner == "Tätä tukea ei enää myönnetä. Katso, mitä voit hakea sen sijaan."
    instead = page.locator("[aria-labelledby=opinovi-instead] a")
    titles = instead.all_inner_texts()
    assert len(titles) >= 2
    assert "Aikuiskoulutustuki" not in titles
    tab_to(page, "[aria-labelledby=opinovi-instead] a")
    enter(page)
    assert page.inner_text("h1") == titles[0]
    assert "ei enää myönnetä" not in page.inner_text("main")
    assert not visitor.refused


def test_screen_reader_user_cancels_and_hears_what_happened(visit, tree):
    """Persona 6: from the link over the question to done; the next in the queue moves up once."""
    event = make_event(make_partner(), starts=days(7), places=1)
    changes.event_created(event)
    booked = register(event.pk, Entry(name="Liisa", email="liisa@example.fi", language="fi"))
    waiting = register(event.pk, Entry(name="Matti", email="matti@example.fi", language="fi", may_wait=True))
    visitor = visit(viewport=PHONE)
    page = visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    heard = page.locator("main").aria_snapshot()
    assert page.title().startswith("Ilmoittautumisesi")
    assert "status: Olet ilmoittautunut." in heard
    assert 'link "Peru paikka"' in heard
    tab_to(page, "main a.opinovi-button--quiet")
    enter(page)
    page.wait_for_url("**/cancel/")
    heard = page.locator("main").aria_snapshot()
    assert page.title().startswith("Haluatko perua paikkasi?")
    assert 'heading "Haluatko perua paikkasi?" [level=1]' in heard
    assert 'button "Peru paikka"' in heard
    assert 'link "Pidä paikka"' in heard
    tab_to(page, "main button")
    enter(page)
    page.wait_for_url(f"**/{booked.token}/")
    heard = page.locator("main").aria_snapshot()
    assert "Paikkasi on peruttu. Kiitos, että kerroit." in heard
    assert page.title().startswith("Paikkasi on peruttu")
    assert "Peru paikka" not in heard
    page.reload()
    waiting.registration.refresh_from_db()
    assert waiting.registration.state == "confirmed"
    assert waiting.registration.messages.filter(kind=MessageKind.PROMOTED).count() == 1
    assert Event.objects.get(pk=event.pk).waiting_count == 0
    assert not visitor.refused
