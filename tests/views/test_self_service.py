"""The self-service link: reading changes nothing, acting asks first, and a wrong link is no oracle."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from opinovi_wagtail.models import Message, Registration
from opinovi_wagtail.registrations.cancel import cancel
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import HELSINKI, make_event, make_partner

from .test_registration import links_to_other_languages, text_of

pytestmark = pytest.mark.django_db
NAMES = ("self_service", "self_service_cancel", "self_service_calendar")


def address(token, name="self_service"):
    return reverse(f"opinovi_wagtail:{name}", args=[token])


@pytest.fixture
def event():
    return make_event(make_partner(phone="+358 2 999"), meetings=2, places=1)


@pytest.fixture
def booked(event):
    return register(event.pk, Entry(name="Liisa Åkerblom", email="liisa@example.fi", language="sv"))


def test_the_page_speaks_the_language_of_the_registration(client, booked, said):
    page = client.get(address(booked.token), headers={"accept-language": "en"})
    assert '<html lang="sv"' in page.content.decode()
    assert page["Content-Language"] == "sv"
    for sentence in ("You are registered.", "Add to calendar", "Cancel my place"):
        assert said("sv", sentence) in text_of(page)
    assert "Kväll om vuxenstudier" in text_of(page)
    assert "ti 1.12.2026 kl. 17.00–18.30" in text_of(page)


@pytest.mark.parametrize("name", ["self_service", "self_service_cancel"])
def test_the_link_can_be_read_in_the_other_languages(client, booked, name):
    page = client.get(address(booked.token, name))
    assert links_to_other_languages(page) == {f"?language={code}": code for code in ("fi", "sv", "en")}
    for url, language in links_to_other_languages(page).items():
        other = client.get(address(booked.token, name) + url)
        assert f'<html lang="{language}"' in other.content.decode()
        assert links_to_other_languages(other) == links_to_other_languages(page)


def test_who_reads_another_language_goes_on_in_it(client, booked):
    page = client.get(address(booked.token) + "?language=en").content.decode()
    assert f'href="{address(booked.token, "self_service_cancel")}?language=en"' in page
    calendar = client.get(address(booked.token, "self_service_calendar") + "?language=en")
    assert "Evening for adult learners" in calendar.content.decode()
    question = client.get(address(booked.token, "self_service_cancel") + "?language=en").content.decode()
    assert f'action="{address(booked.token, "self_service_cancel")}?language=en"' in question
    done = client.post(address(booked.token, "self_service_cancel") + "?language=en", follow=True)
    assert "Your place has been cancelled. Thank you for letting us know." in text_of(done)
    booked.registration.refresh_from_db()
    assert booked.registration.language == "sv"


def test_a_language_that_there_is_not_is_left_out(client, booked):
    assert '<html lang="sv"' in client.get(address(booked.token) + "?language=<b>").content.decode()


def test_a_wrong_link_can_be_read_in_the_other_languages_and_is_not_repeated(client, said):
    page = client.get(address("x" * 43))
    assert links_to_other_languages(page) == {f"?language={code}": code for code in ("fi", "sv", "en")}
    assert "x" * 43 not in page.content.decode()
    for language in ("fi", "sv", "en"):
        other = client.get(address("x" * 43) + f"?language={language}")
        assert other.status_code == 404
        assert said(language, "This link does not work") in text_of(other)


def test_a_wrong_link_leads_on_to_the_events(client, tree):
    page = client.get(address("x" * 43) + "?language=sv").content.decode()
    assert f'<p><a href="{tree.events["sv"].get_url()}">' in page


def test_who_leaves_the_waiting_list_is_not_told_of_a_place(client, event, said):
    for number in range(event.places + 1):
        last = register(event.pk, Entry(name="N", email=f"n{number}@example.fi", language="sv", may_wait=True))
    waiting = client.get(address(last.token))
    assert "calendar.ics" not in waiting.content.decode()
    client.post(address(last.token, "self_service_cancel"))
    page = text_of(client.get(address(last.token)))
    assert said("sv", "You are no longer on the waiting list. Thank you for letting us know.") in page
    assert said("sv", "Your place has been cancelled. Thank you for letting us know.") not in page


AGAIN = "If you change your mind, you can register again while there are places left."
WAIT = "If you change your mind, you can join the waiting list: all places are taken now."


def test_who_cancelled_may_register_again_while_there_is_room(client, booked, event, said):
    client.post(address(booked.token, "self_service_cancel"))
    page = client.get(address(booked.token))
    assert said("sv", AGAIN) in text_of(page)
    form = reverse("opinovi_wagtail:register", kwargs={"language": "sv", "key": event.key})
    assert f'href="{form}"' in page.content.decode()
    typed = {"name": "Liisa Åkerblom", "email": "liisa@example.fi", "contact_language": "sv"}
    assert client.post(form, typed).status_code == 302
    assert Registration.objects.filter(state="confirmed").count() == 1


def test_who_cancelled_may_wait_when_the_place_has_gone_to_another(client, booked, event, said):
    client.post(address(booked.token, "self_service_cancel"))
    register(event.pk, Entry(name="Matti", email="matti@example.fi", language="fi"))
    page = client.get(address(booked.token))
    assert said("sv", WAIT) in text_of(page)
    assert said("sv", AGAIN) not in text_of(page)


def test_nobody_is_invited_to_register_again_where_one_cannot(client, booked, event, said, clock):
    assert "/register/" not in client.get(address(booked.token)).content.decode()
    cancel(booked.registration.pk, by=Registration.CancelledBy.ORGANISER)
    assert "/register/" not in client.get(address(booked.token)).content.decode()
    Registration.objects.update(cancelled_by=Registration.CancelledBy.REGISTRANT)
    assert "/register/" in client.get(address(booked.token)).content.decode()
    clock.move_to(dt.datetime(2026, 12, 1, 17, 1, tzinfo=HELSINKI))
    assert "/register/" not in client.get(address(booked.token)).content.decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(client, booked, name, method):
    before = Registration.objects.values().get(), list(Message.objects.values())
    assert getattr(client, method)(address(booked.token, name)).status_code == 200
    assert (Registration.objects.values().get(), list(Message.objects.values())) == before


@pytest.mark.parametrize("name", NAMES)
def test_nothing_keeps_or_passes_on_the_link(client, booked, name):
    response = client.get(address(booked.token, name))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_only_who_has_a_place_sees_where_to_join_online(client, booked, event, said):
    event.meetings.update(place=None, online_url="https://meet.opisto.example/room")
    waiting = register(event.pk, Entry(name="Matti", email="matti@example.fi", language="en", may_wait=True))
    link = 'href="https://meet.opisto.example/room"'
    assert link in client.get(address(booked.token)).content.decode()
    assert link not in client.get(address(waiting.token)).content.decode()
    form = reverse("opinovi_wagtail:register", kwargs={"language": "en", "key": event.key})
    assert link not in client.get(form).content.decode()


def test_cancelling_asks_first_and_then_says_that_it_is_done(client, booked, said, event):
    question = client.get(address(booked.token, "self_service_cancel"))
    assert said("sv", "Do you want to cancel your place?") in text_of(question)
    assert said("sv", "Keep my place") in text_of(question)
    done = client.post(address(booked.token, "self_service_cancel"), follow=True)
    assert said("sv", "Your place has been cancelled. Thank you for letting us know.") in text_of(done)
    assert Registration.objects.get().state == "cancelled"
    event.refresh_from_db()
    assert event.places_taken == 0


def test_cancelling_twice_is_once(client, booked, said):
    for _again in range(2):
        done = client.post(address(booked.token, "self_service_cancel"), follow=True)
    assert done.status_code == 200
    assert said("sv", "Your place has been cancelled. Thank you for letting us know.") in text_of(done)
    assert said("sv", "Cancel my place") not in text_of(client.get(address(booked.token, "self_service_cancel")))


def test_cancelling_works_for_a_browser_that_sends_no_origin(booked):
    """With ``Referrer-Policy: no-referrer`` browsers send ``Origin: null``; the link itself is the secret."""
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address(booked.token, "self_service_cancel"), headers={"origin": "null"})
    assert response.status_code == 302
    assert Registration.objects.get().state == "cancelled"


def test_who_waits_sees_the_number_and_leaves_the_list(client, booked, event, said):
    waiting = register(event.pk, Entry(name="Matti", email="matti@example.fi", language="en", may_wait=True))
    page = client.get(address(waiting.token))
    assert "You are on the waiting list. Your number: 1." in text_of(page)
    question = client.get(address(waiting.token, "self_service_cancel"))
    assert "Do you want to leave the waiting list?" in text_of(question)
    client.post(address(waiting.token, "self_service_cancel"))
    waiting.registration.refresh_from_db()
    assert waiting.registration.state == "cancelled"
    booked.registration.refresh_from_db()
    assert booked.registration.state == "confirmed"


def test_a_cancelled_event_says_so_and_has_nothing_to_cancel(client, booked, event, said):
    event.status = "cancelled"
    event.save(update_fields=["status"])
    page = client.get(address(booked.token))
    assert said("sv", "This event has been cancelled. We are telling everyone who registered.") in text_of(page)
    assert said("sv", "Cancel my place") not in text_of(page)


def test_after_the_event_the_link_still_shows_but_nothing_is_cancelled(client, booked, clock, said):
    clock.move_to(dt.datetime(2026, 12, 9, 12, 0, tzinfo=HELSINKI))
    assert said("sv", "This event has already taken place.") in text_of(client.get(address(booked.token)))
    response = client.post(address(booked.token, "self_service_cancel"))
    assert response.status_code == 409
    assert Registration.objects.get().state == "confirmed"


def test_a_registration_of_a_hidden_event_is_served(client, booked, event):
    event.listed = False
    event.save(update_fields=["listed"])
    assert client.get(address(booked.token)).status_code == 200
    client.post(address(booked.token, "self_service_cancel"))
    assert Registration.objects.get().state == "cancelled"


def test_the_organisers_cancellation_does_not_thank_the_registrant(client, booked, said):
    cancel(booked.registration.pk, by=Registration.CancelledBy.ORGANISER)
    assert said("sv", "The organiser has cancelled your registration.") in text_of(client.get(address(booked.token)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_wrong_link_gets_the_same_helpful_page(client, booked, name, method):
    tampered = ("A" if booked.token[0] != "A" else "B") + booked.token[1:]
    answers = []
    for token in (tampered, booked.token[:-1], "x", "%00", "å", booked.token + "a"):
        response = getattr(client, method)(address(token, name))
        if method == "post" and name != "self_service_cancel":
            assert response.status_code == 405
            continue
        assert response.status_code == 404
        assert response["Referrer-Policy"] == "no-referrer"
        answers.append(text_of(response))
    assert len(set(answers)) <= 1
    assert Registration.objects.get().state == "confirmed"


def test_the_link_of_an_anonymised_registration_is_a_wrong_link(client, booked):
    Registration.objects.update(anonymised_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    assert client.get(address(booked.token)).status_code == 404


def test_a_failure_of_ours_says_whom_to_call(client, booked, said, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("bug")

    monkeypatch.setattr("opinovi_wagtail.views.self_service.cancel", broken)
    response = client.post(address(booked.token, "self_service_cancel"))
    assert response.status_code == 503
    sentence = (
        "Something went wrong on our side and your place has not been cancelled yet. Try again in a moment or call:"
        " %(phone)s."
    )
    assert said("sv", sentence, phone="+358 2 999") in text_of(response)


# Calendar files.


def test_the_calendar_file_has_every_meeting_in_local_time(client, booked, event):
    response = client.get(address(booked.token, "self_service_calendar"))
    assert response["Content-Type"].startswith("text/calendar")
    assert "attachment" in response["Content-Disposition"]
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(part["SUMMARY"]) for part in found] == ["Kväll om vuxenstudier"] * 2
    assert [part.decoded("DTSTART") for part in found] == [
        dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI),
        dt.datetime(2026, 12, 8, 17, 0, tzinfo=HELSINKI),
    ]
    assert "Aurakatu 1" in str(found[0]["LOCATION"])


def test_the_public_calendar_file_names_nobody(client, booked, event):
    url = reverse("opinovi_wagtail:event_calendar", kwargs={"language": "fi", "key": event.key})
    response = client.get(url)
    assert response.status_code == 200
    assert b"liisa" not in response.content.lower()
    assert "Aikuisopiskelun ilta" in response.content.decode()


def test_a_hidden_event_has_no_public_calendar_file(client, event):
    event.listed = False
    event.save(update_fields=["listed"])
    url = reverse("opinovi_wagtail:event_calendar", kwargs={"language": "fi", "key": event.key})
    assert client.get(url).status_code == 404
