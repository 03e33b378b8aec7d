"""The issues of a run, put together for reading: what is said of the feed as a whole, then each reason once with its records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.text import capfirst

from opinovi_wagtail.models import SyncIssue, SyncRun
from opinovi_wagtail.sync.report import part_name

EXAMPLES = 20  # records that are named of each reason; the CSV has all of them


@dataclass(frozen=True, slots=True)
class Group:
    """Issues with the same reason about the same field; ``fatal`` where the whole record was left out."""

    message: str
    part: str
    fatal: bool
    count: int
    examples: tuple[SyncIssue, ...]

    @property
    def more(self) -> int:
        """How many are not among the examples."""
        return self.count - len(self.examples)


class Issues:
    """The issues of ``run``, read once."""

    def __init__(self, run: SyncRun) -> None:
        found = list(run.issues.all())
        self.count = len(found)
        self.remarks = [issue.message for issue in found if not issue.remote_id and not issue.fatal]
        grouped: dict[tuple[str, str, bool], list[SyncIssue]] = defaultdict(list)
        for issue in found:
            if issue.remote_id or issue.fatal:
                grouped[(issue.message, issue.field, issue.fatal)].append(issue)
        groups = [
            Group(message, str(capfirst(part_name(field))) if field else "", fatal, len(same), tuple(same[:EXAMPLES]))
            for (message, field, fatal), same in grouped.items()
        ]
        # What cost whole records first, then what is most.
        self.groups = sorted(groups, key=lambda group: (not group.fatal, -group.count))
