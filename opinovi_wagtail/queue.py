"""Hands work to a Celery worker, by name and with ids only; what is lost on the way the next tick does."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction

from .conf import conf

logger = logging.getLogger(__name__)

# Seconds: a broker that does not answer holds a request no longer than this, and then is left alone for a while.
CONNECT_TIMEOUT = 1.0
PAUSE_AFTER_FAILURE = 30.0

_LONG = frozenset({"opinovi_wagtail.sync_source", "opinovi_wagtail.preview_source"})

_left_alone_until = 0.0


def enqueue(task_name: str, ids: Sequence[int | str] = ()) -> None:
    """Asks for the task ``task_name`` with ``ids`` once the current transaction is committed.

    Nothing happens where ``OPINOVI_WAGTAIL["USE_CELERY"]`` is off. Never raises and never stalls: a broker that is down is
    logged, and the work waits for the tick.
    """
    if conf.USE_CELERY:
        transaction.on_commit(partial(send, task_name, list(ids)), robust=True)


def send(task_name: str, ids: Sequence[int | str] = ()) -> bool:
    """Sends the task now; answers whether the broker took it."""
    global _left_alone_until
    if time.monotonic() < _left_alone_until:
        return False
    try:
        _publish(task_name, list(ids))
    except Exception as error:  # whatever a broker's client raises, the request goes on
        _left_alone_until = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning("The broker did not take %s (%s); the next tick does the work.", task_name, type(error).__name__)
        return False
    return True


def _publish(task_name: str, ids: list[Any]) -> None:
    # Kombu tries a broken connection again for ever unless the connection itself is told not to.
    from celery import current_app

    limits = {}
    if task_name in _LONG:
        # A run ends itself in time; Celery is there for one that cannot, and takes the process when even that fails.
        limits = {"soft_time_limit": conf.SYNC_RUN_MINUTES * 60 + 120, "time_limit": conf.SYNC_RUN_MINUTES * 60 + 300}

    app = current_app._get_current_object()
    options = {
        **(app.conf.broker_transport_options or {}),
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "socket_connect_timeout": CONNECT_TIMEOUT,
        "socket_timeout": CONNECT_TIMEOUT,
    }
    with (
        app.connection_for_write(connect_timeout=CONNECT_TIMEOUT, transport_options=options) as connection,
        app.amqp.Producer(connection) as producer,
    ):
        app.send_task(
            task_name, args=[ids] if ids else [], producer=producer, retry=False, ignore_result=True, **limits
        )
