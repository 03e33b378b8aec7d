"""Maps the runs of one course in the LMS of Open edX (Courses API, ``/api/courses/v1/courses/``) to a course."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Course, CourseRun, Provider
from opinovi_wagtail.telling import gettext as _

from .. import raw_json
from ..base import Options
from ..links import link
from ..notes import Notes
from ..words import BODY, SUMMARY, identifier, line, words
from .run import host, schedule, web_address

# The two ways in which Open edX writes what organisation, course and run an identifier means (opaque-keys).
_KEY = re.compile(
    r"(?:course-v1:(?P<org>[^+/]+)\+(?P<number>[^+/]+)\+[^+/]+|(?P<old_org>[^+/]+)/(?P<old_number>[^+/]+)/[^+/]+)\Z"
)
_COURSES = "/api/courses/v1/courses"


class LmsReader:
    """Parses the courses of the LMS whose Courses API is at ``url``."""

    def __init__(self, options: Options, url: str) -> None:
        own = options.options
        self._language = str(own.get("language") or options.language)
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(own.get("licence", ""))
        self._url = web_address(url)
        self._site = _site(url)

    def course(self, key: str, runs: list[bytes]) -> Course:
        """The course of ``runs``, of whose texts those of the run that starts last count. Raises ``ValueError``."""
        notes = Notes()
        if not runs:
            notes.add("status", _("No run of the course is published."))
            return Course(remote_id=key, deleted=True, issues=notes.issues())
        found = [raw_json.record(raw, notes) for raw in runs]
        latest = max(found, key=lambda run: str(run.get("start") or ""))
        org = line(latest.get("org"), "provider", notes)
        return Course(
            remote_id=key,
            url=self._about(_identifier(latest)),
            origin=host(self._url),
            licence=self._licence,
            provider=Provider(name={self._language: org} if org else {}, remote_id=org[:200]),
            title=words(latest.get("name"), "title", notes, language=self._language),
            summary=words(latest.get("short_description"), "summary", notes, language=self._language, limit=SUMMARY),
            description=self._overview(latest, notes),
            image=self._image(latest.get("media"), notes),
            runs=tuple(self._runs(found, notes)),
            issues=notes.issues(),
        )

    def _runs(self, found: list[dict[str, Any]], notes: Notes) -> list[CourseRun]:
        known: dict[str, CourseRun] = {}
        for run in found:
            remote_id = _identifier(run)
            if not remote_id:
                notes.add("runs", _("A run has no identifier."))
                continue
            known[remote_id] = CourseRun(
                remote_id=remote_id,
                url=self._about(remote_id),
                **schedule(run, self._language, self._zone, notes, self_paced=run.get("pacing") == "self"),
            )
        return list(known.values())

    def _overview(self, found: dict[str, Any], notes: Notes) -> dict[str, str]:
        """The text of the course's page, which comes with a single course only."""
        return words(found.get("overview"), "description", notes, language=self._language, limit=BODY, markup=True)

    def _about(self, run: str) -> str:
        return f"{self._site}/courses/{quote(run, safe=':+/@')}/about" if self._site and run else ""

    def _image(self, media: Any, notes: Notes) -> str:
        if not isinstance(media, dict):
            return ""
        sizes, plain = media.get("image"), media.get("course_image")
        sizes = sizes if isinstance(sizes, dict) else {}
        plain = plain if isinstance(plain, dict) else {}
        address = sizes.get("large") or sizes.get("raw") or plain.get("uri")
        return link(address, "image", notes, base=self._url)


def run_id(parts: Mapping[str, bytes]) -> str:
    """The identifier of a run whose members are ``parts``; empty where there is none."""
    return _identifier({name: raw_json.value(parts.get(name)) for name in ("id", "course_id")})


def course_key(run: str) -> str:
    """What runs of the same course share, ``Org+Number`` as in course-discovery; the run itself where it does not tell."""
    found = _KEY.match(run)
    if not found:
        return run
    return f"{found['org'] or found['old_org']}+{found['number'] or found['old_number']}"


def _identifier(found: Mapping[str, Any]) -> str:
    return identifier(found.get("id")) or identifier(found.get("course_id"))


def _site(url: str) -> str:
    """The address of the LMS, known only where the Courses API is at its usual path."""
    try:
        parts = urlsplit(web_address(url))
    except ValueError:
        return ""
    if _COURSES not in parts.path or "@" in parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path.partition(_COURSES)[0]}"
