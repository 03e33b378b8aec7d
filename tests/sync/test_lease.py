"""One run per source at a time, and what becomes of a source whose run died."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from opinovi_wagtail.models import Course, SyncRun
from opinovi_wagtail.sync import lease
from opinovi_wagtail.sync.due import due_sources
from opinovi_wagtail.sync.pause import resume
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from .made_format import course, serve

pytestmark = pytest.mark.django_db
SECONDS = dt.timedelta(seconds=1)


def died_in(source):
    """Leave ``source`` as a worker leaves it that was killed in the middle."""
    held = lease.acquire(source)
    return held, SyncRun.objects.create(source=source, started_at=timezone.now(), heartbeat_at=timezone.now())


def test_a_second_run_is_refused_while_the_first_one_goes(source, frozen):
    lease.acquire(source)
    with pytest.raises(lease.SourceBusy) as refused:
        run_source(source)
    assert source.slug in str(refused.value)
    assert SyncRun.objects.count() == 0


def test_a_preview_needs_no_lease(source, frozen):
    lease.acquire(source)
    assert run_source(source, dry_run=True).state == "succeeded"


def test_a_source_whose_run_died_is_taken_over_after_the_lease(source, frozen):
    _held, dead = died_in(source)
    serve(course())
    frozen.shift(121)
    assert run_source(source).state == "succeeded"
    dead.refresh_from_db()
    assert dead.state == "died"


def test_a_run_that_lost_its_source_writes_nothing_any_more(source, sync, frozen, made):
    def stolen(_reader):
        frozen.shift(121)
        lease.acquire(source)

    run = sync(course("k-1"), stolen)
    source.refresh_from_db()
    assert run.state == "died"
    assert Course.objects.count() == 0
    assert source.lease_token


def test_every_chunk_renews_the_lease(source, sync, frozen, monkeypatch):
    monkeypatch.setattr("opinovi_wagtail.sync.reading.CHUNK", 1)

    def slow(_reader):
        frozen.shift(100)

    run = sync(course("k-1"), slow, course("k-2"), slow, course("k-3"))
    assert (run.state, run.created) == ("succeeded", 3)


def test_a_run_that_takes_too_long_is_stopped(source, sync, monkeypatch, settings):
    monkeypatch.setattr("opinovi_wagtail.sync.reading.CHUNK", 1)
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "SYNC_RUN_MINUTES": 0}
    run = sync(course("k-1"), course("k-2"))
    assert run.state == "failed"
    assert "took longer" in run.message


def test_due_are_active_sources_whose_time_has_come(db, frozen):
    now = timezone.now()
    new = make_source()
    waiting = make_source(next_run_at=now - SECONDS)
    make_source(next_run_at=now + SECONDS)
    make_source(active=False)
    make_source(paused_because="failures")
    lease.acquire(make_source())
    assert set(due_sources(now)) == {new.pk, waiting.pk}


def test_the_tick_buries_a_dead_run_and_starts_again_at_once_then_at_growing_intervals(source, frozen):
    _held, dead = died_in(source)
    assert due_sources(timezone.now()) == []
    frozen.shift(121)
    assert due_sources(timezone.now()) == [source.pk]
    dead.refresh_from_db()
    source.refresh_from_db()
    assert (dead.state, source.failures, source.lease_token) == ("died", 1, "")

    died_in(source)
    frozen.shift(121)
    assert due_sources(timezone.now()) == []
    source.refresh_from_db()
    assert source.failures == 2
    frozen.shift(dt.timedelta(minutes=6))
    assert due_sources(timezone.now()) == [source.pk]


def test_a_live_run_is_not_buried_while_its_lease_holds(source, frozen):
    held, run = died_in(source)
    frozen.shift(100)
    held.renew()
    frozen.shift(100)
    assert due_sources(timezone.now()) == []
    run.refresh_from_db()
    assert run.state == "running"


def test_a_paused_source_can_be_resumed(frozen):
    source = make_source(paused_because="failures", failures=12, next_run_at=timezone.now() + dt.timedelta(days=1))
    resume(source)
    assert due_sources(timezone.now()) == [source.pk]


def test_a_run_that_is_shut_down_gives_the_source_back(source, sync):
    with pytest.raises(KeyboardInterrupt):
        sync(course(), KeyboardInterrupt())
    source.refresh_from_db()
    assert source.lease_token == ""
    assert SyncRun.objects.get().state == "died"


def test_a_run_that_lost_its_source_leaves_no_transaction_open(source, sync, frozen):
    def stolen(_reader):
        frozen.shift(121)
        lease.acquire(source)

    depth = len(connection.savepoint_ids)
    sync(course("k-1"), stolen)
    assert len(connection.savepoint_ids) == depth
