"""The lock that every verb takes first, and the retry when the database says that two of them met."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection

from opinovi_wagtail.models import Event

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 24
INTEGRITY_ATTEMPTS = 3
LONGEST_PAUSE = 0.1  # seconds

# PostgreSQL: serialization failure, deadlock. MySQL and MariaDB: deadlock, lock wait timeout, record changed since read.
_RETRY_SQLSTATES = frozenset({"40001", "40P01"})
_RETRY_ERRNOS = frozenset({1213, 1205, 1020})


def lock_event(event_id: int) -> Event:
    """The event's row, locked until the transaction ends. Must be the transaction's first statement.

    On SQLite the transaction itself is the lock, given ``transaction_mode=IMMEDIATE``. Raises ``Event.DoesNotExist``.
    """
    return Event.objects.select_for_update().get(pk=event_id)


def retried(verb: Callable[P, R]) -> Callable[P, R]:
    """Runs ``verb``, which opens its own transaction, again when it lost against another one that did the same.

    An integrity error is tried again too: the next attempt sees who was first. A serialization failure inside a transaction
    of the caller's cannot be mended here, so it goes to the caller.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return verb(*args, **kwargs)
            except IntegrityError:
                if attempt >= INTEGRITY_ATTEMPTS:
                    raise
            except DatabaseError as error:
                if attempt == ATTEMPTS or connection.in_atomic_block or not _lost_a_race(error):
                    raise
                time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.002 * 2**attempt)))  # noqa: S311
        raise AssertionError("unreachable")

    return run


def _lost_a_race(error: DatabaseError) -> bool:
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in _RETRY_SQLSTATES:
        return True
    code = cause.args[0] if cause is not None and cause.args else None
    return isinstance(error, OperationalError) and code in _RETRY_ERRNOS
