"""Maps one course of XCRI-CAP 1.2 with its presentations to a record."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal
from xml.etree.ElementTree import Element, tostring
from zoneinfo import ZoneInfo

from defusedxml.ElementTree import fromstring

from opinovi_wagtail.catalogues import moments, money
from opinovi_wagtail.catalogues.base import Options
from opinovi_wagtail.catalogues.coding import code, codes
from opinovi_wagtail.catalogues.links import link
from opinovi_wagtail.catalogues.notes import Notes
from opinovi_wagtail.catalogues.words import LINE, SUMMARY, body, clean_text, words
from opinovi_wagtail.record import Course, CourseRun, Duration, PlaceRef, Price, Provider, Start
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
LARGEST = 5_000_000  # bytes of a course
_DELETED = "3"
_FORMS = {"CM": "contact", "NC": "contact", "MM": "blended", "DA": "distance", "DS": "distance", "ON": "online"}
_TIMES = {"DT": "day", "EV": "evening", "WE": "weekend"}
_INTERVAL = re.compile(r"P(?:(\d{1,3})Y|(\d{1,3})M|(\d{1,3})W|(\d{1,4})D|T(\d{1,4})H)\Z")
_UNITS: tuple[Literal["year", "month", "week", "day", "hour"], ...] = ("year", "month", "week", "day", "hour")
_EURO = re.compile(r"€|\bEUR\b|\beuro", re.IGNORECASE)
_MOST_PLACES = 100_000


def local_name(element: Element) -> str:
    """The name of ``element`` without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def identifier(element: Element) -> str:
    """The first identifier of ``element`` that says no type of its own, else the first; empty where there is none."""
    found = list(_children(element, "identifier"))
    best = next((child for child in found if not child.get(TYPE)), found[0] if found else None)
    return " ".join(clean_text(best.text or "").split()) if best is not None else ""


class CourseReader:
    """Parses courses of one catalogue."""

    def __init__(self, options: Options) -> None:
        self._language = str(options.options.get("language") or options.language)
        self._licence = str(options.options.get("licence", ""))
        self._zone = ZoneInfo(options.time_zone)

    def provider(self, element: Element, language: str) -> Provider:
        """The institution, as far as the catalogue has named it before its courses."""
        return Provider(self._words(element, "title", "provider", Notes(), language), identifier(element))

    def course(self, remote_id: str, raw: bytes, provider: Provider) -> Course:
        """The course in ``raw``. Raises ``ValueError`` with a sentence where it is too large."""
        if len(raw) > LARGEST:
            raise ValueError(_("The record is larger than %(limit)d bytes.") % {"limit": LARGEST})
        notes = Notes()
        found = fromstring(raw)
        for element in found.iter():
            element.tag = local_name(element)
            for child in element:
                child.attrib.setdefault(LANGUAGE, element.get(LANGUAGE, ""))
        return Course(
            remote_id=remote_id,
            url=_link(found, "url", "url", notes),
            licence=self._licence,
            provider=provider,
            title=self._words(found, "title", "title", notes),
            summary=self._words(found, "abstract", "summary", notes, limit=SUMMARY),
            description=self._description(found, notes),
            image=next((link(image.get("src"), "image", notes) for image in found.findall("image")), ""),
            runs=tuple(self._runs(found, notes)),
            issues=notes.issues(),
        )

    def _runs(self, course: Element, notes: Notes) -> Iterator[CourseRun]:
        used: set[str] = set()
        numbers: Counter[str] = Counter()
        for found in course.findall("presentation"):
            if found.get("recstatus") == _DELETED:
                continue
            name = run_id = identifier(found) or _when(found, "start") or "run"
            while run_id in used:
                numbers[name] += 1
                run_id = f"{name}-{numbers[name] + 1}"
            used.add(run_id)
            yield self._run(run_id, found, notes)

    def _run(self, remote_id: str, found: Element, notes: Notes) -> CourseRun:
        starts, ends = self._moment(found, "start", "start", notes), self._moment(found, "end", "ends_on", notes)
        opens, closes = (
            self._moment(found, "applyfrom", "apply_from", notes),
            self._moment(found, "applyuntil", "apply_until", notes),
        )
        on, last = (moments.day_of(moment) if moment else None for moment in (starts, ends))
        if on and last and last < on:
            notes.add("ends_on", _("The end is before the start, so it was left out."))
            last = None
        place = self._place(found, notes)
        return CourseRun(
            remote_id=remote_id,
            url=_link(found, "url", "url", notes),
            start=Start(on=on) if on else Start(kind="unknown"),
            start_text={} if on else self._words(found, "start", "start", notes),
            ends_on=last,
            duration=_duration(found),
            forms=_coded(found, "attendancemode", _FORMS, "forms", notes),
            times=_coded(found, "attendancepattern", _TIMES, "times", notes),
            languages=_languages(found, notes),
            municipalities=(place.municipality,) if place and place.municipality else (),
            place=place,
            price=self._price(found, notes),
            apply_from=moments.opening(opens, self._zone) if opens else None,
            apply_until=moments.closing(closes, self._zone) if closes else None,
            apply_url=_link(found, "applyto", "apply_url", notes),
            places=_places(found),
        )

    def _words(
        self, found: Element, name: str, field: str, notes: Notes, language: str = "", limit: int = LINE
    ) -> dict[str, str]:
        """What the children called ``name`` say, by language; of several in one language the first."""
        texts: dict[str, str] = {}
        for child in _children(found, name):
            texts.setdefault(self._language_of(child, language), _inner(child))
        return words(texts, field, notes, language=self._language, limit=limit)

    def _description(self, found: Element, notes: Notes) -> dict[str, str]:
        """What is said about the course at length, one thing after another, by language."""
        texts: dict[str, str] = {}
        for name in ("description", "objective", "learningoutcome"):
            for child in _children(found, name):
                language = self._language_of(child)
                texts[language] = texts.get(language, "") + body(_inner(child))
        return words(texts, "description", notes, language=self._language, markup=True)

    def _language_of(self, element: Element, inherited: str = "") -> str:
        tag = element.get(LANGUAGE) or inherited or self._language
        return tag.split("-")[0].lower()

    def _moment(self, found: Element, name: str, field: str, notes: Notes) -> moments.Moment | None:
        text = _when(found, name)
        try:
            return moments.written_moment(text, self._zone) if text else None
        except ValueError as error:
            notes.add(field, reason_of(error))
            return None

    def _place(self, found: Element, notes: Notes) -> PlaceRef | None:
        venue = found.find("venue/provider")
        if venue is None:
            return None
        lines = [
            _text(line) for line in venue.findall("location/*") if line.tag in ("address", "street", "postcode", "town")
        ]
        town = _text(venue.find("location/town"))
        return PlaceRef(
            name=self._words(venue, "title", "place", notes),
            address=", ".join(dict.fromkeys(line for line in lines if line))[:255],
            municipality=code("municipalities", town, "place", Notes()),
        )

    def _price(self, found: Element, notes: Notes) -> Price | None:
        """The words of the cost; a sum only where it is one in euros, because catalogues rarely say the currency."""
        text = self._words(found, "cost", "price", notes)
        said = next(iter(text.values()), "")
        if not said:
            return None
        amount = money.amount(said) if _EURO.search(said) else None
        return Price(
            amount=amount, free=True if money.says_free(said) and not re.search(r"\d", said) else None, text=text
        )


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name)


def _inner(element: Element) -> str:
    """The text of ``element``, or its XHTML."""
    if not len(element):
        return (element.text or "").strip()
    parts = [html.escape(element.text or "", quote=False)]
    return "".join([*parts, *(tostring(child, encoding="unicode", method="html") for child in element)]).strip()


def _text(element: Element | None) -> str:
    return " ".join(clean_text(element.text or "").split()) if element is not None else ""


def _when(found: Element, name: str) -> str:
    """A date: the attribute ``dtf`` is for machines, the text for people."""
    child = next(_children(found, name), None)
    return (child.get("dtf") or _text(child)).strip() if child is not None else ""


def _link(found: Element, name: str, field: str, notes: Notes) -> str:
    return link(_text(found.find(name)), field, notes)


def _coded(found: Element, name: str, known: dict[str, str], field: str, notes: Notes) -> tuple[str, ...]:
    """Our codes for the terms of the XCRI vocabularies; others are noted."""
    terms = [child.get("identifier") or _text(child) for child in found.findall(name)]
    return codes(field, [known.get(term.upper(), term) for term in terms if term], field, notes)


def _languages(found: Element, notes: Notes) -> tuple[str, ...]:
    tags = [_text(child).split("-")[0].lower() for child in found.findall("languageofinstruction")]
    return codes("languages", [tag for tag in tags if tag], "languages", notes)


def _duration(found: Element) -> Duration | None:
    """The attribute ``interval`` (ISO 8601) where it names one unit."""
    child = found.find("duration")
    match = _INTERVAL.match(child.get("interval", "")) if child is not None else None
    if match is None:
        return None
    amount, unit = next((value, unit) for value, unit in zip(match.groups(), _UNITS, strict=True) if value)
    return Duration(Decimal(amount), unit)


def _places(found: Element) -> int | None:
    text = _text(found.find("places"))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= _MOST_PLACES else None
