"""Way in: a table of courses, as small partners keep them: CSV, .xlsx or .xls. One row is one run.

Rows of the same course become one course wherever they stand in the table. ``docs/formats.md`` lists the headings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import Issue
from opinovi_wagtail.telling import gettext as _

from ..base import LICENCE, Cause, Fetch, Format, FormatError, Options, Question, RawRecord
from ..questions import LANGUAGE, site_languages
from ..spool import Spool
from . import columns as csv_columns
from .columns import Columns
from .course import RowReader, is_published
from .headings import Headings, find_headings, named_in_a_row, opened, remarks
from .sheet import BadRow, no_workbooks, reads_workbooks
from .text_language import BY_HEADINGS, TextLanguage, language_of_texts

_LONGEST_CELL, _MOST_ROWS = 200, 3  # of what a report shows of a record

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[str]).decode


def _languages() -> list[tuple[str, Any]]:
    return [(BY_HEADINGS, gettext_lazy("The language that the headings are in")), *site_languages()]


class CsvTable(Format):
    """A table. Options: ``columns`` (our field → heading), ``ignored_columns`` (headings of which nothing is told),
    ``language`` (a code, or ``headings`` for that of the headings), ``encoding``, ``delimiter``, ``sheet``, ``licence``."""

    name = "csv"
    label = gettext_lazy("Table (CSV, Excel)")
    about = gettext_lazy(
        "A list of courses that you keep as a table, one row for each time a course is held. Save it where it can be read"
        " over the internet, for example on your website, and enter the address of the file itself. What the columns mean"
        " is found out from their headings, and you can correct it."
    )
    example = "https://www.example.fi/courses.csv"
    distinct = True
    questions = (
        replace(
            LANGUAGE,
            help=gettext_lazy("Of columns whose heading does not say it. It is also asked on the page of the columns."),
            choices=_languages,
            initial=BY_HEADINGS,
        ),
        Question(
            "sheet",
            gettext_lazy("Sheet"),
            gettext_lazy("The name of the sheet in an Excel file. Left empty, the first one is read."),
        ),
        Question(
            "delimiter",
            gettext_lazy("What separates the columns"),
            gettext_lazy("Only for CSV, and only if the columns are not told apart by themselves."),
            kind="choice",
            choices=(
                (";", gettext_lazy("Semicolon (;)")),
                (",", gettext_lazy("Comma (,)")),
                ("\t", gettext_lazy("Tab")),
                ("|", gettext_lazy("Vertical bar (|)")),
            ),
        ),
        Question(
            "encoding",
            gettext_lazy("Character encoding"),
            gettext_lazy("Only for CSV, and only if letters such as ä and ö come out wrong."),
            kind="choice",
            choices=(
                ("utf-8-sig", "UTF-8"),
                ("cp1252", gettext_lazy("Windows (Western European)")),
                ("iso-8859-1", "ISO 8859-1 (Latin 1)"),
                ("utf-16", "UTF-16"),
                ("mac-roman", "Mac OS Roman"),
            ),
        ),
        LICENCE,
    )
    other_options = ("columns", "ignored_columns")

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.complete = True

    @classmethod
    def missing(cls) -> str:
        return "" if reads_workbooks() else no_workbooks()

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course; the rows wait in a temporary file meanwhile."""
        table = opened(fetch(url), self.options)
        found = find_headings(table, self.options)
        _check(found)
        language = language_of_texts(found.headings, self.options)
        self.remarks += remarks(found, self.options, language)
        headings, columns = _described(found, language), found.columns
        reader = RowReader(self.options, columns, language.code)
        with Spool() as spool:
            rows = 0
            for row in found.rest:
                rows += isinstance(row, BadRow) or any(row)
                if isinstance(row, BadRow):
                    self.complete = False  # what it swallowed may have been good rows
                    yield _unusable(_("A row of the table cannot be read: %(reason)s") % {"reason": row})
                elif any(row):
                    key = _key(row, columns)
                    if key:
                        spool.add(key, _encode(row))
                    else:
                        yield _unusable(_("A row has neither a title nor an identifier."), headings, _encode(row))
            if not rows:
                self.remarks.append(Issue("", _("There are no rows below the headings.")))
            for key, payloads in spool.groups():
                yield _record(reader, columns, headings, key, payloads)


def rows_as_courses(found: Headings, table: list[list[str]], options: Options) -> Iterator[RawRecord]:
    """What each row of ``table`` would become if it were alone, for showing what the columns are taken to mean."""
    language = language_of_texts(found.headings, options)
    reader = RowReader(options, found.columns, language.code)
    for row in table:
        key = _key(row, found.columns)
        if key:
            yield _record(reader, found.columns, _described(found, language), key, [_encode(row)])
        else:
            headings = _encode(found.headings)
            yield _unusable(_("A row has neither a title nor an identifier."), headings, _encode(row))


def _described(found: Headings, language: TextLanguage) -> bytes:
    """What decides over every row beside its cells: with the guess, so that another one has all of them read anew."""
    headings = _encode(found.headings)
    return headings + language.code.encode() if language.guessed else headings


def _check(found: Headings) -> None:
    named = named_in_a_row(found.headings)
    if not found.certain:
        raise FormatError(
            _("No column of the table is recognised as the title of a course. The columns are: %(names)s")
            % {"names": named},
            cause=Cause.COLUMNS,
        )
    if csv_columns.lists_institutions(found.headings):
        raise FormatError(_("The table is a register of institutions, which holds no courses."))
    if found.columns.recognised < 2:
        raise FormatError(
            _("Only the title was recognised among the columns, which is too little for a course. They are: %(names)s")
            % {"names": named},
            cause=Cause.COLUMNS,
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
    return RawRecord(
        key,
        raw,
        lambda: reader.course(key, [_decode(payload) for payload in payloads]),
        deleted=deleted,
        show=lambda: _shown(headings, payloads),
    )


def _unusable(reason: str, headings: bytes = b"", row: bytes = b"") -> RawRecord:
    def parse() -> Any:
        raise ValueError(reason)

    return RawRecord("", row or reason.encode(), parse, show=(lambda: _shown(headings, [row])) if row else lambda: "")


def _shown(headings: bytes, payloads: list[bytes]) -> str:
    """Rows as people read them: a line for each cell that has something in it, after its heading."""
    named = _decode(headings)
    rows = [
        "\n".join(
            f"{heading.strip() or '–'}: {' '.join(cell[:_LONGEST_CELL].split())}"
            for heading, cell in zip_longest(named, _decode(payload), fillvalue="")
            if cell.strip()
        )
        for payload in payloads[:_MOST_ROWS]
    ]
    return "\n\n".join(rows)
