"""What a card in a list says of a course or an event: where, whether one can still get in, and in which language."""

from __future__ import annotations

import datetime as dt

import pytest

from opinovi_wagtail.models import CourseRun
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import HELSINKI, make_course, make_event

from .test_details import page_of
from .test_lists import course
from .test_registration import text_of

pytestmark = pytest.mark.django_db


def test_a_card_of_a_course_without_a_municipality_names_the_place(client, tree):
    course("tuleva", run={"place": None, "place_name": {"en": "The old mill"}, "municipalities": []})
    assert "Location The old mill" in text_of(client.get("/en/courses/"))
    CourseRun.objects.update(municipalities=["853", "734"])
    assert "Location Turku, Salo" in text_of(client.get("/en/courses/"))


def test_a_card_names_the_first_run_that_one_can_still_get_into(client, tree):
    made = make_course(title={"en": "Logistics"}, runs=3)
    facts = [
        {"start_on": dt.date(2026, 12, 7), "apply_until": dt.datetime(2026, 11, 1, tzinfo=HELSINKI)},
        {"start_on": dt.date(2026, 12, 14), "places_left": 0},
        {"start_on": dt.date(2027, 1, 11), "application": "rolling", "places_left": 3},
    ]
    for run, fields in zip(made.runs.all(), facts, strict=True):
        CourseRun.objects.filter(pk=run.pk).update(**fields)
    shown = text_of(client.get("/en/courses/"))
    assert "Rolling admission" in shown and "The application period has ended." not in shown
    assert "2 other dates or locations" in shown


def test_a_card_of_a_full_course_says_so_and_not_until_when_to_apply(client, tree):
    soon = dt.datetime(2026, 12, 20, tzinfo=HELSINKI)
    course("täynnä", run={"places_left": 0, "apply_until": soon})
    shown = text_of(client.get("/en/courses/"))
    assert "Full" in shown and "Apply by" not in shown


def test_a_card_of_a_full_event_points_to_nothing_below_it(client, tree):
    full = make_event(places=1, waiting_list=False, title={"en": "Evening"})
    register(full.pk, Entry(name="Aino", email="aino@example.fi"))
    assert "waiting list is closed. See other dates" not in text_of(client.get("/en/events/"))
    assert "This event is full and the waiting list is closed." in text_of(client.get("/en/events/"))
    assert "See other dates below." in text_of(page_of(client, full))


def test_short_cards_say_in_which_language_a_title_is(client, tree):
    one = make_event(title={"fi": "Ilta"})
    make_event(title={"fi": "Toinen ilta"}, status="cancelled")
    for page in (client.get("/en/"), page_of(client, make_event(one.partner, status="cancelled"))):
        html = page.content.decode()
        card = html[html.index(">Ilta<") :]
        assert "only in Finnish" in card[: card.index("</li>")]
