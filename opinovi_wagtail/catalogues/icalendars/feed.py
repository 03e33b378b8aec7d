"""Way in: calendars in the iCalendar format (RFC 5545, RFC 7986), as calendar programs and websites export them (.ics).

VEVENTs of the same UID become one event. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import Event, Issue
from opinovi_wagtail.telling import gettext as _

from ..base import LICENCE, Fetch, Format, FormatError, Question, RawRecord
from ..gatherings import KIND_OF_EVENT
from ..questions import LANGUAGE, TIME_ZONE
from ..spool import Spool
from ..words import clean_text
from .document import KEPT, Calendar, CalendarDocument, RawEvent, name_of, value_of
from .event import EventReader
from .series import Window
from .zones import NamedZone, Zones, iana

DAYS_AHEAD, MOST_DAYS_AHEAD = 365, 1_100
_TZID = re.compile(rb';\s*TZID\s*="?([^":;]{1,200})', re.IGNORECASE)
_WEBCAL = re.compile(r"\Awebcals?://", re.IGNORECASE)
_FLAGS = {(False, False): b"-", (True, False): b"L", (False, True): b"U", (True, True): b"B"}
_UNFLAGGED = {sign: flags for flags, sign in _FLAGS.items()}


class ICalendar(Format):
    """Calendars. Options: ``event_type``, ``language``, ``time_zone``, ``horizon_days``, ``organizer``, ``licence``."""

    name = "icalendar"
    label = "iCalendar"
    about = gettext_lazy(
        "A calendar program gives the address where the calendar is shared or published: as iCal, ICS or subscription."
        " Event pages of websites often have a link to export or subscribe. An address that begins with webcal:// is"
        " good as it is."
    )
    example = "https://calendar.example.org/public/basic.ics"
    questions = (
        KIND_OF_EVENT,
        LANGUAGE,
        TIME_ZONE,
        Question(
            "horizon_days",
            gettext_lazy("Days ahead"),
            gettext_lazy("How far the meetings of a series without an end are shown: 365 days, at most 1,100."),
            kind="number",
        ),
        Question(
            "organizer",
            gettext_lazy("Show the organiser of an event as its provider"),
            gettext_lazy("Only where the organisers in the calendar are institutions and not people."),
            kind="boolean",
        ),
        LICENCE,
    )

    @classmethod
    def address(cls, url: str) -> str:
        """With https:// where the address begins with webcal://, by which browsers find a calendar program."""
        return _WEBCAL.sub("https://", url)

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per UID; the events wait in a temporary file meanwhile."""
        own = self.options.options
        floating = self._floating()
        kept = KEPT | {b"ORGANIZER"} if own.get("organizer") is True else KEPT
        document = CalendarDocument(fetch(url), keep=kept)
        broken: FormatError | None = None
        with Spool() as spool:
            try:
                for event in document.events():
                    if event.too_large and not value_of(event.lines, b"UID"):
                        self.complete = False  # which event it was cannot be told
                    spool.add(_identifier(event), _packed(event))
            except FormatError as error:
                broken = error
            today = timezone.now().astimezone(floating.zone).date()
            window = Window.around(today, self._days_ahead())
            zones = [Zones(calendar.zones) for calendar in document.calendars]
            reader = EventReader(self.options, document.calendars, zones, floating, window)
            for remote_id, payloads in spool.groups():
                parts = [_unpacked(payload) for payload in payloads]
                if any(value_of(part.lines, b"RRULE") for part in parts):
                    self.lasting = False
                yield _record(reader, remote_id, parts, document.calendars, zones, window)
        if broken:
            raise broken

    def _floating(self) -> NamedZone:
        name = str(self.options.options.get("time_zone") or self.options.time_zone)
        found = iana(name)
        if found is None:
            raise FormatError(_("Unknown time zone: %(name)s") % {"name": name[:60]})
        return found

    def _days_ahead(self) -> int:
        days = self.options.options.get("horizon_days")
        if isinstance(days, bool) or not isinstance(days, int):
            return DAYS_AHEAD
        return min(max(days, 1), MOST_DAYS_AHEAD)


def _identifier(event: RawEvent) -> str:
    """The UID (RFC 5545, 3.8.4.7), else one made from start and title."""
    if uid := clean_text(value_of(event.lines, b"UID")).strip():
        return uid
    told = [line for line in event.lines if name_of(line) in (b"DTSTART", b"SUMMARY")]
    return "event:" + hashlib.sha256(b"\n".join(told)).hexdigest()[:20]


def _record(
    reader: EventReader,
    remote_id: str,
    parts: Sequence[RawEvent],
    calendars: Sequence[Calendar],
    zones: Sequence[Zones],
    window: Window,
) -> RawRecord:
    raw = _raw(parts, calendars, zones, window)
    if any(_is_withheld(part) for part in parts):
        return RawRecord(remote_id, raw, lambda: Event(remote_id=remote_id, deleted=True), deleted=True)
    return RawRecord(remote_id, raw, lambda: reader.parse(remote_id, parts), issues=_without_uid(parts))


def _raw(parts: Sequence[RawEvent], calendars: Sequence[Calendar], zones: Sequence[Zones], window: Window) -> bytes:
    """Everything that decides what the record becomes, and nothing else.

    DTSTAMP is left out: most exports write the moment of the export there. Of an event with a rule the first day of the
    window is part of it, so that the series is read anew once a month although the feed has not changed.
    """
    lines: list[bytes] = []
    for part in parts:
        calendar = calendars[part.calendar]
        lines += [calendar.method.encode(), calendar.time_zone.encode(), _FLAGS[part.too_large, part.unclosed]]
        names = {found.decode("utf-8", "replace") for line in part.lines for found in _TZID.findall(line[:500])}
        for name in sorted({calendar.time_zone, *names}):
            lines += zones[part.calendar].needs_definition(name)
        lines += [line for line in part.lines if name_of(line) != b"DTSTAMP"]
        if value_of(part.lines, b"RRULE"):
            lines.append(window.first.isoformat().encode())
    return b"\n".join(lines)


def _is_withheld(part: RawEvent) -> bool:
    """Whether the owner keeps the whole event to some people (CLASS); what is said of one meeting concerns only that."""
    kept_back = value_of(part.lines, b"CLASS").upper() not in ("", "PUBLIC")
    return kept_back and not value_of(part.lines, b"RECURRENCE-ID")


def _without_uid(parts: Sequence[RawEvent]) -> tuple[Issue, ...]:
    if value_of(parts[0].lines, b"UID"):
        return ()
    sentence = _(
        "The event has no identifier (UID), so one was made from its start and title. If they change, it counts as"
        " another event."
    )
    return (Issue("remote_id", sentence),)


def _packed(event: RawEvent) -> bytes:
    head = _FLAGS[event.too_large, event.unclosed] + str(event.calendar).encode()
    return b"\n".join((head, *event.lines))


def _unpacked(payload: bytes) -> RawEvent:
    head, *lines = payload.split(b"\n")
    too_large, unclosed = _UNFLAGGED[head[:1]]
    return RawEvent(int(head[1:]), tuple(lines), too_large=too_large, unclosed=unclosed)
