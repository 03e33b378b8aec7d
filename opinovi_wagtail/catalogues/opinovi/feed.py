"""Way in: another site with this plugin, by its JSON API or as the lines that ``opinovi_preview --json`` prints.

What a record becomes is in ``opinovi_record``; here only its document is taken apart. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

import codecs
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from django.utils.translation import gettext_lazy

from opinovi_wagtail.telling import gettext as _

from .. import raw_json, rest_pages
from ..base import Fetch, Format, FormatError, RawRecord
from ..words import identifier
from .record import RecordReader

# What the other site publishes beside courses and events, and the last line of a preview.
NO_RECORDS = ("guide", "partner", "place", "summary")
SINCE = "modified_since"
_ENVELOPE = re.compile(rb'\{\s*"(?:count|next|previous|facets|results)"\s*:')


class Peek(msgspec.Struct):
    """What has to be known of a record before it is parsed."""

    kind: Any = None
    remote_id: Any = None
    deleted: Any = None


_PEEK = msgspec.json.Decoder(Peek)


class Opinovi(Format):
    """Another site with this plugin. Options: ``licence``."""

    name = "opinovi"
    label = "Opin Ovi"
    about = gettext_lazy(
        "Another site with this plugin. Its courses are at the address that ends in /api/v1/courses/, its events at the one"
        " that ends in /api/v1/events/; each is a source of its own."
    )
    example = "https://www.example.fi/opinovi/api/v1/courses/"
    incremental = True

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course and event; of what changed only, where the options say since when."""
        if self.options.since is not None:
            url = _with_since(url, self.options.since)
        if any(name == SINCE for name, _value in _query(url)):
            self.complete = False
        reader = RecordReader(self.options, _host(url))
        for raw in self._raw(url, fetch):
            if isinstance(raw, str):
                self.complete = False
                yield _unusable(raw)
                continue
            peek = _peek(raw)
            if peek.kind == "skipped":  # it is in the other site's feed, so its absence from here means nothing
                self.complete = False
            elif peek.kind not in NO_RECORDS:
                record = _record(reader, peek, raw)
                if not record.remote_id:  # nobody knows which one it is, so none can be said to be absent
                    self.complete = False
                yield record

    def _raw(self, url: str, fetch: Fetch) -> Iterator[bytes | str]:
        """The records as raw bytes; in the place of one that cannot be read a sentence that says why."""
        document = fetch(url)
        with document.stream as stream:
            head, second = _first_lines(stream)
            if _are_lines(head, second):
                yield from _lines(chain(filter(None, (head, second)), _read_lines(stream)))
                return
            rest = stream.read()
        whole = raw_json.json_bytes(replace(document, stream=io.BytesIO(head + second + rest)))
        del rest
        if raw_json.is_list(whole):
            yield from raw_json.elements(whole)
            return
        parts = raw_json.members(whole)
        if "results" in parts:
            yield from chain.from_iterable(rest_pages.pages(self, url, fetch, whole))
            return
        if raw_json.value(parts.get("kind")) not in ("course", "event"):
            raise FormatError(
                _(
                    "The document is JSON, but not what a site with this plugin publishes: it has neither a list of records"
                    " (results) nor records of a kind."
                )
            )
        yield whole


def _record(reader: RecordReader, peek: Peek, raw: bytes) -> RawRecord:
    return RawRecord(identifier(peek.remote_id), raw, lambda: reader.parse(raw), deleted=peek.deleted is True)


def _unusable(reason: str) -> RawRecord:
    def parse() -> Any:
        raise ValueError(reason)

    return RawRecord("", reason.encode(), parse)


def _peek(raw: bytes) -> Peek:
    try:
        return _PEEK.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError, ValueError):
        pass
    try:
        parts = raw_json.members(raw)
    except FormatError:
        return Peek()
    return Peek(**{name: raw_json.value(parts.get(name)) for name in Peek.__struct_fields__})


def _first_lines(stream: BinaryIO) -> tuple[bytes, bytes]:
    """The first line that is not blank, without a byte order mark of UTF-8, and the next one that is not blank."""
    found: list[bytes] = []
    for line in _read_lines(stream):
        line = line if found else line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            found.append(line)
        if len(found) == 2 or _is_too_long(line):
            break
    return (*found, b"", b"")[0], (*found, b"", b"")[1]


def _are_lines(head: bytes, second: bytes) -> bool:
    """Whether a document that begins with the lines ``head`` and ``second`` has a record in each line."""
    if not raw_json.is_object(head) or _ENVELOPE.match(head.lstrip()):
        return False
    if _is_too_long(head):
        return True
    try:
        parts = raw_json.members(head)
        return "results" not in parts and ("kind" in parts or raw_json.is_object(second))
    except FormatError:
        # Either it is broken, or the first line of one object that is written in many.
        return raw_json.is_object(second)


def _read_lines(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.readline(raw_json.LARGEST_RECORD + 1), b"")


def _lines(found: Iterator[bytes]) -> Iterator[bytes | str]:
    """Each line that is not blank. Of one that is too long only a sentence, and what is left of it is passed over."""
    for line in found:
        if _is_too_long(line):
            yield _("A line is larger than %(limit)d bytes, so it was left out.") % {"limit": raw_json.LARGEST_RECORD}
            while _is_too_long(line):
                line = next(found, b"")
        elif line.strip():
            yield line.strip()


def _is_too_long(line: bytes) -> bool:
    return len(line) > raw_json.LARGEST_RECORD and not line.endswith(b"\n")


def _with_since(url: str, since: dt.datetime) -> str:
    moment = since.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    parts = urlsplit(url)
    query = [(name, value) for name, value in _query(url) if name != SINCE]
    return urlunsplit(parts._replace(query=urlencode([*query, (SINCE, moment)])))


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""
