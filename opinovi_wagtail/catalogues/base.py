"""The seam where catalogue formats plug in: a format turns fetched documents into records; it stores nothing.

A format never opens a connection and never reads a file: it is handed a ``Fetch`` that does so safely, and asks it for
further pages. It touches no ORM.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from opinovi_wagtail.record import AnyRecord, Issue


class FormatError(Exception):
    """The document as a whole is not what its format promises; the message tells an administrator what was found."""


class UnknownFormat(FormatError):
    """No format of this name is registered."""


class FetchError(Exception):
    """What a ``Fetch`` raises when it brings no document; the message is a sentence for an administrator."""


class NotFollowed(FetchError):
    """A further address was asked for where only one document is read, as when a file is previewed."""


@dataclass(frozen=True, slots=True)
class Document:
    """One fetched document: its bytes as a stream, where it came from, and what the server said of it."""

    stream: BinaryIO
    url: str
    content_type: str = ""
    charset: str = ""

    def read(self) -> bytes:
        """All bytes of the document, which is closed then; ``Fetch`` has already capped their number."""
        with self.stream:
            return self.stream.read()


Fetch = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record before it is parsed: enough to tell whether it changed since the last run.

    ``remote_id`` may be empty when the record has none; ``raw`` are the bytes whose hash decides whether the record is
    unchanged; ``parse`` does the rest, only when it did change. ``parse`` returns one record, and raises ``ValueError``
    (with a sentence for an administrator) when nothing usable is in it. ``issues`` are what was noticed so far.
    """

    remote_id: str
    raw: bytes
    parse: Callable[[], AnyRecord]
    deleted: bool = False
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What a source tells its format: the host's default language and the source's own ``options`` (per format)."""

    language: str = "fi"
    time_zone: str = "Europe/Helsinki"
    options: Mapping[str, Any] = field(default_factory=dict)


class Format(ABC):
    """A catalogue format. One instance serves one run."""

    name: str = ""
    label: str = ""
    # Whether one complete pass over the feed shows everything there is, so that absence means something. A format may
    # turn this off for its own run (on the instance) when it notices that the feed changed while it was being read.
    complete: bool = True

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    @abstractmethod
    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield every record of the feed at ``url``, page by page, in a memory that does not grow with the feed.

        Raises ``FormatError`` when a document is not what it should be. What ``fetch`` raises passes through.
        """
