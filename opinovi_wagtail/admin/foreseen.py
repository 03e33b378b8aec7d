"""What a preview says a run would do, row by row, for reading: new rows as they would look, changed ones field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext_lazy

from opinovi_wagtail.models import Course, Event, SyncChange, SyncRun, say
from opinovi_wagtail.rules.states import ChangeAction
from opinovi_wagtail.sync.foresight import MOST

from .differences import CHILDREN, Differences, child_lines, differences, label_of, said
from .row_links import RowLinks

MODELS: dict[str, type[Course] | type[Event]] = {"course": Course, "event": Event}
# As many rows are shown unfolded at once.
FEW = 5
_COUNTS = {
    ChangeAction.CREATED: "created",
    ChangeAction.UPDATED: "updated",
    ChangeAction.BACK: "reappeared",
    ChangeAction.WITHDRAWN: "withdrawn",
}


# Above several rows to which the same would happen; the labels of the actions are said of one.
_HEADINGS = {
    ChangeAction.CREATED: pgettext_lazy("several rows", "New"),
    ChangeAction.UPDATED: pgettext_lazy("several rows", "Changed"),
    ChangeAction.BACK: pgettext_lazy("several rows", "Came back"),
    ChangeAction.MISSING: pgettext_lazy("several rows", "Not in the feed any more"),
    ChangeAction.WITHDRAWN: pgettext_lazy("several rows", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One row: what it is called, what it would look like (``facts``, ``children``), or what would change."""

    title: str
    language: str
    kind: str
    remote_id: str
    url: str
    facts: tuple[tuple[str, str], ...] = ()
    children: tuple[tuple[str, ...], ...] = ()
    changes: Differences = Differences()
    labels: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows to which the same would happen. ``count`` is of all of them, or nothing where only those listed are known;
    ``quiet`` ones would be written anew without a difference that people see."""

    action: ChangeAction
    rows: tuple[Foreseen, ...]
    count: int | None
    quiet: int
    cut: bool

    @property
    def heading(self) -> str:
        return str(_HEADINGS[self.action])

    @property
    def unfolded(self) -> bool:
        return len(self.rows) <= FEW

    @property
    def most(self) -> int:
        return MOST


def sections(run: SyncRun, links: RowLinks) -> list[Section]:
    """What ``run``, a preview, foresees, by what would happen; in one query."""
    by_action: dict[str, list[SyncChange]] = {}
    for change in run.changes.all():
        by_action.setdefault(change.action, []).append(change)
    return [_section(run, action, by_action[action], links) for action in ChangeAction if action in by_action]


def _section(run: SyncRun, action: ChangeAction, changes: Iterable[SyncChange], links: RowLinks) -> Section:
    noted = list(changes)
    rows = [_foreseen(change, run.source.partner_id, links) for change in noted]
    shown = [row for row in rows if action != ChangeAction.UPDATED or row.changes]
    count = getattr(run, _COUNTS[action]) if action in _COUNTS else None
    cut = len(noted) >= MOST and (count is None or count > len(noted))
    return Section(action, tuple(shown), count, len(rows) - len(shown), cut)


def _foreseen(change: SyncChange, partner_id: int, links: RowLinks) -> Foreseen:
    model = MODELS[change.kind]
    title = say(change.title, get_language() or "fi")
    facts: list[tuple[str, str]] = []
    children: list[tuple[str, ...]] = []
    if change.action == ChangeAction.CREATED:
        for field in change.fields:
            name, value = field["field"], field["after"]
            if name in CHILDREN:
                children += [child_lines(CHILDREN[name], child) for child in value or ()]
            else:
                facts.append((label_of(model, name), said(model, name, value)))
    changed = differences(model, change.fields) if change.action == ChangeAction.UPDATED else Differences()
    relation = next((field["field"] for field in change.fields if field["field"] in CHILDREN), "")
    labels = dict.fromkeys(difference.label for difference in changed.fields)
    if changed.children:
        labels[label_of(model, relation)] = None
    return Foreseen(
        title=title.text or change.remote_id,
        language=title.language or "",
        kind=str(model._meta.verbose_name),
        remote_id=change.remote_id,
        url=links.url_of(model, change.row, partner_id) if change.row else "",
        facts=tuple(facts),
        children=tuple(children),
        changes=changed,
        labels=", ".join(labels),
    )
