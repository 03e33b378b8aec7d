"""Maps one course of course-discovery, the catalogue service of Open edX (``/api/v1/courses/``), to a course."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Course, CourseRun, Duration, Price, Provider
from opinovi_wagtail.telling import gettext as _

from .. import moments, money, raw_json
from ..base import Options, RawRecord
from ..coding import codes
from ..links import link
from ..notes import Notes
from ..words import SUMMARY, identifier, line, words
from .run import host, schedule, web_address

# Ways of enrolling (course modes of edx-platform). "credit" is bought afterwards, others are not for everybody.
_FREE_SEATS = ("audit", "honor")
_PAID_SEATS = ("verified", "professional", "no-id-professional")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_LONGEST = 520  # weeks


class DiscoveryReader:
    """Parses the courses of the catalogue service at ``url``."""

    def __init__(self, options: Options, url: str) -> None:
        own = options.options
        self._language = str(own.get("language") or options.language)
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(own.get("licence", ""))
        self._url = web_address(url)

    def raw_record(self, raw: bytes, parts: Mapping[str, bytes]) -> RawRecord:
        """The course in ``raw``, whose members are ``parts``. One whose runs are all unpublished is withdrawn."""
        remote_id = identifier(raw_json.value(parts.get("key")))
        runs = _objects(raw_json.value(parts.get("course_runs")))
        deleted = bool(remote_id and runs) and not any(_is_published(run) for run in runs)
        return RawRecord(remote_id, raw, lambda: self.course(remote_id, raw), deleted=deleted)

    def course(self, remote_id: str, raw: bytes) -> Course:
        """The course in ``raw`` with its published runs. Raises ``ValueError``."""
        notes = Notes()
        found = raw_json.record(raw, notes)
        runs = _objects(found.get("course_runs"))
        published = [run for run in runs if _is_published(run)]
        if runs and not published:
            notes.add("status", _("No run of the course is published."))
            return Course(remote_id=remote_id, deleted=True, issues=notes.issues())
        language = self._language_of(published)
        return Course(
            remote_id=remote_id,
            url=link(found.get("marketing_url"), "url", notes, base=self._url),
            origin=host(self._url),
            licence=self._licence,
            modified=self._modified([found, *published], notes),
            provider=_provider(found.get("owners"), language, notes),
            title=words(found.get("title"), "title", notes, language=language),
            summary=words(found.get("short_description"), "summary", notes, language=language, limit=SUMMARY),
            description=words(found.get("full_description"), "description", notes, language=language, markup=True),
            image=self._image(found.get("image"), notes),
            runs=self._runs(published, language, notes),
            issues=notes.issues(),
        )

    def _runs(self, found: list[dict[str, Any]], language: str, notes: Notes) -> tuple[CourseRun, ...]:
        known: dict[str, CourseRun] = {}
        for run in found:
            remote_id = identifier(run.get("key"))
            if not remote_id:
                notes.add("runs", _("A run has no identifier."))
                continue
            self_paced = run.get("pacing_type") == "self_paced"
            known[remote_id] = CourseRun(
                remote_id=remote_id,
                url=link(run.get("marketing_url"), "url", notes, base=self._url),
                **schedule(run, language, self._zone, notes, self_paced=self_paced),
                duration=_duration(run.get("weeks_to_complete"), notes),
                languages=_languages(run.get("content_language"), notes),
                price=_price(_objects(run.get("seats")), notes),
            )
        return tuple(known.values())

    def _language_of(self, runs: list[dict[str, Any]]) -> str:
        """The language in which all runs are taught, else that of the source."""
        taught = {_base(run.get("content_language")) for run in runs}
        return taught.pop() or self._language if len(taught) == 1 else self._language

    def _modified(self, found: list[dict[str, Any]], notes: Notes) -> Any:
        known = (moments.noted(part.get("modified"), "modified", notes, self._zone) for part in found)
        return max((moments.opening(moment, self._zone) for moment in known if moment), default=None)

    def _image(self, value: Any, notes: Notes) -> str:
        """The address of the picture; older services give a list of pictures."""
        image = next(iter(_objects(value if isinstance(value, list) else [value])), {})
        return link(image.get("src"), "image", notes, base=self._url)


def _is_published(run: dict[str, Any]) -> bool:
    """Whether the public may see a run. Services that give no status give published runs only."""
    return run.get("status") in (None, "published") and run.get("hidden") is not True


def _provider(owners: Any, language: str, notes: Notes) -> Provider:
    owner = next(iter(_objects(owners)), {})
    name = line(owner.get("name") or owner.get("key"), "provider", notes)
    return Provider(name={language: name} if name else {}, remote_id=identifier(owner.get("key")))


def _duration(weeks: Any, notes: Notes) -> Duration | None:
    if weeks is None or weeks == 0:
        return None
    if isinstance(weeks, bool) or not isinstance(weeks, int) or not 0 < weeks <= _LONGEST:
        notes.add("duration", _("The number of weeks is not a number that is possible, so it was left out."))
        return None
    return Duration(Decimal(weeks), "week")


def _languages(value: Any, notes: Notes) -> tuple[str, ...]:
    """The language of teaching; of ``en-us`` or ``zh-Hans`` the region or script is dropped."""
    return codes("languages", [_base(value) or value], "languages", notes) if value else ()


def _base(value: Any) -> str:
    text = value.split("-")[0].split("_")[0].strip().lower() if isinstance(value, str) else ""
    return text if text.isascii() and text.isalpha() and 2 <= len(text) <= 3 else ""


def _price(seats: list[dict[str, Any]], notes: Notes) -> Price | None:
    """Free where one can enrol without paying, whatever a certificate costs; else the sum, where there is only one."""
    costs = [(seat.get("type"), money.as_decimal(seat.get("price")), seat.get("currency")) for seat in seats]
    if any(kind in _FREE_SEATS and amount == 0 for kind, amount, _currency in costs):
        return Price(free=True)
    paid = {(amount, str(currency).upper()) for kind, amount, currency in costs if kind in _PAID_SEATS}
    if any(not amount for amount, _currency in paid):
        notes.add("price", _("A price is not a number that is possible, so it was left out."))
        return None
    if len(paid) != 1:
        return Price(free=False) if paid else None
    amount, currency = paid.pop()
    return Price(amount=amount, currency=currency, free=False) if _CURRENCY.match(currency) else Price(free=False)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
