"""Takes a published record back in: the inverse of ``opinovi_wagtail.record.to_json``, for records of strangers.

A table per kind of object says how each of its members is read. Unknown members are ignored; a member of the wrong type,
an unknown code or an impossible value is an issue and left out, the rest of the record is taken.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail import record as shape
from opinovi_wagtail.telling import gettext as _

from .. import moments, raw_json
from ..base import Options
from ..notes import Notes
from ..words import SUMMARY, identifier
from . import values as take
from .values import LeftOut, Spot, Table, Take

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_SEASON = re.compile(r"\d{4}-(?:spring|summer|autumn)\Z")


class RecordReader:
    """Parses the records of one feed; ``origin`` is where a record comes from that does not say it."""

    def __init__(self, options: Options, origin: str) -> None:
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(options.options.get("licence", ""))
        self._origin = origin

    def parse(self, raw: bytes) -> shape.AnyRecord:
        """The record in ``raw``. Raises ``ValueError`` where it is no object or neither a course nor an event."""
        notes = Notes()
        found = raw_json.record(raw, notes)
        at = Spot("record", notes, self._zone)
        kind = found.get("kind")
        if kind not in ("course", "event"):
            raise ValueError(_("The record says neither that it is a course nor that it is an event."))
        known = take.members(found, COURSE if kind == "course" else EVENT, at, own_names=True)
        known["remote_id"] = identifier(found.get("remote_id"))
        known["origin"] = known.get("origin") or self._origin
        known["licence"] = known.get("licence") or self._licence
        return (shape.Course if kind == "course" else shape.Event)(**known, issues=notes.issues())


def _start(value: Any, at: Spot) -> shape.Start | None:
    """The first of day, season and kind that is there: exactly one of them is what a start has."""
    if not isinstance(value, dict):
        raise LeftOut(_("The value is not an object, so it was left out."))
    known = take.members(value, START, at)
    return next((shape.Start(**{name: known[name]}) for name in START if name in known), None)


def _run(value: Any, at: Spot) -> shape.CourseRun | None:
    run: shape.CourseRun | None = _RUN(value, at)
    if run and run.start.on and run.ends_on and run.ends_on < run.start.on:
        at.notes.add("ends_on", _("The end is before the start, so it was left out."))
        return replace(run, ends_on=None)
    return run


def _meeting(value: Any, at: Spot) -> shape.Meeting | None:
    """A meeting whose start and end are both days (all-day) or both times; the start decides which."""
    meeting: shape.Meeting | None = _MEETING(value, at)
    if meeting is None:
        return None
    starts_at, ends_at = meeting.starts_at, meeting.ends_at
    if meeting.all_day or not isinstance(starts_at, dt.datetime):
        starts_at, ends_at = moments.day_of(starts_at), moments.day_of(ends_at) if ends_at else None
    elif ends_at is not None and not isinstance(ends_at, dt.datetime):
        at.notes.add(at.field, _("The meeting starts at a time but ends on a day, so its end was left out."))
        ends_at = None
    if ends_at is not None and ends_at < starts_at:
        at.notes.add(at.field, _("The end is before the start, so it was left out."))
        ends_at = None
    return replace(meeting, starts_at=starts_at, ends_at=ends_at, all_day=not isinstance(starts_at, dt.datetime))


def _distinct(of: Take, twice: Callable[[str], str]) -> Take:
    """Reads a list of which no two entries have the same identifier; ``twice`` says what is wrong with the second."""
    entries = take.a_list(of)

    def taken(value: Any, at: Spot) -> tuple[Any, ...]:
        known: dict[str, Any] = {}
        for entry in entries(value, at):
            if entry.remote_id in known:
                at.notes.add(at.field, twice(entry.remote_id))
            known.setdefault(entry.remote_id, entry)
        return tuple(known.values())

    return taken


def _same_run(remote_id: str) -> str:
    return _("Two runs have the identifier %(id)r.") % {"id": remote_id}


def _same_meeting(remote_id: str) -> str:
    return _("Two meetings have the identifier %(id)r.") % {"id": remote_id}


PLACE: Table = {
    "name": take.words(),
    "address": take.text(),
    "municipality": take.code("municipalities"),
    "online_url": take.address,
}
PRICE: Table = {
    "amount": take.amount,
    "currency": take.matching(_CURRENCY),
    "free": take.flag,
    "text": take.words(SUMMARY),
}
CREDITS: Table = {"amount": take.amount, "unit": take.code("credit_units")}
DURATION: Table = {"amount": take.amount, "unit": take.one_of("hour", "day", "week", "month", "year")}
PROVIDER: Table = {"name": take.words(), "remote_id": take.identity}
START: Table = {"on": take.day, "season": take.matching(_SEASON), "kind": take.one_of(*shape.START_KINDS)}
PLACES = take.whole(0, 1_000_000)

_place = take.an_object(shape.PlaceRef, PLACE)
_price = take.an_object(shape.Price, PRICE)

RUN: Table = {
    "remote_id": take.identity,
    "url": take.address,
    "start": _start,
    "start_text": take.words(SUMMARY),
    "ends_on": take.day,
    "duration": take.an_object(shape.Duration, DURATION, needs=("amount", "unit")),
    "forms": take.codes("forms"),
    "times": take.codes("times"),
    "languages": take.codes("languages"),
    "municipalities": take.codes("municipalities"),
    "place": _place,
    "accessibility": take.words(SUMMARY),
    "price": _price,
    "apply_from": take.opening,
    "apply_until": take.closing,
    "application": take.code("applications"),
    "apply_url": take.address,
    "places": PLACES,
    "places_left": PLACES,
    "funding": take.codes("funding"),
    "status": take.one_of(*shape.RUN_STATUSES),
}
MEETING: Table = {
    "remote_id": take.identity,
    "starts_at": take.moment,
    "ends_at": take.moment,
    "all_day": take.flag,
    "place": _place,
    "status": take.one_of(*shape.EVENT_STATUSES),
}
REGISTRATION: Table = {
    "needed": take.flag,
    "url": take.address,
    "opens_at": take.opening,
    "closes_at": take.closing,
    "places": PLACES,
    "places_left": PLACES,
}
_RUN = take.an_object(shape.CourseRun, RUN, needs=("remote_id",), own_names=True)
_MEETING = take.an_object(partial(shape.Meeting, remote_id=""), MEETING, needs=("starts_at",))

RECORD: Table = {
    "url": take.address,
    "origin": take.text(255),
    "licence": take.text(255),
    "modified": take.opening,
    "deleted": take.flag,
    "provider": take.an_object(shape.Provider, PROVIDER),
    "title": take.words(),
    "summary": take.words(SUMMARY),
    "description": take.html_words,
    "image": take.address,
}
COURSE: Table = {
    **RECORD,
    "education_type": take.code("education_types"),
    "fields": take.codes("fields"),
    "level": take.whole(1, 8),
    "credits": take.an_object(shape.Credits, CREDITS, needs=("amount", "unit")),
    "prior_education": take.codes("prior_education"),
    "situations": take.codes("situations"),
    "runs": _distinct(_run, _same_run),
}
EVENT: Table = {
    **RECORD,
    "event_type": take.one_of(*shape.EVENT_TYPES),
    "audiences": take.codes("audiences"),
    "languages": take.codes("languages"),
    "timezone": take.time_zone,
    "status": take.one_of(*shape.EVENT_STATUSES),
    "price": _price,
    "meetings": _distinct(_meeting, _same_meeting),
    "registration": take.an_object(shape.RegistrationTerms, REGISTRATION),
}
