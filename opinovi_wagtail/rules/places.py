"""Places: how many are left, whether a party fits, and who of those waiting is next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaitingParty:
    """A registration on the waiting list. ``priority`` comes before time; the lower number is served first."""

    id: int
    party_size: int
    since: dt.datetime
    priority: int = 0


def places_left(places: int | None, taken: int, waiting: int = 0) -> int | None:
    """Places that a newcomer can have; ``None`` is no limit.

    None are left while somebody waits. More may be taken than there are, where an editor lowered the number afterwards.
    """
    if waiting:
        return 0
    return None if places is None else max(0, places - taken)


def over(places: int | None, taken: int) -> int:
    """How many more places are taken than there are."""
    return 0 if places is None else max(0, taken - places)


def fits(party_size: int, places: int | None, taken: int) -> bool:
    """Whether a whole party gets places."""
    return places is None or taken + party_size <= places


def in_order(waiting: Iterable[WaitingParty]) -> list[WaitingParty]:
    """The waiting list: priority, then time, then who came into the database first."""
    return sorted(waiting, key=lambda party: (party.priority, party.since, party.id))


def next_to_promote(waiting: Iterable[WaitingParty], places: int | None, taken: int) -> list[WaitingParty]:
    """Everyone who moves up now, in order.

    A party stays together, and nobody overtakes: the first one that does not fit holds up those behind it.
    """
    promoted = []
    for party in in_order(waiting):
        if not fits(party.party_size, places, taken):
            break
        taken += party.party_size
        promoted.append(party)
    return promoted
