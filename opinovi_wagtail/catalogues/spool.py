"""A temporary file that groups records by a key in the order in which the keys first came, in flat memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from types import TracebackType

_BATCH = 1_000


class Spool:
    """Rows of ``(key, payload)`` that come back grouped by key. Use it as a context manager; it deletes itself."""

    def __init__(self) -> None:
        # The empty name is SQLite's own temporary database: in memory while small, then in a file nobody else can open.
        # Generators may be closed by another thread (the garbage collector's), so the thread check is off.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            "CREATE TABLE line (place INTEGER PRIMARY KEY, key TEXT NOT NULL, payload BLOB NOT NULL);"
            "BEGIN;"
        )
        self._waiting: list[tuple[str, bytes]] = []

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, key: str, payload: bytes) -> None:
        """Keep ``payload`` under ``key``."""
        self._waiting.append((key, payload))
        if len(self._waiting) >= _BATCH:
            self._write()

    def groups(self) -> Iterator[tuple[str, list[bytes]]]:
        """``(key, payloads)``, payloads in the order in which they came."""
        self._write()
        rows: Iterable[tuple[str, bytes]] = self._database.execute(
            "SELECT key, payload FROM ("
            "  SELECT key, payload, place, min(place) OVER (PARTITION BY key) AS first FROM line"
            ") ORDER BY first, place"
        )
        for key, group in groupby(rows, key=itemgetter(0)):
            yield key, [payload for _key, payload in group]

    def _write(self) -> None:
        self._database.executemany("INSERT INTO line (key, payload) VALUES (?, ?)", self._waiting)
        self._waiting.clear()
