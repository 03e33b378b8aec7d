"""Two workers share the sources of a site; when one is killed in the middle, the other and the tick finish its work."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from .site import started_worker, until
from .trial import event, page

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.xdist_group("site")]
SOURCES, EVENTS = 40, 5


def slowly(body):
    """An answer that takes its time, so that both workers have something to do."""

    def write(handler):
        time.sleep(0.1)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return write


@pytest.mark.fault("process", "one of two workers killed among forty sources")
def test_two_workers_share_forty_sources_and_killing_one_loses_nothing(site, services, happened):
    for number in range(SOURCES):
        body = page([event(number * EVENTS + n) for n in range(EVENTS)])
        services.feeds.answers[f"/many/{number}/v1/event/"] = slowly(body)
    site.do("make_many", SOURCES, services.feeds.url("/many/"))

    def finished():
        return sum(seen["states"][-1:] == ["succeeded"] for seen in site.do("many"))

    with started_worker(site, "one") as one, started_worker(site, "two") as two:
        until(lambda: one.is_ready() and two.is_ready(), "both workers")
        assert site.do("tick", True) == []
        until(lambda: one.done >= 3 and two.done >= 3, "work of both")
        assert finished() < SOURCES, "one is killed while there is work"
        two.kill()
        # What it had taken waits for the end of its lease; a tick then hands it out again.
        until(lambda: site.do("waiting") == 0 and finished() >= SOURCES - 1, "the other worker")
        shared = two.done
        site.do("let_time_pass", "many-")
        assert site.do("tick", True) == []
        until(lambda: finished() == SOURCES, "what the killed worker had held")

    seen = site.do("many")
    states = Counter(state for source in seen for state in source["states"])
    assert [source["events"] for source in seen] == [EVENTS] * SOURCES
    assert not any(source["busy"] for source in seen)
    assert states["succeeded"] == SOURCES, "no source was run twice"
    assert states["died"] <= 1
    assert shared >= 3
    happened(
        f"Both had worked when one was killed. {states['succeeded']} of {SOURCES} sources were synced, each once, with"
        f" {EVENTS} events each; the other worker did the rest."
    )
