"""Whether one can apply for a course run at a moment."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Protocol


class ApplicationState(Enum):
    """``UNKNOWN``: the organiser has not said when one applies."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class ApplicationFacts(Protocol):
    """What the rule reads of a run; moments are aware."""

    application: str
    apply_from: dt.datetime | None
    apply_until: dt.datetime | None


class RunFacts(ApplicationFacts, Protocol):
    """Besides, how many places are left, if that is known."""

    places_left: int | None


def can_be_taken(run: RunFacts, now: dt.datetime) -> bool:
    """Whether ``run`` has, as far as is known, a place that one can apply for now or later."""
    return run.places_left != 0 and application_state(run, now) is not ApplicationState.CLOSED


def application_state(run: ApplicationFacts, now: dt.datetime) -> ApplicationState:
    """Where the application period of ``run`` stands at ``now``; rolling admission without dates is open."""
    if run.apply_until is not None and run.apply_until < now:
        return ApplicationState.CLOSED
    if run.apply_from is not None:
        return ApplicationState.OPEN if run.apply_from <= now else ApplicationState.NOT_YET
    if run.apply_until is not None or run.application == "rolling":
        return ApplicationState.OPEN
    return ApplicationState.UNKNOWN
