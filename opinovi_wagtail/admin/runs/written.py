"""The rows that a run has made or changed, as they are now, for its report."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from opinovi_wagtail.models import Course, Event, SyncRun, say

from ..row_links import RowLinks

MOST = 100  # that are named


@dataclass(frozen=True, slots=True)
class Written:
    """A row: what it is called and in which language, where the desk shows it, and whether the run has made it."""

    title: str
    language: str
    url: str
    new: bool


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """The first rows that the run has written, new ones first; ``more`` are not among them, for want of room or because
    another run or somebody has written them since."""

    rows: tuple[Written, ...]
    more: int


def written_by(run: SyncRun, links: RowLinks) -> WrittenRows | None:
    """What ``run`` wrote; nothing for a preview and where it wrote nothing. One query for each kind of row."""
    if run.dry_run or not (run.created or run.updated):
        return None
    language = get_language() or "fi"
    found: list[Written] = []
    for model in (Course, Event):
        rows = model.objects.filter(source=run.source_id, fetched_at=run.started_at).order_by("-created_at", "pk")
        for row in rows.only("title", "remote_id", "partner", "created_at")[: MOST - len(found)]:
            title = say(row.title, language)
            text, spoken = (title.text, title.language or "") if title.text else (row.remote_id, "")
            found.append(Written(text, spoken, links.url(row), row.created_at == run.started_at))
    found.sort(key=lambda row: not row.new)
    return WrittenRows(tuple(found), run.created + run.updated - len(found)) if found else None
