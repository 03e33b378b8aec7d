"""A table of courses with one run each in three versions, served over loopback by a process of its own.

CSV, because the other ways (import-export) read the very same file; every row has to be decoded, grouped, mapped and
cleaned, so none of the formats is cheaper by much.
"""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from opinovi_wagtail.models import CatalogueSource, Course, CourseRun, Partner, RunCode, SyncIssue, SyncRun

ROOT = Path(__file__).parents[3]
# What changes from one version to the next: nothing before the first, every price, the price of each hundredth row.
FIRST, ALL_CHANGED, ONE_PER_CENT = 1, 2, 3
DESCRIPTION = (
    "Kurssilla opitaan perusteet ja harjoitellaan yhdessä pienessä ryhmässä. Aiempaa osaamista ei tarvita. " * 3
)
HEADINGS = (
    "id", "nimi", "kuvaus", "koulutusala", "opetusmuoto", "opetusaika", "opetuskieli", "kunta", "alkaa", "hinta",
)  # fmt: skip
FORMS, TIMES, PLACES = (
    ("lähiopetus", "verkko-opetus"),
    ("päiväopetus", "iltaopetus"),
    ("Turku", "Raisio", "Salo", "Kaarina"),
)


def write_table(path: Path, count: int, version: int = FIRST) -> None:
    """Write ``version`` of the table with ``count`` courses to ``path``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_row(number, version) for number in range(count))


def changed_in(version: int, count: int) -> int:
    """How many of ``count`` rows are not what they were in the version before."""
    return {FIRST: 0, ALL_CHANGED: count, ONE_PER_CENT: (count + 99) // 100}[version]


def _row(number: int, version: int) -> tuple[str, ...]:
    day = dt.date(2027, 1, 11) + dt.timedelta(days=number % 200)
    price = number % 300 + 1 + (version >= ALL_CHANGED) + (version >= ONE_PER_CENT and number % 100 == 0)
    return (
        f"k-{number}", f"Kurssi {number}", f"{number} {DESCRIPTION}", "", FORMS[number % 2], TIMES[number % 2],
        "suomi", PLACES[number % 4], f"{day.day}.{day.month}.{day.year}", f"{price},00",
    )  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """``host:port`` of a server of the files in ``folder``, which lives as long as the block."""
    command = [sys.executable, "-m", "tests.bench.catalogue.server", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            host = process.stdout.readline().strip()
            assert host, "the server of the feed did not start"
            yield host
        finally:
            process.stdin.close()


def allow(host: str) -> None:
    """Let the sync of this process fetch from ``host``, and let it take the time and the bytes of the large cases."""
    given: dict[str, Any] = getattr(settings, "OPINOVI_WAGTAIL", {})
    settings.OPINOVI_WAGTAIL = {
        **given,
        "ALLOWED_INTERNAL_HOSTS": (host,),
        "FETCH_TIMEOUT": 1200,
        "FETCH_MAX_BYTES": 2_000_000_000,
        "SYNC_RUN_MINUTES": 600,
        "SYNC_READS_IN_CHILD": True,  # as on a site
    }


def owners() -> tuple[Partner, CatalogueSource]:
    """The partner and the source that all rows belong to."""
    partner, _created = Partner.objects.get_or_create(slug="bench", defaults={"name": {"fi": "Aurakosken opisto"}})
    source, _created = CatalogueSource.objects.get_or_create(
        slug="bench", defaults={"partner": partner, "format": "csv"}
    )
    return partner, source


def point_at(url: str) -> None:
    """Have the source fetch ``url`` the next time."""
    _partner, source = owners()
    CatalogueSource.objects.filter(pk=source.pk).update(url=url)


def empty() -> None:
    """Remove all rows and all reports."""
    for model in (RunCode, CourseRun, Course, SyncIssue, SyncRun):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {connection.ops.quote_name(model._meta.db_table)} CASCADE")
        else:
            # Looking for rows that refer to each of them would take longer than all that is measured.
            with connection.constraint_checks_disabled():
                model.objects.all()._raw_delete("default")
