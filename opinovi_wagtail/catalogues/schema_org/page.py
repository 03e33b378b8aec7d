"""The courses and events of one fetched document, a web page or JSON, as raw records; follows no link."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import AnyRecord, Issue
from opinovi_wagtail.telling import gettext as _

from .. import raw_json
from ..base import Document, Options, RawRecord
from ..notes import Notes
from . import json as schema_org_json
from .course import CourseReader
from .event import EventReader
from .graph import Graph, Item
from .html import HtmlPage, read_page
from .place import provider
from .values import Reading, first, language_of

_BLANK = b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"


@dataclass(frozen=True, slots=True)
class Found:
    """What one document holds: records, what could not be read of it, and where it leads."""

    address: str
    records: tuple[RawRecord, ...]
    unreadable: tuple[str, ...]
    kinds: tuple[str, ...]
    marked: bool
    listed: tuple[str, ...]
    links: tuple[str, ...]
    base: str = ""

    def nothing(self) -> str:
        """Why there is nothing to take, in a sentence for an administrator."""
        if self.unreadable:
            return self.unreadable[0]
        if self.kinds:
            return _("The document holds no course and no event of schema.org. It holds: %(names)s.") % {
                "names": ", ".join(self.kinds[:8])
            }
        if self.marked:
            return _(
                "The page says what is on it in microdata or RDFa, which is not read. Ask whoever looks after the web "
                "pages to publish it as JSON-LD as well."
            )
        return _("The document holds no data of schema.org (JSON-LD), so there is nothing to take from it.")


@dataclass(slots=True)
class PageReader:
    """Reads documents of one source."""

    options: Options
    _zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self._zone = ZoneInfo(self.options.time_zone)

    def read(self, document: Document) -> Found:
        """Everything in ``document``. Raises ``FormatError`` where it is neither a page nor JSON."""
        data = document.read()
        address = urldefrag(document.url)[0]
        if data[:500].lstrip(_BLANK)[:1] == b"<":
            page = read_page(data, address, document.charset)
        else:
            text = raw_json.json_bytes(Document(io.BytesIO(data), document.url, charset=document.charset))
            page = HtmlPage(base=address, language="", scripts=(text,), links=(), marked=False)
        return self._found(page, address)

    def _found(self, page: HtmlPage, address: str) -> Found:
        graph = Graph(page.base)
        notes = Notes()
        unreadable: dict[str, None] = {}
        for script in page.scripts:
            for value in schema_org_json.objects(script, notes):
                try:
                    if isinstance(value, schema_org_json.Unreadable):
                        raise value
                    graph.add(value)
                except ValueError as error:
                    said = _("The JSON-LD at %(address)s cannot be read: %(reason)s")
                    unreadable[said % {"address": address[:200], "reason": error}] = None
        return Found(
            address=address,
            records=tuple(self._records(list(graph.items()), page, address, notes.issues())),
            unreadable=tuple(unreadable),
            kinds=graph.kinds(),
            marked=page.marked,
            listed=tuple(dict.fromkeys(graph.pages())),
            links=page.links,
            base=page.base,
        )

    def _records(
        self, items: list[Item], page: HtmlPage, address: str, issues: tuple[Issue, ...]
    ) -> Iterable[RawRecord]:
        """What is said about the page as a whole goes with its first record."""
        base = page.base if page.base.startswith(("http://", "https://")) else ""
        language = page.language or str(self.options.options.get("language") or self.options.language)
        readings = [Reading(language_of(item.node) or language, self._zone, base) for item in items]
        addresses = _own_addresses(items, readings)
        for item, reading, own in zip(items, readings, addresses, strict=True):
            made = ""
            if not own and len(items) == 1 and base:
                own = address
            if not own:
                own = made = _made_identity(item, reading)
            yield self._record(own, item, reading, issues, bool(made))
            issues = ()

    def _record(self, remote_id: str, item: Item, reading: Reading, issues: tuple[Issue, ...], made: bool) -> RawRecord:
        licence = str(self.options.options.get("licence") or "")
        event_type = str(self.options.options.get("event_type") or "other")

        def parse() -> AnyRecord:
            notes = Notes(issues)
            if made:
                notes.add(
                    "remote_id",
                    _(
                        "The page has no address and no identifier for it, so one was made from its title and provider. "
                        "If they change, it counts as another one."
                    ),
                )
            if item.kind == "event":
                return EventReader(reading, licence, event_type).event(remote_id, item.node, notes)
            return CourseReader(reading, licence).course(remote_id, item.kind, item.node, notes)

        return RawRecord(remote_id, _canonical(item.kind, reading.language, item.node), parse)


def _own_addresses(items: list[Item], readings: list[Reading]) -> list[str]:
    """``url`` of each item, else its ``@id``. An address that several share is that of the only course among them."""
    urls = [reading.url(item.node, "url", "url", Notes()) for item, reading in zip(items, readings, strict=True)]
    sharing: dict[str, list[int]] = {}
    for place, url in enumerate(urls):
        sharing.setdefault(url, []).append(place)
    owners = set()
    for places in sharing.values():
        courses = [place for place in places if items[place].kind in ("course", "program")] or places
        if len(courses) == 1:
            owners.add(courses[0])
    found: list[str] = []
    for place, item in enumerate(items):
        own = urls[place] if place in owners else ""
        own = own or str(item.node.get("@id") or "")
        found.append(own if own not in found else "")
    return found


def _made_identity(item: Item, reading: Reading) -> str:
    names = provider([item.node], reading, Notes()).name
    told: list[Any] = [item.kind, first(item.node, "courseCode"), sorted(names.items())]
    told += [item.node.get(name) for name in ("name", "identifier")]
    if item.kind in ("instance", "event"):
        told += [item.node.get(name) for name in ("startDate", "location")]
    return "made:" + hashlib.sha256(_canonical(*told)).hexdigest()[:20]


def _canonical(*parts: Any) -> bytes:
    return json.dumps(parts, sort_keys=True).encode("ascii")
