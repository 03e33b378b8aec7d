"""The issues of a run, put together for reading: what is said of the feed as a whole, then each reason once with its records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language

from opinovi_wagtail.models import Course, Event, SyncIssue, SyncRun, remote_key, say
from opinovi_wagtail.sync.report import part_name

from ..row_links import RowLinks

EXAMPLES = 20  # records that are named of each reason; the CSV has all of them
_MADE_UP = "title:"  # what identifiers begin with that a table without such a column is given


@dataclass(frozen=True, slots=True)
class Named:
    """What a record is called here, and where the desk shows it; no ``url`` for what is not here yet."""

    title: str
    language: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A record with an issue: what it is called if that is known, its identifier if that says anything, what was sent."""

    named: Named | None
    identifier: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Group:
    """Issues with the same reason about the same field; ``fatal`` where the whole record was left out."""

    message: str
    part: str
    fatal: bool
    count: int
    examples: tuple[Example, ...]

    @property
    def more(self) -> int:
        """How many are not among the examples."""
        return self.count - len(self.examples)

    @property
    def has_excerpts(self) -> bool:
        """Whether there is anything to show of what was sent."""
        return any(example.excerpt for example in self.examples)


class Issues:
    """The issues of ``run``, read once, for whom ``links`` are."""

    def __init__(self, run: SyncRun, links: RowLinks) -> None:
        found = list(run.issues.all())
        self.count = len(found)
        self.remarks = [issue.message for issue in found if not issue.remote_id and not issue.fatal]
        grouped: dict[tuple[str, str, bool], list[SyncIssue]] = defaultdict(list)
        for issue in found:
            if issue.remote_id or issue.fatal:
                grouped[(issue.message, issue.field, issue.fatal)].append(issue)
        identifiers = {issue.remote_id for same in grouped.values() for issue in same[:EXAMPLES] if issue.remote_id}
        names = _names(run, identifiers, links) if identifiers else {}
        groups = [
            Group(
                message,
                str(capfirst(part_name(field))) if field else "",
                fatal,
                len(same),
                tuple(_example(issue, names.get(issue.remote_id)) for issue in same[:EXAMPLES]),
            )
            for (message, field, fatal), same in grouped.items()
        ]
        # What cost whole records first, then what is most.
        self.groups = sorted(groups, key=lambda group: (not group.fatal, -group.count))


def _example(issue: SyncIssue, named: Named | None) -> Example:
    identifier = "" if issue.remote_id.startswith(_MADE_UP) else issue.remote_id
    return Example(named, identifier, issue.excerpt)


def _names(run: SyncRun, identifiers: Collection[str], links: RowLinks) -> dict[str, Named]:
    """What the records with ``identifiers`` are called: as the rows that are here, else as the preview foresees them."""
    language = get_language() or "fi"
    found: dict[str, Named] = {}
    if run.dry_run:
        for identifier, title in run.changes.filter(remote_id__in=identifiers).values_list("remote_id", "title"):
            said = say(title, language)
            found[identifier] = Named(said.text, said.language or "")
    keys = [remote_key(identifier) for identifier in identifiers]
    for model in (Course, Event):
        rows = model.objects.filter(source=run.source_id, remote_key__in=keys)
        for pk, identifier, title, partner_id in rows.values_list("pk", "remote_id", "title", "partner_id"):
            said = say(title, language)
            found[identifier] = Named(said.text, said.language or "", links.url_of(model, pk, partner_id))
    return {identifier: named for identifier, named in found.items() if named.title}
