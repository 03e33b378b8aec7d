"""The counts of a run beside those of the run before it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst

from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.sync.report import COUNTS, WELL


@dataclass(frozen=True, slots=True)
class Count:
    """One count; ``before`` and ``difference`` (with its sign) are empty where there is no run before."""

    name: str
    label: str
    now: int
    before: int | None = None

    @property
    def difference(self) -> str:
        if self.before is None:
            return ""
        return f"{self.now - self.before:+d}".replace("-", "−") if self.now != self.before else "0"


def run_before(run: SyncRun) -> SyncRun | None:
    """The last run of the same source before ``run`` that ended well and was no preview. A run that did not
    end well has nothing to compare: its counts say only how far it came."""
    if run.dry_run or run.state not in WELL:
        return None
    earlier = SyncRun.objects.filter(source=run.source_id, dry_run=False, state__in=WELL).exclude(pk=run.pk)
    return earlier.filter(started_at__lte=run.started_at, pk__lt=run.pk).first()


def compared(run: SyncRun) -> list[Count]:
    """Every count of ``run``."""
    before = run_before(run)
    return [
        Count(
            name,
            str(capfirst(run._meta.get_field(name).verbose_name)),
            getattr(run, name),
            getattr(before, name) if before else None,
        )
        for name in COUNTS
    ]
