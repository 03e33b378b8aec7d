"""What a run in Open edX says in both of its APIs: when it starts and ends, when one can enrol, and how fast it goes."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Start
from opinovi_wagtail.telling import gettext as _

from .. import moments
from ..notes import Notes
from ..words import SUMMARY, words

# What Studio fills in for a run whose start nobody has set (DEFAULT_START_DATE of edx-platform).
NO_START = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def schedule(found: dict[str, Any], language: str, zone: ZoneInfo, notes: Notes, *, self_paced: bool) -> dict[str, Any]:
    """The values of a ``CourseRun`` that say when; days are those of ``zone``."""
    starts = _start(found, zone, notes)
    ends = moments.noted(found.get("end"), "ends_on", notes, zone)
    ends_on = moments.day_of(ends) if ends else None
    if starts and ends_on and ends_on < starts:
        notes.add("ends_on", _("The end is before the start, so it was left out."))
        ends_on = None
    opens = moments.noted(found.get("enrollment_start"), "apply_from", notes, zone)
    closes = moments.noted(found.get("enrollment_end"), "apply_until", notes, zone)
    # Without an end, Open edX takes enrolments for as long as the run lasts, unless only the invited may enrol.
    rolling = not found.get("enrollment_end") and found.get("invitation_only") is not True
    return {
        "start": Start(on=starts) if starts else Start(kind="unknown"),
        "start_text": _start_text(found, language, notes),
        "ends_on": ends_on,
        "forms": ("online",),
        "times": ("any_time",) if self_paced else (),
        "apply_from": moments.opening(opens, zone) if opens else None,
        "apply_until": moments.closing(closes, zone) if closes else None,
        "application": "rolling" if rolling else "",
    }


def web_address(url: str) -> str:
    """``url`` if addresses relative to it can be completed."""
    return url if url.startswith(("http://", "https://")) else ""


def host(url: str) -> str:
    """The name of the server at ``url``, where records come from."""
    try:
        return urlsplit(web_address(url)).hostname or ""
    except ValueError:
        return ""


def _start(found: dict[str, Any], zone: ZoneInfo, notes: Notes) -> dt.date | None:
    if found.get("start_type") == "empty":
        return None
    starts = moments.noted(found.get("start"), "start", notes, zone)
    return moments.day_of(starts) if starts and starts != NO_START else None


def _start_text(found: dict[str, Any], language: str, notes: Notes) -> dict[str, str]:
    """The start in the organiser's own words, where it has given any (``advertised_start`` in Studio)."""
    if found.get("start_type") != "string":
        return {}
    return words(found.get("start_display"), "start_text", notes, language=language, limit=SUMMARY)
