"""Reads a feed for a run: chunks of what is there first, then, for those that the run asks for, the records themselves.

Reading happens in a child process (:mod:`.child`), because whatever a feed makes a parser do (crash, spin, swallow all memory)
must take the run down and not the worker. ``SYNC_READS_IN_CHILD`` off, it happens right here, by the same steps.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from opinovi_wagtail.catalogues.base import Fetch, FetchError, Format, FormatError, Options, RawRecord
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import AnyRecord, Course, Event, Issue, problems
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from .fetch import Fetcher
from .filters import Filter
from .rows import CourseRow, EventRow, course_row, event_row

logger = logging.getLogger(__name__)

CHUNK = 500  # records
CHUNK_BYTES = 4_000_000  # of raw records, so that large ones do not fill the memory
EXCERPT = 500  # bytes of a raw record that a report shows


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be read, and what becomes of it: the whole of it can be pickled.

    ``hash_key`` goes into the hash of every record. With ``source_id`` records are filtered and become rows of that source of
    the partner called ``partner_name``; without, they are answered as records.
    """

    format: str
    url: str
    options: Options
    hash_key: bytes
    etag: str = ""
    last_modified: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    source_id: int = 0
    partner_name: Mapping[str, str] = field(default_factory=dict)


class Sighted(NamedTuple):
    """What is known of a record before it is parsed."""

    remote_id: str
    content_hash: str
    deleted: bool = False


class Answer(NamedTuple):
    """A record that was asked for: the record or its row, or why it is none, and the beginning of its raw bytes then.

    A tombstone and what the filter leaves out are neither.
    """

    record: AnyRecord | None = None
    row: CourseRow | EventRow | None = None
    deleted: bool = False
    filtered: bool = False
    issues: tuple[Issue, ...] = ()
    excerpt: bytes = b""


@dataclass(slots=True)
class Progress:
    """How far the reading is; after its end, what to ask the server with the next time."""

    pages: int = 0
    bytes: int = 0
    complete: bool = False
    lasting: bool = True
    remarks: tuple[Issue, ...] = ()
    etag: str = ""
    last_modified: str = ""


@dataclass(slots=True)
class Reading:
    """One feed being read. Use it as a context manager: take a chunk, ask for what is wanted of it, take the answers."""

    errand: Errand
    progress: Progress = field(default_factory=Progress)

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def chunk(self) -> list[Sighted] | None:
        """The next records of the feed, or nothing after the last. Raises what ``Format.read`` and ``Fetch`` raise."""
        raise NotImplementedError

    def is_near(self) -> bool:
        """Whether there is somebody else who reads on meanwhile, and has the next chunk ready."""
        return False

    def ask(self, parse: Sequence[int], excerpts: Sequence[int] = ()) -> None:
        """Ask for records of the chunk that was taken last, and for the beginnings of others, by their place in it."""
        raise NotImplementedError

    def answers(self) -> dict[int, Answer]:
        """What was asked for, chunk by chunk, by the place in the chunk."""
        raise NotImplementedError


class Steps:
    """The steps of reading, wherever they are taken: opens the feed, cuts it into chunks, parses what is asked for."""

    def __init__(self, errand: Errand, fetcher: Fetcher | None = None) -> None:
        self.errand = errand
        self.format: Format = get_format(errand.format, errand.options)
        self._filter = Filter.of(errand.filters)
        self.fetcher = fetcher or Fetcher(
            errand.url, authorize=self.format.authorize, etag=errand.etag, last_modified=errand.last_modified
        )

    def chunks(self, fetch: Fetch | None = None) -> Iterator[list[RawRecord]]:
        """The feed, cut."""
        chunk: list[RawRecord] = []
        size = 0
        for record in self.format.read(self.errand.url, fetch or self.fetcher):
            chunk.append(record)
            size += len(record.raw)
            if len(chunk) == CHUNK or size > CHUNK_BYTES:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    def sight(self, raw: RawRecord) -> Sighted:
        """``raw`` before it is parsed."""
        return Sighted(
            raw.remote_id, hashlib.blake2b(raw.raw, digest_size=16, key=self.errand.hash_key).hexdigest(), raw.deleted
        )

    def answer(self, chunk: Sequence[RawRecord], parse: Sequence[int], excerpts: Sequence[int]) -> dict[int, Answer]:
        """What was asked for of ``chunk``."""
        found = {place: Answer(issues=chunk[place].issues, excerpt=chunk[place].excerpt(EXCERPT)) for place in excerpts}
        return found | {place: self._answer(chunk[place]) for place in parse}

    def _answer(self, raw: RawRecord) -> Answer:
        found = parsed(raw, self.errand.format)
        if found.record is None or not self.errand.source_id:
            return found
        if found.record.deleted:
            return Answer(deleted=True)
        if not self._filter.takes(found.record):
            return Answer(filtered=True)
        try:
            row = self._row(found.record)
        except ValueError as error:
            issues = dict.fromkeys((*found.issues, Issue("", reason_of(error))))
            return Answer(issues=tuple(issues), excerpt=raw.excerpt(EXCERPT))
        return Answer(row=row, issues=tuple(dict.fromkeys((*found.issues, *row.issues))))

    def _row(self, record: AnyRecord) -> CourseRow | EventRow:
        match record:
            case Course():
                return course_row(record, self.errand.partner_name)
            case Event():
                return event_row(record, self.errand.source_id, self.errand.partner_name)
        raise ValueError(_("Records of this kind are not kept."))

    def progress(self) -> Progress:
        """How far it is."""
        fetcher, remarks = self.fetcher, tuple(dict.fromkeys(self.format.remarks))
        return Progress(
            pages=fetcher.pages,
            bytes=fetcher.bytes,
            complete=self.format.complete,
            lasting=self.format.lasting,
            remarks=remarks,
            etag=fetcher.etag,
            last_modified=fetcher.last_modified,
        )


def parsed(raw: RawRecord, format_name: str) -> Answer:
    """``raw`` as a record that is fit to be stored, or why it is not."""
    issues: Sequence[Issue]
    try:
        record = raw.parse()
        issues = list(problems(record))
        if record.remote_id != raw.remote_id:
            issues.append(Issue("remote_id", _("The record changed its identifier while it was read.")))
        if issues:
            # What the format noticed on the way is often why: an impossible time leaves an event without a meeting.
            issues.extend(record.issues)
    except (ValueError, FormatError, FetchError) as error:
        issues = [Issue("", reason_of(error))]
    except Exception as error:
        # A format that stumbles over one record has a fault of its own; the other records are taken all the same.
        logger.exception("The format %s stumbled over a record", format_name)
        issues = [Issue("", _("The record could not be read (%(reason)s).") % {"reason": type(error).__name__})]
    if issues:
        return Answer(issues=tuple(dict.fromkeys((*raw.issues, *issues))), excerpt=raw.excerpt(EXCERPT))
    return Answer(record, issues=raw.issues)


@dataclass(slots=True)
class ReadingHere(Reading):
    """Reads in this process. ``patience`` is called before every request."""

    patience: Any = None
    _steps: Any = None
    _chunks: Any = None
    _held: list[list[RawRecord]] = field(default_factory=list)
    _asked: list[dict[int, Answer]] = field(default_factory=list)

    def __enter__(self) -> ReadingHere:
        self._steps = Steps(self.errand)
        self._chunks = self._steps.chunks(self._patient)
        return self

    def __exit__(self, *_error: object) -> None:
        self._chunks.close()
        self._steps.fetcher.close()
        self._note()

    def _patient(self, url: str) -> Any:
        if self.patience is not None:
            self.patience()
        return self._steps.fetcher(url)

    def _note(self) -> None:
        now = self._steps.progress()
        for name in Progress.__slots__:
            setattr(self.progress, name, getattr(now, name))

    def chunk(self) -> list[Sighted] | None:
        try:
            chunk = next(self._chunks, None)
        finally:
            self._note()
        if chunk is None:
            return None
        self._held.append(chunk)
        return [self._steps.sight(raw) for raw in chunk]

    def ask(self, parse: Sequence[int], excerpts: Sequence[int] = ()) -> None:
        self._asked.append(self._steps.answer(self._held.pop(0), parse, excerpts))

    def answers(self) -> dict[int, Answer]:
        return self._asked.pop(0)


def all_records(reading: Reading) -> Iterator[tuple[Sighted, Answer]]:
    """Every record of the feed, parsed."""
    while (chunk := reading.chunk()) is not None:
        reading.ask(range(len(chunk)))
        answers: Mapping[int, Answer] = reading.answers()
        for place, sighted in enumerate(chunk):
            yield sighted, answers[place]
