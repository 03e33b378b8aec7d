"""The Celery tasks, thin: they are given ids only and call what the management commands call too.

When and where they run is decided by the host: ``BEAT_SCHEDULE`` is merged into its schedule, ``RECOMMENDED_SETTINGS``
into its Celery settings. A host's Celery app imports this before Django is set up, so what touches models is imported
by the task that needs it.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "opinovi_wagtail.tick": {
        "task": "opinovi_wagtail.tick",
        "schedule": 60.0,
        # A tick that nobody took for a minute is made up for by the next one.
        "options": {"expires": 55},
    },
}

RECOMMENDED_SETTINGS: dict[str, Any] = {
    # What matters is in the database: no results, and no task that waits in the broker for its time.
    "task_ignore_result": True,
    "task_acks_late": False,
    "worker_prefetch_multiplier": 1,
    # Asked to stop, a worker finishes what it is doing for so many seconds (off by default in Celery).
    "worker_soft_shutdown_timeout": 10,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {
        "visibility_timeout": 300,
        "unacked_restore_interval": 30,
        "socket_connect_timeout": 3,
        "socket_timeout": 5,
    },
}


@shared_task(name="opinovi_wagtail.tick", ignore_result=True)
def tick() -> None:
    """Everything that is due: hands messages and sources to further tasks."""
    from .tick import tick as run_tick

    run_tick()


@shared_task(name="opinovi_wagtail.deliver", ignore_result=True)
def deliver(ids: list[int] | None = None) -> None:
    """Send what is due (of ``ids``, if given)."""
    from .outbox.deliver import deliver_due

    deliver_due(only=ids or ())


@shared_task(name="opinovi_wagtail.sync_source", ignore_result=True)
def sync_source(ids: list[int]) -> None:
    """Run catalogue sources now. A source that another worker holds is left to it."""
    from .tick import sync_sources

    sync_sources(ids)


@shared_task(name="opinovi_wagtail.preview_source", ignore_result=True)
def preview_source(ids: list[int]) -> None:
    """Preview catalogue sources: their reports fill while somebody looks at them, and nothing else changes."""
    from .tick import preview_sources

    preview_sources(ids)


@shared_task(name="opinovi_wagtail.retention", ignore_result=True)
def retention() -> None:
    """Anonymise registrations whose time is up; the next tick goes on where this one stops."""
    from .registrations.anonymise import anonymise_due
    from .tick import RETENTION_AT_ONCE

    anonymise_due(limit=RETENTION_AT_ONCE)
