"""Whether one can get into an event right now, and if not, why; the sentence for each answer is the edge's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from .places import places_left
from .states import EventStatus, RegistrationMode


class EnrolmentState(StrEnum):
    """Every answer there is; each has a sentence of its own on the event's page."""

    HIDDEN = "hidden"  # unpublished or gone from its source: registrants are served, nobody new gets in
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    PAST = "past"
    STARTED = "started"
    WALK_IN = "walk_in"
    OPENS_LATER = "opens_on"
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"
    OPEN = "open"
    FULL_QUEUE = "full_queue"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the answer depends on. Moments are aware; ``timezone`` is an IANA name; ``places`` of ``None`` is no limit."""

    status: str = EventStatus.SCHEDULED
    mode: str = RegistrationMode.HERE
    public: bool = True
    timezone: str = "Europe/Helsinki"
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    places: int | None = None
    places_taken: int = 0
    waiting_list: bool = True
    waiting_count: int = 0
    remote_places_left: int | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The answer. ``when`` is the moment that its sentence names: when registration opens, or until when it is open.

    ``places_left`` is ``None`` where there is no limit or nobody counts; places that a waiting party is about to need are
    not left. ``waiting`` counts people, not parties.
    """

    state: EnrolmentState
    when: dt.datetime | None = None
    places_left: int | None = None
    waiting: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a registration made here now gets a place."""
        return self.state is EnrolmentState.OPEN

    @property
    def can_wait(self) -> bool:
        """Whether one can join the waiting list now."""
        return self.state is EnrolmentState.FULL_QUEUE

    @property
    def takes_registrations(self) -> bool:
        """Whether the form is shown at all."""
        return self.is_open or self.can_wait


def facts_of(event: Any) -> EventFacts:
    """The facts of an event row (or of anything with its attributes)."""
    return EventFacts(
        status=event.status,
        mode=event.registration_mode,
        public=event.is_public,
        timezone=event.timezone,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        places=event.places,
        places_taken=event.places_taken,
        waiting_list=event.waiting_list,
        waiting_count=event.waiting_count,
        remote_places_left=event.remote_places_left,
    )


def has_started(facts: EventFacts, now: dt.datetime) -> bool:
    """Whether the first meeting has begun. An event without a date has not."""
    return facts.starts_at is not None and facts.starts_at <= now


def is_past(facts: EventFacts, now: dt.datetime) -> bool:
    """Whether the last meeting is over. One whose end nobody gave lasts until its local day is over."""
    if facts.starts_at is None:
        return False
    ends_at = facts.ends_at or facts.starts_at
    if ends_at > facts.starts_at:
        return ends_at <= now
    zone = ZoneInfo(facts.timezone)
    return ends_at.astimezone(zone).date() < now.astimezone(zone).date()


def enrolment_state(facts: EventFacts, now: dt.datetime) -> Enrolment:
    """The answer at ``now`` (aware).

    A place goes to a newcomer only while nobody is waiting: what is left then belongs to whoever waits first, even if
    their party does not fit yet. Registration closes at the latest when the event starts.
    """
    if facts.status == EventStatus.CANCELLED:
        return Enrolment(EnrolmentState.CANCELLED)
    if facts.status == EventStatus.POSTPONED:  # its old time may well have gone by
        return Enrolment(EnrolmentState.POSTPONED)
    if is_past(facts, now):
        return Enrolment(EnrolmentState.PAST)
    if not facts.public:
        return Enrolment(EnrolmentState.HIDDEN)
    if facts.mode == RegistrationMode.NONE:
        return Enrolment(EnrolmentState.WALK_IN)
    return _registration(facts, now)


def _registration(facts: EventFacts, now: dt.datetime) -> Enrolment:
    if has_started(facts, now):
        return Enrolment(EnrolmentState.STARTED)
    if facts.opens_at is not None and now < facts.opens_at:
        return Enrolment(EnrolmentState.OPENS_LATER, when=facts.opens_at)
    if facts.closes_at is not None and facts.closes_at <= now:
        return Enrolment(EnrolmentState.CLOSED, when=facts.closes_at)
    until = min((moment for moment in (facts.closes_at, facts.starts_at) if moment is not None), default=None)
    if facts.mode == RegistrationMode.ELSEWHERE:
        return Enrolment(EnrolmentState.ELSEWHERE, when=until, places_left=facts.remote_places_left)
    left = places_left(facts.places, facts.places_taken, facts.waiting_count)
    if left is None or left > 0:
        return Enrolment(EnrolmentState.OPEN, when=until, places_left=left, waiting=facts.waiting_count)
    state = EnrolmentState.FULL_QUEUE if facts.waiting_list else EnrolmentState.FULL
    return Enrolment(state, when=until, places_left=0, waiting=facts.waiting_count)


def may_promote(facts: EventFacts, now: dt.datetime) -> bool:
    """Whether someone who waits can still be given a place: the event will be held, its time is known and not yet here."""
    return (
        facts.status in (EventStatus.SCHEDULED, EventStatus.MOVED)
        and facts.mode == RegistrationMode.HERE
        and not has_started(facts, now)
    )
