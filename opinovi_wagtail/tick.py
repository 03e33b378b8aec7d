"""Everything that is due, once: time is state in the database, so a tick that was missed is made up for by the next.

Each step stands alone: one that fails is logged, and the others run. With Celery the long work is handed to workers;
without, it is done here.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from . import publishing
from .conf import conf
from .models import CatalogueSource
from .outbox.deliver import deliver_due
from .outbox.due import due_messages
from .queue import send
from .registrations.anonymise import anonymise_due
from .sync.due import due_sources
from .sync.run import run_source

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Tick:
    """What one tick did: a sentence for each step that had something to do, and the names of those that failed."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def tick(now: dt.datetime | None = None) -> Tick:
    """Do, or with ``USE_CELERY`` hand to workers, everything that is due at ``now``. Never raises."""
    now = now or timezone.now()
    result = Tick()
    steps: list[tuple[str, Callable[[dt.datetime], str]]] = [
        ("pages", _heal),
        ("messages", _messages),
        ("sources", _sources),
        ("retention", _retention),
    ]
    for name, step in steps:
        try:
            said = step(now)
        except Exception:
            logger.exception("The step %r of the tick failed; the others go on.", name)
            result.failed.append(name)
            continue
        if said:
            result.done.append(said)
    return result


def sync_sources(ids: list[int]) -> list[str]:
    """Run the sources ``ids`` one after the other; a sentence for each. One that fails does not keep the others waiting."""
    said = []
    for source in CatalogueSource.objects.filter(pk__in=ids):
        try:
            run = run_source(source)
        except Exception:
            logger.exception("The run of source %s broke off.", source.pk)
            said.append(f"{source.slug}: broke off")
            continue
        said.append(f"{source.slug}: {run.message}")
    return said


def _heal(now: dt.datetime) -> str:
    healed = publishing.heal(now)
    return f"Pages brought up to date: {healed}" if healed else ""


def _messages(now: dt.datetime) -> str:
    if conf.USE_CELERY:
        if due_messages(now).exists():
            send("opinovi_wagtail.deliver")
        return ""
    report = deliver_due()
    return f"Messages sent: {report.sent}" if report.sent else ""


def _sources(now: dt.datetime) -> str:
    ids = due_sources(now)
    if conf.USE_CELERY:
        for pk in ids:
            send("opinovi_wagtail.sync_source", [pk])
        return ""
    return "\n".join(sync_sources(ids))


def _retention(now: dt.datetime) -> str:
    # Cheap when nobody's time is up, and nobody waits a day longer than promised.
    count = anonymise_due(now=now, limit=500)
    return f"Registrations anonymised: {count}" if count else ""
