"""Registering: places, the waiting list, once and only once, and every no with its reason."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from opinovi_wagtail.models import Event, Message, Registration
from opinovi_wagtail.registrations.cancel import cancel
from opinovi_wagtail.registrations.errors import (
    EventFull,
    InvalidEntry,
    NoSuchEvent,
    PartyTooBig,
    RegistrationClosed,
    SameContactLimit,
)
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.registrations.tokens import find
from opinovi_wagtail.rules.enrolment import EnrolmentState
from opinovi_wagtail.rules.states import EventStatus, RegistrationMode
from tests.factories import make_event


def counters(event: Event) -> tuple[int, int]:
    event.refresh_from_db()
    return event.places_taken, event.waiting_count


def test_place_is_taken_and_confirmation_and_reminder_are_planned(entry, now):
    event = make_event(places=20)
    outcome = register(event.pk, entry(party_size=2))
    assert (outcome.registration.state, outcome.created, outcome.position) == ("confirmed", True, None)
    assert counters(event) == (2, 0)
    planned = {message.kind: message for message in Message.objects.all()}
    assert set(planned) == {"confirmation", "reminder"}
    assert planned["confirmation"].due_at == now
    assert planned["reminder"].due_at == dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
    assert planned["reminder"].useful_until == event.starts_at


def test_series_is_registered_for_as_one_and_every_meeting_is_reminded_of(entry):
    event = make_event(kind="group_session", meetings=4)
    register(event.pk, entry())
    assert counters(event) == (1, 0)
    assert Message.objects.filter(kind="reminder").count() == 4


def test_someone_with_only_a_number_gets_a_place_and_no_mail(entry):
    event = make_event()
    outcome = register(event.pk, entry(email="", phone="+358 40 123 4567"))
    assert outcome.registration.state == "confirmed"
    assert not Message.objects.exists()


def test_four_statements_stand_under_the_lock(entry):
    event = make_event()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        register(event.pk, entry())
    said = [query["sql"] for query in captured]
    begin = next(number for number, sql in enumerate(said) if sql.startswith(("SAVEPOINT", "BEGIN")))
    inside = [sql for sql in said[begin + 1 :] if not sql.startswith(("RELEASE", "COMMIT"))]
    assert [sql.split()[0] for sql in inside] == ["SELECT", "INSERT", "UPDATE", "INSERT"], inside


# Places and the waiting list


def test_full_event_says_whether_one_can_wait(entry):
    event = make_event(places=1)
    register(event.pk, entry("Aino"))
    with pytest.raises(EventFull) as caught:
        register(event.pk, entry("Bertta"))
    assert (caught.value.can_wait, caught.value.waiting) == (True, 0)
    assert counters(event) == (1, 0)
    Event.objects.update(waiting_list=False)
    with pytest.raises(EventFull) as caught:
        register(event.pk, entry("Bertta", may_wait=True))
    assert caught.value.can_wait is False


def test_waiting_list_takes_people_in_order_and_says_their_number(entry):
    event = make_event(places=1)
    register(event.pk, entry("Aino"))
    second = register(event.pk, entry("Bertta", may_wait=True, party_size=1))
    third = register(event.pk, entry("Cecilia", may_wait=True))
    assert [second.position, third.position] == [1, 2]
    assert second.is_waiting and counters(event) == (1, 2)
    assert set(Message.objects.filter(registration=second.registration).values_list("kind", flat=True)) == {"waiting"}


def test_one_who_would_wait_gets_the_place_if_there_is_one(entry):
    event = make_event(places=1)
    assert register(event.pk, entry(may_wait=True)).registration.state == "confirmed"


def test_party_that_does_not_fit_is_told_what_is_left_and_may_wait_together(entry):
    event = make_event(places=5)
    register(event.pk, entry("Aino", party_size=3))
    three = entry("Bertta", party_size=3)
    with pytest.raises(PartyTooBig) as caught:
        register(event.pk, three)
    assert (caught.value.places_left, caught.value.party_size, caught.value.can_wait) == (2, 3, True)
    assert register(event.pk, entry("Bertta", party_size=3, may_wait=True)).is_waiting


def test_nobody_overtakes_a_party_that_waits(entry):
    event = make_event(places=5)
    register(event.pk, entry("Aino", party_size=3))
    register(event.pk, entry("Bertta", party_size=3, may_wait=True))
    with pytest.raises(EventFull):
        register(event.pk, entry("Cecilia"))


def test_party_larger_than_the_event_cannot_wait_for_ever(entry):
    event = make_event(places=2)
    with pytest.raises(PartyTooBig) as caught:
        register(event.pk, entry(party_size=3, may_wait=True))
    assert caught.value.can_wait is False


def test_no_limit_takes_everyone(entry):
    event = make_event(places=None)
    register(event.pk, entry(party_size=40))
    assert counters(event) == (40, 0)


def test_database_itself_refuses_to_oversell():
    event = make_event(places=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(places_taken=2)


# Every no has its reason


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"registration_opens_at": dt.timedelta(hours=1)}, EnrolmentState.OPENS_LATER),
        ({"registration_closes_at": -dt.timedelta(hours=1)}, EnrolmentState.CLOSED),
        ({"starts_at": -dt.timedelta(hours=1)}, EnrolmentState.STARTED),
        ({"starts_at": -dt.timedelta(days=2), "ends_at": -dt.timedelta(days=1)}, EnrolmentState.PAST),
        ({"status": EventStatus.CANCELLED}, EnrolmentState.CANCELLED),
        ({"status": EventStatus.POSTPONED}, EnrolmentState.POSTPONED),
        ({"listed": False}, EnrolmentState.HIDDEN),
        ({"withdrawn_at": -dt.timedelta(hours=1)}, EnrolmentState.HIDDEN),
        ({"registration_mode": RegistrationMode.NONE}, EnrolmentState.WALK_IN),
        ({"registration_mode": RegistrationMode.ELSEWHERE}, EnrolmentState.ELSEWHERE),
    ],
    ids=lambda value: value.value if isinstance(value, EnrolmentState) else "",
)
def test_closed_event_says_why(entry, now, fields, state):
    event = make_event()
    values = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in fields.items()}
    Event.objects.filter(pk=event.pk).update(**values)
    with pytest.raises(RegistrationClosed) as caught:
        register(event.pk, entry())
    assert caught.value.enrolment.state is state
    assert not Registration.objects.exists()


def test_unknown_event(entry):
    with pytest.raises(NoSuchEvent):
        register(4711, entry())


# Once and only once


def test_form_sent_twice_is_one_registration_and_one_mail(entry):
    event = make_event()
    form = entry()
    first, second = register(event.pk, form), register(event.pk, form)
    assert first.registration == second.registration
    assert (first.token, second.created) == (second.token, False)
    assert Message.objects.filter(kind="confirmation").count() == 1
    assert counters(event) == (1, 0)


def test_same_person_again_is_one_registration_and_is_told_once_a_day(entry, clock):
    event = make_event()
    register(event.pk, entry("Aino Virtanen"))
    for name, email in [("aino  VIRTANEN", "Aino@People.example"), ("Aino Virtanen", "aino@people.example")]:
        assert register(event.pk, entry(name, email=email)).created is False
    assert counters(event) == (1, 0)
    assert Message.objects.filter(kind="confirmation", payload__again=True).count() == 1
    clock.shift(dt.timedelta(days=1))
    register(event.pk, entry("Aino Virtanen"))
    assert Message.objects.filter(kind="confirmation", payload__again=True).count() == 2


def test_same_number_however_it_is_written_is_the_same_person(entry):
    event = make_event()
    register(event.pk, entry(email="", phone="+358 40 123 4567"))
    assert register(event.pk, entry(email="", phone="+358-401234567")).created is False


def test_same_person_may_come_to_two_events(entry):
    assert register(make_event().pk, entry()).created and register(make_event().pk, entry()).created


def test_registered_person_gets_the_same_answer_after_closing(entry, now):
    event = make_event()
    form = entry()
    register(event.pk, form)
    Event.objects.update(registration_closes_at=now)
    assert register(event.pk, form).registration.state == "confirmed"


def test_another_name_with_one_address_is_another_person_up_to_the_limit(entry, settings):
    settings.OPINOVI_WAGTAIL = {"SAME_CONTACT_LIMIT": 3}
    event = make_event()
    for name in ("Aino", "Bertta", "Cecilia"):
        assert register(event.pk, entry(name, email="family@people.example")).created
    with pytest.raises(SameContactLimit) as caught:
        register(event.pk, entry("Daniel", email="Family@people.example"))
    assert caught.value.limit == 3
    assert counters(event) == (3, 0)


def test_limit_holds_when_somebody_else_was_quicker(entry, settings, monkeypatch):
    """What was looked up before the lock is looked up again inside when the event has moved on since."""
    settings.OPINOVI_WAGTAIL = {"SAME_CONTACT_LIMIT": 1}
    from opinovi_wagtail.registrations import locking

    event = make_event()
    lock = locking.lock_event

    def slow(event_id: int) -> Event:
        monkeypatch.setattr(locking, "lock_event", lock)
        register(event_id, entry("Bertta", email="family@people.example"))
        return lock(event_id)

    monkeypatch.setattr(locking, "lock_event", slow)
    with pytest.raises(SameContactLimit):
        register(event.pk, entry("Aino", email="family@people.example"))


def test_meeting_that_moved_before_the_lock_is_reminded_of_at_its_new_time(entry, monkeypatch):
    from opinovi_wagtail import changes
    from opinovi_wagtail.registrations import locking

    event = make_event()
    lock = locking.lock_event

    def slow(event_id: int) -> Event:
        monkeypatch.setattr(locking, "lock_event", lock)
        with changes.event_change(event_id) as moved:
            moved.meetings.update(starts_at=event.starts_at + dt.timedelta(days=7), ends_at=None)
        return lock(event_id)

    monkeypatch.setattr(locking, "lock_event", slow)
    register(event.pk, entry())
    assert Message.objects.get(kind="reminder").useful_until == event.starts_at + dt.timedelta(days=7)


def test_who_has_cancelled_may_register_again_even_with_the_same_form(entry):
    event = make_event()
    form = entry()
    cancel(register(event.pk, form).registration.pk)
    again = register(event.pk, form)
    assert again.created and counters(event) == (1, 0)


# What was entered


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"name": " \u202e\n "}, {"name": "missing"}),
        ({"name": "x" * 201}, {"name": "too_long"}),
        ({"email": "", "phone": " "}, {"contact": "missing"}),
        ({"email": "nobody"}, {"email": "invalid"}),
        ({"email": '"<b@evil.example>"@x.example'}, {"email": "invalid"}),
        ({"email": "a@x.example\r\nBcc: b@x.example"}, {"email": "invalid"}),
        ({"email": "a@x.example,b@x.example"}, {"email": "invalid"}),
        ({"email": "a\u202e@x.example"}, {"email": "invalid"}),
        ({"phone": "1" * 41}, {"phone": "too_long"}),
        ({"party_size": 0}, {"party_size": "invalid"}),
        ({"party_size": 51}, {"party_size": "invalid"}),
        ({"name": "", "email": "nobody"}, {"name": "missing", "email": "invalid"}),
    ],
)
def test_what_cannot_be_used_is_named_all_at_once(fields, problems):
    event = make_event()
    with pytest.raises(InvalidEntry) as caught:
        register(event.pk, Entry(**{"name": "Aino", "email": "a@people.example", **fields}))
    assert caught.value.problems == problems


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("  Aino\t Virtanen ", "Aino Virtanen"),
        ("Aino\r\nBcc: x@evil.example", "Aino Bcc: x@evil.example"),
        ("\u202eonia\u2066", "onia"),
        ("{{ 7|add:7 }} {0.__class__} %(name)s", "{{ 7|add:7 }} {0.__class__} %(name)s"),
        ("A\u0308iti O\u0308", "Äiti Ö"),
        ("نیک\u200cنام", "نیک\u200cنام"),
    ],
    ids=["space", "crlf", "bidi", "templates", "composed", "joiners_stay"],
)
def test_name_is_one_line_of_visible_signs(given, stored):
    outcome = register(make_event().pk, Entry(given, "a@people.example"))
    assert outcome.registration.name == stored


def test_language_that_the_site_does_not_have_becomes_its_first():
    assert register(make_event().pk, Entry("A", "a@people.example", language="xx")).registration.language == "fi"


# The link


def test_link_opens_the_registration_and_only_its_hash_is_stored(entry):
    outcome = register(make_event().pk, entry())
    assert len(outcome.token) == 43
    assert find(outcome.token) == outcome.registration
    stored = " ".join(str(value) for value in Registration.objects.values().get().values())
    assert outcome.token not in stored


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[:-1] + "é", lambda t: t.swapcase(), lambda t: ""])
def test_tampered_link_opens_nothing(entry, change):
    assert find(change(register(make_event().pk, entry()).token)) is None


def test_link_outlives_the_secret_key(entry, settings):
    from opinovi_wagtail.tokens import token_of

    old = settings.SECRET_KEY
    event = make_event()
    outcome = register(event.pk, entry())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [old]
    assert find(outcome.token) == outcome.registration
    assert token_of(outcome.registration) == outcome.token
    assert register(event.pk, entry()).created is False, "the person is recognised too"
    settings.SECRET_KEY_FALLBACKS = []
    assert find(outcome.token) == outcome.registration
    fresh = token_of(outcome.registration)
    assert fresh != outcome.token and find(fresh) == outcome.registration


def test_tokens_of_two_people_differ(entry):
    event = make_event()
    assert (
        register(event.pk, entry("Aino")).token
        != register(event.pk, entry("Bertta", submission_key=uuid.uuid4())).token
    )
