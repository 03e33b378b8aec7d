"""Way in: Open edX, its LMS (``/api/courses/v1/courses/``) and its course-discovery (``/api/v1/courses/``).

The LMS lists runs, which are joined to courses here; course-discovery lists courses with their runs. What they become is in
``openedx_lms`` and ``openedx_discovery``. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from opinovi_wagtail.telling import gettext as _

from .. import raw_json, rest_pages
from ..base import ACCESS, LICENCE, Authorization, Fetch, Format, FormatError, Question, RawRecord
from ..questions import LANGUAGE
from ..spool import Spool
from ..words import clean_text
from .discovery import DiscoveryReader
from .lms import LmsReader, course_key, run_id

_SEPARATOR = b"\n"


class OpenEdx(Format):
    """Open edX. Options: ``language`` (of texts whose language the feed does not say), ``token_type``, ``licence``."""

    name = "openedx"
    label = "Open edX"
    about = gettext_lazy(
        "An Open edX site. The courses of its LMS are at the address that ends in /api/courses/v1/courses/; where the site has a"
        " catalogue service (course-discovery), its courses are at /api/v1/courses/ and need a token."
    )
    example = "https://courses.example.fi/api/courses/v1/courses/?page_size=100"
    questions: ClassVar[tuple[Question, ...]] = (
        LANGUAGE,
        Question(
            "token_type",
            gettext_lazy("Kind of access token"),
            gettext_lazy("The catalogue service usually takes JWT, the LMS either."),
            kind="choice",
            choices=(("bearer", "Bearer"), ("jwt", "JWT")),
        ),
        LICENCE,
    )
    secrets: ClassVar[tuple[Question, ...]] = ACCESS

    def authorize(self, url: str) -> Authorization:
        """As every format, but with a token of the kind that the source has."""
        token = self.options.credentials.get("token")
        if token and self.options.options.get("token_type") == "jwt":
            return Authorization({"Authorization": f"JWT {token}"})
        return super().authorize(url)

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course; the runs of the LMS wait in a temporary file until all are there."""
        lms, discovery = LmsReader(self.options, url), DiscoveryReader(self.options, url)
        with Spool() as spool:
            for items in self._pages(url, fetch):
                _check_kind(items)
                for raw in items:
                    parts = _members(raw)
                    if _is_run(parts):
                        spool.add(course_key(run_id(parts)), raw)
                    else:
                        yield discovery.raw_record(raw, parts)
            for key, runs in spool.groups():
                yield _course_of_runs(lms, key, runs)

    def _pages(self, url: str, fetch: Fetch) -> Iterator[list[bytes]]:
        page = raw_json.json_bytes(fetch(url))
        if raw_json.is_list(page):
            yield raw_json.elements(page)
            return
        parts = raw_json.members(page)
        if "results" in parts:
            yield from rest_pages.pages(self, url, fetch, page)
        elif _is_run(parts) or _is_course(parts):
            yield [page]
        else:
            raise _unknown(parts)


def _course_of_runs(lms: LmsReader, key: str, runs: list[bytes]) -> RawRecord:
    """Runs of the same course as one record, in the order of their identifiers: the order of a feed means nothing."""
    runs = sorted(dict.fromkeys(runs), key=lambda raw: (run_id(_members(raw)), raw))
    shown = [raw for raw in runs if raw_json.value(_members(raw).get("hidden")) is not True]
    return RawRecord(key, _SEPARATOR.join(runs), lambda: lms.course(key, shown), deleted=bool(key) and not shown)


def _members(raw: bytes) -> Mapping[str, bytes]:
    try:
        return raw_json.members(raw)
    except FormatError:
        return {}


def _is_run(parts: Mapping[str, bytes]) -> bool:
    """Whether an object is a course of the LMS, which is one run."""
    return "name" in parts and ("course_id" in parts or {"id", "org"} <= parts.keys())


def _is_course(parts: Mapping[str, bytes]) -> bool:
    """Whether an object is a course of course-discovery."""
    return "key" in parts and "title" in parts


def _check_kind(items: list[bytes]) -> None:
    """Refuse a page on which nothing is a course. A page on which something is has its faults noted one by one."""
    found = [parts for raw in items[:5] if (parts := _members(raw))]
    keys = [raw_json.value(parts.get("key")) for parts in found]
    if keys and all(isinstance(key, str) and key.startswith("course-v1:") for key in keys):
        raise FormatError(
            _("The document is a list of course runs. Use the address that ends in /api/v1/courses/ instead.")
        )
    if found and not any(_is_run(parts) or _is_course(parts) for parts in found):
        raise _unknown(found[0])


def _unknown(parts: Mapping[str, bytes]) -> FormatError:
    readable: Any = raw_json.value(parts.get("readable_id"))
    if isinstance(readable, str) and readable.startswith("program-"):
        return FormatError(
            _(
                "The document is a list of programmes, which only point to their courses. Use the address of the courses."
            )
        )
    if "courseruns" in parts:
        return FormatError(
            _(
                "The document comes from a shop built around Open edX, not from Open edX itself. Use the address of the LMS"
                " that ends in /api/courses/v1/courses/."
            )
        )
    names = ", ".join(clean_text(name)[:30] for name in list(parts)[:8])
    return FormatError(
        _("The document is JSON, but not a list of courses from Open edX. Its members are: %(names)s")
        % {"names": names or "–"}
    )
