"""Processes that die in the middle of a run, and two that want the same source: real processes on real databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

pytestmark = [pytest.mark.services, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
POINTS = {
    "sqlite": ("before the first write", "between chunks", "inside a chunk", "before the report"),
    "postgresql": ("inside a chunk", "before the report"),
}


class Database:
    """A database of the test's own, and processes on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.vendor = "sqlite" if url.startswith("sqlite") else "postgresql"
        self.run("prepare")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.sync.process_settings",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.sync.process", *arguments],
            cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str):
        with self.start(*arguments) as process:
            return answer_of(process)

    def stopped_at(self, point: str, price: str) -> subprocess.Popen[str]:
        """A run that has come to ``point`` and waits there."""
        process = self.start("sync", price, point)
        assert process.stdout.readline() == '"here"\n', process.stderr.read()
        return process


def answer_of(process):
    out, err = process.communicate("\n", timeout=60)
    assert process.returncode == 0, err
    return json.loads(out.splitlines()[-1])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    if request.param == "sqlite":
        yield Database(f"sqlite:///{tmp_path / 'crash.sqlite3'}")
        return
    server = request.getfixturevalue("postgres")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS crash WITH (FORCE)")
        connection.execute("CREATE DATABASE crash")
    yield Database(server.url.rpartition("/")[0] + "/crash")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE crash WITH (FORCE)")


def test_a_run_killed_anywhere_loses_nothing_and_the_next_one_heals(database):
    assert database.run("sync", "10.00")["created"] == 200
    whole = database.run("count")
    states = ["succeeded"]
    for number, point in enumerate(POINTS[database.vendor]):
        price = f"{number + 20}.00"
        with database.stopped_at(point, price) as process:
            process.kill()

        after = database.run("aftermath", price)

        left, healed = after["left"], after["healed"]
        assert (left["courses"], left["runs"], left["codes"], left["gone"]) == (200, 200, whole["codes"], 0)
        assert all(count % 50 == 0 for count in left["prices"].values()), "a chunk is written whole or not at all"
        assert left["states"] == [*states, "running"]
        assert "being synced already" in after["refused"]["busy"]
        assert after["next"]["state"] == "succeeded"
        states += ["died", "succeeded"]
        assert (healed["prices"], healed["states"], healed["lease"]) == ({price: 200}, states, "")
        assert (healed["courses"], healed["codes"], healed["gone"]) == (200, whole["codes"], 0)


def test_of_two_runs_at_once_one_is_refused_and_the_other_goes_on(database):
    with database.stopped_at("before the first write", "10.00") as first:
        assert "being synced already" in database.run("sync", "20.00")["busy"]
        assert answer_of(first)["created"] == 200
    assert database.run("count")["prices"] == {"10.00": 200}


def test_a_run_that_slept_through_its_lease_does_not_write_over_the_one_that_took_over(database):
    with database.stopped_at("between chunks", "10.00") as sleeper:
        assert database.run("take_over", "20.00")["state"] == "succeeded"
        assert answer_of(sleeper)["state"] == "died"
    count = database.run("count")
    assert count["prices"] == {"20.00": 200}
    assert count["states"] == ["died", "succeeded"]


def test_a_database_that_drops_the_connection_fails_the_run_and_frees_the_source(postgres):
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS dropped WITH (FORCE)")
        admin.execute("CREATE DATABASE dropped")
        database = Database(postgres.url.rpartition("/")[0] + "/dropped")
        with database.stopped_at("between chunks", "10.00") as process:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dropped'")
            answer = answer_of(process)
        assert answer["state"] == "failed"
        assert "unexpected error" in answer["message"]
        assert database.run("count")["lease"] == ""
        assert database.run("sync", "10.00")["state"] == "succeeded"
