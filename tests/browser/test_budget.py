"""What a page costs that is opened for the first time: nothing from elsewhere, little to load, and nothing that jumps."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest

from opinovi_wagtail import links

from .conftest import PHONE
from .world import addresses_of_courses, addresses_of_events, addresses_of_guides, form_of

PAGE_BYTES = 150_000  # without compression, everything together
CSS_BYTES = 25_000  # compressed
STYLESHEETS = 3

# Every shift since the page began to load, as one number.
SHIFTED = """() => new Promise(resolve => {
    let sum = 0
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) sum += entry.value
    }).observe({type: 'layout-shift', buffered: true})
    requestAnimationFrame(() => setTimeout(() => resolve(sum), 0))
})"""


class Loaded:
    """What the browser has been sent since this began to listen, by address."""

    def __init__(self, page):
        self.responses = []
        page.on("response", lambda response: self.responses.append(response))

    def of(self, kind):
        return {response.url: response for response in self.responses if response.request.resource_type == kind}

    @property
    def size(self):
        return sum(len(response.body()) for response in self.responses)


@pytest.mark.parametrize("window", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "wide"])
def test_the_page_of_an_event_is_light_still_and_asks_nobody_else(visit, world, window):
    visitor = visit(viewport=window)
    loaded = Loaded(visitor.page)
    page = visitor.open(links.url_for(world.events["open"], "fi"))
    page.wait_for_load_state("networkidle")
    assert {urlsplit(response.url).netloc for response in loaded.responses} == {urlsplit(visitor.site).netloc}
    assert loaded.of("stylesheet") and loaded.size < PAGE_BYTES
    assert len(loaded.of("stylesheet")) <= STYLESHEETS
    assert loaded.of("script") == loaded.of("font") == {}
    assert page.evaluate(SHIFTED) == 0
    assert not visitor.refused


def test_all_style_sheets_of_the_public_pages_together_are_small_and_there_is_no_script(visit, world):
    visitor = visit()
    loaded = Loaded(visitor.page)
    pages = [
        world.tree.homes["fi"].url,
        addresses_of_courses(world, "fi")["courses"],
        addresses_of_courses(world, "fi")["course-several runs"],
        addresses_of_events(world, "fi")["event-group"],
        addresses_of_guides(world, "fi")["guide-in force"],
        form_of(world.events["open"], "fi"),
    ]
    for address in pages:
        visitor.open(address)
    sheets = {urlsplit(url).path: response.body() for url, response in loaded.of("stylesheet").items()}
    assert "/static/opinovi_wagtail/opinovi.css" in sheets
    assert sum(len(gzip.compress(sheet)) for sheet in sheets.values()) < CSS_BYTES
    assert loaded.of("script") == {}


def test_nothing_fades_in_while_a_page_loads(visit, world):
    """A button on its way from the browser's grey to its own colour is white on grey as long as a slow machine needs."""
    page = visit().open(addresses_of_events(world, "fi")["events"])
    fading = "all => all.filter(one => getComputedStyle(one).transitionDuration != '0s').map(one => one.className)"
    assert page.eval_on_selector_all("*", fading) == []
