"""Way in: Opintopolku (konfo-backend), its external API and the same objects as its internal API shows them.

A koulutus becomes a course, a toteutus a run, hakukohde and haku the application to it. A search is read page by page
and each hit is completed with its details. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy

from opinovi_wagtail.telling import gettext as _

from .. import raw_json
from ..base import LICENCE, Fetch, FetchError, Format, FormatError, NotFollowed, Question, RawRecord
from ..notes import Notes
from .bundle import Bundle, bundles, oid_kind
from .course import CourseReader

PAGE_SIZE = 20  # what konfo-backend uses when the address does not say
PATIENCE = 5  # details that fail in a row before the run gives up
_SEARCH = re.compile(r"(?P<base>.*?)(?:/external)?/search/")
_DETAILS = {"toteutukset": "true", "hakukohteet": "true", "haut": "true"}


class Opintopolku(Format):
    """Opintopolku. Options: ``details`` (False: take search results as they are), ``licence``."""

    name = "opintopolku"
    label = "Opintopolku"
    of_many = True
    about = gettext_lazy(
        "The national information on education of the Finnish National Agency for Education. The address is that of a search,"
        " which brings the courses of every institution in the area: below, choose your own institution under “Only these"
        " providers”. In the example, maakunta_02 is Southwest Finland."
    )
    example = (
        "https://opintopolku.fi/konfo-backend/external/search/toteutukset-koulutuksittain?size=100&sijainti=maakunta_02"
    )
    questions = (
        Question(
            "details",
            gettext_lazy("Complete every course"),
            gettext_lazy(
                "The search gives only the main facts; prices, application times and descriptions are read course by course."
                " Usually yes; say no if reading takes too long."
            ),
            kind="boolean",
        ),
        LICENCE,
    )
    secrets = ()  # everybody may read it

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per koulutus and provider, whatever kind of document stands at ``url``."""
        reader = CourseReader(self.options, _public_host(url))
        page = raw_json.json_bytes(fetch(url))
        if raw_json.is_list(page):
            yield from _records(reader, bundles(raw_json.elements(page)))
            return
        parts = raw_json.members(page)
        if "hits" in parts:
            yield from self._search(url, fetch, reader, page)
            return
        _refuse_what_holds_no_course(parts)
        yield from _records(reader, bundles([page]))

    def _search(self, url: str, fetch: Fetch, reader: CourseReader, page: bytes) -> Iterator[RawRecord]:
        details = _Details(url, fetch) if self.options.options.get("details", True) else None
        read, announced, previous = 0, None, b""
        seen: set[str] = set()
        while True:
            parts = raw_json.members(page)
            hits = parts.get("hits", b"")
            total = raw_json.value(parts.get("total"))
            if not raw_json.is_list(hits):
                raise FormatError(_("The search result has no list of hits."))
            if announced is not None and total != announced:
                self.complete = False
            announced = total
            items = raw_json.elements(hits)
            _check_hits(items)
            if items and hits == previous:
                raise FormatError(_("The search shows the same page again and again, so reading stopped."))
            previous = hits
            read += len(items)
            for raw in items:
                oid = _oid(raw)
                if oid and oid in seen:  # the pages shifted while they were read, so another hit may have been missed
                    self.complete = False
                    continue
                seen.add(oid)
                yield from _hit(oid, raw, reader, details)
            next_url = _next_page(url, read, announced, len(items))
            if next_url is None:
                break
            url = next_url
            try:
                page = raw_json.json_bytes(fetch(url))
            except NotFollowed:
                self.complete = False
                return
        # konfo-backend leaves hits without a published toteutus out of a page but counts them in the total, so a shorter
        # list is no sign of a feed that moved.


class _Details:
    """Fetches the whole koulutus that a search hit names, where the address tells how."""

    def __init__(self, url: str, fetch: Fetch) -> None:
        parts = urlsplit(url)
        found = _SEARCH.match(parts.path) if parts.scheme in ("http", "https") else None
        self._base = urlunsplit((parts.scheme, parts.netloc, found["base"], "", "")) if found else ""
        self._fetch = fetch
        self._failures = 0

    def koulutus(self, oid: str) -> bytes | None:
        """The koulutus with its toteutukset, hakukohteet and haut; None where details are out of reach.

        Raises ``FetchError`` or ``FormatError`` where they should have come and did not.
        """
        if not self._base or not oid:
            return None
        try:
            found = raw_json.json_bytes(self._fetch(f"{self._base}/external/koulutus/{oid}?{urlencode(_DETAILS)}"))
        except NotFollowed:
            return None
        except (FetchError, FormatError):
            self._failures += 1
            raise
        self._failures = 0
        return found

    @property
    def hopeless(self) -> bool:
        return self._failures >= PATIENCE


def _oid(raw: bytes) -> str:
    try:
        found = raw_json.record(raw, Notes()).get("oid")
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""


def _hit(oid: str, raw: bytes, reader: CourseReader, details: _Details | None) -> Iterator[RawRecord]:
    try:
        whole = details.koulutus(oid) if details and oid_kind(oid) == "koulutus" else None
    except (FetchError, FormatError) as error:
        if details and details.hopeless:
            raise
        yield _failed(oid, raw, _("The details could not be fetched: %(reason)s") % {"reason": error})
        return
    yield from _records(reader, bundles([whole], hit=raw) if whole is not None else bundles([raw]))


def _records(reader: CourseReader, found: Iterator[Bundle]) -> Iterator[RawRecord]:
    for bundle in found:
        yield _record(reader, bundle)


def _record(reader: CourseReader, bundle: Bundle) -> RawRecord:
    return RawRecord(bundle.remote_id, bundle.raw, lambda: reader.parse(bundle), deleted=bundle.deleted)


def _failed(oid: str, raw: bytes, reason: str) -> RawRecord:
    def parse() -> Any:
        raise ValueError(reason)

    return RawRecord(oid, raw, parse)


def _refuse_what_holds_no_course(parts: dict[str, bytes]) -> None:
    kind = oid_kind(raw_json.value(parts.get("oid")))
    if kind == "organisaatio":
        raise FormatError(_("The document describes an institution (oppilaitos), which holds no course."))
    if "oid" not in parts and {"koulutukset", "oppilaitokset"} <= parts.keys():
        raise FormatError(
            _(
                "The document holds suggestions for a search field (autocomplete), not courses. Use the address of a search."
            )
        )
    if not kind and "toteutusOid" not in parts:
        raise FormatError(
            _("The document is JSON, but none that Opintopolku shows for a course: it has no oid of one and no hits.")
        )


def _check_hits(items: list[bytes]) -> None:
    """Refuse a search of institutions, whose every hit is one."""
    kinds = {oid_kind(found.get("oid")) for raw in items if isinstance(found := raw_json.value(raw), dict)}
    if kinds == {"organisaatio"}:
        raise FormatError(_("The document is a search for institutions (oppilaitokset), which holds no courses."))


def _next_page(url: str, read: int, total: Any, on_this_page: int) -> str | None:
    """The address of the next page of a search, or None after the last one."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not isinstance(total, int) or isinstance(total, bool):
        return None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    try:
        page, size = int(query.get("page", "1")), int(query.get("size", str(PAGE_SIZE)))
    except ValueError:
        return None
    if on_this_page == 0 and read == 0 or size < 1 or page * size >= total:
        return None
    return urlunsplit(parts._replace(query=urlencode(query | {"page": str(page + 1)})))


def _public_host(url: str) -> str:
    """Where people read about the courses of this feed: the public site of the same environment."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host if host == "opintopolku.fi" or host.endswith("opintopolku.fi") else "opintopolku.fi"
