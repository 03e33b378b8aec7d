"""Cancelling: places go back, whoever waits longest moves up, and everything twice is once."""

from __future__ import annotations

import datetime as dt

import pytest

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Message
from opinovi_wagtail.registrations.cancel import CancelledBy, cancel
from opinovi_wagtail.registrations.errors import NoSuchRegistration, TooLateToCancel
from opinovi_wagtail.registrations.register import register
from opinovi_wagtail.registrations.tokens import find
from tests.factories import make_event


def counters(event: Event) -> tuple[int, int, int]:
    event.refresh_from_db()
    return event.places_taken, event.places_over, event.waiting_count


def states(registration) -> dict[str, str]:
    return dict(Message.objects.filter(registration=registration).values_list("kind", "state"))


def test_next_in_line_moves_up_and_is_told(entry):
    event = make_event(places=1)
    first = register(event.pk, entry("Aino")).registration
    second = register(event.pk, entry("Bertta", may_wait=True)).registration
    third = register(event.pk, entry("Cecilia", may_wait=True)).registration
    result = cancel(first.pk)
    assert (result.changed, result.promoted) == (True, (second.pk,))
    second.refresh_from_db(), third.refresh_from_db()
    assert (second.state, third.state) == ("confirmed", "waiting")
    assert second.confirmed_at is not None
    assert counters(event) == (1, 0, 1)
    assert states(second) == {"waiting": "obsolete", "promoted": "planned", "reminder": "planned"}
    assert states(first) == {"confirmation": "obsolete", "reminder": "obsolete", "cancelled_by_me": "planned"}


def test_who_moved_up_and_cancels_frees_the_place_for_the_next(entry):
    event = make_event(places=1)
    people = [register(event.pk, entry(name, may_wait=True)).registration for name in ("Aino", "Bertta", "Cecilia")]
    cancel(people[0].pk)
    assert cancel(people[1].pk).promoted == (people[2].pk,)


def test_who_was_waiting_and_cancels_promotes_nobody(entry):
    event = make_event(places=1)
    register(event.pk, entry("Aino"))
    second = register(event.pk, entry("Bertta", may_wait=True)).registration
    register(event.pk, entry("Cecilia", may_wait=True))
    assert cancel(second.pk).promoted == ()
    assert counters(event) == (1, 0, 1)


def test_party_in_front_that_leaves_lets_those_behind_it_up(entry):
    event = make_event(places=2)
    register(event.pk, entry("Aino"))
    pair = register(event.pk, entry("Bertta", party_size=2, may_wait=True)).registration
    single = register(event.pk, entry("Cecilia", may_wait=True)).registration
    assert cancel(pair.pk).promoted == (single.pk,)
    assert counters(event) == (2, 0, 0)


def test_twice_is_once(entry):
    event = make_event()
    registration = register(event.pk, entry()).registration
    cancel(registration.pk)
    assert cancel(registration.pk).changed is False
    assert counters(event) == (0, 0, 0)
    assert Message.objects.filter(kind="cancelled_by_me").count() == 1


def test_organiser_who_cancels_a_registration_tells_the_person(entry):
    registration = register(make_event().pk, entry()).registration
    cancelled = cancel(registration.pk, by=CancelledBy.ORGANISER).registration
    assert cancelled.cancelled_by == "organiser"
    assert states(registration)["cancelled"] == "planned"


def test_nobody_moves_up_once_the_event_has_begun(entry, clock):
    event = make_event(places=1)
    first = register(event.pk, entry("Aino")).registration
    register(event.pk, entry("Bertta", may_wait=True))
    clock.move_to(event.starts_at + dt.timedelta(minutes=1))
    assert cancel(first.pk).promoted == ()


def test_nobody_moves_up_on_a_cancelled_event(entry):
    event = make_event(places=1)
    first = register(event.pk, entry("Aino")).registration
    register(event.pk, entry("Bertta", may_wait=True))
    with changes.event_change(event.pk) as changed:
        changed.status = "cancelled"
    assert cancel(first.pk).promoted == ()


def test_too_late_when_the_event_is_over(entry, clock):
    event = make_event()
    registration = register(event.pk, entry()).registration
    clock.move_to(event.ends_at + dt.timedelta(minutes=1))
    with pytest.raises(TooLateToCancel):
        cancel(registration.pk)


def test_link_still_opens_after_cancelling(entry):
    outcome = register(make_event().pk, entry())
    cancel(outcome.registration.pk)
    assert find(outcome.token).state == "cancelled"


def test_places_beyond_the_room_are_not_given_away_again(entry):
    event = make_event(places=3)
    people = [register(event.pk, entry(name)).registration for name in ("Aino", "Bertta", "Cecilia")]
    with changes.event_change(event.pk) as smaller:
        smaller.places = 1
    register_waiting = register(event.pk, entry("Daniel", may_wait=True)).registration
    assert counters(event) == (3, 2, 1)
    assert cancel(people[0].pk).promoted == ()
    assert counters(event) == (2, 1, 1)
    assert cancel(people[1].pk).promoted == ()
    assert cancel(people[2].pk).promoted == (register_waiting.pk,)
    assert counters(event) == (1, 0, 0)


def test_unknown_registration():
    with pytest.raises(NoSuchRegistration):
        cancel(4711)
