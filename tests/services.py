"""Fixtures of real servers, shared by all tests of a run and started when first asked for.

`postgres_url` and `redis_url` are the addresses of servers to work with; DATABASE_URL and REDIS_URL override them.
`postgres` and `valkey` are server objects of `sitecontent.devservices` that a test may also hurt; it leaves them running.
Where a server cannot be started the test is skipped with the reason, or fails if OPINOVI_REQUIRE_SERVICES is set, as it
is in CI.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from sitecontent.devservices import DevServiceError, Postgres, Valkey
from sitecontent.devservices.server import Server

ServerT = TypeVar("ServerT", bound=Server)


@contextmanager
def started(server: ServerT) -> Iterator[ServerT]:
    try:
        server.__enter__()
    except DevServiceError as error:
        if os.environ.get("OPINOVI_REQUIRE_SERVICES"):
            raise
        pytest.skip(str(error))
    try:
        yield server
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this test process; make a database of your own in it."""
    with started(Postgres()) as server:
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Redis-protocol server of this test process."""
    with started(Valkey()) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """Where a PostgreSQL is in which one may create databases."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        return given
    return str(request.getfixturevalue("postgres").url)


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """Where a Redis-protocol server is."""
    return os.environ.get("REDIS_URL") or str(request.getfixturevalue("valkey").url)
