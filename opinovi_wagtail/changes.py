"""The one door for changes of rows: what follows from a row as it was and as it is, in the same transaction.

Whoever writes an event that may have registrations does it inside ``event_change``. Derived columns, codes for filters,
search text, places, the waiting list, messages and reminders follow; work for others is asked for on commit.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .models import Course, Event, FundingGuide, Meeting, Registration, ReminderRule
from .outbox import plan
from .outbox.snapshot import meetings_of, snapshot_of, where_of
from .queue import enqueue
from .registrations.anonymise import anonymise_day
from .registrations.locking import lock_event
from .registrations.promote import promote_waiting
from .rules.changes import EventSnapshot, MeetingFacts, what_happened
from .rules.places import over
from .search import codes
from .search.codes import run_codes
from .search.documents import document_for

__all__ = [
    "course_saved",
    "event_change",
    "event_codes",
    "event_created",
    "event_span",
    "guide_saved",
    "reindex",
    "reminder_rule_changed",
    "run_codes",
]

CHUNK = 500


def event_span(meetings: Iterable[MeetingFacts | Meeting]) -> tuple[dt.datetime | None, dt.datetime | None]:
    """First start and last end of the meetings that are held; of all of them where none is. Reads no database."""
    every = list(meetings)
    held = [meeting for meeting in every if _is_held(meeting)] or every
    if not held:
        return None, None
    return min(m.starts_at for m in held), max(m.ends_at or m.starts_at for m in held)


def event_codes(event: Event, meetings: Iterable[Meeting]) -> codes.Codes:
    """The ``(set, code)`` pairs of an event with these meetings, whose places have to be loaded. Reads no database."""
    return codes.event_codes(event, {where_of(meeting).municipality for meeting in meetings if _is_held(meeting)})


def _is_held(meeting: MeetingFacts | Meeting) -> bool:
    return meeting.held if isinstance(meeting, MeetingFacts) else meeting.status != Meeting.Status.CANCELLED


@contextmanager
def event_change(event_id: int, *, now: dt.datetime | None = None) -> Iterator[Event]:
    """Locks an event and hands it over for editing; when the block ends, stores it and does what follows.

    Set attributes on the event (do not save it) and write its meetings as rows. Keep the keys of meetings: by them a
    meeting is recognised. ``places`` may be lowered below what is taken; nobody is thrown out. When the block raises,
    nothing has happened. Raises ``Event.DoesNotExist``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = lock_event(event_id)
        before = snapshot_of(event, meetings_of(event.pk))
        stored = _values(event)
        yield event
        _settle(event, before, stored, now)


def event_created(event: Event, *, now: dt.datetime | None = None) -> None:
    """Does what follows from a new event whose row and meetings have just been stored."""
    now = now or timezone.now()
    with transaction.atomic():
        stored = _values(event)
        _derive(event, meetings_of(event.pk))
        _store(event, stored, now)


def course_saved(course: Course) -> None:
    """Does what follows from a course whose row and runs have just been stored."""
    with transaction.atomic():
        codes.write_run_codes({run.pk: run_codes(course, run) for run in course.runs.all()})
        _search_text(course)


def guide_saved(guide: FundingGuide) -> None:
    """Does what follows from a guide whose row has just been stored."""
    _search_text(guide)


def reindex() -> dict[str, int]:
    """Rebuilds search texts and codes of all rows; answers how many rows of each kind. Nobody is told anything."""
    courses = events = guides = 0
    for course in Course.objects.select_related("partner").prefetch_related("runs").iterator(chunk_size=CHUNK):
        course_saved(course)
        courses += 1
    for event_id in Event.objects.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        with transaction.atomic():
            event = lock_event(event_id)
            stored = _values(event)
            _derive(event, meetings_of(event.pk))
            changed = {name for name, value in _values(event).items() if value != stored[name]}
            if changed:
                event.save(update_fields=changed)
        events += 1
    for guide in FundingGuide.objects.select_related("partner").iterator(chunk_size=CHUNK):
        guide_saved(guide)
        guides += 1
    return {"courses": courses, "events": events, "guides": guides}


def reminder_rule_changed(rule: ReminderRule, *, now: dt.datetime | None = None) -> int:
    """Plans the reminders of every event anew that ``rule`` (just stored, or just deleted) is about; answers how many.

    A rule that has been moved from one kind or event to another is about both: call this before and after.
    """
    now = now or timezone.now()
    events = Event.objects.filter(Q(starts_at__gte=now) | Q(ends_at__gte=now))
    if rule.event_id:
        events = events.filter(pk=rule.event_id)
    elif rule.event_kind:
        events = events.filter(kind=rule.event_kind)
    ids = list(events.values_list("pk", flat=True))
    for pk in ids:
        with transaction.atomic():
            event = lock_event(pk)
            plan.replan_reminders(event, plan.schedule_of(event), now)
    return len(ids)


def _settle(event: Event, before: EventSnapshot, stored: dict[str, Any], now: dt.datetime) -> None:
    meetings = meetings_of(event.pk)
    after = snapshot_of(event, meetings)
    happened = what_happened(before, after, now)
    _derive(event, meetings)
    if happened.is_news:
        event.sequence += 1
    schedule = plan.schedule_of(event, meetings=meetings)
    promoted = promote_waiting(event, now, schedule)
    event.places_over = over(event.places, event.places_taken)
    changed = _store(event, stored, now, touched=before.meetings != after.meetings)
    if {"ends_at", "starts_at", "status"} & changed:
        Registration.objects.filter(event_id=event.pk, anonymised_at=None).update(
            anonymise_on=anonymise_day(event, now)
        )
    if happened.is_news:
        plan.event_changed(event, before, happened, schedule, now)
    elif before.meetings != after.meetings or {"timezone", "kind"} & changed:
        plan.replan_reminders(event, schedule, now)
    if happened.is_news or promoted:
        enqueue("opinovi_wagtail.deliver")


def _derive(event: Event, meetings: Iterable[MeetingFacts]) -> None:
    every = list(meetings)
    event.starts_at, event.ends_at = event_span(every)
    event.search_text = document_for(event)
    municipalities = {meeting.where.municipality for meeting in every if meeting.held}
    codes.write_event_codes({event.pk: codes.event_codes(event, municipalities)})


def _values(event: Event) -> dict[str, Any]:
    return {field.attname: copy.deepcopy(getattr(event, field.attname)) for field in event._meta.concrete_fields}


def _store(event: Event, stored: dict[str, Any], now: dt.datetime, *, touched: bool = False) -> set[str]:
    """Stores what differs from ``stored`` and answers the names of those columns."""
    values = _values(event)
    changed = {name for name in values if values[name] != stored[name]}
    if changed or touched:
        event.updated_at = now
        event.save(update_fields=changed | {"updated_at"})
    return changed


def _search_text(row: Course | FundingGuide) -> None:
    text = document_for(row)
    if text != row.search_text:
        row.search_text = text
        row.save(update_fields=["search_text"])
