"""An event and its meetings in the words of schema.org."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail import dates, links
from opinovi_wagtail.models import Event, Meeting
from opinovi_wagtail.rules.enrolment import Enrolment, EnrolmentState, enrolment_state, facts_of
from opinovi_wagtail.rules.states import EventKind, EventStatus, RegistrationMode
from opinovi_wagtail.views.alterations import alteration

from .things import (
    IN_STOCK,
    OUT_OF_STOCK,
    SOLD_OUT,
    Thing,
    is_free,
    offer,
    one_or_all,
    online_address,
    organiser,
    places,
    prose,
    said,
    thing,
    virtual_location,
    web_address,
)

_STATUS = {
    EventStatus.SCHEDULED: "https://schema.org/EventScheduled",
    EventStatus.POSTPONED: "https://schema.org/EventPostponed",
    EventStatus.MOVED: "https://schema.org/EventRescheduled",
    EventStatus.CANCELLED: "https://schema.org/EventCancelled",
}
_OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
_AVAILABILITY = {
    EnrolmentState.OPEN: IN_STOCK,
    EnrolmentState.FULL: SOLD_OUT,
    EnrolmentState.FULL_QUEUE: SOLD_OUT,
    EnrolmentState.CLOSED: OUT_OF_STOCK,
    EnrolmentState.STARTED: OUT_OF_STOCK,
}


def describe_event(event: Event, meetings: Iterable[Meeting], url: str, *, language: str, now: dt.datetime) -> Thing:
    """``event``, whose page at ``url`` shows its ``meetings`` to readers of ``language``; each is an event of its own where
    there are several. The time before an event moved is not known, and so not said.
    """
    meetings = list(meetings)
    answer = enrolment_state(facts_of(event), now)
    join = _Joining(url, open_to_all=answer.state is EnrolmentState.WALK_IN)
    held = [meeting for meeting in meetings if meeting.status != Meeting.Status.CANCELLED] or meetings
    described = thing(
        # Guidance is a talk about education, not a lesson.
        "EducationEvent" if event.kind in (EventKind.INFO_EVENT, EventKind.GROUP_SESSION) else "Event",
        id_=f"{url}#event",
        url=url,
        name=said(event.title, language),
        description=prose(event.summary, language) or prose(event.description, language),
        eventStatus=_STATUS[_status(event, meetings)],
        **_when(event, held),
        **_where(held, language, join),
        inLanguage=one_or_all(event.languages),
        organizer=organiser(event, language),
        isAccessibleForFree=is_free(event),
        maximumAttendeeCapacity=event.places if event.registration_mode == RegistrationMode.HERE else None,
        remainingAttendeeCapacity=answer.places_left,
        offers=_offer(event, answer, language),
    )
    if len(meetings) > 1:
        described["subEvent"] = [_part(described, event, meeting, language, join) for meeting in meetings]
    return described


class _Joining:
    """Which address is given for taking part online: that of the meeting only where everybody may just come."""

    def __init__(self, url: str, *, open_to_all: bool) -> None:
        self.url = url
        self.open_to_all = open_to_all

    def address(self, meeting: Meeting) -> str:
        return (self.open_to_all and web_address(online_address(meeting))) or self.url


def _status(event: Event, meetings: list[Meeting]) -> EventStatus:
    if meetings and all(meeting.status == Meeting.Status.CANCELLED for meeting in meetings):
        return EventStatus.CANCELLED if event.status not in _OFF else EventStatus(event.status)
    return alteration(event, meetings) or EventStatus.SCHEDULED


def _when(event: Event, meetings: list[Meeting]) -> Thing:
    if not meetings:
        return {}
    first = min(meetings, key=lambda meeting: meeting.starts_at)
    last = max(meetings, key=lambda meeting: meeting.ends_at or meeting.starts_at)
    return {"startDate": _start(event, first), "endDate": _end(event, last)}


def _start(event: Event, meeting: Meeting) -> str:
    start = dates.local(meeting.starts_at, event.timezone)
    return start.date().isoformat() if meeting.all_day else start.isoformat()


def _end(event: Event, meeting: Meeting) -> str | None:
    """The last day of an all-day meeting, which ends at the midnight after it; nothing where nobody gave an end."""
    if meeting.ends_at is None or (meeting.ends_at == meeting.starts_at and not meeting.all_day):
        return None
    end = dates.local(meeting.ends_at, event.timezone)
    if not meeting.all_day:
        return end.isoformat()
    first = dates.local(meeting.starts_at, event.timezone).date()
    return max(first, (end - dt.timedelta(days=1)).date()).isoformat()


def _where(meetings: list[Meeting], language: str, join: _Joining) -> Thing:
    on_site = [place for meeting in meetings for place in places(meeting, language)]
    online = [virtual_location(join.address(meeting)) for meeting in meetings if online_address(meeting)]
    mode = "Mixed" if on_site and online else "Online" if online else "Offline" if on_site else ""
    return {
        "eventAttendanceMode": mode and f"https://schema.org/{mode}EventAttendanceMode",
        "location": one_or_all([*on_site, *online]),
    }


def _part(whole: Thing, event: Event, meeting: Meeting, language: str, join: _Joining) -> Thing:
    status = EventStatus(event.status) if event.status in _OFF else EventStatus(meeting.status)
    return thing(
        whole["@type"],
        id_=f"{whole['url']}#meeting-{meeting.key}",
        name=whole.get("name"),
        description=prose(meeting.notice, language),
        eventStatus=_STATUS[status],
        **_when(event, [meeting]),
        **_where([meeting], language, join),
        superEvent={"@id": whole["@id"]},
    )


def _offer(event: Event, answer: Enrolment, language: str) -> Thing | None:
    """What it costs and how one gets in; nothing of what is over or not held."""
    address: Any = None
    availability = _AVAILABILITY.get(answer.state)
    if answer.state in (EnrolmentState.CANCELLED, EnrolmentState.POSTPONED, EnrolmentState.PAST, EnrolmentState.HIDDEN):
        return None
    if answer.takes_registrations:
        address = links.register_url(event, language)
    elif answer.state is EnrolmentState.ELSEWHERE:
        address = event.registration_url
        if answer.places_left is not None:
            availability = IN_STOCK if answer.places_left else SOLD_OUT
    return offer(
        event,
        language,
        url=address,
        availability=availability,
        opens=event.registration_opens_at,
        closes=event.registration_closes_at,
        zone=ZoneInfo(event.timezone),
    )
