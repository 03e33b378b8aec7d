"""Catalogue sync: 100,000 courses with one run each, end to end (fetch over loopback, parse, compare, apply).

Search documents and the codes for facets are made and written as always, though nothing it is measured against does that.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import connection

from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.run import run_source
from tests.bench.catalogue.blind import BATCH, RawRows, Rows
from tests.bench.catalogue.feed import (
    ALL_CHANGED,
    FIRST,
    ONE_PER_CENT,
    allow,
    changed_in,
    empty,
    owners,
    point_at,
    served,
    write_table,
)
from tests.bench.catalogue.memory import is_measurable, measured_worker
from tests.bench.catalogue.usual import MODES, imported
from tests.bench.ratio import ROUNDS, Ratio, Way, medians

SECTION = "sync"
COUNT = 100_000
# Import-export needs minutes for all rows. It does the same work for each, one after the other, so its rate on fewer is
# its rate; that its tables are smaller then is kind to it.
PART = 2_000
LESS, MORE = 10_000, 1_000_000
CASES = {"first load": FIRST, "100 % changed": ALL_CHANGED, "1 % changed": ONE_PER_CENT, "unchanged": ONE_PER_CENT}
BARS = {
    "postgresql": {"first load": 1.5, "100 % changed": 1.5, "1 % changed": 5, "unchanged": 7},
    "sqlite": {"first load": 1, "100 % changed": 1, "1 % changed": 3, "unchanged": 4},
}
MORE_THAN_IMPORT_EXPORT = 10


def measure(*, full: bool) -> Iterator[Ratio]:
    """The ratios of the section on the database of this process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder) as host:
            allow(host)
            yield from speed(folder, host, rounds=ROUNDS if full else 1)
            if full and is_measurable():
                yield from memory(folder, host)


def speed(folder: Path, host: str, *, rounds: int) -> Iterator[Ratio]:
    """Each case against all rows written blindly, and against import-export. A round is minutes, so it is one by default."""
    for version in (FIRST, ALL_CHANGED, ONE_PER_CENT):
        write_table(folder / f"{version}.csv", COUNT, version)
    rows = Rows(folder / f"{FIRST}.csv", *owners())
    # What is kept for the other ways must not burden the collection of garbage in any.
    gc.collect()
    gc.freeze()
    ours = [Way(lambda case=case: synced(case), lambda case=case: prepare(case, host)) for case in CASES]
    blind = [Way(rows.bulk_create, empty), Way(rows.bulk_create, rows.change)]
    *taken, blind_first, blind_again = medians(*ours, *blind, rounds=rounds)
    yield from against(f"bulk_create(update_conflicts), {BATCH} a batch", taken, blind_first, blind_again, BARS)
    if connection.vendor == "postgresql":
        raw = RawRows(rows)
        rows.change()
        changed = RawRows(rows)
        raw_first, raw_again = medians(Way(raw.merge, empty), Way(changed.merge), rounds=rounds)
        yield from against("bare COPY and MERGE", taken, raw_first, raw_again, {})
    yield from against_import_export(folder, taken, rounds=rounds)


def against(
    what: str, ours: list[float], first: float, again: float, bars: dict[str, dict[str, float]]
) -> Iterator[Ratio]:
    """The cases against ``first``, the seconds for all rows in empty tables, and ``again``, those over rows that are there."""
    for case, taken in zip(CASES, ours, strict=True):
        theirs = first if case == "first load" else again
        yield ratio(case, what, taken, theirs, bars.get(connection.vendor, {}).get(case))


def against_import_export(folder: Path, ours: list[float], *, rounds: int) -> Iterator[Ratio]:
    documents = {version: head(folder / f"{version}.csv") for version in (FIRST, ALL_CHANGED, ONE_PER_CENT)}
    for mode in MODES:
        ways = [
            Way(
                lambda version=version, new=case == "first load", mode=mode: imported(
                    documents[version], mode, new=new
                ),
                empty if case == "first load" else lambda: None,
            )
            for case, version in CASES.items()
        ]
        theirs = medians(*ways, rounds=rounds)
        bar = MORE_THAN_IMPORT_EXPORT if mode == "default mode" and connection.vendor in BARS else None
        for case, taken, part in zip(CASES, ours, theirs, strict=True):
            yield ratio(case, f"import-export, {mode} ({PART:,} rows)", taken, part * COUNT / PART, bar)


def memory(folder: Path, host: str) -> Iterator[Ratio]:
    """A worker of its own, its feed in one document of so many records."""
    taken = {}
    for count in (LESS, MORE):
        write_table(folder / f"{count}.csv", count)
        empty()
        point_at(f"http://{host}/{count}.csv")
        taken[count] = measured_worker(host)
    less, more = taken[LESS], taken[MORE]
    yield Ratio(
        SECTION, f"peak memory, {MORE:,} records", connection.vendor, f"{LESS:,} records",
        ratio=more.peak_bytes / less.peak_bytes, at_most=1.3,
        rate=more.peak_bytes / 1e6, rate_against=less.peak_bytes / 1e6, rate_unit="MB",
    )  # fmt: skip
    # A run must not slow down as the tables grow.
    rate, rate_against = MORE / more.seconds, LESS / less.seconds
    yield Ratio(
        SECTION, f"rate of a first load, {MORE:,} records", connection.vendor, f"{LESS:,} records",
        ratio=rate / rate_against, at_least=0.8, rate=rate, rate_against=rate_against,
    )  # fmt: skip


def prepare(case: str, host: str) -> None:
    """The cases follow each other: the rows of one are what the next one finds."""
    if case == "first load":
        empty()
    point_at(f"http://{host}/{CASES[case]}.csv")


def synced(case: str) -> None:
    run = run_source(owners()[1])
    assert run.state == RunState.SUCCEEDED, run.message
    updated = 0 if case in ("first load", "unchanged") else changed_in(CASES[case], COUNT)
    created = COUNT if case == "first load" else 0
    expected = {"created": created, "updated": updated, "unchanged": COUNT - created - updated}
    counted = {name: getattr(run, name) for name in expected}
    assert counted == expected, counted


def head(path: Path) -> bytes:
    with path.open("rb") as file:
        return b"".join(islice(file, PART + 1))


def ratio(case: str, against: str, ours: float, theirs: float, at_least: float | None) -> Ratio:
    return Ratio(
        SECTION, f"{case}, {COUNT:,}", connection.vendor, against,
        ratio=theirs / ours, at_least=at_least, rate=COUNT / ours, rate_against=COUNT / theirs,
    )  # fmt: skip
