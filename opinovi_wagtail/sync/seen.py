"""The identifiers that a run has met, in a temporary table, so that memory stays flat however large the feed is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import TextChoices

from .dialects import dialect_for

TABLE = "opinovi_sync_seen"
_COLUMNS = ("remote_key", "content_hash", "mark")


class Mark(TextChoices):
    """What became of an identifier."""

    COURSE = "c"
    EVENT = "e"
    # Not readable this time, so it is there, whatever it is.
    UNREADABLE = "u"
    FILTERED = "f"
    DELETED = "x"


class Sighting(NamedTuple):
    content_hash: str
    mark: Mark


class Seen:
    """The temporary table of one run; use it as a context manager."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._dialect = dialect_for(connection)
        self.table = self._dialect.quote(TABLE)

    def __enter__(self) -> Seen:
        columns = [("remote_key", "varchar(32)"), ("content_hash", "varchar(32)"), ("mark", "char(1)")]
        self._dialect.create_table(TABLE, columns, ("remote_key",), looked_up=True)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            self._dialect.drop_table(TABLE)

    def hashes(self, keys: Collection[str]) -> dict[str, str]:
        """Those of ``keys`` that were met before, with the hash of what stood there."""
        return self._of(keys, "content_hash")

    def marks(self, keys: Collection[str]) -> dict[str, str]:
        """Those of ``keys`` that were met, with what became of them: values of ``Mark``."""
        return self._of(keys, "mark")

    def _of(self, keys: Collection[str], column: str) -> dict[str, str]:
        if not keys:
            return {}
        chosen, params = self._dialect.chosen(self._dialect.quote("remote_key"), keys)
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT remote_key, {column} FROM {self.table} WHERE {chosen}", params)  # noqa: S608
            return dict(cursor.fetchall())

    def add(self, sightings: Mapping[str, Sighting]) -> None:
        rows = [(key, sighting.content_hash, sighting.mark.value) for key, sighting in sightings.items()]
        self._dialect.load_at_once(TABLE, _COLUMNS, rows)

    def analyse(self) -> None:
        """To be called once, when all identifiers are in and the whole table is about to be read."""
        self._dialect.analyse(TABLE)
