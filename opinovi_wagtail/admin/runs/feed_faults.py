"""What is wrong in the feed of a source now, for pages that do not show the report in which it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.rules.states import RunState


@dataclass(frozen=True, slots=True)
class FeedFaults:
    """How many records of the feed could not be taken as they are, and the place in a report where they stand."""

    records: int
    url: str


def feed_faults_of(source: CatalogueSource) -> FeedFaults | None:
    """By the last run that read the feed to its end; nothing where there was none or where all is well."""
    run = source.runs.filter(dry_run=False, state=RunState.SUCCEEDED).first()
    if run is None:
        return None
    named = run.issues.exclude(remote_id="").values("remote_id").distinct().count()
    records = named + run.issues.filter(remote_id="", fatal=True).count()
    return FeedFaults(records, f"{reverse('opinovi-syncrun:inspect', args=[run.pk])}#issues") if records else None
