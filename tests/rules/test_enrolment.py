"""Whether one gets into an event: every state, the moments between them, and what newcomers may have while others wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinovi_wagtail.rules.enrolment import EnrolmentState, EventFacts, enrolment_state, is_past, may_promote
from opinovi_wagtail.rules.states import EventStatus, RegistrationMode
from tests.conftest import HELSINKI, NOW

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
COMING = EventFacts(starts_at=NOW + 7 * DAY, ends_at=NOW + 7 * DAY + HOUR, places=20, places_taken=3)

S = EnrolmentState
CASES = {
    "places_left": ({}, S.OPEN),
    "no_limit": ({"places": None}, S.OPEN),
    "opens_later": ({"opens_at": NOW + HOUR}, S.OPENS_LATER),
    "opens_this_moment": ({"opens_at": NOW}, S.OPEN),
    "register_by": ({"closes_at": NOW + HOUR}, S.OPEN),
    "closes_this_moment": ({"closes_at": NOW}, S.CLOSED),
    "closed_before_it_ever_opened": ({"opens_at": NOW + HOUR, "closes_at": NOW - HOUR}, S.OPENS_LATER),
    "full_with_waiting_list": ({"places_taken": 20}, S.FULL_QUEUE),
    "full_without": ({"places_taken": 20, "waiting_list": False}, S.FULL),
    "overfull_after_the_room_shrank": ({"places_taken": 25}, S.FULL_QUEUE),
    "no_places_at_all": ({"places": 0, "places_taken": 0, "waiting_list": False}, S.FULL),
    "somebody_waits_for_two_of_them": ({"places_taken": 19, "waiting_count": 2}, S.FULL_QUEUE),
    "full_and_closed": ({"places_taken": 20, "closes_at": NOW - HOUR}, S.CLOSED),
    "started": ({"starts_at": NOW - HOUR, "ends_at": NOW + HOUR}, S.STARTED),
    "starts_this_moment": ({"starts_at": NOW, "ends_at": NOW + HOUR}, S.STARTED),
    "series_under_way": ({"starts_at": NOW - 7 * DAY, "ends_at": NOW + 7 * DAY}, S.STARTED),
    "past": ({"starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR}, S.PAST),
    "ends_this_moment": ({"starts_at": NOW - HOUR, "ends_at": NOW}, S.PAST),
    "past_beats_full": ({"starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR, "places_taken": 20}, S.PAST),
    "no_end_given_and_still_today": ({"starts_at": NOW - HOUR, "ends_at": NOW - HOUR}, S.STARTED),
    "no_end_given_and_yesterday": ({"starts_at": NOW - DAY, "ends_at": NOW - DAY}, S.PAST),
    "no_date_yet": ({"starts_at": None, "ends_at": None}, S.OPEN),
    "cancelled": ({"status": EventStatus.CANCELLED}, S.CANCELLED),
    "cancelled_stays_cancelled_when_past": (
        {"status": EventStatus.CANCELLED, "starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR},
        S.CANCELLED,
    ),
    "postponed": ({"status": EventStatus.POSTPONED}, S.POSTPONED),
    "postponed_and_the_old_time_has_passed": (
        {"status": EventStatus.POSTPONED, "starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR},
        S.POSTPONED,
    ),
    "moved": ({"status": EventStatus.MOVED}, S.OPEN),
    "hidden": ({"public": False}, S.HIDDEN),
    "walk_in": ({"mode": RegistrationMode.NONE}, S.WALK_IN),
    "walk_in_going_on": ({"mode": RegistrationMode.NONE, "starts_at": NOW - HOUR, "ends_at": NOW + HOUR}, S.WALK_IN),
    "walk_in_past": ({"mode": RegistrationMode.NONE, "starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR}, S.PAST),
    "elsewhere": ({"mode": RegistrationMode.ELSEWHERE}, S.ELSEWHERE),
    "elsewhere_started": (
        {"mode": RegistrationMode.ELSEWHERE, "starts_at": NOW - HOUR, "ends_at": NOW + HOUR},
        S.STARTED,
    ),
}


@pytest.mark.parametrize(("facts", "state"), CASES.values(), ids=CASES)
def test_state(facts, state):
    assert enrolment_state(replace(COMING, **facts), NOW).state is state


def test_every_state_is_in_the_table():
    assert {state for _facts, state in CASES.values()} == set(EnrolmentState)


def test_open_says_until_when_and_how_many():
    found = enrolment_state(replace(COMING, closes_at=NOW + DAY), NOW)
    assert (found.when, found.places_left, found.is_open, found.can_wait) == (NOW + DAY, 17, True, False)


def test_registration_closes_at_the_start_at_the_latest():
    assert enrolment_state(COMING, NOW).when == COMING.starts_at
    assert enrolment_state(replace(COMING, closes_at=NOW + 30 * DAY), NOW).when == COMING.starts_at


def test_opening_says_when():
    assert enrolment_state(replace(COMING, opens_at=NOW + HOUR), NOW).when == NOW + HOUR


def test_full_says_how_many_wait_and_leaves_nothing():
    found = enrolment_state(replace(COMING, places_taken=18, waiting_count=3), NOW)
    assert (found.places_left, found.waiting, found.is_open, found.can_wait) == (0, 3, False, True)


def test_elsewhere_says_what_the_source_counts():
    found = enrolment_state(replace(COMING, mode=RegistrationMode.ELSEWHERE, remote_places_left=4), NOW)
    assert found.places_left == 4


def test_day_without_an_end_is_over_at_local_midnight():
    facts = replace(COMING, starts_at=dt.datetime(2026, 11, 24, 9, tzinfo=HELSINKI), ends_at=None)
    assert not is_past(facts, dt.datetime(2026, 11, 24, 21, 59, tzinfo=dt.UTC))
    assert is_past(facts, dt.datetime(2026, 11, 24, 22, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({}, True),
        ({"closes_at": NOW - HOUR}, True),
        ({"public": False}, True),
        ({"status": EventStatus.MOVED}, True),
        ({"starts_at": NOW - HOUR}, False),
        ({"status": EventStatus.CANCELLED}, False),
        ({"status": EventStatus.POSTPONED}, False),
        ({"mode": RegistrationMode.ELSEWHERE}, False),
    ],
    ids=["coming", "after_closing", "hidden", "moved", "started", "cancelled", "postponed", "elsewhere"],
)
def test_who_waits_moves_up_while_the_event_is_still_to_come(facts, may):
    assert may_promote(replace(COMING, **facts), NOW) is may


moments = st.none() | st.integers(-100, 100).map(lambda hours: NOW + hours * HOUR)
any_facts = st.builds(
    EventFacts,
    status=st.sampled_from(EventStatus.values),
    mode=st.sampled_from(RegistrationMode.values),
    public=st.booleans(),
    starts_at=moments,
    ends_at=moments,
    opens_at=moments,
    closes_at=moments,
    places=st.none() | st.integers(0, 5),
    places_taken=st.integers(0, 8),
    waiting_list=st.booleans(),
    waiting_count=st.integers(0, 3),
)


@given(any_facts)
def test_nobody_gets_in_without_a_free_place_or_after_the_start(facts):
    found = enrolment_state(facts, NOW)
    if found.is_open:
        assert facts.public
        assert facts.places is None or facts.places_taken < facts.places
        assert facts.waiting_count == 0
        assert facts.starts_at is None or facts.starts_at > NOW
        assert facts.status in (EventStatus.SCHEDULED, EventStatus.MOVED)
    if found.can_wait:
        assert facts.waiting_list
        assert found.places_left == 0
    assert not (found.is_open and found.can_wait)
    assert found.when is None or found.state in (S.OPENS_LATER, S.CLOSED, S.OPEN, S.FULL, S.FULL_QUEUE, S.ELSEWHERE)
