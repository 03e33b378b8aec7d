"""When a source that failed is tried again, and when it is left alone until a person looks at it."""

from __future__ import annotations

import datetime as dt
import random

from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.rules.states import PauseReason
from opinovi_wagtail.telling import gettext, ngettext

FIRST_DELAY = 5  # minutes
PAUSE_AFTER = 12  # failures in a row; with the growing delays this is about a day


def next_try(every_minutes: int, failures: int, now: dt.datetime, retry_after: float | None = None) -> dt.datetime:
    """When to try again after ``failures`` in a row: 5, 10, 20, … minutes, never later than the source's own interval.

    A wish of the server (``retry_after``, seconds) is granted even when it is longer. A tenth of jitter keeps sources that
    failed together from coming back together.
    """
    minutes = min(max(every_minutes, 1), FIRST_DELAY * 2 ** (min(max(failures, 1), 16) - 1))
    seconds = max(minutes * 60 * random.uniform(0.9, 1.1), retry_after or 0)  # noqa: S311 - jitter, not a secret
    return now + dt.timedelta(seconds=seconds)


def reason_to_pause(failures: int) -> str:
    """Why the source is left alone from now on (a ``PauseReason``), or nothing while it may be tried again."""
    return PauseReason.FAILURES.value if failures >= PAUSE_AFTER else ""


def pause(source: CatalogueSource) -> None:
    """Leave ``source`` alone until somebody resumes it."""
    source.paused_because = PauseReason.PERSON
    source.save(update_fields=["paused_because", "updated_at"])


def why_paused(source: CatalogueSource) -> str:
    """Why ``source`` is paused, as a sentence; empty where it is not."""
    match source.paused_because:
        case "" | PauseReason.UNTRIED:
            return ""
        case PauseReason.PERSON:
            return gettext("Paused by hand.")
    return ngettext("Paused after %(count)d failure.", "Paused after %(count)d failures in a row.", source.failures) % {
        "count": source.failures
    }


def resume(source: CatalogueSource) -> None:
    """Let the tick run ``source`` again, starting at its next chance."""
    source.paused_because, source.failures, source.next_run_at, source.told_paused_at = "", 0, None, None
    source.save(update_fields=["paused_because", "failures", "next_run_at", "told_paused_at", "updated_at"])
