"""Databases for races, the program that runs them, and a mail server that notes what it accepted."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller

from sitecontent.devservices.server import free_port

ROOT = Path(__file__).parents[2]


class Sink:
    """What an SMTP server has accepted."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 accepted"

    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]


@pytest.fixture
def sink() -> Iterator[Sink]:
    handler = Sink(free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def environment(database_url: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "PYTHONWARNINGS"}}
    return {**kept, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.races.settings", **more}


def run(name: str, database_url: str, **more: str) -> Any:
    """Runs one race and answers what came of it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.runner", name],
        cwd=ROOT,
        env=environment(database_url, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def on_postgres(postgres) -> str:
    """The address of a PostgreSQL database with our tables."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE races")
    url = postgres.url.rpartition("/")[0] + "/races"
    run("prepare", url)
    return url


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory) -> str:
    """The address of an SQLite file with our tables."""
    url = f"sqlite:///{tmp_path_factory.mktemp('races') / 'races.sqlite3'}"
    run("prepare", url)
    return url


@pytest.fixture(params=["postgresql", "sqlite"])
def database(request) -> str:
    return request.getfixturevalue({"postgresql": "on_postgres", "sqlite": "on_sqlite"}[request.param])


@pytest.fixture
def racing(database) -> Callable[..., Any]:
    return lambda name, **more: run(name, database, **more)
