"""Maps the rows of one course in a table to a course with its runs."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Course, CourseRun, Credits, Duration, PlaceRef, Price, Provider, Start
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from .. import moments, money
from ..base import Options
from ..coding import code, codes
from ..links import link
from ..notes import Notes
from ..words import LINE, SUMMARY, line, words
from .columns import Columns

Unit = Literal["hour", "day", "week", "month", "year"]
Cells = dict[str, str]

_NO = {"no", "n", "false", "0", "ei", "nej", "draft", "luonnos", "utkast", "hidden", "piilotettu"}
_YES = {"yes", "y", "true", "1", "kyllä", "ja", "x", "k"}
_RUN_CELLS = {
    "run_id", "apply_url", "starts", "ends", "duration", "forms", "times", "languages", "municipality", "address",
    "online_url", "price", "free", "apply_from", "apply_until", "application", "places", "places_left", "funding",
    "status"
}  # fmt: skip
_RUN_WORDS = ("place", "accessibility", "price_text", "start_text")
_IDENTITY = ("starts", "municipality", "address", "forms", "times", "languages")
_RANGE = re.compile(r"\s*[–—]\s*|\s+-\s+|\s+to\s+")
_KINDS: tuple[tuple[re.Pattern[str], Literal["rolling", "personal"]], ...] = (
    (re.compile(r"jatkuva|kontinuerlig|fortgående|löpande|rolling|any ?time|milloin vain|non-?stop", re.I), "rolling"),
    (re.compile(r"henkilökohtai|sovitta|sopimuks|individuell|enligt överens|personal|by agreement", re.I), "personal"),
)
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]+)")
_UNITS: tuple[tuple[tuple[str, ...], Unit], ...] = (
    (("vuosi", "vuot", "år", "year", "v", "a"), "year"),
    (("kuukau", "kk", "mån", "month", "mo"), "month"),
    (("viikko", "vko", "vk", "veck", "week"), "week"),
    (("päiv", "pv", "dag", "day", "d"), "day"),
    (("tun", "timm", "hour", "h", "t", "oppitun", "lekt"), "hour"),
)
_CREDITS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]*)")
_CREDIT_UNITS = {
    "osp": "osp", "op": "op", "sp": "op", "ects": "op", "cr": "op", "ov": "ov", "kp": "osp", "h": "hours", "t": "hours",
    "tuntia": "hours", "opintopistettä": "op", "osaamispistettä": "osp", "studiepoäng": "op", "kompetenspoäng": "osp",
}  # fmt: skip
_LEVEL = re.compile(r"(?:\A|\D)([1-8])\Z")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CANCELLED = re.compile(r"peru|cancel|inställ", re.I)


class RowReader:
    """Parses the rows of one table."""

    def __init__(self, options: Options, columns: Columns, language: str) -> None:
        own = options.options
        self._language = language  # of texts whose column does not say it
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(own.get("licence", ""))
        self._single = list(columns.single.items())
        self._words = columns.words
        self._credit_unit = columns.credit_unit
        # Where no row has an identifier that is told once, of the table.
        self._identified = "course_id" in columns.single

    def course(self, remote_id: str, rows: list[list[str]]) -> Course:
        """The course of ``rows``, a run for each of them. Raises ``ValueError`` where it has no title."""
        notes = Notes()
        if not rows:
            notes.add("status", _("The table says that the course is not published."))
            return Course(remote_id=remote_id, deleted=True, issues=notes.issues())
        cells = [self._cells(row) for row in rows]
        first = cells[0] if len(cells) == 1 else _earliest(cells)
        if self._identified and remote_id.startswith("title:"):
            notes.add(
                "remote_id",
                _(
                    "The table has no identifier for the course, so one was made from its title and provider. If they "
                    "change, it counts as another course."
                ),
            )
        provider = self._text("provider", rows, notes)
        description = self._text("description", rows, notes, markup=True)
        return Course(
            remote_id=remote_id,
            url=link(first.get("url"), "url", notes),
            licence=line(first.get("licence"), "licence", notes, 100) or self._licence,
            modified=self._moment(first.get("modified"), "modified", notes, moments.opening),
            provider=Provider(name=provider, remote_id=line(first.get("provider_id"), "provider", notes, 200)),
            title=self._text("title", rows, notes),
            summary=self._text("summary", rows, notes, limit=SUMMARY),
            description=description,
            image=link(first.get("image"), "image", notes),
            education_type=code("education_types", first.get("education_type"), "education_type", notes),
            fields=_listed("fields", first.get("fields"), "fields", notes),
            level=_level(first.get("level"), notes),
            credits=self._credits(first, notes),
            prior_education=_listed("prior_education", first.get("prior_education"), "prior_education", notes),
            situations=_listed("situations", first.get("situations"), "situations", notes),
            runs=self._runs(rows, cells, notes),
            issues=notes.issues(),
        )

    def _cells(self, row: list[str]) -> Cells:
        width = len(row)
        return {field: text for field, place in self._single if place < width and (text := row[place].strip())}

    def _text(
        self, field: str, rows: list[list[str]], notes: Notes, *, limit: int = LINE, markup: bool = False
    ) -> dict[str, str]:
        """The words in the columns of ``field``, from the first row that has them in each language."""
        places = self._words.get(field)
        if not places:
            return {}
        found: dict[str, str] = {}
        for language, place in places.items():
            for row in rows:
                if place < len(row) and row[place].strip():
                    found[language or self._language] = row[place]
                    break
        return words(found, field, notes, language=self._language, limit=limit, markup=markup)

    def _runs(self, rows: list[list[str]], cells: list[Cells], notes: Notes) -> tuple[CourseRun, ...]:
        found: dict[str, CourseRun] = {}
        for row, own in zip(rows, cells, strict=True):
            if not (_RUN_CELLS & own.keys()) and not any(self._text(field, [row], notes) for field in _RUN_WORDS):
                continue
            run = self._run(row, own, notes)
            taken = run.remote_id in found
            if taken and "run_id" in own:
                notes.add("runs", _("The table has the run %(id)r twice.") % {"id": run.remote_id})
            if taken:
                run = _renamed(run, found)
            found[run.remote_id] = run
        return tuple(found.values())

    def _run(self, row: list[str], own: Cells, notes: Notes) -> CourseRun:
        start, ends_on, said = self._start(own, notes)
        start_text = self._text("start_text", [row], notes) or ({self._language: said} if said else {})
        municipalities = _listed("municipalities", own.get("municipality"), "municipalities", notes)
        name = self._text("place", [row], notes)
        address = line(own.get("address"), "place", notes)
        online_url = link(own.get("online_url"), "place", notes)
        place = None
        if name or address or online_url:
            place = PlaceRef(name, address, municipalities[0] if len(municipalities) == 1 else "", online_url)
        places, left = (_whole(own.get(field), field, notes) for field in ("places", "places_left"))
        return CourseRun(
            remote_id=line(own.get("run_id"), "runs", notes, 200) or self._made_id(row, own),
            url=link(own.get("url"), "url", notes),
            start=start,
            start_text=start_text,
            ends_on=ends_on,
            duration=_duration(own.get("duration"), notes),
            forms=_listed("forms", own.get("forms"), "forms", notes),
            times=_listed("times", own.get("times"), "times", notes),
            languages=_listed("languages", own.get("languages"), "languages", notes),
            municipalities=municipalities,
            place=place,
            accessibility=self._text("accessibility", [row], notes, limit=SUMMARY),
            price=self._price(row, own, notes),
            apply_from=self._moment(own.get("apply_from"), "apply_from", notes, moments.opening),
            apply_until=self._moment(own.get("apply_until"), "apply_until", notes, moments.closing),
            application=code("applications", own.get("application"), "application", notes),
            apply_url=link(own.get("apply_url"), "apply_url", notes),
            places=places,
            places_left=left,
            funding=_listed("funding", own.get("funding"), "funding", notes),
            status="cancelled" if _CANCELLED.search(own.get("status", "")) else "scheduled",
        )

    def _made_id(self, row: list[str], own: Cells) -> str:
        """What tells the runs of a course apart where the table does not name them: when, where and how they are held."""
        places = self._words.get("place", {}).values()
        identity = [own.get(field, "") for field in _IDENTITY] + [row[place] for place in places if place < len(row)]
        return "row:" + hashlib.sha256("\x1f".join(identity).encode("utf-8", "replace")).hexdigest()[:16]

    def _start(self, own: Cells, notes: Notes) -> tuple[Start, dt.date | None, str]:
        """When the run starts and ends, and the text of a start that is none of the known kinds."""
        text, end_text = own.get("starts", ""), own.get("ends", "")
        if not text:
            return Start(kind="unknown"), self._day(end_text, "ends_on", notes), ""
        if season := moments.season(text):
            return Start(season=season), self._day(end_text, "ends_on", notes), ""
        for pattern, kind in _KINDS:
            if pattern.search(text):
                return Start(kind=kind), self._day(end_text, "ends_on", notes), ""
        begins, ends = _range(text, self._zone)
        if begins is None:
            notes.add("start", _("%(text)r is not a day, so it is shown as it is.") % {"text": text[:60]})
            return Start(kind="unknown"), self._day(end_text, "ends_on", notes), line(text, "start", notes)
        ends = self._day(end_text, "ends_on", notes) or ends
        if ends is not None and ends < begins:
            notes.add("ends_on", _("The end is before the start, so it was left out."))
            ends = None
        return Start(on=begins), ends, ""

    def _price(self, row: list[str], own: Cells, notes: Notes) -> Price | None:
        text = self._text("price_text", [row], notes, limit=SUMMARY)
        said, free = own.get("price", ""), own.get("free", "").casefold()
        if free in _YES or (said and money.says_free(said)) or free in ("maksuton", "avgiftsfri", "free"):
            return Price(free=True, text=text)
        if not said:
            return Price(free=False if free in _NO else None, text=text) if text or free in _NO else None
        amount = money.amount(said)
        currency = own.get("currency", "EUR").upper()
        if amount is None:
            text = text or words(said, "price", notes, language=self._language)
            return Price(text=text)
        if not _CURRENCY.fullmatch(currency):
            notes.add("price", _("The currency is not a code of three letters, so euros are assumed."))
            currency = "EUR"
        return Price(amount=amount, currency=currency, free=amount == 0, text=text)

    def _credits(self, first: Cells, notes: Notes) -> Credits | None:
        text = first.get("credits")
        if not text:
            return None
        match = _CREDITS.search(text)
        unit_text = (match[2] if match else "") or first.get("credit_unit", "")
        unit = _CREDIT_UNITS.get(unit_text.casefold()) or self._credit_unit if unit_text or self._credit_unit else ""
        amount = Decimal(match[1].replace(",", ".")) if match else None
        if not unit or amount is None or not 0 < amount < 10_000:
            notes.add("credits", _("%(text)r is not a scope with its unit, so it was left out.") % {"text": text[:60]})
            return None
        return Credits(amount=amount, unit=unit)

    def _day(self, text: str, field: str, notes: Notes) -> dt.date | None:
        moment = _noted(text, field, notes, self._zone)
        return moments.day_of(moment) if moment else None

    def _moment(self, text: str | None, field: str, notes: Notes, edge: moments.Edge) -> dt.datetime | None:
        moment = _noted(text or "", field, notes, self._zone)
        return edge(moment, self._zone) if moment else None


def is_published(text: str) -> bool:
    """Whether the cell of a "published" column says so; an empty one does."""
    return text.casefold() not in _NO


def _earliest(rows: Iterable[Cells]) -> Cells:
    merged: Cells = {}
    for cells in rows:
        merged = cells | merged
    return merged


def _renamed(run: CourseRun, found: dict[str, CourseRun]) -> CourseRun:
    number = 2
    while f"{run.remote_id}-{number}" in found:
        number += 1
    values = {name: getattr(run, name) for name in CourseRun.__slots__}
    return CourseRun(**values | {"remote_id": f"{run.remote_id}-{number}"})


@lru_cache(maxsize=4096)
def _known(vocabulary: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes and unknown parts of a cell: one name, or several split by the first of ``; | , /`` that is there."""
    quiet = Notes()
    whole = codes(vocabulary, [text], "", quiet)
    if whole:
        return whole, ()
    sign = next((sign for sign in ";|\n,/" if sign in text), None)
    parts = [part.strip() for part in text.split(sign)] if sign else [text]
    known: dict[str, None] = {}
    unknown: list[str] = []
    for part in filter(None, parts):
        found = _known(vocabulary, part) if sign else ((), (part,))
        known.update(dict.fromkeys(found[0]))
        unknown += found[1]
    return tuple(known), tuple(unknown)


def _listed(vocabulary: str, text: str | None, field: str, notes: Notes) -> tuple[str, ...]:
    if not text:
        return ()
    known, unknown = _known(vocabulary, text[:1000])
    for part in unknown:
        notes.add(field, _("The code %(code)r is not known, so it was left out.") % {"code": part[:60]})
    return known


def _noted(text: str, field: str, notes: Notes, zone: ZoneInfo) -> moments.Moment | None:
    if not text:
        return None
    try:
        return moments.written_moment(text[:100], zone)
    except ValueError as error:
        notes.add(field, reason_of(error))
        return None


@lru_cache(maxsize=4096)
def _range(text: str, zone: ZoneInfo) -> tuple[dt.date | None, dt.date | None]:
    """A day or two of them; the first of two may leave its year out (``1.9.–31.10.2026``)."""
    text = text[:100]
    parts = _RANGE.split(text, maxsplit=1)
    last = _quiet_day(parts[1], zone) if len(parts) == 2 else None
    first = _quiet_day(parts[0], zone)
    if first is None and last is not None:
        first = _quiet_day(f"{parts[0].rstrip('.')}.{last.year}", zone)
    return first, last if first is not None else None


def _quiet_day(text: str, zone: ZoneInfo) -> dt.date | None:
    try:
        return moments.day_of(moments.written_moment(text, zone))
    except ValueError:
        return None


def _duration(text: str | None, notes: Notes) -> Duration | None:
    if not text:
        return None
    match = _DURATION.search(text[:100])
    if match:
        word = match[2].casefold()
        for starts, unit in _UNITS:
            if any(word == start or (len(start) > 1 and word.startswith(start)) for start in starts):
                amount = Decimal(match[1].replace(",", "."))
                if 0 < amount < 10_000:
                    return Duration(amount, unit)
    notes.add("duration", _("%(text)r is not a duration with its unit, so it was left out.") % {"text": text[:60]})
    return None


def _level(text: str | None, notes: Notes) -> int | None:
    if not text:
        return None
    match = _LEVEL.search(text.strip())
    if not match:
        notes.add("level", _("%(text)r is not a level between 1 and 8, so it was left out.") % {"text": text[:60]})
    return int(match[1]) if match else None


def _whole(text: str | None, field: str, notes: Notes) -> int | None:
    if not text:
        return None
    bare = text.strip().removesuffix(".0")
    if bare.isdecimal() and len(bare) <= 6:
        return int(bare)
    notes.add(field, _("The number of places is not a number that is possible, so it was left out."))
    return None
