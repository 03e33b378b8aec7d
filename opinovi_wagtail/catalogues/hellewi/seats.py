"""Seats of Hellewi courses, where the answer of ``course-participants`` says plainly how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_ALL = ("maxparticipants", "max_participants", "participants_max", "maximum", "places", "seats", "capacity")
_LEFT = (
    "free", "freeplaces", "free_places", "freeseats", "free_seats", "available", "availableplaces", "available_places",
    "placesleft", "places_left", "seatsleft", "seats_left", "remaining",
)  # fmt: skip
MOST = 100_000  # seats of one course


@dataclass(frozen=True, slots=True)
class Seats:
    """How many take part at most, and how many still can; None is unknown."""

    places: int | None = None
    left: int | None = None


def seats(answer: Any) -> dict[str, Seats]:
    """Seats by the course's id. Raises ``ValueError`` where the answer is not a list of objects with ``id`` and a number
    whose name says that it counts all seats or those left. How many take part says nothing: a queue may be in it."""
    if not isinstance(answer, list):
        raise ValueError
    found = {}
    for entry in answer:
        if not isinstance(entry, dict) or not (identity := course_id(entry.get("id"))):
            raise ValueError
        plain = {str(name).lower(): value for name, value in entry.items()}
        places, left = _number(plain, _ALL), _number(plain, _LEFT)
        if places is None and left is None:
            raise ValueError
        found[identity] = Seats(places, min(left, places) if left is not None and places is not None else left)
    return found


def course_id(value: Any) -> str:
    """An id as text: a whole number or a short text without white space; otherwise nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else ""
    return (
        value if isinstance(value, str) and 0 < len(value) <= 100 and value.isprintable() and " " not in value else ""
    )


def _number(entry: dict[str, Any], names: tuple[str, ...]) -> int | None:
    known = [entry[name] for name in names if name in entry]
    if len(known) != 1 or isinstance(known[0], bool) or not isinstance(known[0], int) or not 0 <= known[0] <= MOST:
        return None
    return known[0]
