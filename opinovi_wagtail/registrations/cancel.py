"""Cancels a registration; whoever waits longest gets the places, in the same transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from opinovi_wagtail.models import Registration
from opinovi_wagtail.outbox import plan
from opinovi_wagtail.queue import enqueue
from opinovi_wagtail.rules.enrolment import facts_of, is_past
from opinovi_wagtail.rules.states import RegistrationState

from . import locking
from .errors import NoSuchRegistration, TooLateToCancel
from .promote import COUNTERS, promote_waiting, release

CancelledBy = Registration.CancelledBy


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A cancelled registration and those who moved up. ``changed`` is false when it had been cancelled before."""

    registration: Registration
    promoted: tuple[int, ...] = ()
    changed: bool = True


@locking.retried
def cancel(
    registration_id: int,
    *,
    by: str = CancelledBy.REGISTRANT,
    now: dt.datetime | None = None,
    tell: bool = True,
) -> Cancellation:
    """Cancels a registration on behalf of ``by`` and gives its places to those who wait. Twice is once.

    ``tell`` false: no message to the one who cancelled (their address is about to be erased). Raises ``NoSuchRegistration``,
    or ``TooLateToCancel`` when the event is over.
    """
    now = now or timezone.now()
    event_id = Registration.objects.filter(pk=registration_id).values_list("event_id", flat=True).first()
    if event_id is None:
        raise NoSuchRegistration(str(registration_id))
    with transaction.atomic():
        event = locking.lock_event(event_id)
        registration = Registration.objects.get(pk=registration_id)
        registration.event = event
        if registration.state == RegistrationState.CANCELLED:
            return Cancellation(registration, changed=False)
        if is_past(facts_of(event), now):
            raise TooLateToCancel(str(registration_id))
        release(event, registration)
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at, registration.cancelled_by = now, by
        # The same person may register again, even with the same form.
        registration.identity = registration.submission_key = None
        registration.save(update_fields=["state", "cancelled_at", "cancelled_by", "identity", "submission_key"])
        if tell:
            plan.registration_cancelled(registration, now, by_organiser=by == CancelledBy.ORGANISER)
        else:
            plan.drop_unsent([registration.pk])
        promoted = promote_waiting(event, now)
        event.save(update_fields=COUNTERS)
        enqueue("opinovi_wagtail.deliver")
    return Cancellation(registration, tuple(row.pk for row in promoted))
