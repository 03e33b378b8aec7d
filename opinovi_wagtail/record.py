"""The interchange record as frozen dataclasses, with validation: what every catalogue format yields and the API carries.

It knows no database, no format and no clock. Absent means unknown. Words are ``{language: text}``; times are aware
``datetime`` values; days are ``date`` values; codes are those of ``vocabularies``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from .telling import gettext as _
from .vocabularies import get_vocabulary

Words = Mapping[str, str]
EVENT_TYPES = ("info_event", "group_session", "guidance", "other")
RUN_STATUSES = ("scheduled", "cancelled")
EVENT_STATUSES = ("scheduled", "cancelled", "postponed", "moved")
START_KINDS = ("rolling", "personal", "unknown")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about a record that could not be taken as it was: which field, and why, in words for an administrator."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The institution that arranges a course or an event, as its source names it."""

    name: Words = field(default_factory=dict)
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """Where something happens, as its source says it."""

    name: Words = field(default_factory=dict)
    address: str = ""
    municipality: str = ""
    online_url: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What taking part costs. ``amount`` is in ``currency`` (ISO 4217); ``free`` is True, False or unknown (None)."""

    amount: Decimal | None = None
    currency: str = "EUR"
    free: bool | None = None
    text: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credits:
    """The scope of a course; ``unit`` is a code of ``credit_units``."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a run takes."""

    amount: Decimal
    unit: Literal["hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Start:
    """When a run starts: exactly one of a day, a season (``2026-spring``, ``2026-autumn``, ``2026-summer``) or a kind."""

    on: dt.date | None = None
    season: str = ""
    kind: Literal["", "rolling", "personal", "unknown"] = ""


@dataclass(frozen=True, slots=True)
class CourseRun:
    """One time and place at which a course can be taken."""

    remote_id: str
    url: str = ""
    start: Start = field(default_factory=lambda: Start(kind="unknown"))
    start_text: Words = field(default_factory=dict)
    ends_on: dt.date | None = None
    duration: Duration | None = None
    forms: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    place: PlaceRef | None = None
    accessibility: Words = field(default_factory=dict)
    price: Price | None = None
    apply_from: dt.datetime | None = None
    apply_until: dt.datetime | None = None
    application: str = ""
    apply_url: str = ""
    places: int | None = None
    places_left: int | None = None
    funding: tuple[str, ...] = ()
    status: str = "scheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What records of every kind have.

    ``origin`` names the site or system that the record first came from; ``deleted`` marks a tombstone, which carries
    nothing but its ``remote_id``.
    """

    remote_id: str
    url: str = ""
    origin: str = ""
    licence: str = ""
    modified: dt.datetime | None = None
    deleted: bool = False
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Record):
    """A course: the words and the runs of something that can be studied."""

    kind: Literal["course"] = "course"
    provider: Provider = field(default_factory=Provider)
    title: Words = field(default_factory=dict)
    summary: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    image: str = ""
    education_type: str = ""
    fields: tuple[str, ...] = ()
    level: int | None = None
    credits: Credits | None = None
    prior_education: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    runs: tuple[CourseRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """One gathering of an event. An all-day meeting carries ``date`` values, any other aware ``datetime`` values."""

    remote_id: str
    starts_at: dt.datetime | dt.date
    ends_at: dt.datetime | dt.date | None = None
    all_day: bool = False
    place: PlaceRef | None = None
    status: str = "scheduled"


@dataclass(frozen=True, slots=True)
class RegistrationTerms:
    """Whether and where one registers for an event."""

    needed: bool | None = None
    url: str = ""
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    places: int | None = None
    places_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """An info event, a group session or a guidance: its words and its meetings."""

    kind: Literal["event"] = "event"
    provider: Provider = field(default_factory=Provider)
    title: Words = field(default_factory=dict)
    summary: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    image: str = ""
    event_type: str = "other"
    audiences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    timezone: str = "Europe/Helsinki"
    status: str = "scheduled"
    price: Price | None = None
    meetings: tuple[Meeting, ...] = ()
    registration: RegistrationTerms | None = None


AnyRecord = Course | Event


def remote_key(remote_id: str) -> str | None:
    """A fixed-length key of a remote identifier, equal on databases that ignore case or trailing space; ``None`` for none."""
    return hashlib.blake2b(remote_id.encode(), digest_size=16).hexdigest() if remote_id else None


def problems(record: AnyRecord) -> Iterator[Issue]:
    """What makes ``record`` unusable as a whole. A record without any is fit to be stored.

    Small faults (an unknown code, an unreadable price) are the format's to drop and to note in ``record.issues``.
    """
    if not record.remote_id:
        yield Issue("remote_id", _("The record has no identifier, so it could not be recognised the next time."))
    elif len(record.remote_id) > 200:
        yield Issue("remote_id", _("The identifier is longer than 200 characters."))
    if record.deleted:
        return
    if not any(text.strip() for text in record.title.values()):
        yield Issue("title", _("The record has no title in any language."))
    match record:
        case Course():
            yield from _course_problems(record)
        case Event():
            yield from _event_problems(record)


def _course_problems(course: Course) -> Iterator[Issue]:
    if course.education_type and course.education_type not in get_vocabulary("education_types"):
        yield Issue("education_type", _("Unknown code %(code)r.") % {"code": course.education_type})
    if course.level is not None and not 1 <= course.level <= 8:
        yield Issue("level", _("The level must be between 1 and 8."))
    seen = set()
    for run in course.runs:
        if not run.remote_id:
            yield Issue("runs", _("A run has no identifier."))
        elif run.remote_id in seen:
            yield Issue("runs", _("Two runs have the identifier %(id)r.") % {"id": run.remote_id})
        seen.add(run.remote_id)
        if run.start.on and run.ends_on and run.ends_on < run.start.on:
            yield Issue("runs", _("The run %(id)r ends before it starts.") % {"id": run.remote_id})


def _event_problems(event: Event) -> Iterator[Issue]:
    if event.event_type not in EVENT_TYPES:
        yield Issue("event_type", _("Unknown kind of event %(kind)r.") % {"kind": event.event_type})
    # A postponed event has lost its time; it must still get through, or visitors would go on seeing the old one.
    if not event.meetings and event.status not in ("postponed", "cancelled"):
        yield Issue("meetings", _("The event has no meeting with a time."))
    seen = set()
    for meeting in event.meetings:
        if meeting.remote_id in seen:
            yield Issue("meetings", _("Two meetings have the identifier %(id)r.") % {"id": meeting.remote_id})
        seen.add(meeting.remote_id)
        if meeting.ends_at is not None and meeting.ends_at < meeting.starts_at:
            yield Issue("meetings", _("A meeting ends before it starts."))


def to_json(record: AnyRecord) -> dict[str, Any]:
    """``record`` as plain JSON values in the published shape, without what is unknown."""
    shaped = _plain(record)
    shaped.setdefault("issues", [])
    shaped["kind"] = record.kind
    return shaped


def to_line(record: AnyRecord) -> str:
    """``record`` as one line of JSON."""
    return json.dumps(to_json(record), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {name: _plain(item) for name, item in named if not _unknown(item)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value


def _unknown(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, (tuple, Mapping)) and not value)
