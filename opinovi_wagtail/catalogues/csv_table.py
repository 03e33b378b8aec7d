"""Way in: a table of courses, as small partners keep them: CSV, .xlsx or .xls. One row is one run.

Rows of the same course become one course wherever they stand in the table. ``docs/formats.md`` lists the headings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import msgspec

from opinovi_wagtail.telling import gettext as _

from . import csv_columns
from .base import Fetch, Format, FormatError, Options, RawRecord
from .csv_columns import Columns
from .csv_course import RowReader, is_published
from .csv_sheet import BadRow, rows
from .spool import Spool

HEADER_SEARCH = 30  # rows in which the headings are looked for; titles and notes may stand above them
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[str]).decode


class CsvTable(Format):
    """A table. Options: ``columns`` (our field → heading), ``language``, ``encoding``, ``delimiter``, ``sheet``, ``licence``."""

    name = "csv"
    label = "CSV, Excel"

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.complete = True

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course; the rows wait in a temporary file meanwhile."""
        own = self.options.options
        table = rows(
            fetch(url),
            encoding=str(own.get("encoding", "")),
            delimiter=str(own.get("delimiter", "")),
            sheet=str(own.get("sheet", "")),
        )
        headings, columns, rest = self._find_headings(table)
        reader = RowReader(self.options, columns)
        with Spool() as spool:
            for row in rest:
                if isinstance(row, BadRow):
                    self.complete = False  # what it swallowed may have been good rows
                    yield _unusable(_("A row of the table cannot be read: %(reason)s") % {"reason": row})
                elif any(row):
                    key = _key(row, columns)
                    if key:
                        spool.add(key, _encode(row))
                    else:
                        yield _unusable(_("A row has neither a title nor an identifier."), _encode(row))
            for key, payloads in spool.groups():
                yield _record(reader, columns, headings, key, payloads)

    def _find_headings(
        self, table: Iterator[list[str] | BadRow]
    ) -> tuple[bytes, Columns, Iterator[list[str] | BadRow]]:
        chosen = self.options.options.get("columns")
        first = list(islice(table, HEADER_SEARCH))
        best, found = -1, Columns({}, {})
        for place, row in enumerate(first):
            if isinstance(row, list):
                columns = csv_columns.guess(row, chosen if isinstance(chosen, dict) else None)
                if columns.recognised > found.recognised and "title" in columns.words:
                    best, found = place, columns
        _check(first, best, found)
        header = first[best]
        assert isinstance(header, list)
        return _encode(header), found, chain(first[best + 1 :], table)


def _check(first: list[list[str] | BadRow], best: int, found: Columns) -> None:
    header = first[best] if best >= 0 else next((row for row in first if isinstance(row, list) and any(row)), [])
    assert isinstance(header, list)
    named = ", ".join(" ".join(cell.split())[:40] for cell in header[:12] if cell.strip()) or "–"
    if best < 0:
        raise FormatError(
            _("No column of the table is recognised as the title of a course. The columns are: %(names)s")
            % {"names": named}
        )
    if csv_columns.lists_institutions(header):
        raise FormatError(_("The table is a register of institutions, which holds no courses."))
    if found.recognised < 2:
        raise FormatError(
            _("Only the title was recognised among the columns, which is too little for a course. They are: %(names)s")
            % {"names": named}
        )


def _key(row: list[str], columns: Columns) -> str:
    """What rows of the same course share: the course's identifier, else its title and provider."""
    if identifier := _cell(row, columns.single.get("course_id")):
        return identifier
    title = _first(row, columns.words.get("title", {}))
    if not title:
        return f"run:{run}" if (run := _cell(row, columns.single.get("run_id"))) else ""
    provider = _cell(row, columns.single.get("provider_id")) or _first(row, columns.words.get("provider", {}))
    shared = "\x1f".join((" ".join(title.split()).casefold(), " ".join(provider.split()).casefold()))
    return "title:" + hashlib.sha256(shared.encode("utf-8", "replace")).hexdigest()[:20]


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip()[:200] if place is not None and place < len(row) else ""


def _first(row: list[str], places: dict[str, int]) -> str:
    return next((cell for place in places.values() if (cell := _cell(row, place))), "")


def _record(reader: RowReader, columns: Columns, headings: bytes, key: str, payloads: list[bytes]) -> RawRecord:
    raw = b"\n".join([headings, *payloads])
    deleted = False
    if "published" in columns.single:
        payloads = [
            payload for payload in payloads if is_published(_cell(_decode(payload), columns.single["published"]))
        ]
        deleted = not payloads
    return RawRecord(key, raw, lambda: reader.course(key, [_decode(payload) for payload in payloads]), deleted=deleted)


def _unusable(reason: str, raw: bytes = b"") -> RawRecord:
    def parse() -> Any:
        raise ValueError(reason)

    return RawRecord("", raw or reason.encode(), parse)
