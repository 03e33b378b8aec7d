"""Processes that are killed in the middle of a run, and two that want the same source: real ones, on PostgreSQL."""

from __future__ import annotations

import pytest

from .site import Catalogue, until

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.xdist_group("site")]


def died_with(seen):
    return f"The report: “{seen['told'][-2]}” The next good run, which the tick began by itself: “{seen['told'][-1]}”"


@pytest.fixture(scope="module")
def large(site, services):
    """A source of 1,000 events, which are written in two chunks."""
    return Catalogue(site, services.feeds, "large", pages=2, size=500)


@pytest.mark.parametrize(
    ("page", "written"),
    [
        pytest.param(page, written, marks=pytest.mark.fault("process", name), id=name)
        for page, written, name in (
            (1, 0, "killed before the first write"),
            (2, 500, "killed between chunks"),
            (3, 1000, "killed after the last chunk, before the report"),
        )
    ],
)
def test_a_killed_run_leaves_whole_chunks_and_the_tick_begins_again(site, large, services, happened, page, written):
    runs, title = len(large.look()["states"]), f"Sivulla {page}"
    large.put(title)
    gate = services.feeds.hold(large.path(page))
    job = site.start("sync", large.slug)
    until(gate.asked.is_set, f"page {page}")
    until(lambda: large.called(title) >= written, f"{written} rows")

    job.kill()

    left = large.called(title)
    assert (left, large.look()["states"][-1]) == (written, "running")
    assert "being synced already" in site.do("sync", large.slug), "nobody knows yet that it is dead"
    gate.opened.set()
    site.do("let_time_pass", large.slug)
    assert site.do("tick", False) == []
    seen = large.ended(runs + 2)
    assert (seen["states"][-2:], large.called(title)) == (["died", "succeeded"], 1000)
    assert (seen["busy"], seen["failures"]) == (False, 0)
    happened(f"Of 1000 changed rows {left} had been written, the others stayed as they were. {died_with(seen)}")


@pytest.mark.fault("process", "two workers on one source")
def test_of_two_workers_one_is_refused_and_the_other_goes_on(site, services, happened):
    catalogue = Catalogue(site, services.feeds, "aurakoski")
    catalogue.put("Kahdesti")
    gate = services.feeds.hold(catalogue.path(2))
    first = site.start("sync", catalogue.slug)
    until(gate.asked.is_set, "the first worker")
    told = site.do("sync", catalogue.slug)
    assert "being synced already" in told
    gate.opened.set()
    assert first.answer() == ""
    seen = catalogue.look()
    assert (seen["states"], catalogue.called("Kahdesti")) == (["succeeded", "succeeded"], catalogue.count)
    happened(
        f"The second was refused: “{told.partition('. ')[0]}.” The first went on: “{seen['told'][-1]}” "
        f"There are {len(seen['states'])} runs: the good one before, and the first."
    )
