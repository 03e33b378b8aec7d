"""Which messages are due, and whose turn it is to send them: a claim with a lease, taken over when it has run out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Message
from opinovi_wagtail.rules.states import UNSENT, MessageState


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages that nobody else works on until ``until``. Whoever holds the token may write their outcome."""

    token: str
    ids: tuple[int, ...]
    until: dt.datetime


def due_messages(now: dt.datetime) -> QuerySet[Message]:
    """What is to be sent at ``now``, what was due first in front. Includes claims whose lease has run out."""
    abandoned = Q(state=MessageState.CLAIMED, lease_until__lte=now)
    return Message.objects.filter(Q(state__in=UNSENT, due_at__lte=now) | abandoned).order_by("due_at", "pk")


def oldest_due(now: dt.datetime) -> dt.datetime | None:
    """Since when the oldest message has been waiting to be sent; its age is the health of the outbox."""
    return due_messages(now).values_list("due_at", flat=True).first()


def claim(now: dt.datetime, *, size: int | None = None, only: Collection[int] = ()) -> Claim | None:
    """Claims up to ``size`` (default ``MESSAGE_BATCH``) due messages, of ``only`` if given; ``None`` when nothing is due.

    Rows that another worker is claiming are skipped where the database can, and waited for where it cannot.
    """
    token = secrets.token_hex(16)
    until = now + dt.timedelta(seconds=conf.MESSAGE_LEASE_SECONDS)
    rows = due_messages(now)
    if only:
        rows = rows.filter(pk__in=only)
    with transaction.atomic():
        locked = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        ids = list(locked.values_list("pk", flat=True)[: size or conf.MESSAGE_BATCH])
        if not ids:
            return None
        Message.objects.filter(pk__in=ids).update(
            state=MessageState.CLAIMED, lease_token=token, lease_until=until, attempts=F("attempts") + 1
        )
    return Claim(token, tuple(ids), until)


def settle(message_id: int, claimed: Claim, state: MessageState, **columns: object) -> bool:
    """Writes the outcome of a claimed message; answers whether the claim still held."""
    held = Message.objects.filter(pk=message_id, state=MessageState.CLAIMED, lease_token=claimed.token)
    return bool(held.update(state=state, lease_token="", lease_until=None, **columns))


def release(ids: Collection[int], claimed: Claim, due_at: dt.datetime) -> int:
    """Gives back what was claimed and not tried, to be tried from ``due_at`` on."""
    held = Message.objects.filter(pk__in=ids, state=MessageState.CLAIMED, lease_token=claimed.token)
    return held.update(
        state=MessageState.RETRYING, lease_token="", lease_until=None, due_at=due_at, attempts=F("attempts") - 1
    )
