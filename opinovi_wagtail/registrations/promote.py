"""Moves people up from the waiting list while there are places; always inside a lock that somebody else holds."""

from __future__ import annotations

import datetime as dt

from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.outbox import plan
from opinovi_wagtail.outbox.plan import Schedule
from opinovi_wagtail.rules.enrolment import facts_of, may_promote
from opinovi_wagtail.rules.places import WaitingParty, next_to_promote, over
from opinovi_wagtail.rules.states import MessageKind, RegistrationState

COUNTERS = ("places_taken", "places_over", "waiting_count")


def promote_waiting(event: Event, now: dt.datetime, schedule: Schedule | None = None) -> list[Registration]:
    """Gives free places to those who wait, in order, tells them, and answers who they are.

    ``event`` must be locked. Its counters are changed on the object; the caller stores them. Nobody moves up once the event
    has started, or while it is cancelled or postponed.
    """
    if not event.waiting_count or not may_promote(facts_of(event), now):
        return []
    rows = {
        row.pk: row
        for row in Registration.objects.filter(event_id=event.pk, state=RegistrationState.WAITING).order_by(
            "created_at", "pk"
        )
    }
    parties = [WaitingParty(row.pk, row.party_size, row.created_at) for row in rows.values()]
    promoted = [rows[party.id] for party in next_to_promote(parties, event.places, event.places_taken)]
    if not promoted:
        return []
    people = sum(row.party_size for row in promoted)
    event.places_taken += people
    event.waiting_count -= people
    ids = [row.pk for row in promoted]
    Registration.objects.filter(pk__in=ids).update(state=RegistrationState.CONFIRMED, confirmed_at=now)
    plan.drop_unsent(ids, [MessageKind.WAITING])
    schedule = schedule or plan.schedule_of(event)
    messages = []
    for row in promoted:
        row.state, row.confirmed_at = RegistrationState.CONFIRMED, now
        messages += plan.confirmed(row, schedule, now, MessageKind.PROMOTED)
    plan.store(messages)
    return promoted


def release(event: Event, registration: Registration) -> None:
    """Takes a registration out of the counters of its locked event, before its state changes."""
    if registration.state == RegistrationState.WAITING:
        event.waiting_count -= registration.party_size
    elif registration.state in (RegistrationState.CONFIRMED, RegistrationState.OFFERED):
        event.places_taken -= registration.party_size
    event.places_over = over(event.places, event.places_taken)
