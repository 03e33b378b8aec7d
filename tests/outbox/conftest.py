"""The clock stands still; ``mails()`` sends what is due and answers what was sent by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from opinovi_wagtail.outbox.deliver import deliver_due
from opinovi_wagtail.registrations.register import Entry, Outcome, register


@pytest.fixture(autouse=True)
def clock(frozen, db):
    return frozen


@pytest.fixture
def mails() -> Callable[[], list[Any]]:
    def send() -> list[Any]:
        before = len(mail.outbox)
        deliver_due()
        return mail.outbox[before:]

    return send


@pytest.fixture
def book() -> Callable[..., Outcome]:
    """``book(event, "Aino")``: registers somebody, in English unless told otherwise."""

    def make(event: Any, name: str = "Aino Virtanen", **fields: Any) -> Outcome:
        given = name.split()[0].casefold()
        return register(event.pk, Entry(name, **{"email": f"{given}@people.example", "language": "en", **fields}))

    return make
