"""What changed since: asked with an hour of overlap, believed only for what it says, and checked by complete runs."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from opinovi_wagtail.models import CatalogueSource, Event
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from .test_over_http import linked, page

pytestmark = pytest.mark.django_db

PATH = "/v1/event/"


def utc(moment):
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


class LinkedEventsServer:
    """Events by identifier; answers like Linked Events: changes only, deleted ones, one event, those of a series."""

    def __init__(self, server):
        self.server, self.events, self.asked = server, {}, []
        server.answers = self

    def get(self, path, default=None):
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, asked))
        if parts.path != PATH:
            found = self.events.get(parts.path.removeprefix(PATH).rstrip("/"))
            return self._answer(json.dumps(found).encode()) if found else default
        shown = [
            event
            for event in self.events.values()
            if event["last_modified_time"] >= asked.get("last_modified_since", "")
            and (asked.get("show_deleted") or not event.get("deleted"))
            and asked.get("super_event", "") in str(event.get("super_event", ""))
        ]
        return self._answer(page(shown))

    def _answer(self, body):
        def write(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return write

    def put(self, remote_id, modified, **fields):
        self.events[remote_id] = linked(remote_id, last_modified_time=utc(modified), **fields)


@pytest.fixture
def city(server, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "SYNC_COMPLETE_EVERY": 10}
    return LinkedEventsServer(server)


@pytest.fixture
def source(db, city, server):
    return make_source(format="linked-events", url=server.url(PATH))


def run(source):
    return run_source(CatalogueSource.objects.get(pk=source.pk))


def since(city):
    """The moment that the last request for the list asked with."""
    return next((asked.get("last_modified_since") for path, asked in reversed(city.asked) if path == PATH), None)


def test_the_second_run_asks_for_what_changed_with_an_hour_of_overlap_and_takes_tombstones(city, source, frozen, now):
    for n in range(4):
        city.put(f"a:{n}", now - dt.timedelta(days=9))
    first = run(source)
    assert (first.created, first.complete, since(city)) == (4, True, None)

    frozen.shift(dt.timedelta(hours=6))
    city.put("a:0", now + dt.timedelta(hours=5), name={"fi": "Uusi nimi"})
    city.put("a:1", now + dt.timedelta(hours=5), deleted=True)
    second = run(source)

    assert since(city) == utc(now - dt.timedelta(hours=1))
    assert (second.updated, second.withdrawn, second.missing, second.complete) == (1, 1, 0, False)
    assert Event.objects.filter(withdrawn_at=None).count() == 3


def test_the_watermark_stays_while_a_record_could_not_be_taken(city, source, frozen, now):
    city.put("a:1", now - dt.timedelta(days=9))
    run(source)
    frozen.shift(dt.timedelta(hours=6))
    city.put("a:2", now + dt.timedelta(hours=5), start_time=None, end_time=None)
    for n in range(3, 9):
        city.put(f"a:{n}", now + dt.timedelta(hours=5))
    failed = run(source)
    assert (failed.state, failed.failed) == ("succeeded", 1)
    frozen.shift(dt.timedelta(hours=6))
    run(source)
    assert since(city) == utc(now - dt.timedelta(hours=1)), "what was not taken is asked for again"


def test_every_so_many_runs_everything_is_read_and_absences_count(city, source, settings, frozen, now):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "SYNC_COMPLETE_EVERY": 3}
    for n in range(9):
        city.put(f"a:{n}", now - dt.timedelta(days=9))
    complete = []
    for _round in range(7):
        complete.append(run(source).complete)
        frozen.shift(dt.timedelta(hours=6))
        city.events.pop("a:8", None)
    assert complete == [True, False, False, True, False, False, True]
    assert Event.objects.exclude(missing_since=None).count() == 1


def test_a_source_that_is_set_up_differently_reads_everything(city, source, frozen, now):
    city.put("a:1", now)
    run(source)
    CatalogueSource.objects.filter(pk=source.pk).update(options={"licence": "CC BY 4.0"})
    frozen.shift(dt.timedelta(hours=6))
    assert run(source).complete
    assert since(city) is None


def test_a_preview_reads_everything(city, source, frozen, now):
    city.put("a:1", now)
    run(source)
    frozen.shift(dt.timedelta(hours=6))
    assert run_source(CatalogueSource.objects.get(pk=source.pk), dry_run=True).unchanged == 1
    assert since(city) is None


def test_a_changed_gathering_brings_its_whole_series(city, source, frozen, now):
    city.put("a:s", now - dt.timedelta(days=9), super_event_type="recurring")
    for n in range(3):
        superior = {"@id": f"https://city.example{PATH}a:s/"}
        starts = f"2026-12-0{n + 1}T15:00:00Z"
        city.put(f"a:{n}", now - dt.timedelta(days=9), super_event=superior, start_time=starts, end_time=None)
    run(source)
    series = Event.objects.get()
    assert series.meetings.count() == 3

    frozen.shift(dt.timedelta(hours=6))
    superior = {"@id": f"https://city.example{PATH}a:s/"}
    city.put("a:1", now + dt.timedelta(hours=5), super_event=superior, start_time="2026-12-09T15:00:00Z", end_time=None)
    second = run(source)

    assert (second.updated, second.created) == (1, 0)
    starts = sorted(f"{meeting.starts_at:%d.%m.}" for meeting in series.meetings.all())
    assert starts == ["01.12.", "03.12.", "09.12."]


def test_a_series_that_cannot_be_looked_up_waits_and_says_so(city, source, frozen, now):
    city.put("a:9", now - dt.timedelta(days=9))
    run(source)
    frozen.shift(dt.timedelta(hours=6))
    city.put("a:1", now + dt.timedelta(hours=5), super_event={"@id": f"https://city.example{PATH}a:gone/"})
    second = run(source)
    assert (second.state, second.created) == ("succeeded", 0)
    assert "a:gone could not be looked up" in second.issues.get().message
