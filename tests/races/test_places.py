"""Many people at once: the last place goes to exactly one, and without the lock it would not."""

from __future__ import annotations

from collections import Counter

import pytest

from .conftest import run

pytestmark = pytest.mark.services

REPEATABLE = {"RACE_ISOLATION": "REPEATABLE_READ"}


def test_last_seat_goes_to_exactly_one_of_sixteen(racing):
    result = racing("last_seat")
    assert Counter(result["answers"]) == {"confirmed": 1, "EventFull": 15}
    assert (result["taken"], result["people"]) == (1, {"confirmed": 1})


def test_without_the_lock_the_database_has_to_refuse(on_postgres):
    """The control: if this one fails, the test above proves nothing."""
    result = run("unlocked", on_postgres)
    assert Counter(result["answers"]) == {"confirmed": 1, "IntegrityError": 15}
    assert (result["taken"], result["people"]) == (1, {"confirmed": 1})


def test_without_the_lock_and_the_constraint_the_place_is_sold_sixteen_times(on_postgres):
    result = run("unlocked_and_unchecked", on_postgres)
    assert Counter(result["answers"]) == {"confirmed": 16}
    assert (result["taken"], result["people"]) == (16, {"confirmed": 16})


@pytest.mark.parametrize(
    ("name", "expected"),
    [("last_seat", {"confirmed": 1, "EventFull": 15}), ("sixteen_seats", {"confirmed": 16})],
)
def test_repeatable_read_holds_because_lost_races_are_run_again(on_postgres, name, expected):
    result = run(name, on_postgres, **REPEATABLE)
    assert Counter(result["answers"]) == expected
    assert result["taken"] == expected["confirmed"]


def test_eight_clicks_are_one_registration_and_so_is_one_person_with_eight_forms(racing):
    result = racing("same_form")
    assert Counter(result["answers"]) == {"confirmed": 16}
    assert (result["taken"], result["people"]) == (2, {"confirmed": 2})


def test_cancelling_against_moving_up_keeps_the_books(racing):
    for result in racing("cancelling_and_promoting"):
        answers = result["answers"]
        assert answers[:2].count("True") == 1, "cancelled twice at once is cancelled once"
        assert "larger" in answers and not any(answer.startswith("unexpected") for answer in answers)
        people = result["people"]
        assert result["taken"] == people.get("confirmed", 0) == 3
        assert result["waiting"] == people.get("waiting", 0) == 2
        assert result["order"] == ["confirmed"] * 3 + ["waiting"] * 2, "who came first is served first"
