"""What earlier runs said about records that have not changed since: said again, so that the latest report is the whole truth.

An unchanged record is not parsed, so its faults would be in the report of one run only: the one that happened to read it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from opinovi_wagtail.models import CatalogueSource, Course, Event, SyncIssue, SyncRun, remote_key
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import plain

from .seen import Mark, Seen
from .writing import rows_of

_MOST_FAILED = 5  # runs; a source that fails on is paused
_TAKEN = {Mark.COURSE.value, Mark.EVENT.value}


@dataclass(frozen=True, slots=True)
class _Said:
    at: dt.datetime
    issues: list[SyncIssue]


class LastingIssues:
    """The issues of the records of ``source`` that were taken in spite of them, by key, as far as reports keep them.

    At most as many as a few reports hold, so memory stays flat. ``forget`` is told of every record that is parsed anew.
    """

    def __init__(self, source: CatalogueSource) -> None:
        self._source = source
        self._by_key: dict[str, _Said] = {}
        runs = _since_the_last_success(source)
        self._some_failed = len(runs) > 1
        for run in runs:
            found: dict[str, list[SyncIssue]] = defaultdict(list)
            for issue in run.issues.filter(fatal=False).exclude(remote_id=""):
                found[remote_key(issue.remote_id)].append(issue)
            self._by_key |= {key: _Said(run.started_at, issues) for key, issues in found.items()}

    def forget(self, key: str) -> None:
        """The record of ``key`` is read anew, so what was said of it is said anew too."""
        self._by_key.pop(key, None)

    def bring_back(self, rows: QuerySet[Any]) -> None:
        """``rows`` are in the feed again as they were, after runs that did not meet them and had nothing to say of them."""
        written = {
            remote_id: (key, at) for remote_id, key, at in rows.values_list("remote_id", "remote_key", "fetched_at")
        }
        told = SyncIssue.objects.filter(run__source=self._source, run__dry_run=False, fatal=False)
        latest: dict[str, _Said] = {}
        for issue in told.filter(remote_id__in=list(written)).select_related("run").order_by("run_id", "pk"):
            key, at = written[issue.remote_id]
            if at is None or issue.run.started_at < at:
                continue
            before = latest.get(key)
            if before is None or before.issues[0].run_id != issue.run_id:
                latest[key] = before = _Said(issue.run.started_at, [])
            before.issues.append(issue)
        self._by_key = latest | self._by_key

    def still_true(self, seen: Seen, *, complete: bool) -> list[SyncIssue]:
        """Those about records that are in the feed as they were; of an incomplete fetch, also those it says nothing about."""
        marks = seen.marks(self._by_key)
        there = {key for key in (marks if complete else self._by_key) if marks.get(key, Mark.COURSE.value) in _TAKEN}
        if self._some_failed:
            there -= self._written_since(seen, there)
        said = (issue for key in there for issue in self._by_key[key].issues)
        # The order of the feed, as far as the reports before had it.
        return sorted((issue for issue in said if issue.told != plain(repeated())), key=lambda issue: issue.pk)

    def _written_since(self, seen: Seen, keys: Collection[str]) -> set[str]:
        """Those that a run which failed in the end has mended: it had nothing more to say about them."""
        written = (
            row
            for model in (Course, Event)
            for row in rows_of(seen.connection, model, self._source, list(keys)).values_list("remote_key", "fetched_at")
        )
        return {key for key, fetched_at in written if fetched_at and fetched_at > self._by_key[key].at}


def repeated() -> str:
    """The sentence about an identifier that comes twice, which every run finds out by itself."""
    return _("The feed brings this record more than once.")


def _since_the_last_success(source: CatalogueSource) -> Sequence[SyncRun]:
    """The last run that came to its end, and those after it that wrote something before they failed, oldest first."""
    runs = SyncRun.objects.filter(source=source, dry_run=False)
    last = runs.filter(state=RunState.SUCCEEDED).order_by("-pk").first()
    if last is None:
        return []
    later = runs.filter(pk__gt=last.pk, state__in=(RunState.FAILED, RunState.DIED)).order_by("-pk")[:_MOST_FAILED]
    return [last, *reversed(later)]
