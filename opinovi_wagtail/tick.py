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
from .registrations.anonymise import anonymise_due, due_registrations
from .sync.alerts import tell_due
from .sync.due import due_sources
from .sync.lease import SourceBusy
from .sync.report import forget_reports
from .sync.run import run_source

logger = logging.getLogger(__name__)

# Registrations that one tick anonymises; the next one goes on.
RETENTION_AT_ONCE = 500


@dataclass(slots=True)
class Tick:
    """What one tick did: a sentence for each step that had something to do, and the names of those that failed."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def tick(now: dt.datetime | None = None, *, hand_out: bool | None = None) -> Tick:
    """Do, or hand to workers, everything that is due at ``now``. Never raises.

    ``hand_out`` is whether workers do it; by default as ``USE_CELERY`` says.
    """
    now = now or timezone.now()
    hand_out = conf.USE_CELERY if hand_out is None else hand_out
    result = Tick()
    steps: list[tuple[str, Callable[[dt.datetime], str]]] = [
        ("pages", _heal),
        ("messages", _hand_out_messages if hand_out else _messages),
        ("sources", _hand_out_sources if hand_out else _sources),
        ("alerts", _alerts),
        ("reports", _reports),
        ("retention", _hand_out_retention if hand_out else _retention),
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
        except SourceBusy as error:
            said.append(f"{source.slug}: {error}")
            continue
        except Exception:
            logger.exception("The run of source %s broke off.", source.pk)
            said.append(f"{source.slug}: broke off")
            continue
        said.append(f"{source.slug}: {run.message}")
    return said


def preview_sources(ids: list[int]) -> None:
    """Preview the sources ``ids`` one after the other. One that fails does not keep the others waiting."""
    for source in CatalogueSource.objects.filter(pk__in=ids):
        try:
            run_source(source, dry_run=True)
        except Exception:
            logger.exception("The preview of source %s broke off.", source.pk)


def _heal(now: dt.datetime) -> str:
    healed = publishing.heal(now)
    return f"Pages brought up to date: {healed}" if healed else ""


def _messages(_now: dt.datetime) -> str:
    report = deliver_due()
    return f"Messages sent: {report.sent}" if report.sent else ""


def _hand_out_messages(now: dt.datetime) -> str:
    if due_messages(now).exists():
        send("opinovi_wagtail.deliver")
    return ""


def _sources(now: dt.datetime) -> str:
    return "\n".join(sync_sources(due_sources(now)))


def _hand_out_sources(now: dt.datetime) -> str:
    for pk in due_sources(now):
        send("opinovi_wagtail.sync_source", [pk])
    return ""


def _alerts(_now: dt.datetime) -> str:
    told = tell_due()
    return f"Sources about which somebody was told: {told}" if told else ""


def _reports(now: dt.datetime) -> str:
    count = forget_reports(now)
    return f"Reports of runs deleted: {count}" if count else ""


def _retention(now: dt.datetime) -> str:
    # Cheap when nobody's time is up, and nobody waits a day longer than promised.
    count = anonymise_due(now=now, limit=RETENTION_AT_ONCE)
    return f"Registrations anonymised: {count}" if count else ""


def _hand_out_retention(now: dt.datetime) -> str:
    if due_registrations(now).exists():
        send("opinovi_wagtail.retention")
    return ""
