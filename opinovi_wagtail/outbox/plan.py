"""Writes down what has to be said to whom and when; always in the transaction that causes it, under the event's lock.

Someone without an e-mail address gets no message row: they are called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from opinovi_wagtail.models import Event, Message, Registration, ReminderRule
from opinovi_wagtail.rules.changes import EventSnapshot, Happened, MeetingFacts
from opinovi_wagtail.rules.reminders import DEFAULT_RULES, Due, Rule, reminder
from opinovi_wagtail.rules.states import (
    MESSAGE_MOVES,
    UNSENT,
    EventKind,
    EventStatus,
    MessageKind,
    MessageState,
    RegistrationState,
)

from .snapshot import meetings_of, to_payload

NOT_HELD = frozenset({EventStatus.CANCELLED, EventStatus.POSTPONED})
BATCH = 500


@dataclass(frozen=True, slots=True)
class Schedule:
    """What reminders follow from."""

    zone: str
    held: bool
    meetings: tuple[MeetingFacts, ...]
    rules: tuple[Rule, ...]

    def reminders(self, now: dt.datetime) -> dict[str, Due]:
        """Every reminder that is still to come, by its occurrence: rule, meeting and start."""
        if not self.held:
            return {}
        found = {}
        for meeting in self.meetings:
            for rule in self.rules:
                due = reminder(rule, meeting.starts_at, self.zone, now) if meeting.held else None
                if due is not None:
                    found[occurrence_of(rule.key, meeting)] = due
        return found


def occurrence_of(rule_key: str, meeting: MeetingFacts) -> str:
    """The name of one reminder. A meeting that moves gets another one, so that it is reminded of anew."""
    return f"{rule_key}:{meeting.key}:{meeting.starts_at.astimezone(dt.UTC):%Y%m%dT%H%M}"


def rules_for(event: Event) -> tuple[Rule, ...]:
    """The reminder rules of an event: its own, else those of its kind, else the default. One statement.

    Rules that an editor switched off count as rules: they are how reminders are switched off.
    """
    rows = list(
        ReminderRule.objects.filter(Q(event_id=event.pk) | Q(event=None, event_kind__in=["", event.kind])).order_by(
            "pk"
        )
    )
    own = [row for row in rows if row.event_id == event.pk]
    return _in_force(own or rows)


def rules_by_kind() -> dict[EventKind, tuple[Rule, ...]]:
    """For every kind of event, the rules of an event that has none of its own; empty where reminders are off. One statement."""
    rows = list(ReminderRule.objects.filter(event=None).order_by("pk"))
    return {kind: _in_force([row for row in rows if row.event_kind in ("", kind)]) for kind in EventKind}


def _in_force(rows: list[ReminderRule]) -> tuple[Rule, ...]:
    if not rows:
        return DEFAULT_RULES
    return tuple(
        Rule(str(row.pk), days_before=row.days_before, at_time=row.at_time, hours_before=row.hours_before)
        for row in rows
        if row.active
    )


def schedule_of(
    event: Event, meetings: tuple[MeetingFacts, ...] | None = None, rules: tuple[Rule, ...] | None = None
) -> Schedule:
    """The schedule of an event as it is now; what is not given is read, one statement each."""
    return Schedule(
        zone=event.timezone,
        held=event.status not in NOT_HELD,
        meetings=meetings_of(event.pk) if meetings is None else meetings,
        rules=rules_for(event) if rules is None else rules,
    )


def make(
    registration: Registration,
    kind: MessageKind,
    now: dt.datetime,
    *,
    occurrence: str = "",
    payload: Mapping[str, Any] | None = None,
    due: Due | None = None,
) -> Message:
    """One message, not stored yet; due at once unless ``due`` says otherwise."""
    return Message(
        registration=registration,
        event_id=registration.event_id,
        kind=kind,
        occurrence=occurrence,
        due_at=due.due_at if due else now,
        useful_until=due.useful_until if due else None,
        payload=dict(payload or {}),
        created_at=now,
    )


def confirmed(
    registration: Registration, schedule: Schedule, now: dt.datetime, kind: MessageKind = MessageKind.CONFIRMATION
) -> list[Message]:
    """What someone who got a place is told, and reminded of; not stored yet."""
    if not registration.email:
        return []
    return [
        make(registration, kind, now),
        *(
            make(registration, MessageKind.REMINDER, now, occurrence=occurrence, due=due)
            for occurrence, due in schedule.reminders(now).items()
        ),
    ]


def waiting(registration: Registration, now: dt.datetime) -> list[Message]:
    """What someone who joined the waiting list is told; not stored yet."""
    return [make(registration, MessageKind.WAITING, now)] if registration.email else []


def place_already_held(registration: Registration, now: dt.datetime) -> None:
    """Tells someone who registered a second time that they had registered already; at most once a day."""
    if not registration.email:
        return
    occurrence = f"again:{now:%Y%m%d}"
    kind = MessageKind.WAITING if registration.state == RegistrationState.WAITING else MessageKind.CONFIRMATION
    Message.objects.get_or_create(
        registration=registration,
        kind=kind,
        occurrence=occurrence,
        defaults={"event_id": registration.event_id, "due_at": now, "created_at": now, "payload": {"again": True}},
    )


def store(messages: Iterable[Message]) -> int:
    """Stores new messages and answers how many. One statement per 500."""
    return len(Message.objects.bulk_create(messages, batch_size=BATCH))


def drop_unsent(registrations: Collection[int], kinds: Collection[MessageKind] | None = None) -> int:
    """Marks what has not been sent to these registrations as no longer needed. One statement."""
    unsent = Message.objects.filter(registration_id__in=registrations, state__in=UNSENT)
    if kinds is not None:
        unsent = unsent.filter(kind__in=kinds)
    return unsent.update(state=MessageState.OBSOLETE)


def send_again(messages: Collection[int], now: dt.datetime) -> int:
    """Plans once more what failed, bounced or was missed, because somebody asked for it; answers how many."""
    stuck = [state for state, moves in MESSAGE_MOVES.items() if MessageState.PLANNED in moves]
    rows = Message.objects.filter(pk__in=messages, state__in=stuck).exclude(state=MessageState.OBSOLETE)
    return rows.update(state=MessageState.PLANNED, due_at=now, attempts=0, last_error="")


def registration_cancelled(registration: Registration, now: dt.datetime, *, by_organiser: bool) -> int:
    """One registration is cancelled: nothing else is said to it any more, and this once. Answers how many are new."""
    drop_unsent([registration.pk])
    if not registration.email:
        return 0
    if by_organiser:
        message = make(registration, MessageKind.CANCELLED, now, occurrence="registration")
    else:
        message = make(registration, MessageKind.CANCELLED_BY_ME, now)
    return store([message])


def event_changed(event: Event, before: EventSnapshot, happened: Happened, schedule: Schedule, now: dt.datetime) -> int:
    """Tells everyone on the event what happened, and plans their reminders anew. Answers how many messages are new.

    One change, one mail: a change that nobody has been told of yet is told together with this one.
    """
    people = list(
        Registration.objects.filter(event_id=event.pk, anonymised_at=None)
        .exclude(state=RegistrationState.CANCELLED)
        .exclude(email="")
        .only("pk", "event_id", "state", "email")
    )
    new = 0
    if happened.cancelled:
        drop_unsent([person.pk for person in people])
        new = store(make(p, MessageKind.CANCELLED, now, occurrence=f"event:{event.sequence}") for p in people)
    elif happened.restored or happened.postponed or (happened.meetings_changed and event.status not in NOT_HELD):
        new = _tell_changes(event, people, before, happened, now)
    replan_reminders(event, schedule, now)
    return new


def _tell_changes(
    event: Event, people: list[Registration], before: EventSnapshot, happened: Happened, now: dt.datetime
) -> int:
    not_told_of_cancelling: set[int] = set()
    if before.status == EventStatus.CANCELLED:
        cancelled = Message.objects.filter(event_id=event.pk, kind=MessageKind.CANCELLED, state__in=UNSENT)
        cancelled = cancelled.filter(occurrence__startswith="event:")
        not_told_of_cancelling.update(cancelled.values_list("registration_id", flat=True))
        cancelled.update(state=MessageState.OBSOLETE)
        _confirm_again(event, now)
    untold = Message.objects.filter(event_id=event.pk, kind=MessageKind.CHANGED, state__in=UNSENT)
    earlier = dict(untold.values_list("registration_id", "payload"))
    untold.update(state=MessageState.OBSOLETE)
    # Whoever has not been told anything yet is told the new facts at once.
    not_told_yet = set(
        Message.objects.filter(
            event_id=event.pk, kind__in=[MessageKind.CONFIRMATION, MessageKind.WAITING], occurrence="", state__in=UNSENT
        ).values_list("registration_id", flat=True)
    )
    payload = _change_payload(before, happened)
    messages = []
    for person in people:
        if person.pk in not_told_yet:
            continue
        known = dict(payload)
        if person.pk in not_told_of_cancelling:
            known["status"] = EventStatus.SCHEDULED.value
        if person.pk in earlier:
            known = {
                "status": earlier[person.pk]["status"],
                "before": {**payload["before"], **earlier[person.pk]["before"]},
            }
        messages.append(make(person, MessageKind.CHANGED, now, occurrence=str(event.sequence), payload=known))
    return store(messages)


def _change_payload(before: EventSnapshot, happened: Happened) -> dict[str, Any]:
    """What a participant knew: the status, and each meeting concerned (``None`` for one they have not heard of)."""
    known: dict[str, Any] = {old.key: to_payload(old) for old, _new in happened.moved}
    known.update({old.key: to_payload(old) for old in happened.called_off})
    known.update({new.key: None for new in happened.added})
    return {"status": str(before.status), "before": known}


def _confirm_again(event: Event, now: dt.datetime) -> None:
    """What was not said because the event had been cancelled has to be said after all."""
    for state, kinds in (
        (RegistrationState.CONFIRMED, [MessageKind.CONFIRMATION, MessageKind.PROMOTED]),
        (RegistrationState.WAITING, [MessageKind.WAITING]),
    ):
        Message.objects.filter(
            event_id=event.pk, registration__state=state, kind__in=kinds, state=MessageState.OBSOLETE, sent_at=None
        ).update(state=MessageState.PLANNED, due_at=now)


def replan_reminders(event: Event, schedule: Schedule, now: dt.datetime) -> None:
    """Makes the reminders of everyone with a place those that ``schedule`` asks for.

    One that has been sent stays sent; one that is not asked for any more becomes obsolete; one that is asked for again is
    planned again. A constant number of statements.
    """
    wanted = schedule.reminders(now)
    reminders = Message.objects.filter(event_id=event.pk, kind=MessageKind.REMINDER)
    reminders.filter(state__in=UNSENT).exclude(occurrence__in=wanted).update(state=MessageState.OBSOLETE)
    if not wanted:
        return
    people = Registration.objects.filter(
        event_id=event.pk, state=RegistrationState.CONFIRMED, anonymised_at=None
    ).exclude(email="")
    there: dict[tuple[int, str], Message] = {
        (row.registration_id, row.occurrence): row for row in reminders.filter(occurrence__in=wanted)
    }
    new, again = [], []
    for person in people.only("pk", "event_id"):
        for occurrence, due in wanted.items():
            row = there.get((person.pk, occurrence))
            if row is None:
                new.append(make(person, MessageKind.REMINDER, now, occurrence=occurrence, due=due))
            elif row.state == MessageState.OBSOLETE or (
                row.state == MessageState.PLANNED and (row.due_at, row.useful_until) != (due.due_at, due.useful_until)
            ):
                row.state, row.due_at, row.useful_until = MessageState.PLANNED, due.due_at, due.useful_until
                again.append(row)
    store(new)
    Message.objects.bulk_update(again, ["state", "due_at", "useful_until"], batch_size=BATCH)
