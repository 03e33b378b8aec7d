"""Dark, at 400 per cent, in forced colours and with reduced motion: what is there can be read and found."""

from __future__ import annotations

import pytest

from . import faults, walk
from .conftest import PHONE
from .keyboard import tab_through
from .world import addresses_of_courses, addresses_of_events, addresses_of_guides, form_of

# A window of 1280 by 1024 pixels at 400 per cent.
ENLARGED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
SUBJECTS = {"courses": addresses_of_courses, "events": addresses_of_events, "guides": addresses_of_guides}


@pytest.fixture
def dark(visit):
    return visit(color_scheme="dark", reduced_motion="reduce", **ENLARGED)


def seen_in_the_dark(visitor):
    """The faults of the page that is open, and that it is dark at all."""
    page = visitor.page
    faults.opened(page)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = [int(part) for part in ground[4:-1].split(",")[:3] if int(part) > 60]
    return faults.low_contrast(page) + faults.too_wide(page) + [f"is light: {ground}" for _part in light[:1]]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_lists_and_details_can_be_read_in_the_dark_at_400_per_cent(dark, world, subject):
    found = []
    for name, address in SUBJECTS[subject](world, "fi").items():
        dark.open(address)
        found += [f"{name}: {fault}" for fault in seen_in_the_dark(dark)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("states", [walk.states_of_the_form, walk.states_of_self_service], ids=["form", "self-service"])
def test_the_way_of_a_registration_can_be_read_in_the_dark_at_400_per_cent(dark, world, states):
    found = [f"{name}: {fault}" for name in states(dark, world, "fi") for fault in seen_in_the_dark(dark)]
    assert not found, "\n".join(found)


# What moves, and buttons and banners that only a colour would tell from the rest: forced colours take it away.
MOVING = """() => [...document.querySelectorAll('*')].filter(element => {
    const style = getComputedStyle(element)
    return style.animationName !== 'none' || style.transitionDuration.split(', ').some(time => parseFloat(time) > 0)
}).map(element => element.outerHTML.slice(0, 120))"""
UNBOUNDED = """() => [...document.querySelectorAll('.opinovi-button, .opinovi-banner, .opinovi-summary, .opinovi-input')]
    .filter(element => {
        const style = getComputedStyle(element)
        const [ground, border] = [style.backgroundColor, style.borderTopColor]
        return style.borderTopStyle === 'none' || parseFloat(style.borderTopWidth) < 1 || border === ground
    }).map(element => element.outerHTML.slice(0, 120))"""


def test_in_forced_colours_everything_has_an_edge_the_focus_is_seen_and_nothing_moves(visit, world):
    visitor = visit(forced_colors="active", reduced_motion="reduce", viewport=PHONE)
    page = visitor.page
    for address in (
        f"{world.tree.courses['fi'].url}?starts_after=x&form=none",
        addresses_of_events(world, "fi")["event-open"],
        addresses_of_events(world, "fi")["event-cancelled"],
        addresses_of_guides(world, "fi")["guide-ended"],
        form_of(world.events["open"], "fi"),
    ):
        visitor.open(address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(MOVING) == []
        assert page.evaluate(UNBOUNDED) == []
        assert len(tab_through(page)) > 5
    assert not visitor.refused
