"""Way in: Linked Events, the event API of Helsinki, Turku, Espoo and Tampere (``GET /v1/event/``).

Turns pages (``meta.next``, ``data[]``), a single event or a plain list into records. What an event is in adult education
is not decided here: everything is taken, the source's own filter narrows it down. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

import msgspec
from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import Issue
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from .. import raw_json, rest_pages
from ..base import LICENCE, Fetch, FetchError, Format, FormatError, NotFollowed, Question, RawRecord
from ..gatherings import KIND_OF_EVENT
from ..spool import Spool
from .event import EventReader, identifier
from .references import References

_SEPARATOR = b"\n"


class Peek(msgspec.Struct):
    """What has to be known of an event before it is parsed."""

    id: Any = None
    at: Any = msgspec.field(name="@id", default=None)
    deleted: Any = None
    publication_status: Any = None
    super_event: Any = None
    super_event_type: Any = None


_PEEK = msgspec.json.Decoder(Peek)


class LinkedEvents(Format):
    """Linked Events. Options: ``licence``, ``event_type``, ``follow`` (False: never ask for places and audiences)."""

    name = "linked-events"
    label = "Linked Events"
    of_many = True
    incremental = True
    about = gettext_lazy(
        "The event calendar of a city, for example Helsinki, Espoo, Tampere or Turku. The address is that of its programming"
        " interface and ends in /event/. Add the identifier of your organisation (publisher=…) to read your own events only; the"
        " people who run the calendar know it."
    )
    example = "https://linkedevents.example.fi/v1/event/?publisher=city:123&include=location,keywords"
    questions = (
        KIND_OF_EVENT,
        Question(
            "follow",
            gettext_lazy("Look up places and target groups"),
            gettext_lazy(
                "The calendar often gives only their addresses, which are then read one by one. Usually yes; say no if reading"
                " takes too long."
            ),
            kind="boolean",
        ),
        LICENCE,
    )
    secrets = ()  # everybody may read it

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield events as they come; recurring series and their gatherings are joined and follow at the end."""
        since = self.options.since
        if since is not None:
            url = with_query(
                url, last_modified_since=f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", show_deleted="true"
            )
        if "last_modified_since" in parse_qs(urlsplit(url).query):
            self.complete = False
        references = References(fetch, follow=bool(self.options.options.get("follow", True)))
        reader = EventReader(self.options, references)
        series = Series(url, fetch, self._pages) if since is not None else None
        with Spool() as spool:
            for raw in self._pages(url, fetch):
                peek = _peek(raw)
                remote_id = identifier(peek.id) or identifier(peek.at)
                if series is not None and series.concerns(peek, remote_id):
                    continue
                if _is_gone(peek):
                    yield _tombstone(reader, remote_id, raw)
                elif peek.super_event_type == "recurring" and remote_id:
                    spool.add(remote_id, b"0" + raw)
                elif superior := identifier(peek.super_event):
                    spool.add(superior, b"1" + raw)
                else:
                    yield _single(reader, remote_id, raw)
            for _superior, payloads in spool.groups():
                yield from _series(reader, payloads)
        if series is not None:
            for superior in series.changed:
                yield from self._whole_series(reader, series, superior)

    def _whole_series(self, reader: EventReader, series: Series, superior: str) -> Iterator[RawRecord]:
        """A series of which something has changed: a feed of changes brings only a part of it."""
        try:
            head, gatherings = series.fetch(superior)
        except FetchError as error:
            self.remarks.append(
                Issue(
                    "meetings",
                    _("The series %(id)s could not be looked up, so it waits for the next complete run: %(reason)s")
                    % {"id": superior, "reason": reason_of(error)},
                )
            )
            return
        peek = _peek(head)
        if _is_gone(peek):
            yield _tombstone(reader, superior, head)
        elif peek.super_event_type == "recurring":
            yield from _series(reader, [b"0" + head, *(b"1" + raw for raw in gatherings if not _is_gone(_peek(raw)))])
        else:
            for raw in gatherings:
                yield _single(reader, identifier(_peek(raw).id) or identifier(_peek(raw).at), raw)

    def _pages(self, url: str, fetch: Fetch) -> Iterator[bytes]:
        """The raw events of all pages; notices when the feed moves under the reader."""
        try:
            page = raw_json.json_bytes(fetch(url))
        except NotFollowed:
            self.complete = False
            return
        if raw_json.is_list(page):
            yield from raw_json.elements(page)
            return
        parts = raw_json.members(page)
        if "data" not in parts:
            yield _only_event(page, parts)
            return
        for events in rest_pages.pages(self, url, fetch, page, records="data", beside="meta"):
            _check_kind(events)
            yield from events


class Series:
    """The series that a feed of changes touches, to be read as a whole afterwards, each with two requests or more."""

    def __init__(self, url: str, fetch: Fetch, pages: Callable[[str, Fetch], Iterator[bytes]]) -> None:
        self._url, self._fetch, self._pages = url, fetch, pages
        self.changed: dict[str, None] = {}

    def concerns(self, peek: Peek, remote_id: str) -> bool:
        """Whether the event is a series or a gathering of one, which is then remembered."""
        superior = remote_id if peek.super_event_type == "recurring" else identifier(peek.super_event)
        if not superior:
            return False
        self.changed[superior] = None
        return True

    def fetch(self, superior: str) -> tuple[bytes, list[bytes]]:
        """The series and its gatherings. Raises ``FetchError``."""
        parts = urlsplit(self._url)
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name in ("include", "page_size")]
        address = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        head = raw_json.json_bytes(
            self._fetch(with_query(urljoin(address, f"./{quote(superior, safe=':')}/"), **dict(kept)))
        )
        return head, list(self._pages(with_query(address, **dict(kept), super_event=superior), self._fetch))


def with_query(url: str, **values: str) -> str:
    """``url`` with further parameters in its query; those that stand there already are left alone."""
    parts = urlsplit(url)
    there = parse_qs(parts.query)
    more = urlencode({name: value for name, value in values.items() if name not in there})
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, more]))))


def _only_event(page: bytes, parts: dict[str, bytes]) -> bytes:
    if "id" in parts and ("name" in parts or "start_time" in parts or "deleted" in parts):
        return page
    raise FormatError(
        _("The document is JSON, but not a Linked Events answer: it has neither a list of events (data) nor an event.")
    )


def _check_kind(items: list[bytes]) -> None:
    """Refuse a page of places, keywords or images, which look like events but for ``@type``."""
    kinds = {str(found.get("@type", "")) for raw in items[:5] if isinstance(found := raw_json.value(raw), dict)}
    others = {kind for kind in kinds if kind and not kind.startswith("Event")}
    if others and others == kinds:
        raise FormatError(
            _("The document is a list of %(kind)s, which holds no events. Use the address that ends in /event/.")
            % {"kind": ", ".join(sorted(others))[:60]}
        )


def _peek(raw: bytes) -> Peek:
    try:
        return _PEEK.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError, ValueError):
        pass
    try:
        parts = raw_json.members(raw)
    except FormatError:
        return Peek()
    return Peek(
        **{field: raw_json.value(parts.get("@id" if field == "at" else field)) for field in Peek.__struct_fields__}
    )


def _is_gone(peek: Peek) -> bool:
    return peek.deleted is True or peek.publication_status == "draft"


def _tombstone(reader: EventReader, remote_id: str, raw: bytes) -> RawRecord:
    return RawRecord(remote_id, raw, lambda: reader.tombstone(remote_id, raw), deleted=True)


def _single(reader: EventReader, remote_id: str, raw: bytes) -> RawRecord:
    return RawRecord(remote_id, raw, lambda: reader.parse(remote_id, raw, []))


def _series(reader: EventReader, payloads: list[bytes]) -> Iterator[RawRecord]:
    """A recurring event with its gatherings as one record; without the recurring event each stands for itself."""
    superiors = [payload[1:] for payload in payloads if payload[:1] == b"0"]
    gatherings = [payload[1:] for payload in payloads if payload[:1] == b"1"]
    if not superiors:
        for raw in gatherings:
            peek = _peek(raw)
            yield _single(reader, identifier(peek.id) or identifier(peek.at), raw)
        return
    superior = superiors[-1]
    remote_id = identifier(_peek(superior).id) or identifier(_peek(superior).at)
    gatherings.sort(key=lambda raw: identifier(_peek(raw).id))
    raw = _SEPARATOR.join([superior, *gatherings])
    yield RawRecord(remote_id, raw, lambda: reader.parse(remote_id, superior, gatherings))
