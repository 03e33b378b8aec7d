"""A small site in three languages for the tests of the public pages."""

from __future__ import annotations

import pytest
from django.utils.translation import override


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


@pytest.fixture
def tree(db):
    """The reference site's pages: a front page and the indexes of courses, events and guides in fi, sv and en."""
    from sitecontent.starter.tree import make_tree

    return make_tree()
