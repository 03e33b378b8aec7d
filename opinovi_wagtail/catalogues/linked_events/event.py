"""Maps one Linked Events event to a record: a course where its type is Course, otherwise an event."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import (
    AnyRecord,
    Course,
    CourseRun,
    Event,
    Meeting,
    PlaceRef,
    Provider,
    Start,
)
from opinovi_wagtail.telling import gettext as _

from .. import moments, raw_json
from ..base import Options
from ..coding import code, codes
from ..gatherings import ONLINE, kind_of_event
from ..links import link
from ..notes import Notes
from ..words import SUMMARY, line, words
from .references import References
from .terms import entries, price, terms

_STATUSES = {
    "EventScheduled": "scheduled",
    "EventCancelled": "cancelled",
    "EventPostponed": "postponed",
    "EventRescheduled": "moved",
}
_EVENING = dt.time(16, 30)
_SATURDAY = 5


class EventReader:
    """Parses events of one feed; asks ``references`` for places and audiences."""

    def __init__(self, options: Options, references: References) -> None:
        self._language = options.language
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(options.options.get("licence", ""))
        self._event_type = str(options.options.get("event_type", "other"))
        self._references = references

    def tombstone(self, remote_id: str, raw: bytes) -> Event:
        """An event that its source has deleted or taken back to a draft, which may name what replaces it."""
        notes = Notes()
        found = raw_json.record(raw, notes)
        self._note_replacement(found, notes)
        return Event(
            remote_id=remote_id,
            modified=self._modified(found, notes),
            deleted=True,
            issues=notes.issues(),
        )

    def parse(self, remote_id: str, raw: bytes, gatherings: list[bytes]) -> AnyRecord:
        """The event in ``raw``, with the events in ``gatherings`` as its meetings. Raises ``ValueError``."""
        notes = Notes()
        found = raw_json.record(raw, notes)
        self._note_replacement(found, notes)
        parts = [raw_json.record(gathering, notes) for gathering in gatherings]
        parts += _inline_gatherings(found, parts)
        if parts:
            parts = [part for part in parts if part.get("deleted") is not True]
        elif found.get("super_event_type") == "recurring" and entries(found.get("sub_events")):
            notes.add(
                "meetings", _("The gatherings of the series are not in the feed, so only its whole span is known.")
            )
        is_course = found.get("type_id") == "Course" or isinstance(found.get("extension_course"), dict)
        if is_course:
            return self._course(remote_id, found, parts, notes)
        return self._event(remote_id, found, parts, notes)

    def _event(self, remote_id: str, found: dict[str, Any], parts: list[dict[str, Any]], notes: Notes) -> Event:
        meetings = tuple(
            meeting
            for part in (parts or [found])
            if (meeting := self._meeting(part, found, identifier(part.get("id")) or remote_id, notes))
        )
        title = self._words(found, "name", "title", notes)
        applying = terms(found, self._language, self._zone, notes)
        return Event(
            **self._common(remote_id, found, title, notes),
            event_type=kind_of_event(title, self._event_type, notes),
            audiences=self._audiences(found, notes),
            languages=self._languages(found, notes),
            timezone=str(self._zone),
            status=self._status(found, notes),
            price=price(found, self._language, notes),
            meetings=tuple(sorted(meetings, key=lambda meeting: str(meeting.starts_at))),
            registration=applying,
            issues=notes.issues(),
        )

    def _course(self, remote_id: str, found: dict[str, Any], parts: list[dict[str, Any]], notes: Notes) -> Course:
        title = self._words(found, "name", "title", notes)
        common = self._common(remote_id, found, title, notes)
        own = [part for part in parts if _has_own_registration(part)]
        if own:
            runs = [self._run(identifier(part.get("id")), found | _filled(part), [part], notes) for part in own]
        else:
            runs = [self._run(remote_id, found, parts or [found], notes)]
        return Course(**common, runs=tuple(runs), issues=notes.issues())

    def _common(self, remote_id: str, found: dict[str, Any], title: dict[str, str], notes: Notes) -> dict[str, Any]:
        return {
            "remote_id": remote_id,
            "url": link(found.get("info_url"), "url", notes, language=self._language),
            "origin": _origin(found),
            "licence": self._licence,
            "modified": self._modified(found, notes),
            "provider": Provider(
                name=self._words(found, "provider", "provider", notes),
                remote_id=line(found.get("publisher"), "provider", notes),
            ),
            "title": title,
            "summary": words(found.get("short_description"), "summary", notes, language=self._language, limit=SUMMARY),
            "description": self._description(found, notes),
            "image": self._image(found, notes),
        }

    def _run(self, remote_id: str, found: dict[str, Any], sessions: list[dict[str, Any]], notes: Notes) -> CourseRun:
        meetings = [m for s in sessions if (m := self._meeting(s, found, remote_id, notes))]
        days = sorted(moments.day_of(m.starts_at) for m in meetings)
        ends = sorted(moments.day_of(m.ends_at or m.starts_at) for m in meetings)
        applying = terms(found, self._language, self._zone, notes)
        place = self._place(found, notes)
        status = self._status(found, notes)
        return CourseRun(
            remote_id=remote_id,
            url=link(found.get("info_url"), "url", notes, language=self._language),
            start=Start(on=days[0]) if days and status != "postponed" else Start(kind="unknown"),
            ends_on=ends[-1] if ends and status != "postponed" else None,
            forms=("online",) if _is_online(found) else (),
            times=_times(meetings),
            languages=self._languages(found, notes),
            municipalities=(place.municipality,) if place and place.municipality else (),
            place=place,
            price=price(found, self._language, notes),
            apply_from=applying.opens_at if applying else None,
            apply_until=applying.closes_at if applying else None,
            apply_url=applying.url if applying else "",
            places=applying.places if applying else None,
            places_left=applying.places_left if applying else None,
            status="cancelled" if status == "cancelled" else "scheduled",
        )

    def _meeting(self, part: dict[str, Any], superior: dict[str, Any], remote_id: str, notes: Notes) -> Meeting | None:
        starts_at = moments.noted(part.get("start_time"), "meetings", notes, self._zone)
        if starts_at is None:
            return None
        if part.get("has_start_time") is False:
            starts_at = moments.day_of(starts_at)
        ends_at = moments.noted(part.get("end_time"), "meetings", notes, self._zone)
        starts_at, ends_at, all_day = self._span(starts_at, ends_at, part.get("has_end_time") is not False)
        if ends_at is not None and ends_at < starts_at:
            notes.add("meetings", _("The end is before the start, so it was left out."))
            ends_at = None
        status = self._status(part, notes) if part is not superior else "scheduled"
        return Meeting(
            remote_id=remote_id,
            starts_at=starts_at,
            ends_at=ends_at,
            all_day=all_day,
            place=self._place(part if part.get("location") else superior, notes),
            status=status,
        )

    def _span(
        self, starts_at: moments.Moment, ends_at: moments.Moment | None, has_end_time: bool
    ) -> tuple[moments.Moment, moments.Moment | None, bool]:
        """Start and end of one kind, days or times. An end equal to the start, or at a midnight that stands for no
        known end, is unknown."""
        if not isinstance(starts_at, dt.datetime):
            last = moments.day_of(ends_at) if ends_at is not None else None
            if isinstance(ends_at, dt.datetime) and not has_end_time and ends_at.time() == dt.time():
                last = ends_at.date() - dt.timedelta(days=1)
            return starts_at, last, True
        if isinstance(ends_at, dt.datetime) and not has_end_time and ends_at.time() == dt.time():
            ends_at = ends_at.date() - dt.timedelta(days=1)
        if ends_at is not None and not isinstance(ends_at, dt.datetime):
            same_day = ends_at <= starts_at.date()
            ends_at = None if same_day else moments.closing(ends_at, self._zone)
        return starts_at, ends_at if ends_at != starts_at else None, False

    def _place(self, found: dict[str, Any], notes: Notes) -> PlaceRef | None:
        if _is_online(found):
            return PlaceRef(name=ONLINE)
        place = self._references.object(found.get("location"), "place", notes)
        if place is None:
            return None
        name = words(place.get("name"), "place", notes, language=self._language)
        street = words(place.get("street_address"), "place", notes, language=self._language)
        town = words(place.get("address_locality"), "place", notes, language=self._language)
        postcode = line(place.get("postal_code"), "place", notes, 20)
        address = ", ".join(
            part
            for part in (_best(street, self._language), f"{postcode} {_best(town, self._language)}".strip())
            if part
        )
        return PlaceRef(name=name, address=address, municipality=_municipality(place, town, notes))

    def _description(self, found: dict[str, Any], notes: Notes) -> dict[str, str]:
        text = words(found.get("description"), "description", notes, language=self._language, markup=True)
        extra = words(found.get("location_extra_info"), "place", notes, language=self._language, limit=SUMMARY)
        for language, addition in extra.items():
            if language in text or not text:
                text[language] = text.get(language, "") + f"<p>{html.escape(addition, quote=False)}</p>"
        return text

    def _image(self, found: dict[str, Any], notes: Notes) -> str:
        images = (image for image in entries(found.get("images")) if isinstance(image, dict))
        return next((address for image in images if (address := link(image.get("url"), "image", notes))), "")

    def _audiences(self, found: dict[str, Any], notes: Notes) -> tuple[str, ...]:
        known: dict[str, None] = {}
        for reference in entries(found.get("audience")):
            keyword = self._references.object(reference, "audiences", notes)
            names = words((keyword or {}).get("name"), "audiences", notes, language=self._language)
            for name in names.values():
                if audience := code("audiences", name, "", Notes()):
                    known[audience] = None
        return tuple(known)

    def _languages(self, found: dict[str, Any], notes: Notes) -> tuple[str, ...]:
        values = [identifier(reference) for reference in entries(found.get("in_language"))]
        return codes("languages", [value for value in values if value], "languages", notes)

    def _status(self, found: dict[str, Any], notes: Notes) -> str:
        value = found.get("event_status")
        if value is None:
            return "scheduled"
        if not isinstance(value, str) or value not in _STATUSES:
            notes.add("status", _("The status is not known, so the event counts as scheduled."))
            return "scheduled"
        return _STATUSES[value]

    def _modified(self, found: dict[str, Any], notes: Notes) -> dt.datetime | None:
        moment = moments.noted(found.get("last_modified_time"), "modified", notes, self._zone)
        return moments.opening(moment, self._zone) if moment else None

    def _words(self, found: dict[str, Any], name: str, field: str, notes: Notes) -> dict[str, str]:
        return words(found.get(name), field, notes, language=self._language)

    def _note_replacement(self, found: dict[str, Any], notes: Notes) -> None:
        if replacement := identifier(found.get("replaced_by")):
            notes.add("replaced_by", _("The source has replaced it by %(id)s.") % {"id": replacement})


def identifier(value: Any) -> str:
    """The id in ``value``: text, a number, an object with ``id``, or one with an ``@id`` whose last part is the id."""
    if isinstance(value, dict):
        return identifier(value.get("id")) or identifier(value.get("@id"))
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = line(value, "", Notes(), 200)
    if text.startswith(("http://", "https://")):
        try:
            return unquote(urlsplit(text).path.rstrip("/").rsplit("/", 1)[-1])
        except ValueError:
            return ""
    return text


def _inline_gatherings(found: dict[str, Any], known: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gatherings that stand in the recurring event itself (``include=sub_events``) and did not come on their own."""
    if found.get("super_event_type") != "recurring":
        return []
    ids = {identifier(part.get("id")) for part in known}
    whole = (entry for entry in entries(found.get("sub_events")) if isinstance(entry, dict) and entry.get("start_time"))
    return [entry for entry in whole if identifier(entry.get("id")) not in ids]


def _has_own_registration(part: dict[str, Any]) -> bool:
    return bool(identifier(part.get("id"))) and any(
        part.get(name) for name in ("registration", "enrolment_start_time", "enrolment_end_time")
    )


def _filled(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value not in (None, "", [], {})}


def _best(found: dict[str, str], language: str) -> str:
    return found.get(language) or found.get("fi") or next(iter(found.values()), "")


def _origin(found: dict[str, Any]) -> str:
    address = found.get("@id")
    if isinstance(address, str):
        try:
            return (urlsplit(address[:500]).hostname or "")[:100]
        except ValueError:
            pass
    return line(found.get("data_source"), "origin", Notes(), 100)


def _is_online(found: dict[str, Any]) -> bool:
    return identifier(found.get("location")).endswith(":internet")


def _municipality(place: dict[str, Any], town: dict[str, str], notes: Notes) -> str:
    quiet = Notes()
    for division in entries(place.get("divisions")):
        if isinstance(division, dict) and division.get("type") == "muni" and isinstance(division.get("name"), dict):
            for name in division["name"].values():
                if known := code("municipalities", name, "place", quiet):
                    return known
    for name in town.values():
        if known := code("municipalities", name, "place", quiet):
            return known
    for name in list(town.values())[:1]:
        notes.add("municipalities", _("%(name)r is not a Finnish municipality.") % {"name": name})
    return ""


def _times(meetings: list[Meeting]) -> tuple[str, ...]:
    """Day, evening or weekend, as the clock times of the meetings say; nothing where there are none."""
    starts = [meeting.starts_at for meeting in meetings if isinstance(meeting.starts_at, dt.datetime)]
    if not starts:
        return ()
    if all(start.weekday() >= _SATURDAY for start in starts):
        return ("weekend",)
    evenings = sum(start.time() >= _EVENING for start in starts)
    return ("evening",) if evenings == len(starts) else ("day",) if not evenings else ("day_and_evening",)
