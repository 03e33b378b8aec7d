"""Event and meeting rows as the rules see them, and as they travel in a message that tells what has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from opinovi_wagtail.models import Event, Meeting, Registration
from opinovi_wagtail.rules.changes import EventSnapshot, MeetingFacts, Where
from opinovi_wagtail.rules.states import RegistrationState


def where_of(meeting: Meeting) -> Where:
    """Where a meeting is: its place if it has one, over which its own words win where it has any."""
    place = meeting.place
    if place is None:
        return Where(meeting.place_name, meeting.place_address, meeting.municipality, meeting.online_url)
    return Where(
        names=meeting.place_name or place.name,
        address=meeting.place_address or place.address,
        municipality=meeting.municipality or place.municipality,
        online_url=meeting.online_url or place.online_url,
    )


def meeting_facts(meeting: Meeting) -> MeetingFacts:
    """A meeting row as the rules see it; its place has to be loaded."""
    return MeetingFacts(
        key=meeting.key.hex,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        all_day=meeting.all_day,
        where=where_of(meeting),
        held=meeting.status != Meeting.Status.CANCELLED,
    )


def meetings_of(event_id: int) -> tuple[MeetingFacts, ...]:
    """Every meeting of an event, in order of time. One statement."""
    return tuple(meeting_facts(row) for row in Meeting.objects.filter(event_id=event_id).select_related("place"))


def snapshot_of(event: Event, meetings: Iterable[MeetingFacts]) -> EventSnapshot:
    return EventSnapshot(status=event.status, places=event.places, meetings=tuple(meetings))


def waiting_position(registration: Registration) -> int | None:
    """The number of a registration on the waiting list, counted in people; ``None`` for one that does not wait."""
    if registration.state != RegistrationState.WAITING:
        return None
    ahead = Registration.objects.filter(event_id=registration.event_id, state=RegistrationState.WAITING).filter(
        Q(created_at__lt=registration.created_at) | Q(created_at=registration.created_at, pk__lt=registration.pk)
    )
    return sum(ahead.values_list("party_size", flat=True)) + 1


def to_payload(meeting: MeetingFacts) -> dict[str, Any]:
    """A meeting as JSON values."""
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat() if meeting.ends_at else None,
        "all_day": meeting.all_day,
        "names": dict(meeting.where.names),
        "address": meeting.where.address,
        "municipality": meeting.where.municipality,
        "online_url": meeting.where.online_url,
    }


def from_payload(key: str, values: dict[str, Any]) -> MeetingFacts:
    """What ``to_payload`` made."""
    ends_at = values["ends_at"]
    return MeetingFacts(
        key=key,
        starts_at=dt.datetime.fromisoformat(values["starts_at"]),
        ends_at=dt.datetime.fromisoformat(ends_at) if ends_at else None,
        all_day=values["all_day"],
        where=Where(values["names"], values["address"], values["municipality"], values["online_url"]),
    )
