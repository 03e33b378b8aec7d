"""The clock stands still for every test of the verbs."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from opinovi_wagtail.registrations.register import Entry


@pytest.fixture(autouse=True)
def clock(frozen, db):
    return frozen


@pytest.fixture
def entry():
    """``entry("Aino")``: somebody's registration; keyword arguments override."""

    def make(name: str = "Aino Virtanen", **fields: Any) -> Entry:
        given = name.split()[0].casefold()
        defaults = {"email": f"{given}@people.example", "submission_key": uuid.uuid4()}
        return Entry(name, **{**defaults, **fields})

    return make
