"""Fixtures that every folder of tests may use; those of real servers are in ``services.py``."""

from __future__ import annotations

import datetime as dt
import gc
from zoneinfo import ZoneInfo

import pytest
import time_machine

pytest_plugins = ["tests.services", "tests.wheel", "tests.reliability"]

# Hundreds of thousands of objects of Wagtail and Django live as long as the run; looking through them every 700
# allocations, as Python does by default, takes a sixth of its time.
gc.set_threshold(100_000, 20, 50)

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=HELSINKI)


@pytest.fixture
def now():
    """The moment at which the suite's clock stands: Tuesday 24 November 2026, noon in Helsinki."""
    return NOW


@pytest.fixture
def frozen(now):
    """The clock, stopped at ``now``; ``frozen.move_to(moment)`` and ``frozen.shift(delta)`` move it."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def locales(db):
    """Wagtail locales fi, sv and en, fi being the default."""
    from wagtail.models import Locale

    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("fi", "sv", "en")}
