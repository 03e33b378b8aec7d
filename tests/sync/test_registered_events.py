"""Synced events that people have registered for here: never changed behind their backs, and their terms are ours."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from opinovi_wagtail.models import Event, Meeting, Message, Registration
from opinovi_wagtail.record import PlaceRef, RegistrationTerms
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.rules.states import MessageKind, MessageState, RegistrationMode

from .made_format import event, meeting

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 12, 8, 15, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


def two_meetings(**fields):
    return event(meetings=[meeting("a", FIRST), meeting("b", FIRST + WEEK)], **fields)


@pytest.fixture
def registered(sync, now):
    """A synced event that an editor opened for registration here, with one person on it."""
    sync(two_meetings(), event("t-2", title="Toinen"))
    row = Event.objects.get(remote_id="t-1")
    row.registration_mode, row.registration_url, row.places = RegistrationMode.HERE, "", 5
    row.pins = {"registration_mode": "elsewhere", "places": None}
    row.save()
    register(row.pk, Entry(name="Aino Mäkinen", email="aino@mail.example"), now=now)
    # The confirmation has gone out: one that is still to be sent would tell the new time by itself.
    Message.objects.filter(kind=MessageKind.CONFIRMATION).update(state=MessageState.SENT)
    row.refresh_from_db()
    return row


def changes_told(row):
    return Message.objects.filter(event=row, kind__in=[MessageKind.CHANGED, MessageKind.CANCELLED])


def test_a_new_time_is_told_to_those_who_are_registered(sync, registered):
    run = sync(
        event(meetings=[meeting("a", FIRST + dt.timedelta(hours=2)), meeting("b", FIRST + WEEK)]),
        event("t-2", title="Toinen"),
    )
    assert (run.state, run.updated, run.unchanged, run.pinned) == ("succeeded", 1, 1, 1)
    registered.refresh_from_db()
    assert registered.starts_at == FIRST + dt.timedelta(hours=2)
    assert registered.sequence == 1
    assert changes_told(registered).get().kind == MessageKind.CHANGED


def test_words_change_without_a_message_and_the_terms_stay_ours(sync, registered):
    terms = RegistrationTerms(needed=True, url="https://elsewhere.example/", places=1)
    sync(two_meetings(title="Uusi otsikko", registration=terms), event("t-2", title="Toinen"))
    registered.refresh_from_db()
    assert registered.title == {"fi": "Uusi otsikko"}
    assert "uusi otsikko" in registered.search_text
    assert (registered.registration_mode, registered.places, registered.places_taken) == (RegistrationMode.HERE, 5, 1)
    assert registered.pins["places"] == 1
    assert not changes_told(registered).exists()


def test_a_meeting_that_vanished_is_called_off_not_removed(sync, registered):
    sync(event(meetings=[meeting("a", FIRST)]), event("t-2", title="Toinen"))
    gone = Meeting.objects.get(event=registered, remote_id="b")
    assert gone.status == Meeting.Status.CANCELLED
    registered.refresh_from_db()
    assert registered.ends_at == FIRST + dt.timedelta(minutes=90)
    assert changes_told(registered).exists()


def test_without_registrations_a_meeting_that_vanished_is_removed(sync, registered):
    Message.objects.all().delete()
    Registration.objects.all().delete()
    sync(event(meetings=[meeting("a", FIRST)]), event("t-2", title="Toinen"))
    assert registered.meetings.count() == 1


def test_a_cancellation_at_the_source_is_told(sync, registered):
    sync(two_meetings(status="cancelled"), event("t-2", title="Toinen"))
    assert changes_told(registered).get().kind == MessageKind.CANCELLED


def test_the_event_is_unchanged_in_the_next_run(sync, registered):
    changed = two_meetings(title="Uusi")
    sync(changed, event("t-2", title="Toinen"))
    run = sync()
    assert (run.updated, run.unchanged) == (0, 2)


def test_a_new_place_changes_the_codes(sync, registered):
    moved = dataclasses.replace(meeting("a", FIRST), place=PlaceRef({"fi": "Sali"}, "Katu 2", "734"))
    sync(event(meetings=[moved, meeting("b", FIRST + WEEK)]), event("t-2", title="Toinen"))
    assert set(registered.codes.filter(set="municipality").values_list("code", flat=True)) == {"734", "853"}


@pytest.mark.parametrize(
    ("terms", "mode", "url"),
    [
        (None, RegistrationMode.ELSEWHERE, "https://opisto.example/t-1"),
        (RegistrationTerms(needed=True), RegistrationMode.ELSEWHERE, "https://opisto.example/t-1"),
        (RegistrationTerms(url="https://ilmo.example/"), RegistrationMode.ELSEWHERE, "https://ilmo.example/"),
        (RegistrationTerms(needed=False), RegistrationMode.NONE, ""),
    ],
    ids=["unknown", "needed", "address", "not needed"],
)
def test_how_one_registers_for_a_synced_event(sync, terms, mode, url):
    sync(event(registration=terms))
    row = Event.objects.get()
    assert (row.registration_mode, row.registration_url) == (mode, url)
