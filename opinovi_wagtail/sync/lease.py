"""One run per source at a time: a lease with a token and an expiry, and what becomes of runs whose worker died."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import plain

from .asked import give_up_waiting
from .pause import next_try, reason_to_pause


class SourceBusy(Exception):
    """Another run is working on the source; ``until`` is when its lease ends unless it is renewed."""

    def __init__(self, source: CatalogueSource, until: dt.datetime | None) -> None:
        self.until = until
        moment = timezone.localtime(until) if until else None
        super().__init__(
            _(
                "The source %(source)s is being synced already. If that run has died, a new one can start after %(time)s."
            )
            % {"source": source.slug, "time": f"{moment:%H.%M}" if moment else "–"}
        )


class LeaseLost(Exception):
    """The lease ran out and somebody else took the source over: this run must not write any more."""


@dataclass(slots=True)
class Lease:
    """The right to work on a source until ``until``; the wall clock counts, not the moment that a run is told."""

    source_id: int
    token: str
    until: dt.datetime

    def renew(self, extra_seconds: float = 0) -> None:
        """Keep the source for another ``SYNC_LEASE_SECONDS`` (and ``extra_seconds``); raises ``LeaseLost``."""
        until = timezone.now() + dt.timedelta(seconds=conf.SYNC_LEASE_SECONDS + extra_seconds)
        self._update(lease_until=until)
        self.until = until

    def keep(self, extra_seconds: float = 0) -> None:
        """Renew when less than half of the time, and ``extra_seconds``, are left. Raises ``LeaseLost``."""
        enough = dt.timedelta(seconds=conf.SYNC_LEASE_SECONDS / 2 + extra_seconds)
        if self.until < timezone.now() + enough:
            self.renew(extra_seconds)

    def fence(self) -> None:
        """Inside the transaction of a chunk: make sure that the source is still ours, and stays so until the commit.

        The validators are forgotten at the same time: until the run has ended well, the store is between two versions of
        the feed, and an answer "not modified" would be taken for the wrong one. Raises ``LeaseLost``.
        """
        until = timezone.now() + dt.timedelta(seconds=conf.SYNC_LEASE_SECONDS)
        self._update(lease_until=until, etag="", last_modified="", validators_for="")
        self.until = until

    def release(self) -> None:
        """Give the source back; does nothing when it was lost already."""
        CatalogueSource.objects.filter(pk=self.source_id, lease_token=self.token).update(
            lease_token="", lease_until=None
        )

    def _update(self, **values: object) -> None:
        if not CatalogueSource.objects.filter(pk=self.source_id, lease_token=self.token).update(**values):
            raise LeaseLost(_("Another run took the source over, because this one had not been heard of for too long."))


def acquire(source: CatalogueSource) -> Lease:
    """Take the source for one run. Raises ``SourceBusy`` while another run holds it.

    What an earlier holder left as *running* is marked as died.
    """
    now = timezone.now()
    lease = Lease(source.pk, secrets.token_hex(16), now + dt.timedelta(seconds=conf.SYNC_LEASE_SECONDS))
    with transaction.atomic():
        taken = (
            CatalogueSource.objects.filter(pk=source.pk)
            .filter(Q(lease_token="") | Q(lease_until=None) | Q(lease_until__lt=now))
            .update(lease_token=lease.token, lease_until=lease.until)
        )
        if not taken:
            until = CatalogueSource.objects.filter(pk=source.pk).values_list("lease_until", flat=True).first()
            raise SourceBusy(source, until)
        _mark_died(SyncRun.objects.filter(source=source, dry_run=False), now)
    return lease


def bury_dead_runs(now: dt.datetime) -> int:
    """Mark runs as died whose worker has not been heard of, and free their sources; answers how many there were.

    A source whose runs keep dying is tried at growing intervals and paused in the end, like one that keeps failing.
    """
    give_up_waiting(now)
    silent = now - dt.timedelta(seconds=conf.SYNC_LEASE_SECONDS)
    buried = 0
    dead = SyncRun.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=silent)
    for run in dead.select_related("source"):
        with transaction.atomic():
            source = CatalogueSource.objects.select_for_update().get(pk=run.source_id)
            if not run.dry_run and source.lease_token and source.lease_until and source.lease_until >= now:
                continue
            if not _mark_died(SyncRun.objects.filter(pk=run.pk), now):
                continue
            buried += 1
            if run.dry_run:
                continue
            failures = source.failures + 1
            CatalogueSource.objects.filter(pk=source.pk).update(
                lease_token="",
                lease_until=None,
                failures=F("failures") + 1,
                # The first death may be a deploy: begin again at once.
                next_run_at=now if failures == 1 else next_try(source.every_minutes, failures - 1, now),
                paused_because=reason_to_pause(failures),
            )
    return buried


def _mark_died(runs: object, now: dt.datetime) -> int:
    return runs.filter(state=RunState.RUNNING).update(  # type: ignore[attr-defined]
        state=RunState.DIED,
        finished_at=now,
        told=[plain(_("The run stopped without finishing, so what it had not reached yet waits for the next run."))],
    )
