"""Maps the VEVENTs that share a UID to one event record: its words, and a meeting for each time it gathers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Event, Meeting, PlaceRef, Provider
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.vocabularies import get_vocabulary

from ..base import Options
from ..coding import code
from ..gatherings import ONLINE, kind_of_event
from ..links import link
from ..notes import Notes
from ..words import BODY, words
from .document import LARGEST_EVENT, Calendar, RawEvent
from .entry import Entry, Length
from .line import Line
from .series import MOST_MEETINGS, Window, gatherings
from .time import Clock, Time
from .zones import NamedZone, Zone, Zones

MOST_PARTS = 1_000  # VEVENTs of one UID
_WEB_ADDRESS = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_POSTCODE = re.compile(r"\d{5}\s+")
_COUNTRIES = ("suomi", "finland")
_STATUSES = {"": "scheduled", "CONFIRMED": "scheduled", "TENTATIVE": "scheduled", "CANCELLED": "cancelled"}


@dataclass(frozen=True, slots=True)
class _Gathering:
    """One meeting to be: when, how long, and the VEVENT that says the rest."""

    start: Time
    length: Length
    entry: Entry


class EventReader:
    """Parses the events of one feed. ``floating`` is the zone of times of which nothing says where they are."""

    def __init__(
        self,
        options: Options,
        calendars: Sequence[Calendar],
        zones: Sequence[Zones],
        floating: NamedZone,
        window: Window,
    ) -> None:
        own = options.options
        self._language = str(own.get("language") or options.language)
        self._licence = str(own.get("licence", ""))
        self._event_type = str(own.get("event_type") or "other")
        self._zone = NamedZone(ZoneInfo(options.time_zone))
        self._calendars, self._zones, self._floating, self._window = calendars, zones, floating, window

    def parse(self, remote_id: str, parts: Sequence[RawEvent]) -> Event:
        """The event that ``parts`` are together. Raises ``ValueError`` with a sentence when nothing can be made of them."""
        notes = Notes()
        if any(part.too_large for part in parts):
            raise ValueError(_("The record is larger than %(limit)d bytes.") % {"limit": LARGEST_EVENT})
        if any(part.unclosed for part in parts):
            notes.add("record", _("The event has no end (END:VEVENT), so something of it may be missing."))
        if len(parts) > MOST_PARTS:
            notes.add("record", _("The calendar repeats this identifier too often, so not everything was read."))
        entries = [Entry(part.lines, self._clock(part.calendar), notes) for part in parts[:MOST_PARTS]]
        calendar = self._calendars[parts[0].calendar]
        masters = _newest([entry for entry in entries if entry.original is None], notes)
        changed = _by_original([entry for entry in entries if entry.original is not None], notes)
        lead = (masters or entries)[0]
        zone = self._display_zone(lead)
        meetings = self._meetings(remote_id, masters, changed, zone, notes)
        title = self._words(lead, "SUMMARY", "title", notes)
        if any(entry.all("SUMMARY") and entry.word("SUMMARY") != lead.word("SUMMARY") for entry in entries):
            notes.add("meetings", _("Some meetings of the series have a title of their own, which cannot be shown."))
        return Event(
            remote_id=remote_id,
            url=self._url(lead, notes),
            licence=self._licence,
            modified=_modified(entries, calendar),
            provider=Provider(name=self._organiser(lead, notes)),
            title=title,
            description=self._description(lead, notes),
            image=_image(lead, notes),
            event_type=kind_of_event(title, self._event_type, notes),
            audiences=_audiences(lead),
            timezone=zone.key,
            status="cancelled" if calendar.method == "CANCEL" and masters else _status(masters, notes),
            meetings=tuple(meetings),
            issues=notes.issues(),
        )

    def _clock(self, number: int) -> Clock:
        name = self._calendars[number].time_zone
        found = self._zones[number].find(name) if name else None
        return Clock(self._zones[number], found or self._floating, unknown="" if found else name)

    def _display_zone(self, lead: Entry) -> ZoneInfo:
        """The zone in which the event names its times, where that is a place; otherwise the host's."""
        zone: Zone = lead.start.zone if lead.start and not lead.start.is_day else self._zone
        return zone.zone if isinstance(zone, NamedZone) and "/" in zone.name else self._zone.zone

    def _meetings(
        self, remote_id: str, masters: list[Entry], changed: Mapping[str, Entry], zone: ZoneInfo, notes: Notes
    ) -> list[Meeting]:
        single = len(masters) == 1 and not masters[0].repeats and not changed
        found = _scheduled(masters, self._window, notes)
        _apply(changed, found, self._window if masters else None)
        meetings = []
        for key, gathering in found.items():
            if gathering.entry.is_private:
                continue
            meetings.append(
                Meeting(
                    remote_id=remote_id if single else key,
                    starts_at=gathering.start.moment(zone),
                    ends_at=gathering.entry.ends(gathering.start, gathering.length, zone),
                    all_day=gathering.start.is_day,
                    place=self._place([gathering.entry, *masters], notes),
                    status=self._meeting_status(gathering.entry, masters, notes),
                )
            )
        return sorted(meetings, key=lambda meeting: meeting.starts_at.isoformat())[:MOST_MEETINGS]

    def _meeting_status(self, entry: Entry, masters: list[Entry], notes: Notes) -> str:
        """What an event says of itself as a whole is not repeated for each of its meetings."""
        return "scheduled" if entry in masters else _status([entry], notes)

    def _words(self, entry: Entry, name: str, field: str, notes: Notes, markup: bool = False) -> dict[str, str]:
        texts: dict[str, str] = {}
        for line in entry.all(name):
            texts.setdefault(self._language_of(line), line.text)
        return words(texts, field, notes, language=self._language, markup=markup)

    def _description(self, entry: Entry, notes: Notes) -> dict[str, str]:
        """DESCRIPTION, or where there is one its version in HTML, as Outlook writes it (X-ALT-DESC)."""
        texts = {self._language_of(line): line.text for line in reversed(entry.all("DESCRIPTION"))}
        for line in entry.all("X-ALT-DESC"):
            if line.params.get("FMTTYPE", "").lower() == "text/html" and (text := _without_head(line.text)):
                texts[self._language_of(line)] = text
        return words(texts, "description", notes, language=self._language, markup=True)

    def _language_of(self, line: Line) -> str:
        return re.split("[-_]", line.params.get("LANGUAGE") or self._language)[0].lower()

    def _url(self, entry: Entry, notes: Notes) -> str:
        line = entry.first("URL")
        return link(line.text, "url", notes) if line else ""

    def _organiser(self, entry: Entry, notes: Notes) -> dict[str, str]:
        line = entry.first("ORGANIZER")
        return words(line.params.get("CN"), "provider", notes, language=self._language) if line else {}

    def _place(self, entries: Iterable[Entry], notes: Notes) -> PlaceRef | None:
        """Where the first of ``entries`` that says it takes place."""
        entry = next((entry for entry in entries if entry.all("LOCATION") or entry.all("CONFERENCE")), None)
        if entry is None:
            return None
        texts = {self._language_of(line): _one_line(line.text) for line in reversed(entry.all("LOCATION"))}
        addresses = [line.text.strip() for line in entry.all("CONFERENCE")]
        addresses += [text for text in texts.values() if _WEB_ADDRESS.match(text)]
        online = next((link(text, "place", notes) for text in addresses if _WEB_ADDRESS.match(text)), "")
        texts = {language: text for language, text in texts.items() if not _WEB_ADDRESS.match(text)}
        name = words(texts, "place", notes, language=self._language) or (ONLINE if online else {})
        if not name and not online:
            return None
        municipality = next((town for text in texts.values() if (town := _municipality(text))), "")
        return PlaceRef(name=name, municipality=municipality, online_url=online)


def _newest(masters: list[Entry], notes: Notes) -> list[Entry]:
    """The revision that counts (RFC 5546, 2.1.5). Different times in one revision are times of one event."""
    if len(masters) < 2:
        return masters
    revision = max(entry.revision for entry in masters)
    newest = {(entry.start.key if entry.start else ""): entry for entry in masters if entry.revision == revision}
    if len(newest) > 1:
        notes.add(
            "meetings", _("The calendar has several events with this identifier (UID); they were taken as one event.")
        )
    return list(newest.values())


def _by_original(entries: list[Entry], notes: Notes) -> dict[str, Entry]:
    """What was changed, by the start that the meeting had (RECURRENCE-ID); of several revisions the last."""
    found: dict[str, Entry] = {}
    for entry in entries:
        assert entry.original is not None
        line = entry.first("RECURRENCE-ID")
        if line and line.params.get("RANGE", "").upper() == "THISANDFUTURE":
            notes.add(
                "meetings",
                _("A change is meant for all later meetings too (THISANDFUTURE); it was made to one meeting only."),
            )
        before = found.get(entry.original.key)
        if before is None or before.revision <= entry.revision:
            found[entry.original.key] = entry
    return found


def _scheduled(masters: list[Entry], window: Window, notes: Notes) -> dict[str, _Gathering]:
    found: dict[str, _Gathering] = {}
    for master in masters:
        for start, length in gatherings(master, window, notes):
            found.setdefault(start.key, _Gathering(start, length or master.length, master))
    return found


def _apply(changed: Mapping[str, Entry], found: dict[str, _Gathering], window: Window | None) -> None:
    """Put what was changed in the place of what was scheduled; what was added to the series must lie in ``window``."""
    by_day = {gathering.start.day: key for key, gathering in found.items() if not gathering.start.is_day}
    for key, entry in changed.items():
        assert entry.original is not None
        if key not in found and entry.original.is_day:
            key = by_day.get(entry.original.day, key)
        start = entry.start or entry.original
        if key in found:
            length = entry.length if entry.start else found[key].length
            found[key] = _Gathering(start, length, entry)
        elif window is None or start.day in window:
            found[key] = _Gathering(start, entry.length, entry)


def _status(entries: Iterable[Entry], notes: Notes) -> str:
    status = "scheduled"
    for entry in entries:
        word = entry.word("STATUS")
        if word == "TENTATIVE":
            notes.add("status", _("The source calls the event tentative; it is shown as scheduled."))
        elif word not in _STATUSES:
            notes.add("status", _("The status is not known, so the event counts as scheduled."))
        status = _STATUSES.get(word, "scheduled")
    return status


def _modified(entries: list[Entry], calendar: Calendar) -> dt.datetime | None:
    """The last revision. In a calendar with a METHOD, DTSTAMP tells when the document was made (RFC 5545, 3.8.7.2)."""
    dates = [entry.modified or (None if calendar.method else entry.stamped) for entry in entries]
    return max((date for date in dates if date is not None), default=None)


def _image(entry: Entry, notes: Notes) -> str:
    """IMAGE (RFC 7986, 5.10), else an attached picture; only where it is an address."""
    lines = [line for line in entry.all("IMAGE") if line.params.get("VALUE", "URI").upper() == "URI"]
    return next((link(line.text, "image", notes) for line in [*lines, *entry.all("ATTACH")]), "")


def _audiences(entry: Entry) -> tuple[str, ...]:
    """Categories that are names of our audiences; the record has no place for any other."""
    known: dict[str, None] = {}
    for line in entry.all("CATEGORIES"):
        for text in line.texts[:100]:
            if audience := code("audiences", text.strip(), "", Notes()):
                known[audience] = None
    return tuple(known)


def _municipality(text: str) -> str:
    """The municipality that an address ends with: ``Linnankatu 23, 20100 Turku``; empty where the last part is another."""
    parts = [part.strip() for part in text[:1_000].split(",") if part.strip()]
    if len(parts) > 1 and parts[-1].casefold() in _COUNTRIES:
        parts.pop()
    return get_vocabulary("municipalities").from_name(_POSTCODE.sub("", parts[-1], count=1)) or "" if parts else ""


def _one_line(text: str) -> str:
    return ", ".join(part.strip() for part in text[:5_000].splitlines() if part.strip())


def _without_head(text: str) -> str:
    """HTML without its head, whose title would otherwise be read as text."""
    text = text[: 4 * BODY]
    lowered = text.lower()
    begin, end = lowered.find("<head"), lowered.find("</head>")
    return text[:begin] + text[end + len("</head>") :] if 0 <= begin < end else text
