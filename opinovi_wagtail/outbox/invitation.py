"""Calendar files: an invitation per meeting, its correction, and its cancellation (RFC 5545, RFC 5546).

``METHOD:REQUEST`` because Outlook imports nothing else by itself; one meeting per file because the components of a request
share one UID; ``VTIMEZONE`` because Outlook shifts times without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText
from icalendar import Event as Component

from opinovi_wagtail.rules.changes import MeetingFacts

PRODUCT = "-//Opin Ovi//opinovi-wagtail//EN"


@dataclass(frozen=True, slots=True)
class Subject:
    """What every meeting of one event has in common. Texts are in the language of whoever gets the file."""

    event_key: UUID
    zone: str
    sequence: int
    title: str
    url: str
    organiser_name: str
    organiser_email: str


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    email: str


def uid(event_key: UUID, meeting_key: str) -> str:
    """The identifier by which calendars recognise a meeting for ever, whatever the site is called by then."""
    return f"{event_key.hex}-{meeting_key}"


def request(
    subject: Subject,
    meeting: MeetingFacts,
    place: str,
    attendee: Attendee,
    stamp: dt.datetime,
    *,
    cancelled: bool = False,
) -> str:
    """The invitation to one meeting as text, or its cancellation. ``stamp`` is when this was said (aware)."""
    calendar = _calendar("CANCEL" if cancelled else "REQUEST")
    component = _component(subject, meeting, place, stamp)
    component.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    component.add("organizer", _address(subject.organiser_name, subject.organiser_email))
    invited = _address(attendee.name, attendee.email)
    invited.params["ROLE"] = vText("REQ-PARTICIPANT")
    invited.params["PARTSTAT"] = vText("ACCEPTED")
    invited.params["RSVP"] = vText("FALSE")
    component.add("attendee", invited)
    return _text(calendar, subject, [component], [meeting])


def published(subject: Subject, meetings: Iterable[tuple[MeetingFacts, str]], stamp: dt.datetime) -> str:
    """Meetings, each with its place in words, as one file to be added to a calendar by hand (``METHOD:PUBLISH``)."""
    calendar = _calendar("PUBLISH")
    pairs = list(meetings)
    components = []
    for meeting, place in pairs:
        component = _component(subject, meeting, place, stamp)
        component.add("status", "CONFIRMED" if meeting.held else "CANCELLED")
        components.append(component)
    return _text(calendar, subject, components, [meeting for meeting, _place in pairs])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _component(subject: Subject, meeting: MeetingFacts, place: str, stamp: dt.datetime) -> Component:
    zone = ZoneInfo(subject.zone)
    component = Component()
    component.add("uid", uid(subject.event_key, meeting.key))
    component.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
    component.add("sequence", subject.sequence)
    component.add("summary", subject.title)
    start, end = meeting.starts_at.astimezone(zone), meeting.ends_at
    if meeting.all_day:
        component.add("dtstart", start.date())
        last = end.astimezone(zone).date() if end else start.date()
        component.add("dtend", max(last, start.date() + dt.timedelta(days=1)))
    else:
        component.add("dtstart", start)
        if end:
            component.add("dtend", end.astimezone(zone))
    if place:
        component.add("location", place)
    component.add("url", subject.url)
    component.add("description", subject.url)
    return component


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    # Parameters of the format cannot hold a double quote.
    address.params["CN"] = vText(name.replace('"', "'"))
    return address


def _text(calendar: Calendar, subject: Subject, components: list[Component], meetings: list[MeetingFacts]) -> str:
    timed = [meeting.starts_at.year for meeting in meetings if not meeting.all_day]
    if timed:
        calendar.add_component(_timezone(subject.zone, min(timed) - 1, max(timed) + 2))
    for component in components:
        calendar.add_component(component)
    return calendar.to_ical().decode()


@cache
def _timezone(name: str, first_year: int, last_year: int) -> Timezone:
    """``VTIMEZONE`` with every clock change of these years. Onsets are on the clock before the change, as RFC 5545 has it."""
    zone = ZoneInfo(name)
    timezone = Timezone()
    timezone.add("tzid", name)
    moment = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
    timezone.add_component(_observance(moment, moment, zone))
    end = dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC)
    while moment < end:
        following = moment + dt.timedelta(days=1)
        if _offset(moment, zone) != _offset(following, zone):
            minute = next(m for m in range(1, 24 * 60 + 1) if _offset(_later(moment, m), zone) != _offset(moment, zone))
            timezone.add_component(_observance(_later(moment, minute - 1), _later(moment, minute), zone))
        moment = following
    return timezone


def _observance(before: dt.datetime, onset: dt.datetime, zone: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    is_summer = bool(onset.astimezone(zone).dst())
    component = TimezoneDaylight() if is_summer else TimezoneStandard()
    component.add("dtstart", (onset + _offset(before, zone)).replace(tzinfo=None))
    component.add("tzoffsetfrom", _offset(before, zone))
    component.add("tzoffsetto", _offset(onset, zone))
    component.add("tzname", onset.astimezone(zone).tzname() or "")
    return component


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta(0)


def _later(moment: dt.datetime, minutes: int) -> dt.datetime:
    return moment + dt.timedelta(minutes=minutes)
