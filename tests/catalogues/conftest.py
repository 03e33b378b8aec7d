"""Sentences are compared in the language in which they are written."""

from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """English, whatever the reference site's own language is."""
    with translation.override("en"):
        yield
