"""Fixtures of real processes on a PostgreSQL of their own, shared by the tests of faults, which may stop and start it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitecontent.devservices import Postgres, Valkey
from tests.services import started

from .feed_server import FeedServer, feed_server
from .site import Catalogue, Site, worker

_numbers = itertools.count(1)


@dataclass
class Services:
    """What the site works with."""

    feeds: FeedServer
    postgres: Postgres
    valkey: Valkey


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    with feed_server() as feeds, started(Postgres()) as postgres, started(Valkey()) as valkey:
        yield Services(feeds, postgres, valkey)


@pytest.fixture(scope="session")
def site(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Processes on ``services``."""
    with Site(environment(services, services.postgres.url), tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def small_site(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Processes on SQLite."""
    folder = tmp_path_factory.mktemp("small-site")
    with Site(environment(services, f"sqlite:///{folder / 'site.sqlite3'}"), folder) as running:
        yield running


@pytest.fixture(scope="session")
def worker_log(site: Site) -> Iterator[Path]:
    """The log of a worker that lives through all that happens to the services."""
    with worker(site) as log:
        yield log


@pytest.fixture
def catalogue(site: Site, services: Services) -> Catalogue:
    """A source with 20 events and a good run behind it."""
    return Catalogue(site, services.feeds, f"source-{next(_numbers)}")


def environment(services: Services, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.sync.worker_settings",
        "DATABASE_URL": database,
        "REDIS_URL": str(services.valkey.url),
        "FEED_HOST": services.feeds.host,
    }
