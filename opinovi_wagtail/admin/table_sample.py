"""Fetches the beginning of a table in the request, bounded in size, time and rows, for showing what its columns are."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from opinovi_wagtail.catalogues.base import Options, UnknownFormat
from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.catalogues.tables.headings import Headings, Row, find_headings, opened
from opinovi_wagtail.catalogues.tables.table import CsvTable
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.fetch import Fetcher

MOST_BYTES, MOST_SECONDS, MOST_ROWS = 5_000_000, 15, 200


@dataclass(frozen=True, slots=True)
class Sample:
    """The headings of a table and the first rows below them that have anything in them."""

    found: Headings
    rows: list[Row]

    def examples(self, place: int, most: int) -> list[str]:
        """The first different cells of the column at ``place`` that are not empty."""
        cells = (" ".join(row[place].split()) for row in self.rows if place < len(row))
        return list(dict.fromkeys(filter(None, cells)))[:most]


def has_columns(format_name: str) -> bool:
    """Whether sources of the format called ``format_name`` are tables, whose columns can be told what they mean."""
    try:
        return issubclass(format_class(format_name), CsvTable)
    except UnknownFormat:
        return False


def read_sample(source: CatalogueSource, options: Options) -> Sample:
    """The beginning of the table of ``source``, read with ``options``. Raises ``FetchError`` and ``FormatError``."""
    chosen = format_class(source.format)(options)
    with (
        Fetcher(
            source.url,
            authorize=chosen.authorize,
            timeout=min(conf.FETCH_TIMEOUT, MOST_SECONDS),
            max_bytes=min(conf.FETCH_MAX_BYTES, MOST_BYTES),
            max_pages=1,
        ) as fetch,
        closing(opened(fetch(source.url), options)) as table,
    ):
        found = find_headings(table, options)
        rows = [row for row in islice(found.rest, MOST_ROWS) if isinstance(row, list) and any(map(str.strip, row))]
    return Sample(found, rows)
