"""What happened to an event, judged by what a participant would notice: snapshots before and after, and the difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from .states import EventStatus


@dataclass(frozen=True, slots=True)
class Where:
    """Where people meet, as a participant reads it."""

    names: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    municipality: str = ""
    online_url: str = ""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One gathering. ``key`` recognises it across changes; a meeting that is not ``held`` has been cancelled."""

    key: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    all_day: bool = False
    where: Where = field(default_factory=Where)
    held: bool = True

    @property
    def over_at(self) -> dt.datetime:
        return self.ends_at or self.starts_at


@dataclass(frozen=True, slots=True)
class EventSnapshot:
    """An event as participants know it."""

    status: str = EventStatus.SCHEDULED
    places: int | None = None
    meetings: tuple[MeetingFacts, ...] = ()

    def held(self) -> dict[str, MeetingFacts]:
        """The meetings that take place, by key."""
        return {meeting.key: meeting for meeting in self.meetings if meeting.held}


@dataclass(frozen=True, slots=True)
class Happened:
    """The difference. ``moved`` holds meetings (old, new) whose time or place changed, ``called_off`` and ``added`` those
    that only one side has. Meetings that were over on both sides are nobody's news."""

    cancelled: bool = False
    postponed: bool = False
    restored: bool = False
    moved: tuple[tuple[MeetingFacts, MeetingFacts], ...] = ()
    called_off: tuple[MeetingFacts, ...] = ()
    added: tuple[MeetingFacts, ...] = ()
    more_places: bool = False
    fewer_places: bool = False

    @property
    def meetings_changed(self) -> bool:
        return bool(self.moved or self.called_off or self.added)

    @property
    def is_news(self) -> bool:
        """Whether participants have to be told, and calendars corrected."""
        return self.cancelled or self.postponed or self.restored or self.meetings_changed


def same_place(before: Where, after: Where) -> bool:
    """Whether a participant would go to the same door. A name added in another language moves nothing."""
    if (before.address, before.municipality, before.online_url) != (
        after.address,
        after.municipality,
        after.online_url,
    ):
        return False
    shared = [language for language in before.names if language in after.names]
    if not shared:
        return not before.names and not after.names
    return any(before.names[language] == after.names[language] for language in shared)


def same_meeting(before: MeetingFacts, after: MeetingFacts) -> bool:
    """Whether time and place are unchanged."""
    return (
        before.starts_at == after.starts_at
        and before.ends_at == after.ends_at
        and before.all_day == after.all_day
        and same_place(before.where, after.where)
    )


def what_happened(before: EventSnapshot, after: EventSnapshot, now: dt.datetime) -> Happened:
    """The difference between two snapshots at ``now`` (aware)."""
    old, new = before.held(), after.held()
    cancelled = after.status == EventStatus.CANCELLED
    was_off = before.status in (EventStatus.CANCELLED, EventStatus.POSTPONED)
    is_off = cancelled or after.status == EventStatus.POSTPONED

    def is_over(*meetings: MeetingFacts) -> bool:
        return all(meeting.over_at <= now for meeting in meetings)

    return Happened(
        cancelled=cancelled and before.status != EventStatus.CANCELLED,
        postponed=after.status == EventStatus.POSTPONED and before.status != EventStatus.POSTPONED,
        restored=was_off and not is_off,
        moved=tuple(
            (old[key], new[key])
            for key in old
            if key in new and not same_meeting(old[key], new[key]) and not is_over(old[key], new[key])
        ),
        called_off=tuple(old[key] for key in old if key not in new and not is_over(old[key])),
        added=tuple(new[key] for key in new if key not in old and not is_over(new[key])),
        more_places=_more(before.places, after.places),
        fewer_places=_more(after.places, before.places),
    )


def _more(before: int | None, after: int | None) -> bool:
    if before is None:
        return False
    return after is None or after > before
