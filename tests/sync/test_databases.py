"""The sync on real database servers: the same tests as on SQLite, run by a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mariadb import NoMariaDB, mariadb

pytestmark = [pytest.mark.services, pytest.mark.slow]
FOLDER = Path(__file__).parent
SAME_TESTS = (
    "test_run.py", "test_withdrawal.py", "test_pins.py", "test_lease.py", "test_registered_events.py",
    "test_stage.py", "test_duplicates.py", "test_foresight.py", "test_what_the_desk_asks.py", "../test_lettercase.py",
)  # fmt: skip


def run_tests_on(url: str, settings: str = "sitecontent.settings.test") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings}
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += [f"--ds={settings}", "--create-db", "--nomigrations", *(str(FOLDER / name) for name in SAME_TESTS)]
    return subprocess.run(
        command, cwd=FOLDER.parents[1], env=environment, capture_output=True, text=True, timeout=600, check=False
    )


def test_the_sync_does_the_same_on_postgresql(postgres):
    done = run_tests_on(postgres.url)
    assert done.returncode == 0, done.stdout[-5000:]


def test_the_sync_does_the_same_on_mariadb():
    try:
        with mariadb() as url:
            done = run_tests_on(url, "tests.settings_mariadb")
    except NoMariaDB as reason:
        pytest.skip(str(reason))
    assert done.returncode == 0, done.stdout[-5000:]
