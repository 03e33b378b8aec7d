"""Finds the headings of a table, settles what its columns mean for a source, and says once what nothing was made of."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from opinovi_wagtail.record import Issue
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import ngettext

from ..base import Document, Options
from ..words import clean_text
from . import columns as csv_columns
from .columns import Columns
from .sheet import BadRow, rows
from .text_language import TextLanguage

HEADER_SEARCH = 30  # rows in which the headings are looked for; titles and notes may stand above them
_NAMED, _MOST_NAMED, _LONGEST = 12, 50, 40  # headings that a sentence names, and characters of each

Row = list[str]


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a table, what its columns are taken to mean, and the rows below.

    Where no row is ``certain`` to hold headings, because none of them is a title's, it is the first row with anything in it.
    """

    headings: Row
    columns: Columns
    rest: Iterator[Row | BadRow]
    certain: bool


def opened(document: Document, options: Options) -> Generator[Row | BadRow, None, None]:
    """The rows of ``document``, read as the source says. Raises ``FormatError`` where it is no table."""
    own = options.options
    return rows(
        document,
        encoding=str(own.get("encoding") or ""),
        delimiter=str(own.get("delimiter") or ""),
        sheet=str(own.get("sheet") or ""),
    )


def find_headings(table: Iterator[Row | BadRow], options: Options) -> Headings:
    """The row with the most recognised headings among the first ones."""
    chosen, ignored = chosen_columns(options), ignored_columns(options)
    first = list(islice(table, HEADER_SEARCH))
    best, found = -1, Columns({}, {})
    for place, row in enumerate(first):
        if isinstance(row, list):
            columns = csv_columns.guess(row, chosen, ignored)
            if columns.recognised > found.recognised and "title" in columns.words:
                best, found = place, columns
    certain = best >= 0
    if not certain:
        filled = (place for place, row in enumerate(first) if isinstance(row, list) and any(row))
        best = next(filled, len(first))
    header = first[best] if best < len(first) else []
    assert isinstance(header, list)
    if not certain:
        found = csv_columns.guess(header, chosen, ignored)
    return Headings(header, found, chain(first[best + 1 :], table), certain)


def chosen_columns(options: Options) -> Mapping[str, Any]:
    """What the source says its columns mean: our field -> heading."""
    chosen = options.options.get("columns")
    return chosen if isinstance(chosen, dict) else {}


def ignored_columns(options: Options) -> Collection[str]:
    """The headings of which the source says that nothing is to be made of them."""
    ignored = options.options.get("ignored_columns")
    return {heading for heading in ignored if isinstance(heading, str)} if isinstance(ignored, list) else set()


def remarks(found: Headings, options: Options, language: TextLanguage) -> Iterator[Issue]:
    """What is worth telling once about the table as a whole; ``language`` is that of its texts."""
    if language.guessed and language.code != options.language:
        yield Issue("", _guessed(language.code))
    unused = csv_columns.unused(found.headings, found.columns, ignored_columns(options))
    if unused:
        yield Issue(
            "",
            ngettext(
                "%(count)d column of the table is not used: %(names)s",
                "%(count)d columns of the table are not used: %(names)s",
                len(unused),
            )
            % {"count": len(unused), "names": named_in_a_row(unused, _MOST_NAMED)},
        )
    if absent := csv_columns.absent(found.headings, chosen_columns(options)):
        yield Issue(
            "",
            _("Columns that were chosen for the source are not in the table any more: %(names)s")
            % {"names": named_in_a_row(absent)},
        )
    if "course_id" not in found.columns.single:
        yield Issue(
            "remote_id",
            _(
                "The table has no column with an identifier of the course (Tunnus, Kurskod or Course ID), so identifiers are"
                " made from title and provider. If either changes, the course counts as another one."
            ),
        )


def _guessed(code: str) -> str:
    if code == "sv":
        return _("The headings of the table are in Swedish, so its texts are taken to be in Swedish, too.")
    return _("The headings of the table are in Finnish, so its texts are taken to be in Finnish, too.")


def named_in_a_row(headings: Sequence[str], most: int = _NAMED) -> str:
    """The first of ``headings`` as one line."""
    named = [clean_text(" ".join(heading.split()))[:_LONGEST] for heading in headings if heading.strip()]
    return ", ".join(named[:most]) + (" …" if len(named) > most else "") or "–"
