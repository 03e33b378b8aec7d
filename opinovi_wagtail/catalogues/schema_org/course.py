"""Maps a schema.org Course, EducationalOccupationalProgram or lone CourseInstance to a course with its runs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from opinovi_wagtail.record import Course, CourseRun, Credits, Start
from opinovi_wagtail.telling import gettext as _

from .. import moments
from ..coding import code
from ..links import host_of
from ..notes import Notes
from ..words import SUMMARY, line
from . import offers as schema_org_offers
from .graph import Kind, Node
from .place import is_online, place, provider
from .values import Reading, duration, first, has_type, labels, languages, nodes, number, scalar

_FORMS: dict[str, tuple[str, ...]] = {
    "online": ("online",), "mooc": ("online",), "e-learning": ("online",), "elearning": ("online",),
    "onsite": ("contact",), "on-site": ("contact",), "in-person": ("contact",), "in person": ("contact",),
    "face-to-face": ("contact",), "classroom": ("contact",),
    "blended": ("blended",), "hybrid": ("blended",), "blended learning": ("blended",),
    "distance": ("distance",), "distance learning": ("distance",), "distance education": ("distance",),
    "self-paced": ("independent",), "self-study": ("independent",),
    "onlineeventattendancemode": ("online",), "offlineeventattendancemode": ("contact",),
    "mixedeventattendancemode": ("contact", "online"),
}  # fmt: skip
# What schema.org names as modes and what tells neither form nor time of day.
_NO_FORM = {
    "synchronous", "asynchronous", "full-time", "part-time", "fulltime", "parttime", "full time", "part time",
}  # fmt: skip
_TIMES = {
    "daytime": "day",
    "day": "day",
    "evening": "evening",
    "evenings": "evening",
    "weekend": "weekend",
    "weekends": "weekend",
}
_CREDIT_UNITS = {
    "ects": "op", "ects credits": "op", "ects credit": "op", "ects-opintopistettä": "op", "op": "op", "sp": "op",
    "osp": "osp", "kp": "osp", "ov": "ov",
}  # fmt: skip
_EVENING = dt.time(16, 30)
_WEEKEND = {"Saturday", "Sunday"}


class CourseReader:
    """Reads courses of one page."""

    def __init__(self, reading: Reading, licence: str) -> None:
        self._reading = reading
        self._licence = licence

    def course(self, remote_id: str, kind: Kind, node: Node, notes: Notes) -> Course:
        """The course that ``node`` is, or whose only run it is."""
        outer = node if kind != "instance" else _course_of(node)
        reading = self._reading
        title = reading.words(node, "name", "title", notes) or reading.words(outer, "name", "title", notes)
        if kind == "instance":
            runs: list[CourseRun] = [self._run(remote_id, node, outer, notes)]
        elif kind == "program":
            runs = self._instances(remote_id, node, notes) or [self._program_run(remote_id, node, notes)]
        else:
            runs = self._instances(remote_id, node, notes) or self._bare_run(remote_id, node, notes)
        modified = reading.moment(node, "dateModified", "modified", notes)
        return Course(
            remote_id=remote_id,
            url=reading.url(node, "url", "url", notes) or reading.url(outer, "url", "url", notes),
            origin=host_of(reading.base),
            licence=self._licence or line(first(node, "sdLicense"), "licence", notes, 200),
            modified=moments.opening(modified, reading.zone) if modified else None,
            provider=provider([node, outer, *nodes(node, "hasCourseInstance")], reading, notes),
            title=title,
            summary=reading.words(node, "abstract", "summary", notes, limit=SUMMARY),
            description=reading.words(node, "description", "description", notes, markup=True)
            or reading.words(outer, "description", "description", notes, markup=True),
            image=reading.image(node, notes) or reading.image(outer, notes),
            credits=_credits(node, notes) or _credits(outer, Notes()),
            runs=tuple(runs),
            issues=notes.issues(),
        )

    def _instances(self, remote_id: str, course: Node, notes: Notes) -> list[CourseRun]:
        instances = nodes(course, "hasCourseInstance")
        addresses = Counter(self._own_address(instance) for instance in instances)
        found: dict[str, CourseRun] = {}
        for instance in instances:
            address = self._own_address(instance)
            own = address if addresses[address] == 1 and address != self._own_address(course) else ""
            identity = own or str(instance.get("@id") or "") or _identifier(instance)
            if not identity or identity in found:
                identity = _made_identity(remote_id, instance, found)
            run = self._run(identity[:200], instance, course, notes)
            found[run.remote_id] = run
        return list(found.values())

    def _run(self, remote_id: str, instance: Node, course: Node, notes: Notes) -> CourseRun:
        reading = self._reading
        schedule = next(iter(nodes(instance, "courseSchedule")), {})
        starts_on, ends_on = self._span(instance, schedule, notes)
        states = set(labels(instance, "eventStatus"))
        postponed = bool(states & {"EventPostponed", "postponed"})
        whole = course | {name: values for name, values in instance.items() if values and name in _INHERITED}
        terms = schema_org_offers.terms(whole | {"url": instance.get("url", [])}, reading, notes, "places")
        forms = _forms(instance, notes) or (("online",) if is_online(instance) else ())
        where = place(
            instance if instance.get("location") else whole,
            reading,
            notes,
            online=forms == ("online",) and not instance.get("location"),
        )
        return CourseRun(
            remote_id=remote_id,
            url=reading.url(instance, "url", "url", notes),
            start=Start(on=starts_on) if starts_on and not postponed else Start(kind="unknown"),
            ends_on=ends_on if not postponed else None,
            duration=duration(instance, "duration", notes),
            forms=forms,
            times=_times(instance, schedule),
            languages=languages(whole, notes),
            municipalities=(where.municipality,) if where and where.municipality else (),
            place=where,
            price=schema_org_offers.price(whole, reading, notes),
            apply_from=terms.opens_at,
            apply_until=terms.closes_at,
            apply_url=terms.url,
            places=terms.places,
            places_left=terms.places_left,
            status="cancelled" if states & {"EventCancelled", "cancelled"} else "scheduled",
        )

    def _program_run(self, remote_id: str, program: Node, notes: Notes) -> CourseRun:
        reading = self._reading
        opens = reading.moment(program, "applicationStartDate", "apply_from", notes)
        closes = reading.moment(program, "applicationDeadline", "apply_until", notes)
        run = self._run(remote_id, program, program, notes)
        return replace(
            run,
            duration=duration(program, "timeToComplete", notes) or run.duration,
            apply_from=moments.opening(opens, reading.zone) if opens else run.apply_from,
            apply_until=moments.closing(closes, reading.zone) if closes else run.apply_until,
        )

    def _bare_run(self, remote_id: str, course: Node, notes: Notes) -> list[CourseRun]:
        """A run without a time, where the course itself says something that only a run can say."""
        if not any(
            course.get(name) for name in ("offers", "isAccessibleForFree", "courseMode", "location", "startDate")
        ):
            return []
        return [self._run(remote_id, course, course, notes)]

    def _span(self, instance: Node, schedule: Node, notes: Notes) -> tuple[dt.date | None, dt.date | None]:
        holder = instance if instance.get("startDate") else schedule
        starts_on = self._reading.day(holder, "startDate", "start", notes)
        ends_on = self._reading.day(instance if instance.get("endDate") else schedule, "endDate", "ends_on", notes)
        if starts_on and ends_on and ends_on < starts_on:
            notes.add("ends_on", _("The end is before the start, so it was left out."))
            ends_on = None
        return starts_on, ends_on

    def _own_address(self, node: Node) -> str:
        return self._reading.url(node, "url", "url", Notes())


# What a course says for all its runs that do not say it themselves.
_INHERITED = {
    "inLanguage", "isAccessibleForFree", "maximumAttendeeCapacity", "offers", "remainingAttendeeCapacity", "location",
    "maximumEnrollment",
}  # fmt: skip


def _course_of(instance: Node) -> Node:
    """The course that a lone run belongs to, as far as the page tells of it."""
    held = [*nodes(instance, "courseOf"), *nodes(instance, "isInstanceOf")]
    held += [one for one in nodes(instance, "about") if has_type(one, "Course")]
    return held[0] if held else {}


def _identifier(node: Node) -> str:
    for value in node.get("identifier", ()):
        own = first(value, "value") if isinstance(value, dict) and "@value" not in value else scalar(value)
        if isinstance(own, (str, int)) and not isinstance(own, bool):
            return line(own, "", Notes(), 200)
    return ""


def _made_identity(remote_id: str, instance: Node, taken: dict[str, CourseRun]) -> str:
    """Made of what tells one run from another. Equal ones are numbered in the order in which they come."""
    told = [instance.get(name) for name in ("startDate", "endDate", "courseMode", "location", "inLanguage", "name")]
    mark = hashlib.sha256(json.dumps(told, sort_keys=True).encode("ascii")).hexdigest()[:12]
    identity, further = f"{remote_id[:180]}#{mark}", 2
    while identity in taken:
        identity, further = f"{remote_id[:180]}#{mark}-{further}", further + 1
    return identity


def _forms(instance: Node, notes: Notes) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in labels(instance, "courseMode", "educationalProgramMode"):
        plain = text.rpartition("#")[2].strip(" \"“”„'").lower()
        if plain in _NO_FORM or plain in _TIMES:
            continue
        known = _FORMS.get(plain) or (
            (named,) if (named := code("forms", text, "", Notes())) and not text.isdigit() else ()
        )
        if not known:
            notes.add("forms", _("The code %(code)r is not known, so it was left out.") % {"code": text[:60]})
        found.update(dict.fromkeys(known))
    if not found:
        for text in labels(instance, "eventAttendanceMode"):
            found.update(dict.fromkeys(_FORMS.get(text.lower(), ())))
    return tuple(found)


def _times(instance: Node, schedule: Node) -> tuple[str, ...]:
    """The time of day where the mode names it, else where the schedule tells on which days and at what time."""
    named = dict.fromkeys(_TIMES[text.lower()] for text in labels(instance, "courseMode") if text.lower() in _TIMES)
    if named:
        return tuple(named)
    days = set(labels(schedule, "byDay"))
    if days and days <= _WEEKEND:
        return ("weekend",)
    try:
        clock = dt.time.fromisoformat(str(first(schedule, "startTime") or ""))
    except ValueError:
        return ()
    return ("evening",) if clock.replace(tzinfo=None) >= _EVENING else ("day",)


def _credits(node: Node, notes: Notes) -> Credits | None:
    """The scope, where its unit is told: ``{"@type": "StructuredValue", "value": 5, "unitText": "ECTS"}``."""
    for value in node.get("numberOfCredits", ()):
        own = value if isinstance(value, dict) and "@value" not in value else {"value": [value]}
        said = str(first(own, "unitText") or "").strip()
        amount = number(first(own, "value"))
        unit = _CREDIT_UNITS.get(said.lower()) or ("" if said.isdigit() else code("credit_units", said, "", Notes()))
        if amount is not None and unit and 0 < amount < 10_000:
            return Credits(amount=Decimal(amount), unit=unit)
        shown = f"{first(own, 'value')} {said}".strip()
        notes.add("credits", _("%(text)r is not a scope with its unit, so it was left out.") % {"text": shown[:60]})
    return None
