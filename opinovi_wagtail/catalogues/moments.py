"""Days and times as feeds write them, in ISO 8601 and in Finnish, Swedish and English habits; reads no clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from .notes import Notes

EARLIEST, LATEST = 1970, 2100  # years; outside them a date is a typing error or a placeholder such as 9999

Moment = dt.datetime | dt.date
Edge = Callable[[Moment, ZoneInfo], dt.datetime]

_ISO_START = re.compile(r"\d{4}-\d\d-\d\d|\d{8}(?:T|\Z)")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\.?(?:\D|\Z)")
_TIME = re.compile(r"(?:^|\D)(\d{1,2})[.:](\d{2})(?::\d{2})?(?:\D|\Z)")
_NAMED_DAY_FIRST = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s+([^\W\d]{3,})\.?,?\s+(\d{4})")
_NAMED_MONTH_FIRST = re.compile(r"([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_SEASON = re.compile(r"\b(kevä|vår|spring|kesä|sommar|summer|syksy|syys|höst|autumn|fall)", re.IGNORECASE)
_SEASON_CODE = re.compile(r"(\d{4})-(spring|summer|autumn)\Z")
_YEAR = re.compile(r"(?:^|\D)(20\d\d|19\d\d)(?:\D|\Z)")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "tammi jan", "helmi feb", "maalis mar", "huhti apr", "touko maj may", "kesä jun", "heinä jul", "elo aug",
            "syys sep", "loka okt oct", "marras nov", "joulu dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {
    "kevä": "spring", "vår": "spring", "spring": "spring",
    "kesä": "summer", "sommar": "summer", "summer": "summer",
    "syksy": "autumn", "syys": "autumn", "höst": "autumn", "autumn": "autumn", "fall": "autumn",
}  # fmt: skip


def iso_moment(value: object, zone: ZoneInfo) -> Moment:
    """``value`` in ISO 8601 as an aware time in ``zone``, or as a day where it has no time.

    A time without offset is taken in ``zone``. Raises ``ValueError`` with a sentence.
    """
    if not isinstance(value, str):
        raise ValueError(_("The time is not text in the form 2026-01-31T17:00."))
    return _iso(value.strip(), zone)


@lru_cache(maxsize=4096)
def _iso(text: str, zone: ZoneInfo) -> Moment:
    try:
        if len(text) in (8, 10) and "T" not in text and ":" not in text:
            return _in_range(dt.date.fromisoformat(text), text)
        found = dt.datetime.fromisoformat(text)
        _in_range(found, text)
        return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    except (ValueError, OverflowError) as error:
        if isinstance(error, _OutOfRange):
            raise
        raise ValueError(_("%(text)r is not a time.") % {"text": text[:60]}) from None


@lru_cache(maxsize=4096)
def written_moment(text: str, zone: ZoneInfo) -> Moment:
    """A day, or an aware time in ``zone``, as people write it: ``24.11.2026 klo 17.00``, ``24 November 2026``, ISO.

    Day comes before month. Raises ``ValueError`` with a sentence.
    """
    text = " ".join(text.split())
    if _ISO_START.match(text):
        try:
            return _iso(text, zone)
        except _OutOfRange:
            raise
        except ValueError:
            return _written_iso(text, zone)
    if found := _DAY_FIRST.search(text):
        day, month, year = found.groups()
        rest = text[found.end(3) :]
    elif found := _NAMED_DAY_FIRST.search(text):
        day, month, year = found[1], str(_month(found[2], text)), found[3]
        rest = text[found.end() :]
    elif found := _NAMED_MONTH_FIRST.search(text):
        day, month, year = found[2], str(_month(found[1], text)), found[3]
        rest = text[found.end() :]
    else:
        raise _not_a_day(text)
    full_year = int(year) + 2000 if len(year) == 2 else int(year)
    return _assembled(text, full_year, int(month), int(day), rest, zone)


def _written_iso(text: str, zone: ZoneInfo) -> Moment:
    try:
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    except ValueError:
        raise _not_a_day(text) from None
    return _assembled(text, year, month, day, text[10:], zone)


def _assembled(text: str, year: int, month: int, day: int, rest: str, zone: ZoneInfo) -> Moment:
    try:
        on = _in_range(dt.date(year, month, day), text)
        if clock := _TIME.search(rest):
            return dt.datetime(year, month, day, int(clock[1]), int(clock[2]), tzinfo=zone)
    except ValueError as error:
        if isinstance(error, _OutOfRange):
            raise
        raise _not_a_day(text) from None
    return on


@lru_cache(maxsize=1024)
def season(text: str) -> str:
    """``2026-autumn`` for ``syksy 2026``, ``hösten 2026``, ``autumn 2026``; empty where the text names no season."""
    if _SEASON_CODE.match(text):
        return text
    name, year = _SEASON.search(text), _YEAR.search(text)
    if not name or not year:
        return ""
    return f"{year[1]}-{_SEASONS[name[1].lower()]}"


def day_of(moment: Moment) -> dt.date:
    """The calendar day of ``moment`` in its own time zone."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def opening(moment: Moment, zone: ZoneInfo) -> dt.datetime:
    """When something that begins on ``moment`` begins: a bare day begins at midnight."""
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time(), zone)


def closing(moment: Moment, zone: ZoneInfo) -> dt.datetime:
    """When something that lasts until ``moment`` ends: a bare day is included, to its last minute."""
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time(23, 59), zone)


def noted(value: object, field: str, notes: Notes, zone: ZoneInfo) -> Moment | None:
    """``value`` in ISO 8601, or nothing with a note."""
    if value is None or value == "":
        return None
    try:
        return iso_moment(value, zone)
    except ValueError as error:
        notes.add(field, reason_of(error))
        return None


def within_range(moment: Moment) -> Moment:
    """``moment`` itself; raises ``ValueError`` with a sentence outside the years in which a date can be meant."""
    _in_range(moment, moment.isoformat())
    return moment


class _OutOfRange(ValueError):
    pass


def _in_range(moment: dt.date, text: str) -> dt.date:
    if not EARLIEST <= moment.year <= LATEST:
        raise _OutOfRange(
            _("%(text)r is not between the years %(earliest)d and %(latest)d.")
            % {"text": text[:60], "earliest": EARLIEST, "latest": LATEST}
        )
    return moment


def _month(name: str, text: str) -> int:
    lowered = name.lower()
    for start in sorted(_MONTHS, key=len, reverse=True):  # marraskuu before march
        if lowered.startswith(start):
            return _MONTHS[start]
    raise _not_a_day(text)


def _not_a_day(text: str) -> ValueError:
    return ValueError(_("%(text)r is not a day.") % {"text": text[:60]})
