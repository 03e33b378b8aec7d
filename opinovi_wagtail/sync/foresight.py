"""What a preview would change, row by row and field by field, kept for whoever asked: the first rows of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from opinovi_wagtail.models import Course, SyncChange, SyncRun
from opinovi_wagtail.rules.states import ChangeAction

from .row_facts import CHILDREN, FACTS, comparable, plain
from .rows import CourseRow, EventRow

MOST = 100  # rows that are kept of each action
# What a row that begins to exist is told by, beside its facts.
_PROVENANCE = ("provider_name", "remote_url")


class Foresight:
    """Notes for one preview. Counts everything, keeps the first rows of each action."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run
        self._kept: Counter[str] = Counter()

    def rows(self, model: type[Any], rows: Sequence[CourseRow] | Sequence[EventRow], there: Mapping[str, int]) -> None:
        """Rows as a run would write them, pins merged; ``there`` has the primary keys of those that exist, by key."""
        chosen = [
            row for row in rows if self._has_room(ChangeAction.UPDATED if row.key in there else ChangeAction.CREATED)
        ]
        relation, names = CHILDREN[model]
        wanted = [there[row.key] for row in chosen if row.key in there]
        standing = {row.pk: row for row in model.objects.filter(pk__in=wanted).prefetch_related(relation)}
        notes = []
        for row in chosen:
            children = row.runs if isinstance(row, CourseRow) else row.meetings
            now = {name: plain(row.facts[name]) for name in FACTS[model] if name in row.facts}
            now[relation] = comparable({name: child[name] for name in names} for child in children)
            found = standing.get(there.get(row.key, 0))
            if found is None:
                now |= {name: plain(row.facts[name]) for name in _PROVENANCE if name in row.facts}
                action, fields = ChangeAction.CREATED, _appearance(now, relation)
            else:
                before = {name: plain(getattr(found, name)) for name in now if name != relation}
                before[relation] = comparable(getattr(found, relation).values(*names))
                kept = row.facts.get("pins") or {}
                moving = {name: value for name, value in now.items() if name not in kept}
                action = ChangeAction.UPDATED
                fields = [*_differences(before, moving), *_kept(before, found.pins, kept)]
            notes.append(self._note(action, model, found.pk if found else None, row.facts, fields))
        SyncChange.objects.bulk_create(notes)

    def gone(self, rows: QuerySet[Any], action: ChangeAction) -> None:
        """Rows that a run would mark as missing, or withdraw."""
        room = MOST - self._kept[action]
        if room <= 0:
            return
        notes = [
            self._note(action, rows.model, row.pk, {"remote_id": row.remote_id, "title": row.title}, [])
            for row in rows.order_by("pk")[:room]
        ]
        self._kept[action] += len(notes)
        SyncChange.objects.bulk_create(notes)

    def back(self, model: type[Any], pks: Iterable[int]) -> None:
        """Rows that were missing or withdrawn and are in the feed again as they were."""
        self.gone(model.objects.filter(pk__in=list(pks)), ChangeAction.BACK)

    def _has_room(self, action: ChangeAction) -> bool:
        self._kept[action] += 1
        return self._kept[action] <= MOST

    def _note(
        self, action: ChangeAction, model: type[Any], pk: int | None, facts: Mapping[str, Any], fields: list[Any]
    ) -> SyncChange:
        return SyncChange(
            run=self._run,
            action=action,
            kind="course" if model is Course else "event",
            row=pk,
            remote_id=facts["remote_id"],
            title=dict(facts["title"]),
            fields=fields,
        )


def _appearance(now: Mapping[str, Any], relation: str) -> list[dict[str, Any]]:
    told = [
        {"field": name, "before": None, "after": value} for name, value in now.items() if value and name != relation
    ]
    return [*told, {"field": relation, "before": None, "after": now[relation]}]


def _kept(before: Mapping[str, Any], said: Mapping[str, Any], says: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields that an editor keeps although the source has changed its mind: what stands, and what the source says."""
    return [
        {"field": name, "before": before[name], "after": value, "kept": True}
        for name, value in says.items()
        if name in before and value != said.get(name)
    ]


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"field": name, "before": before[name], "after": now[name]} for name in now if before.get(name) != now[name]
    ]
