"""Writes the events of a chunk and their meetings: in bulk where nobody is registered, one by one where somebody is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, EventCode, Meeting, Registration
from opinovi_wagtail.registrations.locking import retried
from opinovi_wagtail.rules.states import Origin, RegistrationMode
from opinovi_wagtail.search.codes import Codes, event_codes

from .pins import merge_pins, pinned_rows
from .rows import EVENT_FACTS, EventRow
from .stage import EVENT_CODES, EVENTS, MEETINGS, Stage
from .writing import Existing, Writing, delete_rows, existing_rows, write_parents

# What this site decides about an event that one registers for here, whatever the source says.
OUR_TERMS = (
    "registration_mode", "registration_url", "registration_opens_at", "registration_closes_at", "places",
)  # fmt: skip


class EventWriter:
    """Writes events of one run of a source; use it as a context manager, which keeps the stage tables."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self._events, self._meetings, self._codes = (
            Stage(target, writing.connection) for target in (EVENTS, MEETINGS, EVENT_CODES)
        )

    def __enter__(self) -> EventWriter:
        for stage in (self._events, self._meetings, self._codes):
            stage.create()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            for stage in (self._codes, self._meetings, self._events):
                stage.drop()

    def write(self, rows: Sequence[EventRow]) -> list[EventRow]:
        """Store ``rows``, inside the transaction of the chunk; in a preview only count them.

        Answers those that have to be changed one by one, each in a transaction of its own (see ``write_one``).
        """
        if not rows:
            return []
        existing = existing_rows(self.writing, Event, [row.key for row in rows])
        rows = [row for row in rows if row.key not in existing or existing[row.key].ours]
        delicate = self._delicate(rows, existing)
        for row in rows:
            self.writing.count(existing.get(row.key))
        if self.writing.foresight is not None:
            self._merge(rows, existing)
            self.writing.foresight.rows(Event, rows, {key: there.pk for key, there in existing.items()})
            return []
        bulk = [row for row in rows if row.key not in delicate]
        if bulk:
            self._write_bulk(bulk, existing)
        return [row for row in rows if row.key in delicate]

    @retried
    def write_one(self, row: EventRow) -> None:
        """Change one event under its lock, so that those who are registered are told what changed."""
        found = Event.objects.get(source=self.writing.source, remote_key=row.key)
        with changes.event_change(found.pk, now=self.writing.now) as event:
            if event.origin != Origin.SOURCE:
                return
            facts = dict(row.facts)
            has_registrations = event.registrations.exists()
            kept: frozenset[str] = frozenset()
            facts["pins"], facts["asks"] = {}, []
            if event.pins:
                kept = merge_pins(self.writing, facts, row.meetings, "meetings", event, EVENT_FACTS)
            ours = {*EVENTS.once, *OUR_TERMS, "starts_at", "ends_at"}
            for name in EVENTS.fields:
                if name not in ours:
                    setattr(event, name, facts[name])
            event.fetched_at = self.writing.now
            event.missing_since = event.withdrawn_at = None
            if "meetings" not in kept and row.meetings:
                _write_meetings(event, row.meetings, keep_vanished=has_registrations)

    def _delicate(self, rows: Iterable[EventRow], existing: Mapping[str, Existing]) -> set[str]:
        """The keys of events that one can register for here, that somebody is registered for, or whose meetings stay.

        Meetings stay when an editor has taken charge of them, or when the source says no time any more: a postponed event
        keeps its old meetings, and the page says that they are not held.
        """
        ours = {existing[row.key].pk: row for row in rows if row.key in existing}
        if not ours:
            return set()
        using = self.writing.connection.alias
        here = Event.objects.using(using).filter(pk__in=list(ours), registration_mode=RegistrationMode.HERE).order_by()
        registered = Registration.objects.using(using).filter(event_id__in=list(ours)).order_by()
        pks = {*here.values_list("pk", flat=True), *registered.values_list("event_id", flat=True).distinct()}
        return {
            row.key for pk, row in ours.items() if pk in pks or not row.meetings or "meetings" in existing[row.key].pins
        }

    def _merge(self, rows: Sequence[EventRow], existing: Mapping[str, Existing]) -> None:
        """Let editors' fields stand."""
        pinned = pinned_rows(self.writing, Event, [existing[row.key] for row in rows if row.key in existing])
        for row in rows:
            row.facts["pins"], row.facts["asks"] = {}, []
            there = existing.get(row.key)
            if there and there.pins:
                merge_pins(self.writing, row.facts, row.meetings, "meetings", pinned[there.pk], EVENT_FACTS)

    def _write_bulk(self, rows: Sequence[EventRow], existing: Mapping[str, Existing]) -> None:
        self._merge(rows, existing)
        self._write_children(rows, write_parents(self.writing, self._events, rows), existing)

    def _write_children(
        self, rows: Sequence[EventRow], pks: Mapping[str, int], existing: Mapping[str, Existing]
    ) -> None:
        for row in rows:
            for meeting in row.meetings:
                meeting["event_id"] = pks[row.key]
        self._meetings.write(meeting for row in rows for meeting in row.meetings)
        missing = {pks[row.key]: _codes_of(row) for row in rows}
        if old := {existing[row.key].pk: row for row in rows if row.key in existing}:
            self._drop_outdated(old, missing)
        self._codes.write(
            {"event_id": pk, "set": name, "code": code} for pk, pairs in missing.items() for name, code in pairs
        )

    def _drop_outdated(self, old: Mapping[int, EventRow], missing: dict[int, Codes]) -> None:
        """Remove meetings and codes that are no longer so, and take the codes that are there out of ``missing``.

        Nobody is registered for these events.
        """
        using = self.writing.connection.alias
        keys = {pk: {meeting["key"] for meeting in row.meetings} for pk, row in old.items()}
        meetings = Meeting.objects.using(using).filter(event_id__in=list(old)).order_by()
        vanished = [pk for pk, event, key in meetings.values_list("pk", "event_id", "key") if key not in keys[event]]
        outdated = []
        codes = EventCode.objects.using(using).filter(event_id__in=list(old)).order_by()
        for pk, event_id, *pair in codes.values_list("pk", "event_id", "set", "code"):
            if tuple(pair) in missing[event_id]:
                missing[event_id].discard(tuple(pair))
            else:
                outdated.append(pk)
        delete_rows(Meeting, vanished, using)
        delete_rows(EventCode, outdated, using)


def _codes_of(row: EventRow) -> Codes:
    held = {meeting["municipality"] for meeting in row.meetings if meeting["status"] != Meeting.Status.CANCELLED}
    return event_codes(cast(Event, SimpleNamespace(**row.facts)), held)


def _write_meetings(event: Event, wanted: Sequence[Mapping[str, Any]], *, keep_vanished: bool) -> None:
    """Make the meetings of a locked event those of its source; one that vanished is called off, not removed."""
    present = {meeting.key: meeting for meeting in event.meetings.all()}
    for values in wanted:
        meeting = present.pop(values["key"], None) or Meeting(event=event, key=values["key"])
        for name in MEETINGS.fields:
            if name != "event":
                setattr(meeting, name, values[name])
        meeting.save()
    for vanished in present.values():
        if not keep_vanished:
            vanished.delete()
        elif vanished.status != Meeting.Status.CANCELLED:
            vanished.status = Meeting.Status.CANCELLED
            vanished.save(update_fields=["status"])
