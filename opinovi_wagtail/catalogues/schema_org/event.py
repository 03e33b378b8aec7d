"""Maps a schema.org Event or one of its subtypes to an event; the gatherings inside it become its meetings."""

from __future__ import annotations

import datetime as dt

from opinovi_wagtail.record import Event, Meeting, RegistrationTerms
from opinovi_wagtail.telling import gettext as _

from .. import moments
from ..coding import code
from ..gatherings import kind_of_event
from ..links import host_of
from ..notes import Notes
from ..words import SUMMARY, line
from . import offers as schema_org_offers
from .graph import Node
from .place import is_online, place, provider
from .values import Reading, first, labels, languages, nodes

_STATUSES = {
    "EventScheduled": "scheduled",
    "EventMovedOnline": "scheduled",  # the place has changed, the time has not
    "EventRescheduled": "moved",
    "EventPostponed": "postponed",
    "EventCancelled": "cancelled",
    "scheduled": "scheduled",
    "rescheduled": "moved",
    "postponed": "postponed",
    "cancelled": "cancelled",
}
_GRAVEST = ("cancelled", "postponed", "moved", "scheduled")
_LAST_MINUTES = {dt.time(0, 0), dt.time(23, 59), dt.time(23, 59, 59)}


class EventReader:
    """Reads events of one page."""

    def __init__(self, reading: Reading, licence: str, event_type: str) -> None:
        self._reading = reading
        self._licence = licence
        self._event_type = event_type

    def event(self, remote_id: str, node: Node, notes: Notes) -> Event:
        """The event that ``node`` is."""
        reading = self._reading
        title = reading.words(node, "name", "title", notes)
        modified = reading.moment(node, "dateModified", "modified", notes)
        if node.get("eventSchedule"):
            notes.add(
                "meetings", _("The event repeats (eventSchedule); its repetitions are not read, only its own time.")
            )
        terms = schema_org_offers.terms(node, reading, notes)
        return Event(
            remote_id=remote_id,
            url=reading.url(node, "url", "url", notes),
            origin=host_of(reading.base),
            licence=self._licence or line(first(node, "sdLicense"), "licence", notes, 200),
            modified=moments.opening(modified, reading.zone) if modified else None,
            provider=provider([node], reading, notes),
            title=title,
            summary=reading.words(node, "abstract", "summary", notes, limit=SUMMARY),
            description=reading.words(node, "description", "description", notes, markup=True),
            image=reading.image(node, notes),
            event_type=kind_of_event(title, self._event_type, notes),
            audiences=_audiences(node),
            languages=languages(node, notes),
            timezone=str(reading.zone),
            status=self._status(node, notes),
            price=schema_org_offers.price(node, reading, notes),
            meetings=self._meetings(remote_id, node, notes),
            registration=RegistrationTerms(
                needed=True if terms.url or terms.opens_at or terms.closes_at else None,
                url=terms.url,
                opens_at=terms.opens_at,
                closes_at=terms.closes_at,
                places=terms.places,
                places_left=terms.places_left,
            )
            if terms.known
            else None,
            issues=notes.issues(),
        )

    def _meetings(self, remote_id: str, node: Node, notes: Notes) -> tuple[Meeting, ...]:
        found: dict[str, Meeting] = {}
        for part in nodes(node, "subEvent"):
            if not first(part, "startDate"):
                continue
            own = self._reading.url(part, "url", "meetings", Notes()) or str(part.get("@id") or "")
            identity = line(own, "", Notes(), 200) or f"{remote_id[:160]}#{first(part, 'startDate')}"[:200]
            meeting = self._meeting(identity, part, node, notes)
            if meeting is not None and identity not in found:
                found[identity] = meeting
        if not found:
            only = self._meeting(remote_id, node, node, notes)
            return (only,) if only is not None else ()
        return tuple(sorted(found.values(), key=lambda meeting: str(meeting.starts_at)))

    def _meeting(self, identity: str, part: Node, whole: Node, notes: Notes) -> Meeting | None:
        starts_at = self._reading.moment(part, "startDate", "meetings", notes)
        if starts_at is None:
            return None
        ends_at = self._reading.moment(part, "endDate", "meetings", notes)
        starts_at, ends_at = self._span(starts_at, ends_at)
        if ends_at is not None and ends_at < starts_at:
            notes.add("meetings", _("The end is before the start, so it was left out."))
            ends_at = None
        status = self._status(part, notes) if part is not whole else "scheduled"
        site = part if part.get("location") else whole
        online = "EventMovedOnline" in set(labels(part, "eventStatus")) | set(labels(whole, "eventStatus"))
        online = online or (is_online(site) or "OnlineEventAttendanceMode" in set(labels(part, "eventAttendanceMode")))
        return Meeting(
            remote_id=identity,
            starts_at=starts_at,
            ends_at=ends_at,
            all_day=not isinstance(starts_at, dt.datetime),
            place=place(site, self._reading, notes, online=online),
            status=status,
        )

    def _span(
        self, starts_at: moments.Moment, ends_at: moments.Moment | None
    ) -> tuple[moments.Moment, moments.Moment | None]:
        """Start and end of one kind, days or times. Nothing begins and ends at midnight: such a time is a bare day."""
        at_midnight = isinstance(starts_at, dt.datetime) and starts_at.time() == dt.time()
        if at_midnight and (not isinstance(ends_at, dt.datetime) or ends_at.time() in _LAST_MINUTES):
            starts_at = moments.day_of(starts_at)
        if not isinstance(starts_at, dt.datetime):
            last = moments.day_of(ends_at) if ends_at is not None else None
            return starts_at, last if last != starts_at else None
        if ends_at is not None and not isinstance(ends_at, dt.datetime):
            ends_at = None if ends_at <= starts_at.date() else moments.closing(ends_at, self._reading.zone)
        return starts_at, ends_at if ends_at != starts_at else None

    def _status(self, node: Node, notes: Notes) -> str:
        said = list(labels(node, "eventStatus"))
        known = {_STATUSES[text] for text in said if text in _STATUSES}
        if len(known) < len(set(said)) and not known:
            notes.add("status", _("The status is not known, so the event counts as scheduled."))
        return next((status for status in _GRAVEST if status in known), "scheduled")


def _audiences(node: Node) -> tuple[str, ...]:
    """Those of our groups that the event names as its audience; others are left out."""
    names = [
        *labels(node, "audience"),
        *(text for one in nodes(node, "audience") for text in labels(one, "audienceType")),
    ]
    return tuple(dict.fromkeys(known for name in names if (known := code("audiences", name, "", Notes()))))
