"""A small site in three languages for the tests of the public pages."""

from __future__ import annotations

import copy

import pytest
import time_machine
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Site

from tests.conftest import NOW


@pytest.fixture(autouse=True)
def clock(frozen):
    return frozen


@pytest.fixture
def said():
    """``said("sv", "Name")``: how a source sentence reads in a language, without its values."""
    from django.utils.translation import gettext

    def say(language: str, sentence: str, **values: object) -> str:
        with override(language):
            text = gettext(sentence)
        return text % values if values else text

    return say


@pytest.fixture(scope="package")
def planted(django_db_setup, django_db_blocker):
    """The tree, made once for all tests of this folder: making it takes longer than most of them. Gone after the last."""
    from sitecontent.starter.tree import make_tree

    outer = transaction.atomic()
    with django_db_blocker.unblock():
        outer.__enter__()
        with time_machine.travel(NOW, tick=False):
            made = make_tree()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
    # Wagtail remembers the addresses of sites in the cache, which no transaction gives back.
    Site.clear_site_root_paths_cache()


@pytest.fixture
def tree(planted, db):
    """The reference site's pages: a front page and the indexes of courses, events and guides in fi, sv and en."""
    Site.clear_site_root_paths_cache()
    return copy.deepcopy(planted)
