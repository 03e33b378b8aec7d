"""Places: what fits, what is left, and who of those waiting is next."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinovi_wagtail.rules.places import WaitingParty, fits, in_order, next_to_promote, over, places_left
from tests.conftest import NOW


def waiting(*sizes: int) -> list[WaitingParty]:
    """Parties of these sizes, the first of which has waited longest."""
    return [WaitingParty(number, size, NOW + dt.timedelta(minutes=number)) for number, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("places", "taken", "waits", "left"),
    [(10, 3, 0, 7), (10, 10, 0, 0), (10, 12, 0, 0), (None, 500, 0, None), (10, 9, 2, 0), (0, 0, 0, 0)],
    ids=["some", "none", "overfull", "no_limit", "kept_for_who_waits", "no_places"],
)
def test_places_left(places, taken, waits, left):
    assert places_left(places, taken, waits) == left


@pytest.mark.parametrize(
    ("sizes", "places", "taken", "moved_up"),
    [
        ([1, 1, 1], 10, 8, [0, 1]),
        ([1, 1], 10, 10, []),
        ([3, 1], 10, 8, []),
        ([2, 3, 1], 10, 8, [0]),
        ([1, 2], None, 10, [0, 1]),
        ([1], 10, 12, []),
        ([], 10, 0, []),
    ],
    ids=[
        "in_order",
        "full",
        "party_stays_together_and_holds_up",
        "next_does_not_fit",
        "no_limit",
        "overfull",
        "nobody",
    ],
)
def test_who_moves_up(sizes, places, taken, moved_up):
    assert [party.id for party in next_to_promote(waiting(*sizes), places, taken)] == moved_up


def test_order_is_priority_then_time_then_identifier():
    later = NOW + dt.timedelta(hours=1)
    parties = [
        WaitingParty(1, 1, later),
        WaitingParty(3, 1, NOW),
        WaitingParty(2, 1, NOW),
        WaitingParty(4, 1, later, -1),
    ]
    assert [party.id for party in in_order(parties)] == [4, 2, 3, 1]


parties = st.lists(st.integers(1, 6), max_size=12).map(lambda sizes: waiting(*sizes))
limits = st.none() | st.integers(0, 30)


@given(parties, limits, st.integers(0, 40))
def test_moving_up_never_oversells_never_skips_and_leaves_nothing_that_fits(queue, places, taken):
    moved = next_to_promote(queue, places, taken)
    people = sum(party.party_size for party in moved)
    assert moved == in_order(queue)[: len(moved)]
    if moved:
        assert over(places, taken + people) == 0
    rest = in_order(queue)[len(moved) :]
    assert not rest or not fits(rest[0].party_size, places, taken + people)


@given(limits, st.integers(0, 40), st.integers(1, 6))
def test_what_fits_is_what_is_left(places, taken, size):
    left = places_left(places, taken)
    assert fits(size, places, taken) is (left is None or size <= left)
    assert over(places, taken) == 0 or left == 0
