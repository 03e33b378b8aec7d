"""Why a registration could not be made or changed; each error carries what the edge needs for a sentence that helps."""

from __future__ import annotations

from opinovi_wagtail.rules.enrolment import Enrolment


class RegistrationError(Exception):
    """The base of all of them. Nothing has been stored when one is raised."""


class NoSuchEvent(RegistrationError):
    """There is no event with that identifier."""


class InvalidEntry(RegistrationError):
    """What was entered cannot be used. ``problems`` maps the name of a field to a code.

    Codes: ``name``: ``missing``, ``too_long`` · ``email``: ``invalid`` · ``phone``: ``too_long`` · ``contact``: ``missing`` ·
    ``party_size``: ``invalid``.
    """

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in problems.items()))
        self.problems = problems


class RegistrationClosed(RegistrationError):
    """Nobody gets in now, for a reason that has nothing to do with places: see ``enrolment.state`` and ``enrolment.when``."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(enrolment.state.value)
        self.enrolment = enrolment


class EventFull(RegistrationError):
    """No place is left. ``can_wait``: the waiting list takes this party; ``waiting``: people on it now."""

    def __init__(self, *, can_wait: bool, waiting: int = 0, places_left: int = 0) -> None:
        super().__init__("full")
        self.can_wait = can_wait
        self.waiting = waiting
        self.places_left = places_left


class PartyTooBig(EventFull):
    """Some places are left, but not enough for ``party_size``. The party may be made smaller, or wait together."""

    def __init__(self, *, places_left: int, party_size: int, can_wait: bool) -> None:
        super().__init__(can_wait=can_wait, places_left=places_left)
        self.party_size = party_size


class SameContactLimit(RegistrationError):
    """One address or number already stands for ``limit`` registrations of different people on this event.

    The sentence for it must not say so to a stranger: advise to call the organiser.
    """

    def __init__(self, limit: int) -> None:
        super().__init__("same contact")
        self.limit = limit


class TooLateToCancel(RegistrationError):
    """The event is over, so there is no place to give back."""


class NoSuchRegistration(RegistrationError):
    """There is no registration with that identifier."""
