"""Sources for the sync tests: one whose feed is made in the test, one whose feed a real HTTP server answers."""

from __future__ import annotations

import pytest
from django.utils import translation

from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from . import made_format
from .feed_server import feed_server
from .process_fixtures import catalogue, services, site, small_site, worker_log  # noqa: F401 - fixtures
from .trial import Trial


@pytest.fixture(autouse=True)
def english():
    """Reports are read here in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def made(settings):
    """The ``made`` format, registered; its feed is empty."""
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CATALOGUE_FORMATS": {"made": made_format.PATH}}
    made_format.FEED.clear()
    made_format.parsed.clear()
    yield made_format
    made_format.FEED.clear()


@pytest.fixture
def source(db, made):
    """A source of the ``made`` format."""
    return make_source(format="made", url=made_format.URL)


@pytest.fixture
def sync(source, frozen):
    """Runs the source once over the items given, at the clock's moment; without any over the feed as it is."""

    def run(*items, **kwargs):
        if items:
            made_format.serve(*items)
        return run_source(source, **kwargs)

    return run


@pytest.fixture
def server(settings):
    """A real HTTP server that sources may reach; every run reads all of it."""
    with feed_server() as running:
        settings.OPINOVI_WAGTAIL = {
            **settings.OPINOVI_WAGTAIL,
            "ALLOWED_INTERNAL_HOSTS": (running.host,),
            "SYNC_COMPLETE_EVERY": 1,
        }
        yield running


@pytest.fixture
def trial(db, server, frozen):
    """A source of 30 events on ``server``, with a good run behind it."""
    return Trial(server, frozen)
