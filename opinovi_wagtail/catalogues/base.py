"""The seam where catalogue formats plug in: a format turns fetched documents into records; it stores nothing.

A format never opens a connection and never reads a file: it is handed a ``Fetch`` that does so safely, and asks it for
further pages. It touches no ORM.
"""

from __future__ import annotations

import base64
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO, ClassVar, Literal

from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import AnyRecord, Issue


class Cause(StrEnum):
    """What kept a feed from being taken, by what can be done about it."""

    ADDRESS = "address"  # it is wrong, or nobody is there
    ACCESS = "access"  # whoever asks is not let in
    FORMAT = "format"  # what is there is not what was expected
    COLUMNS = "columns"  # it is a table, but not known by its headings
    EMPTY = "empty"  # there is nothing in it
    RECORDS = "records"  # too many records are faulty
    THEIRS = "theirs"  # the server of the feed has a fault that usually passes
    OURS = "ours"  # this site has one


class FormatError(Exception):
    """The document as a whole is not what its format promises; the message tells an administrator what was found.

    ``cause`` is given where the document says that something else is wrong, as an error message in its place does.
    """

    def __init__(self, *args: Any, cause: Cause = Cause.FORMAT) -> None:
        super().__init__(*args)
        self.cause = cause


class UnknownFormat(FormatError):
    """No format of this name is registered."""


class FetchError(Exception):
    """What a ``Fetch`` raises when it brings no document; the message is a sentence for an administrator."""

    usual_cause: ClassVar[Cause] = Cause.THEIRS

    def __init__(self, *args: Any, cause: Cause | None = None) -> None:
        super().__init__(*args)
        self.cause = cause or self.usual_cause


class NotFollowed(FetchError):
    """A further address was asked for where only one document is read, as when a file is previewed."""


@dataclass(frozen=True, slots=True)
class Document:
    """One fetched document: its bytes as a stream, where it came from, and what the server said of it."""

    stream: BinaryIO
    url: str
    content_type: str = ""
    charset: str = ""
    # Of the ``Link`` header (RFC 8288): relation -> address, as the server wrote it.
    links: Mapping[str, str] = field(default_factory=dict)

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
    (with a sentence for an administrator) when nothing usable is in it. ``issues`` are what was noticed so far. ``show``
    answers the record as people read it, for a report, where ``raw`` is nothing to read.
    """

    remote_id: str
    raw: bytes
    parse: Callable[[], AnyRecord]
    deleted: bool = False
    issues: tuple[Issue, ...] = ()
    show: Callable[[], str] | None = None

    def excerpt(self, most: int) -> bytes:
        """The beginning of the record for a report, at most so many bytes."""
        if self.show is None:
            return self.raw[:most]
        return self.show().encode("utf-8", "replace")[:most]


@dataclass(frozen=True, slots=True)
class Options:
    """What a source tells its format: the host's default language and the source's own ``options`` (per format).

    ``credentials`` are what the format asked for in ``secrets``. ``since`` is set when only what changed after that moment
    (aware) is wanted, which happens to formats that are ``incremental`` only.
    """

    language: str = "fi"
    time_zone: str = "Europe/Helsinki"
    options: Mapping[str, Any] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a format asks of whoever sets up a source: one field of the form of a source.

    ``name`` is the key of the answer in the source's options (or its credentials); ``kind`` says what the answer is:
    a text, one of ``choices``, several of them (a list), a yes or no, a whole number, or a text that is never shown again.
    ``choices`` are pairs of an answer and its label, or a function without arguments that answers them when the form is
    made. A new source begins with ``initial``, where there is one. Without an answer to a ``required`` question the form
    is not saved; without one that is ``needed`` it is, but nothing can be fetched yet.
    """

    name: str
    label: Any
    help: Any = ""
    kind: Literal["text", "choice", "choices", "boolean", "number", "secret"] = "text"
    choices: Sequence[tuple[str, Any]] | Callable[[], Sequence[tuple[str, Any]]] = ()
    required: bool = False
    needed: bool = False
    initial: str = ""

    def offered(self) -> Sequence[tuple[str, Any]]:
        """What there is to choose from now."""
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True, slots=True)
class Authorization:
    """What lets a request in: headers, and parameters added to the address. Neither is logged, shown or sent elsewhere."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)


LICENCE = Question(
    "licence",
    gettext_lazy("Licence"),
    gettext_lazy(
        "Under which licence the data is published, for example CC BY 4.0. Where the feed says it, leave this empty."
    ),
)
ACCESS = (
    Question(
        "username", gettext_lazy("User name"), gettext_lazy("Only if the address asks for a user name and a password.")
    ),
    Question("password", gettext_lazy("Password"), kind="secret"),
    Question(
        "token",
        gettext_lazy("Access token"),
        gettext_lazy("Only if whoever looks after the system from which the data comes has given you one."),
        kind="secret",
    ),
)


class Format(ABC):
    """A catalogue format. One instance serves one run.

    Beside ``read`` a format says about itself what the form of a source shows: ``about`` (where the address is found, in a
    sentence or two), ``example`` (an address of the right shape), the ``questions`` whose answers are the source's options,
    and the ``secrets`` whose answers are its credentials. ``other_options`` names options that are set elsewhere than in
    that form, and ``experimental`` says that the format has not been tried on enough real feeds.
    """

    name: str = ""
    label: Any = ""
    about: Any = ""
    example: str = ""
    questions: ClassVar[tuple[Question, ...]] = (LICENCE,)
    secrets: ClassVar[tuple[Question, ...]] = ACCESS
    other_options: ClassVar[tuple[str, ...]] = ()
    experimental: ClassVar[bool] = False
    # Whether its feeds usually hold the courses or events of many institutions, of which a source wants some.
    of_many: ClassVar[bool] = False
    # Whether the format itself sees to it that no identifier comes twice in a run, as one does that groups by them.
    distinct: ClassVar[bool] = False
    # Whether the feed can tell what changed since a moment (``Options.since``), deletions included.
    incremental: ClassVar[bool] = False
    # Whether one complete pass over the feed shows everything there is, so that absence means something. A format may
    # turn this off for its own run when it notices that the feed changed while it was being read.
    complete: bool = True
    # Whether the same bytes are the same records tomorrow. Where they are not (a series without an end, shown up to a
    # horizon), a format turns this off for its run, and the server is not asked whether anything has changed.
    lasting: bool = True

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        # What is worth telling once about the feed as a whole, for example columns that were not used.
        self.remarks: list[Issue] = []

    @classmethod
    def option_names(cls) -> frozenset[str] | None:
        """The names of the options that the format knows; nothing where it does not say."""
        if cls.questions is Format.questions and not cls.other_options:
            return None
        return frozenset(question.name for question in cls.questions) | frozenset(cls.other_options)

    @classmethod
    def initial_options(cls) -> dict[str, Any]:
        """The options that a new source begins with."""
        return {question.name: question.initial for question in cls.questions if question.initial}

    @classmethod
    def address(cls, url: str) -> str:
        """The address at which what stands at ``url`` is fetched: the same, where nobody writes it in another way."""
        return url

    @classmethod
    def lacking(cls, url: str, answered: Collection[str]) -> tuple[Question, ...]:
        """What has to be answered before the feed at ``url`` can be fetched, beside the questions ``answered`` by now."""
        asked = (*cls.questions, *cls.secrets)
        return tuple(question for question in asked if question.needed and question.name not in answered)

    @classmethod
    def missing(cls) -> str:
        """What keeps the format, or a part of it, from working on this site, as a sentence; empty where nothing does."""
        return ""

    @abstractmethod
    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield every record of the feed at ``url``, page by page, in a memory that does not grow with the feed.

        Raises ``FormatError`` when a document is not what it should be. What ``fetch`` raises passes through.
        """

    def authorize(self, url: str) -> Authorization:
        """What goes with the request for ``url``, which is always on the source's own server. Asked once per request."""
        known = self.options.credentials
        if known.get("token"):
            return Authorization({"Authorization": f"Bearer {known['token']}"})
        if known.get("username"):
            pair = f"{known['username']}:{known.get('password', '')}"
            return Authorization({"Authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")})
        return Authorization()
