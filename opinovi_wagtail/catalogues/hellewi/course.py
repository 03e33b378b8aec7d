"""Maps one Hellewi course, as it stands in each language, to a course with one run; takes only what is certain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Course, CourseRun, Provider, Start

from .. import moments, raw_json
from ..base import Options
from ..coding import code
from ..notes import Notes
from ..words import line, words
from .seats import Seats

_TERMS = ("term", "period")


class CourseReader:
    """Reads the courses of one institution."""

    def __init__(self, options: Options, tenant: str, host: str) -> None:
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(options.options.get("licence") or "")
        self._tenant = tenant
        self._host = host

    def course(self, remote_id: str, by_language: Mapping[str, bytes], seats: Seats | None) -> Course:
        """The course whose objects are ``by_language``, the source's own language first. Raises ``ValueError``."""
        notes = Notes()
        found = {language: raw_json.record(raw, notes) for language, raw in by_language.items()}
        own = next(iter(found.values()))
        title: dict[str, str] = {}
        for language, one in found.items():
            title |= words(one.get("name"), "title", notes, language=language)
        items = _catalogue_items(own)
        municipality = _municipality(items)
        return Course(
            remote_id=remote_id,
            origin=self._host,
            licence=self._licence,
            provider=Provider(remote_id=self._tenant),
            title=title,
            runs=(
                CourseRun(
                    remote_id=remote_id,
                    start=self._start(own, items, notes),
                    municipalities=(municipality,) if municipality else (),
                    places=seats.places if seats else None,
                    places_left=seats.left if seats else None,
                ),
            ),
            issues=notes.issues(),
        )

    def _start(self, own: dict[str, Any], items: list[dict[str, Any]], notes: Notes) -> Start:
        begins = moments.noted(own.get("begins"), "start", notes, self._zone)
        if begins:
            return Start(on=moments.day_of(begins))
        seasons = {moments.season(line(item.get("name"), "", Notes())) for item in items if item.get("type") in _TERMS}
        seasons.discard("")
        return Start(season=seasons.pop()) if len(seasons) == 1 else Start(kind="unknown")


def _catalogue_items(found: dict[str, Any]) -> list[dict[str, Any]]:
    items = found.get("catalogitems")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _municipality(items: list[dict[str, Any]]) -> str:
    """The municipality that the only group of places is named after; other names say nothing certain about the place."""
    names = {line(item.get("name"), "", Notes()) for item in items if item.get("type") == "locationgroup"}
    return code("municipalities", names.pop(), "", Notes()) if len(names) == 1 else ""
