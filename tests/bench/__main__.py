"""Runs the sections on each database, prints the table, writes bench.json; exit status 1 when a bar is missed.

PostgreSQL and SQLite have bars; MariaDB is printed beside them where the machine has it.
"""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitecontent.devservices.postgres import database_url
from tests.mariadb import NoMariaDB, mariadb

from . import sections
from .ratio import Ratio

ROOT = Path(__file__).parents[2]
DATABASES = ("postgresql", "sqlite", "mariadb")


def main(wanted: list[str]) -> int:
    known = [module.name for module in pkgutil.iter_modules(sections.__path__)]
    if unknown := set(wanted) - set(known):
        print(f"There is no section {', '.join(sorted(unknown))}. The sections are: {', '.join(known)}.")
        return 2
    ratios = []
    print(f"{'section':<10} {'case':<42} {'database':<11} {'against':<46} {'rows/s':>17} {'ratio':>7}  bar")
    for section in wanted or known:
        for database in DATABASES:
            try:
                for ratio in measured(section, database):
                    print(line(ratio), flush=True)
                    ratios.append(ratio)
            except NoMariaDB as reason:
                print(f"{section}: {reason}")
    (ROOT / "bench.json").write_text(json.dumps([ratio.shown() for ratio in ratios], indent=1) + "\n")
    missed = [ratio for ratio in ratios if not ratio.holds]
    if missed:
        print(f"{len(missed)} of {len(ratios)} ratios missed their bar.")
    return bool(missed)


def measured(section: str, database: str) -> Iterator[Ratio]:
    with address(database) as url:
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        command = [sys.executable, "-m", "tests.bench.child", section]
        with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for told in process.stdout:
                yield Ratio(**json.loads(told))
        if process.returncode:
            raise SystemExit(f"The section {section} failed on {database}.")


@contextmanager
def address(database: str) -> Iterator[str]:
    """Where an empty database is that is gone afterwards."""
    if database == "postgresql":
        with database_url() as url:
            yield url
        return
    if database == "mariadb":
        with mariadb() as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


def line(ratio: Ratio) -> str:
    bar = f"≥ {ratio.at_least:g}" if ratio.at_least else f"≤ {ratio.at_most:g}" if ratio.at_most else "–"
    rates = f"{ratio.rate:,.0f}/{ratio.rate_against:,.0f} {ratio.rate_unit}".strip() if ratio.rate else ""
    return (
        f"{ratio.section:<10} {ratio.case:<42} {ratio.database:<11} {ratio.against:<46} {rates:>17} {ratio.ratio:>7.2f}"
        f"  {bar}{'' if ratio.holds else '  MISSED'}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
