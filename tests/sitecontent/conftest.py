"""The starter content with the courses of the partners' feeds, made once for all tests of this folder: it takes seconds."""

from __future__ import annotations

import io
import threading

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from wagtail.models import Site

from sitecontent.devservices.feedserver import FeedHandler, source_addresses
from sitecontent.devservices.loopback import HOST, listen
from sitecontent.devservices.prepare import OPTIONS, PARTNERS
from tests.conftest import NOW


@pytest.fixture(scope="package")
def planted(django_db_setup, django_db_blocker):
    """What ``demo_content`` said, with everything in the database that it and the three feeds have brought."""
    out = io.StringIO()
    outer = transaction.atomic()
    with django_db_blocker.unblock():
        outer.__enter__()
        with time_machine.travel(NOW, tick=False):
            call_command("demo_content", stdout=out)
            _sync()
    yield out.getvalue()
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
    # Wagtail remembers the addresses of sites in the cache, which no transaction gives back.
    Site.clear_site_root_paths_cache()


def _sync():
    with listen(0, FeedHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        allowed = {**django_settings.OPINOVI_WAGTAIL, "ALLOWED_INTERNAL_HOSTS": [f"{HOST}:{server.server_port}"]}
        with override_settings(OPINOVI_WAGTAIL=allowed):
            for name, address in source_addresses(f"http://{HOST}:{server.server_port}").items():
                partner = PARTNERS[name]
                options = {"format": name, "url": address, "partner": partner, "options": OPTIONS.get(name)}
                call_command("opinovi_source", partner, stdout=io.StringIO(), **options)
            call_command("opinovi_sync", stdout=io.StringIO())
        server.shutdown()
        thread.join()


@pytest.fixture
def content(planted, db, frozen):
    """The starter content at the suite's moment; what a test changes is undone."""
    Site.clear_site_root_paths_cache()
    return planted
