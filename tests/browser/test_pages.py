"""Every public page in every state, in three languages: accessible, narrow, open to spacing, and without code."""

from __future__ import annotations

import pytest

from . import walk
from .faults import texts_in_one_language
from .world import LANGUAGES, addresses_of_courses, addresses_of_events, addresses_of_guides

SUBJECTS = {"courses": addresses_of_courses, "events": addresses_of_events, "guides": addresses_of_guides}


def in_one_language_also_wide(language):
    """Layout does not depend on the language; what is long in one fits in the others if it is not cut off on a phone."""
    return language == LANGUAGES[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_lists_and_details_have_no_fault(visit, world, subject, language):
    texts = texts_in_one_language()
    visitor = visit()
    found = []
    for name, address in SUBJECTS[subject](world, language).items():
        visitor.open(address)
        visitor.shoot(f"{language}-{name}")
        faults = visitor.faults(language, texts, wide=in_one_language_also_wide(language))
        found += [f"{name}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_broke_is_told_on_a_page_without_fault(visit, tree, language):
    visitor = visit()
    walk.broken(visitor, tree.courses[language].url)
    visitor.shoot(f"{language}-broken")
    assert visitor.faults(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("states", [walk.states_of_the_form, walk.states_of_self_service], ids=["form", "self-service"])
def test_the_way_of_a_registration_has_no_fault(visit, world, states, language):
    texts = texts_in_one_language()
    visitor = visit()
    found = []
    for name in states(visitor, world, language):
        visitor.shoot(f"{language}-{name}")
        faults = visitor.faults(language, texts, wide=in_one_language_also_wide(language))
        found += [f"{name}: {fault}" for fault in faults]
    assert not found, "\n".join(found)
