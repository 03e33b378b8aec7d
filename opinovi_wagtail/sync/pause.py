"""When a source that failed is tried again, and when it is left alone until a person looks at it."""

from __future__ import annotations

import datetime as dt
import random

from django.utils.translation import ngettext

from opinovi_wagtail.models import CatalogueSource

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
    """Why the source is left alone from now on, or nothing while it may be tried again."""
    if failures < PAUSE_AFTER:
        return ""
    return ngettext("Paused after %(count)d failure.", "Paused after %(count)d failures in a row.", failures) % {
        "count": failures
    }


def resume(source: CatalogueSource) -> None:
    """Let the tick run ``source`` again, starting at its next chance."""
    source.paused_because, source.failures, source.next_run_at = "", 0, None
    source.save(update_fields=["paused_because", "failures", "next_run_at", "updated_at"])
