"""Takes the person out of a registration and leaves the statistics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from opinovi_wagtail import tokens
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Message, Registration
from opinovi_wagtail.rules.states import UNSENT, EventStatus, MessageState

# For an event of which nobody knows when it is held.
UNDATED_DAYS = 365
BATCH = 200


def anonymise_day(event: Event, now: dt.datetime) -> dt.date:
    """The local day on which registrations of ``event`` are anonymised: ``RETENTION_DAYS`` after its last day.

    While nobody knows that day (a postponed event, one without meetings) it is a year from ``now``.
    """
    ends_at = None if event.status == EventStatus.POSTPONED else event.ends_at or event.starts_at
    zone = ZoneInfo(event.timezone)
    if ends_at is None:
        return now.astimezone(zone).date() + dt.timedelta(days=UNDATED_DAYS)
    return ends_at.astimezone(zone).date() + dt.timedelta(days=conf.RETENTION_DAYS)


def anonymise(registration_ids: Collection[int], *, now: dt.datetime | None = None) -> int:
    """Removes name, contact, link and message texts of these registrations for good; answers how many.

    State, party size, language and times stay, for statistics. A registration that is to give back its places has to be
    cancelled first.
    """
    now = now or timezone.now()
    with transaction.atomic():
        rows = list(
            Registration.objects.select_for_update().filter(pk__in=registration_ids, anonymised_at=None).only("pk")
        )
        for row in rows:
            row.name = row.email = row.phone = ""
            row.identity = row.submission_key = None
            row.token_nonce = tokens.new_nonce()
            # Of a token that nobody has: no link leads here any more.
            row.token_hash = tokens.token_hash(tokens.new_nonce())
            row.anonymised_at = now
        fields = ["name", "email", "phone", "identity", "submission_key", "token_nonce", "token_hash", "anonymised_at"]
        Registration.objects.bulk_update(rows, fields, batch_size=BATCH)
        messages = Message.objects.filter(registration_id__in=[row.pk for row in rows])
        messages.filter(state__in=UNSENT).update(state=MessageState.OBSOLETE)
        messages.update(payload={}, last_error="")
    return len(rows)


def due_registrations(now: dt.datetime) -> QuerySet[Registration]:
    """The registrations whose day has come and whose person is still in them, the longest overdue first."""
    today = now.astimezone(ZoneInfo(conf.TIME_ZONE)).date()
    return Registration.objects.filter(anonymise_on__lte=today, anonymised_at=None).order_by("anonymise_on", "pk")


def anonymise_due(*, now: dt.datetime | None = None, limit: int | None = None) -> int:
    """Anonymises every registration whose day has come (at most ``limit``) and answers how many. Running it twice is once."""
    now = now or timezone.now()
    done = 0
    while limit is None or done < limit:
        size = BATCH if limit is None else min(BATCH, limit - done)
        ids = list(due_registrations(now).values_list("pk", flat=True)[:size])
        if not ids:
            break
        done += anonymise(ids, now=now)
    return done
