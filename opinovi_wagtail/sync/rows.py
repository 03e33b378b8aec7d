"""Records become row values: sized, cleaned and dated as the store wants them. Whoever wrote the format, this is the gate.

The plugin's own formats deliver clean records; a host's format may not, so everything that could hurt a database, a page or
another row is caught here once more, cheaply.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opinovi_wagtail import record as rec
from opinovi_wagtail.catalogues.notes import Notes
from opinovi_wagtail.catalogues.words import BODY, LINE, SUMMARY, body, clean_text, pick
from opinovi_wagtail.record import remote_key
from opinovi_wagtail.rules.states import RegistrationMode
from opinovi_wagtail.search.documents import document
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.vocabularies import get_vocabulary

# Grows when the way from record to row changes, so that unchanged feeds are read anew after an upgrade.
VERSION = 2

# What an editor may take charge of, field by field.
COURSE_FACTS = (
    "title", "summary", "description", "image_url", "education_type", "level", "credits_amount", "credits_unit",
    "fields", "prior_education", "situations",
)  # fmt: skip
EVENT_FACTS = (
    "kind", "title", "summary", "description", "image_url", "status", "audiences", "languages", "price_free",
    "price_amount", "price_currency", "price_text", "registration_mode", "registration_url", "registration_opens_at",
    "registration_closes_at", "places",
)  # fmt: skip

_NAMESPACE = uuid.UUID("6f1c6d0e-3f0e-5a55-9d57-6f70696e6f76")
# Markup that needs no second look: allowed tags without attributes.
_MORE_THAN_PLAIN_TAGS = re.compile(r"<(?!/?(?:p|br|ul|ol|li|strong|em|b|i|h2|h3|h4|blockquote)>)")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_MOST_INTEGER = 2_147_483_647


@dataclass(slots=True)
class CourseRow:
    """A course as field values, and its runs as field values."""

    key: str
    facts: dict[str, Any]
    runs: list[dict[str, Any]] = field(default_factory=list)
    issues: tuple[rec.Issue, ...] = ()


@dataclass(slots=True)
class EventRow:
    """An event as field values, and its meetings as field values."""

    key: str
    facts: dict[str, Any]
    meetings: list[dict[str, Any]] = field(default_factory=list)
    issues: tuple[rec.Issue, ...] = ()


def course_row(record: rec.Course, partner_name: rec.Words) -> CourseRow:
    """``record`` as values of ``Course`` and ``CourseRun``; what had to be dropped or cut is in ``issues``."""
    notes = Notes(record.issues)
    facts = _provenance(record, notes)
    scope = record.credits
    facts.update(
        education_type=_code(record.education_type, "education_types", "education_type", notes),
        level=record.level,
        credits_amount=_amount(scope.amount, 5, "credits", notes) if scope else None,
        credits_unit=_code(scope.unit, "credit_units", "credits", notes) if scope else "",
        fields=_codes(record.fields, "fields", "fields", notes),
        prior_education=_codes(record.prior_education, "prior_education", "prior_education", notes),
        situations=_codes(record.situations, "situations", "situations", notes),
    )
    facts["search_text"] = document(facts, partner_name)
    runs = [_run(run, position, notes) for position, run in enumerate(record.runs)]
    facts["likeness_key"] = likeness_key(
        record, min((run["start_on"] for run in runs if run["start_on"]), default=None)
    )
    return CourseRow(_key(record), facts, runs, notes.issues())


def event_row(record: rec.Event, source_id: int, partner_name: rec.Words) -> EventRow:
    """``record`` as values of ``Event`` and ``Meeting``. Raises ``ValueError`` when no meeting has a time to be kept."""
    notes = Notes(record.issues)
    facts = _provenance(record, notes)
    zone = _zone(record.timezone, notes)
    price = record.price or rec.Price()
    facts.update(
        key=uuid.uuid4(),  # of the event if it is new; one that is there keeps its own
        kind=record.event_type,
        status=record.status if record.status in rec.EVENT_STATUSES else "scheduled",
        audiences=_codes(record.audiences, "audiences", "audiences", notes),
        languages=_codes(record.languages, "languages", "languages", notes),
        timezone=zone.key,
        price_free=price.free,
        price_amount=_amount(price.amount, 8, "price", notes),
        price_currency=_currency(price.currency),
        price_text=_words(price.text, LINE, "price", notes),
    )
    facts.update(_registration(record, facts["remote_url"], zone, notes))
    meetings = _meetings(record, source_id, zone, notes)
    if record.meetings and not meetings:
        raise ValueError(_("The event has no meeting with a time that can be kept."))
    facts.update(span(meetings))
    facts["search_text"] = document(facts, partner_name)
    facts["likeness_key"] = likeness_key(record, facts["starts_at"])
    return EventRow(_key(record), facts, meetings, notes.issues())


def span(meetings: Iterable[Mapping[str, Any]]) -> dict[str, dt.datetime | None]:
    """First start and last end of the meetings that are held; of all of them when none is."""
    every = list(meetings)
    held = [meeting for meeting in every if meeting["status"] != "cancelled"] or every
    return {
        "starts_at": min((meeting["starts_at"] for meeting in held), default=None),
        "ends_at": max((meeting["ends_at"] or meeting["starts_at"] for meeting in held), default=None),
    }


def is_storable(remote_id: str) -> bool:
    """Whether an identifier can be kept as it is on every database."""
    return 0 < len(remote_id) <= 200 and not _UNSTORABLE.search(remote_id)


def url_key(address: str) -> str:
    """What two addresses of the same page have in common, whatever scheme, ``www.``, fragment or campaign they carry."""
    if not address.startswith(("https://", "http://")):
        return ""
    rest = address.partition("://")[2].partition("#")[0]
    host, slash, path = rest.partition("/")
    path, question, query = path.partition("?")
    if question:
        query = "&".join(sorted(part for part in query.split("&") if not part.startswith(("utm_", "fbclid="))))
    same = f"{host.lower().removeprefix('www.')}/{path.rstrip('/')}?{query}"
    return _short_hash(same) if path.rstrip("/") or query else ""  # the front page of a site says nothing


def likeness_key(record: rec.AnyRecord, start: dt.datetime | dt.date | None) -> str:
    """What the same course or event has in common at two partners: title, provider and start. Empty without all three."""
    title, provider = pick(record.title, "fi"), pick(record.provider.name, "fi")
    if not (title and provider and start):
        return ""
    return _short_hash(
        "\x1f".join((" ".join(title.casefold().split()), " ".join(provider.casefold().split()), f"{start}"))
    )


def _short_hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _provenance(record: rec.AnyRecord, notes: Notes) -> dict[str, Any]:
    return {
        "remote_id": record.remote_id,
        "remote_url": (address := _url(record.url, "url", notes)),
        "url_key": url_key(address),
        "remote_modified": _moment(record.modified, "modified", notes),
        "first_origin": _line(record.origin, 255, "origin", notes),
        "licence": _line(record.licence, 255, "licence", notes),
        "provider_name": _words(record.provider.name, LINE, "provider", notes),
        "title": _words(record.title, LINE, "title", notes),
        "summary": _words(record.summary, 4 * SUMMARY, "summary", notes),
        "description": _markup(record.description, "description", notes),
        "image_url": _url(record.image, "image", notes),
    }


def _key(record: rec.AnyRecord) -> str:
    key = remote_key(record.remote_id)
    assert key is not None, "problems() let a record without an identifier through"
    return key


def _run(run: rec.CourseRun, position: int, notes: Notes) -> dict[str, Any]:
    start, place, price = run.start, run.place or rec.PlaceRef(), run.price or rec.Price()
    first_day = _day(start.on, "start", notes)
    kind = "date" if first_day else "season" if start.season else start.kind or "unknown"
    municipalities = _codes(run.municipalities, "municipalities", "municipalities", notes)
    if place.municipality and place.municipality not in municipalities:
        municipalities += _codes((place.municipality,), "municipalities", "place", notes)
    duration = run.duration
    return {
        "key": remote_key(run.remote_id),
        "remote_id": _line(run.remote_id, 200, "runs", notes),
        "url": _url(run.url, "url", notes),
        "start_kind": kind,
        "start_on": first_day,
        "start_season": start.season[:11] if kind == "season" else "",
        "start_text": _words(run.start_text, LINE, "start_text", notes),
        "ends_on": _day(run.ends_on, "ends_on", notes),
        "duration_amount": _amount(duration.amount, 5, "duration", notes) if duration else None,
        "duration_unit": duration.unit if duration else "",
        "forms": _codes(run.forms, "forms", "forms", notes),
        "times": _codes(run.times, "times", "times", notes),
        "languages": _codes(run.languages, "languages", "languages", notes),
        "municipalities": municipalities,
        "funding": _codes(run.funding, "funding", "funding", notes),
        "place_name": _words(place.name, LINE, "place", notes),
        "place_address": _line(place.address, 255, "place", notes),
        "online_url": _url(place.online_url, "place", notes),
        "accessibility": _words(run.accessibility, SUMMARY, "accessibility", notes),
        "price_amount": _amount(price.amount, 8, "price", notes),
        "price_currency": _currency(price.currency),
        "price_free": price.free,
        "price_text": _words(price.text, LINE, "price", notes),
        "application": _code(run.application, "applications", "application", notes),
        "apply_from": _moment(run.apply_from, "apply_from", notes),
        "apply_until": _moment(run.apply_until, "apply_until", notes),
        "apply_url": _url(run.apply_url, "apply_url", notes),
        "places": _count(run.places, "places", notes),
        "places_left": _count(run.places_left, "places_left", notes),
        "status": run.status if run.status in rec.RUN_STATUSES else "scheduled",
        "position": position,
    }


def _meetings(record: rec.Event, source_id: int, zone: ZoneInfo, notes: Notes) -> list[dict[str, Any]]:
    kept = []
    for meeting in record.meetings:
        starts_at, ends_at = _meeting_times(meeting, zone, notes)
        if starts_at is None:
            continue
        place = meeting.place or rec.PlaceRef()
        kept.append(
            {
                # The same for every run of the sync, so that registrants' calendars recognise the meeting again.
                "key": uuid.uuid5(_NAMESPACE, f"{source_id}\n{record.remote_id}\n{meeting.remote_id}"),
                "remote_id": _line(meeting.remote_id, 200, "meetings", notes),
                "starts_at": starts_at,
                "ends_at": ends_at,
                "all_day": meeting.all_day or not isinstance(meeting.starts_at, dt.datetime),
                "place_name": _words(place.name, LINE, "place", notes),
                "place_address": _line(place.address, 255, "place", notes),
                "municipality": _code(place.municipality, "municipalities", "place", notes),
                "online_url": _url(place.online_url, "place", notes),
                "status": meeting.status if meeting.status in ("scheduled", "moved", "cancelled") else "scheduled",
            }
        )
    return kept


def _meeting_times(meeting: rec.Meeting, zone: ZoneInfo, notes: Notes) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Start and end as moments; an all-day meeting lasts from local midnight to the midnight after its last day."""
    start, end = meeting.starts_at, meeting.ends_at
    try:
        if not isinstance(start, dt.datetime):
            last = end if isinstance(end, dt.date) and not isinstance(end, dt.datetime) else start
            start = dt.datetime.combine(start, dt.time(), zone)
            end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)
        elif end is not None and not isinstance(end, dt.datetime):
            end = dt.datetime.combine(end + dt.timedelta(days=1), dt.time(), zone)
    except OverflowError:
        notes.add("meetings", _("The time is too far away to be kept."))
        return None, None
    starts_at = _moment(start, "meetings", notes, zone)
    ends_at = _moment(end, "meetings", notes, zone)
    if starts_at and ends_at and ends_at < starts_at:
        notes.add("meetings", _("A meeting ends before it starts, so its end was left out."))
        ends_at = None
    return starts_at, ends_at


def _registration(record: rec.Event, remote_url: str, zone: ZoneInfo, notes: Notes) -> dict[str, Any]:
    """Synced events are registered for where they come from, never here, unless an editor decides otherwise."""
    terms = record.registration or rec.RegistrationTerms()
    none_needed = terms.needed is False
    mode = RegistrationMode.NONE if none_needed else RegistrationMode.ELSEWHERE
    return {
        "registration_mode": mode.value,
        "registration_url": "" if none_needed else _url(terms.url, "registration", notes) or remote_url,
        "registration_opens_at": _moment(terms.opens_at, "registration", notes, zone),
        "registration_closes_at": _moment(terms.closes_at, "registration", notes, zone),
        "places": _count(terms.places, "registration", notes),
        "remote_places_left": _count(terms.places_left, "registration", notes),
    }


def _words(words: Mapping[str, str], limit: int, name: str, notes: Notes) -> dict[str, str]:
    for text in words.values():
        if not isinstance(text, str) or not text or len(text) > limit or _UNSTORABLE.search(text):
            return _mended(words, limit, name, notes)
    return dict(words)


def _mended(words: Mapping[str, Any], limit: int, name: str, notes: Notes) -> dict[str, str]:
    found = {}
    for language, text in words.items():
        if isinstance(text, str) and (kept := _line(text, limit, name, notes)):
            found[language] = kept
    return found


def _markup(words: Mapping[str, str], name: str, notes: Notes) -> dict[str, str]:
    kept = _words(words, BODY, name, notes)
    return {language: body(text) if _MORE_THAN_PLAIN_TAGS.search(text) else text for language, text in kept.items()}


def _line(text: str, limit: int, name: str, notes: Notes) -> str:
    if len(text) > limit:
        notes.add(name, _("The text was longer than %(limit)d characters and was cut.") % {"limit": limit})
        text = text[: limit - 1] + "…"
    return clean_text(text) if _UNSTORABLE.search(text) else text


def _url(address: str, name: str, notes: Notes) -> str:
    if not address:
        return ""
    if address.startswith(("https://", "http://")) and len(address) <= 1000 and address.isprintable():
        return address
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    if scheme in ("http", "https", "mailto", "tel") and len(address) <= 1000 and address.isprintable():
        return address
    notes.add(name, _("The address is not a web address that can be shown, so it was left out."))
    return ""


def _code(code: str, vocabulary: str, name: str, notes: Notes) -> str:
    if not code or code in get_vocabulary(vocabulary):
        return code
    notes.add(name, _("Unknown code: %(code)s") % {"code": str(code)[:60]})
    return ""


def _codes(codes: Sequence[str], vocabulary: str, name: str, notes: Notes) -> list[str]:
    if not codes:
        return []
    kept = list(dict.fromkeys(codes))
    known = get_vocabulary(vocabulary).codes
    if all(map(known.__contains__, kept)):
        return kept
    return [code for code in kept if _code(code, vocabulary, name, notes)]


def _currency(currency: str) -> str:
    return currency if len(currency) == 3 and currency.isascii() and currency.isalpha() else "EUR"


def _amount(amount: Decimal | None, digits: int, name: str, notes: Notes) -> Decimal | None:
    """``amount`` with two decimals and at most ``digits`` before the point."""
    if amount is None:
        return None
    if not amount.is_finite() or amount < 0 or amount >= 10**digits:
        notes.add(name, _("The number is out of range, so it was left out."))
        return None
    return round(amount, 2)


def _count(number: int | None, name: str, notes: Notes) -> int | None:
    if number is None or 0 <= number <= _MOST_INTEGER:
        return number
    notes.add(name, _("The number is out of range, so it was left out."))
    return None


def _day(day: dt.date | None, name: str, notes: Notes) -> dt.date | None:
    if day is None or 1900 <= day.year <= 2200:
        return day
    notes.add(name, _("The year is out of range, so the day was left out."))
    return None


def _moment(moment: Any, name: str, notes: Notes, zone: ZoneInfo | None = None) -> dt.datetime | None:
    """``moment`` in UTC; one without offset is taken in ``zone``."""
    if moment is None:
        return None
    if not isinstance(moment, dt.datetime) or not 1900 <= moment.year <= 2200:
        notes.add(name, _("The year is out of range, so the time was left out."))
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone or dt.UTC)
    return moment.astimezone(dt.UTC)


@functools.lru_cache(maxsize=64)
def _known_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone(name: str, notes: Notes) -> ZoneInfo:
    zone = _known_zone(name) if len(name) <= 60 else None
    if zone is None:
        notes.add("timezone", _("Unknown time zone: %(name)s") % {"name": name[:60]})
        return ZoneInfo("Europe/Helsinki")
    return zone
