"""Nobody is left standing: a person to ask, other events, how to get there, what happens after registering."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from opinovi_wagtail import changes
from opinovi_wagtail.models import Meeting
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import HELSINKI, make_course, make_event, make_guide, make_partner, make_place

from .test_details import page_of
from .test_registration import address, text_of, typed

pytestmark = pytest.mark.django_db


def soon(days: int) -> dt.datetime:
    return dt.datetime(2026, 12, 1, 17, tzinfo=HELSINKI) + dt.timedelta(days=days)


@pytest.fixture
def service_point(db):
    return make_place(
        make_partner(), name={"en": "Service point Ovi"}, is_service_point=True, contact_name="Minna Lindroos",
        phone="+358 2 555 0100", email="ovi@site.example", opening_hours={"en": "Mon–Thu 9–16"},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/en/courses/", "/en/courses/?q=nothing", "/en/events/", "/en/funding/", "/en/"])
def test_every_page_of_results_names_a_person_to_ask_and_how(client, tree, service_point, path):
    make_course(title={"en": "Welding"})
    page = client.get(path)
    said = (
        "Can’t find anything suitable? Ask a counsellor, advice is free. Minna Lindroos Service point Ovi"
        " +358 2 555 0100 ovi@site.example Aurakatu 1, 20100 Turku Mon–Thu 9–16"
    )
    assert said in text_of(page)
    assert 'href="tel:+35825550100"' in page.content.decode()


def test_courses_and_guides_name_the_person_to_ask_too(client, tree, service_point):
    for row in (make_course(), make_guide()):
        assert "Minna Lindroos" in text_of(page_of(client, row))


def test_a_service_point_in_the_municipality_that_was_asked_for_comes_first(client, tree, service_point):
    make_place(name={"en": "Service point Salo"}, municipality="734", is_service_point=True, phone="+358 2 1")
    assert "Service point Ovi" in text_of(client.get("/en/events/"))
    narrowed = text_of(client.get("/en/events/?municipality=734"))
    assert "Service point Salo" in narrowed
    assert "Service point Ovi" not in narrowed


def test_a_service_point_that_cannot_be_reached_is_not_a_person_to_ask(client, tree):
    make_place(is_service_point=True, phone="", email="")
    assert "Ask a counsellor" not in text_of(client.get("/en/courses/"))


def test_an_event_that_one_cannot_get_into_shows_others_of_its_kind_first(client, tree):
    full = make_event(title={"en": "Full"}, places=0, waiting_list=False, starts=soon(5))
    make_event(title={"en": "Group"}, kind="group_session", starts=soon(1))
    make_event(title={"en": "Later"}, starts=soon(9))
    make_event(title={"en": "Called off"}, status="cancelled", starts=soon(2))
    make_event(title={"en": "Gone by"}, starts=soon(-30))
    text = text_of(page_of(client, full))
    assert "Other times and events" in text
    others = text[text.index("Other times and events") :]
    assert 0 < others.index("Later") < others.index("Group")
    assert "Called off" not in others and "Gone by" not in others
    assert "Other times and events" not in text_of(page_of(client, make_event(title={"en": "Open"})))


def test_how_to_get_there_is_said_once_for_each_place(client, tree):
    event = make_event(meetings=3)
    for meeting in event.meetings.all():
        meeting.place.directions = {"en": "Bus 1 to the square."}
        meeting.place.save()
    Meeting.objects.filter(event=event).update(place=event.meetings.first().place)
    assert text_of(page_of(client, event)).count("Bus 1 to the square.") == 1


def test_a_meeting_without_a_place_says_so(client, tree):
    event = make_event()
    event.meetings.update(place=None)
    assert "The place is not known yet." in text_of(page_of(client, event))


def after_registering(client, event):
    return text_of(client.post(address(event, "en"), typed(), follow=True))


def test_after_registering_only_what_will_happen_is_promised(client, tree):
    limited, unlimited = make_event(places=5), make_event(places=None)
    for event in (limited, unlimited):
        changes.event_created(event)
    said = after_registering(client, limited)
    assert "The message has a link with which you can see or cancel your registration." in said
    assert "We will remind you before the event." in said
    assert "we will give your place to someone else" in said
    assert "we will give your place to someone else" not in after_registering(client, unlimited)


def test_no_reminder_is_promised_where_none_is_planned(client, tree):
    tomorrow = make_event(starts=dt.datetime(2026, 11, 24, 18, tzinfo=HELSINKI))
    changes.event_created(tomorrow)
    assert "We will remind you" not in after_registering(client, tomorrow)


def test_the_self_service_page_says_whom_to_ask(client, tree):
    event = make_event(contact_name="Heidi Rantanen", contact_phone="+358 2 555 0141")
    changes.event_created(event)
    booked = register(event.pk, Entry(name="Liisa", email="liisa@person.example", language="en"))
    text = text_of(client.get(reverse("opinovi_wagtail:self_service", args=[booked.token])))
    assert "contact the organiser." in text
    assert "Heidi Rantanen +358 2 555 0141" in text
