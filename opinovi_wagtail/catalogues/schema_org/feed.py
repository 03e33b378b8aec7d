"""Way in: web pages and JSON with schema.org courses and events in JSON-LD, read one by one from a list or a sitemap.

A page is read alone, or as a list: the addresses in its ``ItemList``, its links to course pages, or a sitemap are read
as well. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urldefrag, urljoin, urlsplit

from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import Issue
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import ngettext

from ..base import LICENCE, Document, Fetch, FetchError, Format, FormatError, NotFollowed, Options, Question, RawRecord
from ..gatherings import KIND_OF_EVENT
from ..links import host_of
from ..questions import LANGUAGE
from .page import Found, PageReader
from .sitemap import is_sitemap, locations

PATIENCE = 5  # pages that fail in a row before the run gives up
_NAMED = 5  # pages without anything that are named
_GZIP = b"\x1f\x8b"


class SchemaOrg(Format):
    """schema.org. Options: ``pages``, ``language``, ``event_type``, ``licence``."""

    name = "schema-org"
    label = "schema.org (JSON-LD)"
    about = gettext_lazy(
        "The web pages of the institution, where they carry schema.org data as search engines read it. Give the address of "
        "a page that lists the courses, of the sitemap, or of a single course."
    )
    example = "https://opisto.example/sitemap.xml"
    questions: ClassVar[tuple[Question, ...]] = (
        Question(
            "pages",
            gettext_lazy("Addresses of course pages contain"),
            gettext_lazy(
                "Only links and sitemap entries with this in their address are read, for example /kurssit/. Without it the "
                "links of a page are not followed."
            ),
        ),
        LANGUAGE,
        KIND_OF_EVENT,
        LICENCE,
    )

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.complete = True
        self._pages = str(self.options.options.get("pages") or "").strip()
        self._reader = PageReader(self.options)
        self._hosts: set[str] = set()
        self._asked: set[bytes] = set()
        self._taken: set[bytes] = set()
        self._empty: list[Found] = []
        self._without = 0  # pages without anything
        self._failures = 0  # in a row

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield what stands in the document at ``url`` and on the pages to which it leads, each course once."""
        document = fetch(url)
        self._hosts = {host_of(url), host_of(document.url)} - {""}
        self._asked |= {_mark(urldefrag(url)[0]), _mark(urldefrag(document.url)[0])}
        start = document.stream.read(4_096)
        document.stream.seek(0)
        if start.startswith(_GZIP):
            raise FormatError(_("The document is packed (.gz). Use the address of the sitemap that is not packed."))
        if is_sitemap(start):
            yield from self._follow(self._of_sitemap(document, fetch), fetch)
        else:
            yield from self._from_page(self._reader.read(document), fetch)
        yield from self._about_empty_pages()

    def _from_page(self, found: Found, fetch: Fetch) -> Iterator[RawRecord]:
        """The page's own records, and those of the pages that it lists, which tell more about the same ones."""
        further = [*found.listed, *(found.links if self._pages else ())]
        addresses = dict.fromkeys(one for address in further if (one := self._wanted(address, found.base)))
        if not addresses:
            if not found.records:
                raise FormatError(found.nothing())
            yield from self._taken_once(found)
            return
        waiting = {record.remote_id: record for record in found.records if record.remote_id in addresses}
        yield from self._taken_once(found, waiting)
        yield from self._follow(addresses, fetch)
        for remote_id, record in waiting.items():
            if self._is_new(remote_id):
                yield record

    def _of_sitemap(self, document: Document, fetch: Fetch) -> Iterator[str | RawRecord]:
        """The addresses in a sitemap and in the sitemaps that it names; a sitemap that cannot be had is an issue."""
        with document.stream as stream:
            for address, further in locations(stream):
                wanted = self._wanted(address, document.url, filtered=not further)
                if not wanted:
                    continue
                if not further:
                    yield wanted
                    continue
                try:
                    inner = self._fetched(wanted, fetch)
                    if inner is not None:
                        with inner.stream as inner_stream:
                            for one, nested in locations(inner_stream):
                                if not nested and (page := self._wanted(one, inner.url)):
                                    yield page
                except (FetchError, FormatError) as error:
                    yield self._failed(wanted, error)

    def _follow(self, addresses: Iterable[str | RawRecord], fetch: Fetch) -> Iterator[RawRecord]:
        for address in addresses:
            if isinstance(address, RawRecord):
                yield address
                continue
            try:
                document = self._fetched(address, fetch)
                if document is None:
                    continue
                found = self._reader.read(document)
            except NotFollowed:
                self.complete = False
                if not self._taken:
                    raise
                return
            except (FetchError, FormatError) as error:
                yield self._failed(address, error)
                continue
            self._failures = 0
            if not found.records and not found.unreadable:
                self._note_empty(found)
            yield from self._taken_once(found)

    def _fetched(self, address: str, fetch: Fetch) -> Document | None:
        """The document, or None where it was read already."""
        mark = _mark(address)
        if mark in self._asked:
            return None
        self._asked.add(mark)
        return fetch(address)

    def _taken_once(self, found: Found, waiting: Iterable[str] = ()) -> Iterator[RawRecord]:
        for record in found.records:
            if record.remote_id not in waiting and self._is_new(record.remote_id):
                yield record
        for reason in found.unreadable:
            self.complete = False
            yield _unusable("", reason)

    def _is_new(self, remote_id: str) -> bool:
        mark = _mark(remote_id)
        if mark in self._taken:
            return False
        self._taken.add(mark)
        return True

    def _failed(self, address: str, error: Exception) -> RawRecord:
        self._failures += 1
        self.complete = False
        if self._failures >= PATIENCE:
            raise error
        reason = _("The page %(address)s could not be read: %(reason)s")
        return _unusable(address, reason % {"address": address[:200], "reason": error})

    def _wanted(self, address: str, base: str, *, filtered: bool = True) -> str:
        """``address`` made whole if it is a page of the source's own server, and one that the source wants."""
        try:
            whole = urldefrag(urljoin(base, address.strip()))[0]
            parts = urlsplit(whole)
            own = parts.scheme in ("http", "https") and (parts.hostname or "") in self._hosts
        except ValueError:
            return ""
        if not self._hosts:  # a file leads nowhere, which is for the one who fetches to say
            own = bool(whole)
        return whole if own and (not filtered or self._pages in whole) else ""

    def _note_empty(self, found: Found) -> None:
        self._without += 1
        if len(self._empty) < _NAMED:
            self._empty.append(found)

    def _about_empty_pages(self) -> Iterator[RawRecord]:
        """One issue for all pages without anything; where no page had anything it is the run's error."""
        if not self._empty:
            return
        if not self._taken:
            raise FormatError(self._empty[0].nothing())
        reason = ngettext(
            "%(count)d page holds no course and no event: %(addresses)s",
            "%(count)d pages hold no course and no event, among them: %(addresses)s",
            self._without,
        ) % {"count": self._without, "addresses": ", ".join(found.address[:200] for found in self._empty)}
        yield _unusable("", reason, (Issue("record", self._empty[0].nothing()),))


def _unusable(remote_id: str, reason: str, issues: tuple[Issue, ...] = ()) -> RawRecord:
    def parse() -> Any:
        raise ValueError(reason)

    return RawRecord(remote_id if len(remote_id) <= 200 else "", reason.encode(), parse, issues=issues)


def _mark(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
