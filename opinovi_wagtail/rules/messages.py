"""Whether a message is still worth sending at the moment of sending, and how long to wait after a failure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from .states import EventStatus, MessageKind, RegistrationState


class Verdict(Enum):
    SEND = "send"
    OBSOLETE = "obsolete"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the verdict depends on. ``about_event``: whether a cancelled message is about the event, not one registration."""

    kind: str
    registration_state: str
    event_status: str
    anonymised: bool = False
    about_event: bool = True
    event_past: bool = False
    useful_until: dt.datetime | None = None


_NEEDS_STATE: dict[str, RegistrationState] = {
    MessageKind.CONFIRMATION: RegistrationState.CONFIRMED,
    MessageKind.PROMOTED: RegistrationState.CONFIRMED,
    MessageKind.REMINDER: RegistrationState.CONFIRMED,
    MessageKind.WAITING: RegistrationState.WAITING,
    MessageKind.OFFER: RegistrationState.OFFERED,
}
_SAID_TO_CANCELLED = frozenset({MessageKind.CANCELLED_BY_ME, MessageKind.CANCELLED, MessageKind.LINK})
# What makes sense after the event too.
_NEVER_LATE = frozenset({MessageKind.CANCELLED_BY_ME, MessageKind.FEEDBACK, MessageKind.LINK})

_PAUSES = (1, 5, 15, 60, 180, 360, 720)  # minutes


def verdict(facts: MessageFacts, now: dt.datetime) -> Verdict:
    """What to do with a message at ``now`` (aware), given how its registration and event stand at ``now``."""
    if facts.anonymised or not _still_true(facts):
        return Verdict.OBSOLETE
    if facts.useful_until is not None and facts.useful_until <= now:
        return Verdict.MISSED
    if facts.event_past and facts.event_status != EventStatus.POSTPONED and facts.kind not in _NEVER_LATE:
        return Verdict.MISSED
    return Verdict.SEND


def _still_true(facts: MessageFacts) -> bool:
    if facts.registration_state == RegistrationState.CANCELLED:
        about_this = facts.kind != MessageKind.CANCELLED or not facts.about_event
        return facts.kind in _SAID_TO_CANCELLED and about_this
    if facts.kind == MessageKind.CANCELLED_BY_ME:
        return False
    needed = _NEEDS_STATE.get(facts.kind)
    if needed is not None and facts.registration_state != needed:
        return False
    if facts.kind == MessageKind.CANCELLED:
        return facts.about_event and facts.event_status == EventStatus.CANCELLED
    if facts.event_status == EventStatus.CANCELLED:
        return facts.kind == MessageKind.LINK
    return not (facts.event_status == EventStatus.POSTPONED and facts.kind == MessageKind.REMINDER)


def pause_after(attempts: int) -> dt.timedelta:
    """How long to wait after that many failed attempts (from 1): a minute at first, in the end half a day."""
    return dt.timedelta(minutes=_PAUSES[min(attempts, len(_PAUSES)) - 1])
