"""What a partner's server may answer instead of its feed: through whole runs, with a good run before and after."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib

import pytest

from opinovi_wagtail.models import Event
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync import withdraw
from opinovi_wagtail.sync.run import run_source

from .trial import EVENTS, PATH, SIZE, as_json, event, events, page, put

pytestmark = pytest.mark.django_db
JSON = {"Content-Type": "application/json"}
LOGIN_PAGE = b"<!DOCTYPE html><html><title>Log in</title><form><input name=user></form></html>"


def fault(*values, name, **kwargs):
    return pytest.param(*values, marks=pytest.mark.fault("feed", name), id=name, **kwargs)


def setting(settings, **values):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, **values}


@pytest.mark.fault("feed", "truncated")
@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        pytest.param(PATH, page(events())[:900], {"Content-Length": "5000", "Connection": "close"}, id="by its length"),
        pytest.param(PATH, page(events())[:900], {}, id="inside the JSON"),
        pytest.param(PATH, gzip.compress(page(events()))[:-30], {"Content-Encoding": "gzip"}, id="inside the gzip"),
        pytest.param(f"{PATH}?page=3", page(events())[:900], {}, id="on the third page"),
    ],
)
def test_a_truncated_feed_fails_the_run_and_nothing_is_missing(trial, server, happened, path, body, headers):
    server.answer(path, body, headers=headers)
    run = trial.run()
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    trial.heal()
    happened(trial.story)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        fault(500, b"Internal error", {}, name="500"),
        fault(304, b"", {}, name="304 without a cache"),
        fault(200, LOGIN_PAGE, {"Content-Type": "text/html"}, name="200 with an HTML login page"),
        fault(302, b"", {"Location": PATH}, name="redirect loop"),
    ],
)
def test_an_answer_that_is_no_feed_fails_the_run_with_a_sentence(trial, server, happened, status, body, headers):
    server.answer(PATH, body, status, headers)
    run = trial.run()
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "429 with Retry-After")
def test_a_server_that_asks_for_a_pause_gets_it(trial, server, happened):
    server.answer(PATH, b"", 429, {"Retry-After": "7200"})
    run = trial.run()
    trial.source.refresh_from_db()
    hours = (trial.source.next_run_at - run.started_at) / dt.timedelta(hours=1)
    assert hours == 2
    trial.told.append(f"The next try is {hours:.0f} hours later, as was asked.")
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "200 with an empty list")
def test_an_empty_feed_withdraws_nothing_until_a_person_says_so(trial, server, happened):
    server.answer(PATH, page([]))
    run = trial.run()
    assert (run.state, run.parked, run.missing) == (RunState.SUCCEEDED, EVENTS, EVENTS)
    trial.heal()
    assert withdraw.open_parked(trial.source) is None
    happened(trial.story)


@pytest.mark.fault("feed", "wrong charset")
def test_a_feed_in_another_encoding_than_it_says_is_understood(trial, server, happened):
    """Windows-1252, called UTF-8; the words come out as they were."""
    body = page(events(), None, EVENTS).decode().encode("cp1252")
    server.answer(PATH, body, headers={"Content-Type": "application/json; charset=utf-8"})
    run = trial.run()
    assert (run.state, run.updated) == (RunState.SUCCEEDED, EVENTS)
    assert Event.objects.get(remote_id="demo:7").title == {"fi": "Päivä 7"}
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "ids reused")
@pytest.mark.parametrize("when", ["in one feed", "from one day to the next"])
def test_an_identifier_that_is_used_again_is_not_taken_for_two_records(trial, server, happened, when):
    """In one feed the first record keeps it. On another day nobody can tell it from a change, and it is undone like one."""
    other = event(4, name={"fi": "Aivan muu tapahtuma"})
    if when == "in one feed":
        put(server, [*events(), other])
        run = trial.run()
        assert (run.state, run.failed, run.missing) == (RunState.SUCCEEDED, 1, 0)
    else:
        put(server, [other if number == 4 else event(number) for number in range(EVENTS)])
        run = trial.run(changed=("demo:4",))
        assert (run.state, run.updated, run.missing) == (RunState.SUCCEEDED, 1, 0)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "duplicate ids")
def test_a_record_that_comes_twice_is_taken_once(trial, server, happened):
    put(server, [*events(), event(4), event(29)])
    run = trial.run()
    assert (run.state, run.failed, run.created, run.unchanged) == (RunState.SUCCEEDED, 0, 0, EVENTS)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "duplicate keys")
@pytest.mark.parametrize("where", ["in a record", "around the records"])
def test_of_a_key_that_stands_twice_the_last_one_counts(trial, server, happened, where):
    body = page(events())
    if where == "in a record":
        first = as_json(event(0))
        body = body.replace(first, as_json({"name": {"fi": "Väärä"}})[:-1] + b", " + first[1:])
        assert first not in body
    else:
        body = b'{"data": [], ' + body[1:]
    server.answer(PATH, body)
    run = trial.run()
    assert (run.state, run.failed, run.missing) == (RunState.SUCCEEDED, 0, 0)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "99 % vanished")
def test_a_feed_that_shrank_to_a_hundredth_is_held_back_for_a_person(trial, server, happened):
    put(server, events(100))
    trial.clock.shift(60)
    assert run_source(trial.source).created == 70
    trial.before = trial.rows()
    put(server, events(1))
    run = trial.run()
    assert (run.state, run.parked, run.missing) == (RunState.SUCCEEDED, 99, 99)
    trial.heal(100)
    assert withdraw.open_parked(trial.source) is None
    happened(trial.story)


@pytest.mark.fault("feed", "ten times bigger")
@pytest.mark.parametrize("size", ["within the limit", "beyond the limit"])
def test_a_feed_that_grew_is_taken_up_to_the_limit_of_a_document(trial, server, settings, happened, size):
    body = page(events(10 * EVENTS))
    if size == "beyond the limit":
        setting(settings, FETCH_MAX_BYTES=5 * len(page(events())))
    server.answer(PATH, body)
    run = trial.run()
    if size == "beyond the limit":
        assert (run.state, run.created) == (RunState.FAILED, 0)
    else:
        assert (run.state, run.created) == (RunState.SUCCEEDED, 9 * EVENTS)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "slow drip")
def test_a_server_that_drips_is_left_at_the_deadline(trial, server, settings, happened):
    """Each byte comes well within the time that a read may take."""
    setting(settings, FETCH_TIMEOUT=1)

    def drip(handler):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"[" * 400:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if server.over.wait(0.02):
                return

    server.answers[PATH] = drip
    run = trial.run()
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "gzip bomb (1 MB → 1 GB)")
def test_a_bomb_stops_at_the_limit_of_a_document(trial, server, happened):
    """A megabyte on the line that would be a gigabyte; the limit is the one of the settings."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    member = packer.compress(b" " * 20_000_000) + packer.flush()
    bomb = member * 50
    assert 900_000 < len(bomb) < 1_100_000
    server.answer(PATH, bomb, headers={"Content-Encoding": "gzip", **JSON})
    run = trial.run()
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    assert run.bytes < 200_000_000
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "pages that shift while being read")
@pytest.mark.parametrize("how", ["one is added in front", "one is deleted in front"])
def test_pages_that_shift_under_the_reader_withdraw_nothing(trial, server, happened, how):
    """Between the first page and the second the feed moves by one: a record comes twice, or is not shown at all."""
    moved = [event(99), *events()] if how == "one is added in front" else events()[1:]
    following = server.url(f"{PATH}?page=2")
    put(server, moved)
    server.answer(PATH, page(events()[:SIZE], following, EVENTS))
    run = trial.run()
    assert (run.state, run.missing, run.complete) == (RunState.SUCCEEDED, 0, False)
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("feed", "page that repeats for ever")
@pytest.mark.parametrize("how", ["under ever new addresses", "leading back to itself", "with ever new records"])
def test_a_feed_without_an_end_is_left(trial, server, settings, happened, how):
    setting(settings, FETCH_MAX_PAGES=20)

    class Endless(dict):
        def get(self, path, default=None):
            number = int(path.partition("page=")[2] or 1)
            following = {"leading back to itself": path}.get(how, f"{PATH}?page={number + 1}")
            start = number * 1000 if how == "with ever new records" else 0
            items = [event(start + place) for place in range(SIZE)] if start else events()[:SIZE]
            body = json.dumps({"meta": {"count": 10**6, "next": server.url(following)}, "data": items}).encode()

            def write(handler):
                handler.send_response(200)
                handler.send_header("Content-Length", str(len(body)))
                handler.end_headers()
                handler.wfile.write(body)

            return write

    good, server.answers = server.answers, Endless()
    run = trial.run()
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    server.answers = good
    trial.heal()
    happened(trial.story)
