"""Registers one party for one event, or puts it on the waiting list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from opinovi_wagtail import lettercase, tokens
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.outbox import plan
from opinovi_wagtail.outbox.snapshot import waiting_position
from opinovi_wagtail.queue import enqueue
from opinovi_wagtail.rules.enrolment import EnrolmentState, enrolment_state, facts_of
from opinovi_wagtail.rules.places import fits
from opinovi_wagtail.rules.states import RegistrationState

from . import locking
from .anonymise import anonymise_day
from .entry import Entry, cleaned
from .errors import EventFull, NoSuchEvent, PartyTooBig, RegistrationClosed, SameContactLimit

__all__ = ["Entry", "Outcome", "register", "waiting_position"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A registration that stands, and the secret of its self-service link.

    ``position`` is the number on the waiting list, counted in people, for one who waits. ``created`` is false when the same
    person had registered before: the page must not show the difference.
    """

    registration: Registration
    token: str
    position: int | None
    created: bool

    @property
    def is_waiting(self) -> bool:
        return self.registration.state == RegistrationState.WAITING


@locking.retried
def register(event_id: int, entry: Entry, *, now: dt.datetime | None = None) -> Outcome:
    """Gives ``entry`` its places, or a place on the waiting list if there are none and ``entry.may_wait``.

    The same form sent twice, and the same name with the same contact, are one registration. Raises ``InvalidEntry``,
    ``NoSuchEvent``, ``RegistrationClosed``, ``EventFull``, ``PartyTooBig`` or ``SameContactLimit``; then nothing is stored.
    """
    now = now or timezone.now()
    entry = cleaned(entry)
    # Everything that can be known or computed without the lock is: under it stand four statements.
    person = tokens.identities(entry.name, entry.contact)
    nonce = tokens.new_nonce()
    token = tokens.token_for(nonce)
    seen = Event.objects.filter(pk=event_id).first()
    if seen is None:
        raise NoSuchEvent(str(event_id))
    known = _Known(event_id, entry, person)
    if known.registration is not None:
        return _stands_already(known.registration, entry, now)
    known.check_limit()
    schedule = plan.schedule_of(seen)

    with transaction.atomic():
        event = locking.lock_event(event_id)
        if _people(event) != _people(seen):
            known = _Known(event_id, entry, person)
            if known.registration is not None:
                return _stands_already(known.registration, entry, now)
            known.check_limit()
        if (event.updated_at, event.sequence) != (seen.updated_at, seen.sequence):
            schedule = plan.schedule_of(event, rules=schedule.rules)
        state = _place(event, entry, now)
        ahead = event.waiting_count
        registration = Registration.objects.create(
            event=event,
            state=state,
            name=entry.name,
            email=entry.email,
            phone=entry.phone,
            language=entry.language,
            party_size=entry.party_size,
            entered_by=entry.entered_by,
            submission_key=entry.submission_key,
            identity=person[0],
            token_nonce=nonce,
            token_hash=tokens.token_hash(token),
            created_at=now,
            confirmed_at=now if state == RegistrationState.CONFIRMED else None,
            anonymise_on=anonymise_day(event, now),
        )
        counter = "places_taken" if state == RegistrationState.CONFIRMED else "waiting_count"
        Event.objects.filter(pk=event.pk).update(**{counter: F(counter) + entry.party_size})
        if state == RegistrationState.CONFIRMED:
            messages = plan.confirmed(registration, schedule, now)
        else:
            messages = plan.waiting(registration, now)
        if plan.store(messages):
            enqueue("opinovi_wagtail.deliver")
    waits = state == RegistrationState.WAITING
    return Outcome(registration, token, position=ahead + 1 if waits else None, created=True)


class _Known:
    """What the event knows already of whoever registers. One statement."""

    def __init__(self, event_id: int, entry: Entry, person: list[str]) -> None:
        same = Q(identity__in=person)
        if entry.submission_key is not None:
            same |= Q(submission_key=entry.submission_key)
        contact = lettercase.same("email", entry.email) if entry.email else Q(email="", phone=entry.phone)
        rows = Registration.objects.filter(same | contact, event_id=event_id)
        live = [row for row in rows if row.state != RegistrationState.CANCELLED and row.anonymised_at is None]
        self.registration = next(
            (
                row
                for row in live
                if row.identity in person or (entry.submission_key and row.submission_key == entry.submission_key)
            ),
            None,
        )
        self.same_contact = len(live)

    def check_limit(self) -> None:
        if self.same_contact >= conf.SAME_CONTACT_LIMIT:
            raise SameContactLimit(conf.SAME_CONTACT_LIMIT)


def _people(event: Event) -> tuple[int, int]:
    """Differs from one registration to the next."""
    return event.places_taken, event.waiting_count


def _place(event: Event, entry: Entry, now: dt.datetime) -> RegistrationState:
    """The state in which ``entry`` gets in; raises if it does not."""
    enrolment = enrolment_state(facts_of(event), now)
    if not enrolment.takes_registrations and enrolment.state is not EnrolmentState.FULL:
        raise RegistrationClosed(enrolment)
    if enrolment.is_open and fits(entry.party_size, event.places, event.places_taken):
        return RegistrationState.CONFIRMED
    # A party larger than the event would wait for ever, and hold up everyone behind it.
    can_wait = event.waiting_list and (event.places is None or entry.party_size <= event.places)
    if can_wait and entry.may_wait:
        return RegistrationState.WAITING
    if enrolment.places_left:
        raise PartyTooBig(places_left=enrolment.places_left, party_size=entry.party_size, can_wait=can_wait)
    raise EventFull(can_wait=can_wait, waiting=event.waiting_count)


def _stands_already(registration: Registration, entry: Entry, now: dt.datetime) -> Outcome:
    """The answer of the first time. The same form sent again is silent; the same person is told by mail, once a day."""
    same_form = entry.submission_key is not None and registration.submission_key == entry.submission_key
    if not same_form:
        with transaction.atomic():
            plan.place_already_held(registration, now)
            enqueue("opinovi_wagtail.deliver")
    return Outcome(registration, tokens.token_of(registration), position=waiting_position(registration), created=False)
