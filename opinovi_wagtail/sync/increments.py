"""What changed since: for sources whose format can ask that, the moment to ask with and the one to remember."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from opinovi_wagtail.catalogues.base import UnknownFormat
from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource

# Clocks differ, and a record may be saved before its time stamp can be seen.
OVERLAP = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Increment:
    """Whether a run asks for changes only (``since``), and what the source remembers after it."""

    possible: bool = False
    since: dt.datetime | None = None
    runs_since_complete: int = 0

    def after(self, now: dt.datetime, fingerprint: str, *, complete: bool, failed: int) -> dict[str, object]:
        """What to remember after a run that began at ``now`` and came to its end.

        The watermark moves only when every record was taken, so that one that was not is asked for again.
        """
        if not self.possible:
            return {}
        told: dict[str, object] = {"runs_since_complete": 0 if complete else self.runs_since_complete + 1}
        if not failed:
            told |= {"watermark": now, "watermark_for": fingerprint}
        return told


def increment_of(source: CatalogueSource, fingerprint: str) -> Increment:
    """How the next run of ``source`` asks; every so many runs (``SYNC_COMPLETE_EVERY``) it asks for everything."""
    try:
        possible = format_class(source.format).incremental
    except UnknownFormat:
        possible = False
    if not possible:
        return Increment()
    runs = source.runs_since_complete
    if source.watermark is None or source.watermark_for != fingerprint or runs + 1 >= conf.SYNC_COMPLETE_EVERY:
        return Increment(possible=True, runs_since_complete=runs)
    return Increment(possible=True, since=source.watermark - OVERLAP, runs_since_complete=runs)
