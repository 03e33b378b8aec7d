"""Fixtures of real servers, shared by all tests of a run: `postgres` and `valkey`, started when first asked for.

Both answer the server object of `sitecontent.devservices` (address: `.url`), so that a test may also hurt it; such a
test leaves it running. Where a server cannot be started the test is skipped with the reason, or fails if
OPINOVI_REQUIRE_SERVICES is set, as it is in CI.
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
    """An empty PostgreSQL of this test process; make a database of your own in it."""
    with started(Postgres()) as server:
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Redis-protocol server of this test process."""
    with started(Valkey()) as server:
        yield server
