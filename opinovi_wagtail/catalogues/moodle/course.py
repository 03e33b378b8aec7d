"""Maps one course of Moodle to a course with one run."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Course, CourseRun, Issue, Start
from opinovi_wagtail.telling import gettext as _

from .. import moments, raw_json
from ..base import Options
from ..links import link
from ..notes import Notes
from ..words import paragraphs, words
from . import multilang

_PLAIN = 2  # FORMAT_PLAIN of Moodle; the others (0 auto-format, 1 HTML, 4 Markdown) may hold HTML
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:_[a-z0-9_]+)?\Z")
# Files for whoever holds a token, and the pattern that Moodle draws for a course without a picture.
_NO_PICTURE = re.compile(r"/webservice/pluginfile\.php/|/course/generated/")
_EARLIEST = dt.datetime(moments.EARLIEST, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(moments.LATEST, 12, 30, tzinfo=dt.UTC)


class CourseReader:
    """Parses the courses of the Moodle at ``site`` (its address without a slash at the end, or empty)."""

    def __init__(self, options: Options, site: str) -> None:
        own = options.options
        self._language = str(own.get("language") or options.language)
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(own.get("licence", ""))
        self._site = site
        self._origin = urlsplit(site).hostname or ""

    def tombstone(self, remote_id: str) -> Course:
        """A course that its site does not show."""
        hidden = Issue("status", _("The course is hidden in Moodle."))
        return Course(remote_id=remote_id, deleted=True, issues=(hidden,))

    def parse(self, remote_id: str, raw: bytes) -> Course:
        """The course in ``raw``. Raises ``ValueError``."""
        notes = Notes()
        found = raw_json.record(raw, notes)
        language = self._language_of(found)
        url = f"{self._site}/course/view.php?id={remote_id}" if self._site and remote_id else ""
        return Course(
            remote_id=remote_id,
            url=url,
            origin=self._origin,
            licence=self._licence,
            modified=self._moment(found.get("timemodified"), "modified", notes),
            title=self._title(found, language, notes),
            description=self._description(found, language, notes),
            image=_image(found.get("courseimage"), notes),
            runs=(self._run(remote_id, url, found, notes),) if remote_id else (),
            issues=notes.issues(),
        )

    def _run(self, remote_id: str, url: str, found: dict[str, Any], notes: Notes) -> CourseRun:
        starts = self._moment(found.get("startdate"), "start", notes)
        ends = self._moment(found.get("enddate"), "ends_on", notes)
        if starts and ends and ends < starts:
            notes.add("ends_on", _("The end is before the start, so it was left out."))
            ends = None
        return CourseRun(
            remote_id=remote_id,
            url=url,
            start=Start(on=starts.date()) if starts else Start(kind="unknown"),
            ends_on=ends.date() if ends else None,
        )

    def _moment(self, value: Any, field: str, notes: Notes) -> dt.datetime | None:
        """Seconds since 1970 (UTC) as a time in the zone of the host; 0 is none."""
        if value in (None, 0, "", "0") and not isinstance(value, bool):
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            notes.add(field, _("The time is not a whole number of seconds, so it was left out."))
            return None
        if not _EARLIEST.timestamp() <= value <= _LATEST.timestamp():
            notes.add(
                field,
                _("%(text)r is not between the years %(earliest)d and %(latest)d.")
                % {"text": str(value)[:60], "earliest": moments.EARLIEST, "latest": moments.LATEST},
            )
            return None
        return dt.datetime.fromtimestamp(value, self._zone)

    def _title(self, found: dict[str, Any], language: str, notes: Notes) -> dict[str, str]:
        for name in ("fullname", "displayname", "shortname"):
            if title := _words(found.get(name), "title", language, notes):
                return title
        return {}

    def _description(self, found: dict[str, Any], language: str, notes: Notes) -> dict[str, str]:
        summary = found.get("summary")
        if isinstance(summary, str) and found.get("summaryformat") == _PLAIN:
            by_language = multilang.by_language(summary, language)
            return words(
                {tag: paragraphs(text) for tag, text in by_language.items()},
                "description", notes, language=language, markup=True,
            )  # fmt: skip
        return _words(summary, "description", language, notes, markup=True)

    def _language_of(self, found: dict[str, Any]) -> str:
        """The language that the course forces on its readers, else that of the source."""
        forced = found.get("lang")
        known = _LANGUAGE.match(forced.lower()) if isinstance(forced, str) and len(forced) <= 30 else None
        return known[1] if known else self._language


def identifier(value: Any) -> str:
    """The id of a course, a whole number; empty where it is something else."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**18 else ""


def _words(value: Any, field: str, language: str, notes: Notes, *, markup: bool = False) -> dict[str, str]:
    if isinstance(value, str):
        value = multilang.by_language(value, language)
    elif value is not None:
        notes.add(field, _("The value is not text, so it was left out."))
        return {}
    return words(value, field, notes, language=language, markup=markup)


def _image(value: Any, notes: Notes) -> str:
    return "" if isinstance(value, str) and _NO_PICTURE.search(value) else link(value, "image", notes)
