"""What a preview says a run would do, row by row, for reading: new rows as they would look, changed ones field by field."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy

from opinovi_wagtail.models import Course, Event, SyncChange, SyncRun, say
from opinovi_wagtail.rules.states import ChangeAction
from opinovi_wagtail.sync.foresight import MOST

from ..appearance import Fact, child_in_words, row_facts
from ..differences import CHILDREN, Differences, differences, in_order, label_of
from ..row_links import RowLinks

MODELS: dict[str, type[Course] | type[Event]] = {"course": Course, "event": Event}
# What a run would do, of which the names of the actions speak as if it was done.
HEADINGS = {
    ChangeAction.CREATED: gettext_lazy("Would be new"),
    ChangeAction.UPDATED: gettext_lazy("Would be changed"),
    ChangeAction.BACK: gettext_lazy("Would come back"),
    ChangeAction.MISSING: gettext_lazy("Would be marked as missing from the source"),
    ChangeAction.WITHDRAWN: gettext_lazy("Would be withdrawn"),
}
KEPT = gettext_lazy("Would stay as an editor keeps them")
# As many rows are shown unfolded at once.
FEW = 5
_COUNTS = {
    ChangeAction.CREATED: "created",
    ChangeAction.UPDATED: "updated",
    ChangeAction.BACK: "reappeared",
    ChangeAction.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One row: what it is called, what it would look like (``facts``, ``children``), or what would change, and what would
    not although the source has changed it, because an editor keeps it."""

    title: str
    language: str
    kind: str
    remote_id: str
    url: str
    facts: tuple[Fact, ...] = ()
    children: tuple[tuple[str, ...], ...] = ()
    changes: Differences = Differences()
    kept: Differences = Differences()
    labels: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows to which the same would happen. ``count`` is of all of them, or nothing where only those listed are known;
    ``quiet`` ones would be written anew without a difference that people see. ``kept`` ones would stay as they are, because
    an editor keeps whatever the source has changed in them."""

    action: ChangeAction
    rows: tuple[Foreseen, ...]
    count: int | None
    quiet: int
    cut: bool
    kept: bool = False

    @property
    def heading(self) -> str:
        return str(KEPT if self.kept else HEADINGS[self.action])

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
    found: list[Section] = []
    for action in ChangeAction:
        if action in by_action:
            found += _sections(run, action, by_action[action], links)
    return found


def _sections(run: SyncRun, action: ChangeAction, noted: list[SyncChange], links: RowLinks) -> list[Section]:
    rows = [_foreseen(change, run.source.partner_id, links) for change in noted]
    count = getattr(run, _COUNTS[action]) if action in _COUNTS else None
    cut = len(noted) >= MOST and (count is None or count > len(noted))
    if action != ChangeAction.UPDATED:
        return [Section(action, tuple(rows), count, 0, cut)]
    changed = tuple(row for row in rows if row.changes)
    kept = tuple(row for row in rows if row.kept and not row.changes)
    quiet = len(rows) - len(changed) - len(kept)
    # Beyond those that are listed nobody knows which are only kept.
    of_changed = count if cut or count is None else count - len(kept)
    sections = [Section(action, changed, of_changed, quiet, cut)] if changed or quiet or cut else []
    return [*sections, Section(action, kept, len(kept), 0, False, kept=True)] if kept else sections


def _foreseen(change: SyncChange, partner_id: int, links: RowLinks) -> Foreseen:
    model = MODELS[change.kind]
    title = say(change.title, get_language() or "fi")
    facts: list[Fact] = []
    children: list[tuple[str, ...]] = []
    changed = kept = Differences()
    if change.action == ChangeAction.CREATED:
        values = {field["field"]: field["after"] for field in change.fields}
        facts = row_facts(model, values)
        for name in CHILDREN.keys() & values.keys():
            children += [child_in_words(CHILDREN[name], child) for child in in_order(values[name] or ())]
    if change.action == ChangeAction.UPDATED:
        changed = differences(model, [field for field in change.fields if not field.get("kept")])
        kept = differences(model, [field for field in change.fields if field.get("kept")])
    relation = next((field["field"] for field in change.fields if field["field"] in CHILDREN), "")
    labels = dict.fromkeys(difference.label for difference in (*changed.fields, *kept.fields))
    if changed.children or kept.children:
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
        kept=kept,
        labels=", ".join(labels),
    )
