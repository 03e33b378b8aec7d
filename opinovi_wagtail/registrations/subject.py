"""What a person may ask about their data: a copy of it, or that it be erased. Whoever calls this has checked who asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from opinovi_wagtail import lettercase
from opinovi_wagtail.models import Registration
from opinovi_wagtail.rules.states import RegistrationState

from .anonymise import anonymise
from .cancel import cancel
from .errors import TooLateToCancel


def registrations_of(email: str) -> QuerySet[Registration]:
    """Every registration with this address, upper and lower case alike."""
    wanted = email.strip()
    alike = Registration.objects.filter(lettercase.same("email", wanted)).exclude(email="").values_list("pk", "email")
    # Somebody else's, where the database does not tell "a" from "ä".
    pks = [pk for pk, address in alike if address.lower() == wanted.lower()]
    return Registration.objects.filter(pk__in=pks).order_by("created_at", "pk")


def export(email: str) -> dict[str, Any]:
    """Everything that is stored about the person with this address, as JSON values; moments in ISO 8601, UTC."""
    rows = registrations_of(email).select_related("event__partner").prefetch_related("messages")
    return {"email": email.strip(), "registrations": [_exported(row) for row in rows]}


def erase(email: str, *, now: dt.datetime | None = None) -> int:
    """Removes the person from every registration with this address; answers how many.

    Places that are still to be used go to those who wait. Nothing is sent to the person any more.
    """
    now = now or timezone.now()
    rows = list(registrations_of(email))
    for row in rows:
        if row.state != RegistrationState.CANCELLED:
            try:
                cancel(row.pk, now=now, tell=False)
            except TooLateToCancel:
                continue  # the event is over: only the name has to go
    return anonymise([row.pk for row in rows], now=now)


def _exported(row: Registration) -> dict[str, Any]:
    event = row.event
    return {
        "event": event.title,
        "organiser": event.partner.name,
        "event_starts_at": _said(event.starts_at),
        "state": row.state,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "language": row.language,
        "party_size": row.party_size,
        "registered_at": _said(row.created_at),
        "confirmed_at": _said(row.confirmed_at),
        "cancelled_at": _said(row.cancelled_at),
        "anonymised_on": row.anonymise_on.isoformat() if row.anonymise_on else None,
        "messages": [
            {
                "kind": message.kind,
                "state": message.state,
                "due_at": _said(message.due_at),
                "sent_at": _said(message.sent_at),
            }
            for message in row.messages.all()
        ],
    }


def _said(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment else None
