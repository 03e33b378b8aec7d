"""The tick: every step stands alone, workers are asked by name, and a broker that is down costs nothing but time."""

from __future__ import annotations

import datetime as dt
import logging
import socket
import time
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from opinovi_wagtail import queue, tasks, tick
from opinovi_wagtail.models import Message, Registration
from tests.factories import make_event, make_source


@pytest.fixture
def asked(monkeypatch):
    """What the broker was asked for."""
    asked: list[tuple[str, list]] = []
    monkeypatch.setattr(queue, "_publish", lambda name, ids: asked.append((name, ids)))
    monkeypatch.setattr(queue, "_left_alone_until", 0.0)
    return asked


def test_command_does_everything_that_is_due(book):
    book(make_event())
    out = StringIO()
    call_command("opinovi_tick", stdout=out)
    assert len(mail.outbox) == 1


def test_command_does_it_itself_even_where_workers_would(book, settings, asked):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    book(make_event())
    call_command("opinovi_tick", stdout=StringIO())
    assert len(mail.outbox) == 1 and asked == []


def test_step_that_fails_is_logged_and_the_others_run(book, monkeypatch, caplog):
    def broken(_now):
        raise ZeroDivisionError

    monkeypatch.setattr(tick.publishing, "heal", broken)
    book(make_event())
    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="pages"):
        call_command("opinovi_tick", stdout=StringIO())
    assert len(mail.outbox) == 1
    assert "pages" in caplog.text


def test_tick_takes_people_out_when_their_time_is_up(book, clock):
    book(make_event())
    clock.move_to(dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    tick.tick()
    assert Registration.objects.get().name == ""


def test_worker_s_tick_only_asks(book, settings, asked, clock):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    source = make_source()
    book(make_event())
    tasks.tick()
    assert asked == [("opinovi_wagtail.deliver", []), ("opinovi_wagtail.sync_source", [source.pk])]
    assert mail.outbox == []
    asked.clear()
    clock.move_to(dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    tasks.tick()
    assert ("opinovi_wagtail.retention", []) in asked
    assert Registration.objects.get().name


def test_tick_with_nothing_due_asks_for_nothing(settings, asked):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    tasks.tick()
    assert asked == []


def test_tasks_do_what_they_are_called(book, clock):
    book(make_event())
    tasks.deliver([Message.objects.get(kind="confirmation").pk])
    assert len(mail.outbox) == 1
    clock.move_to(dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    tasks.retention()
    assert Registration.objects.get().name == ""


def test_every_name_that_is_asked_for_is_a_task():
    from celery import current_app

    assert {
        f"opinovi_wagtail.{name}" for name in ("tick", "deliver", "sync_source", "preview_source", "retention")
    } <= set(current_app.tasks)
    assert {entry["task"] for entry in tasks.BEAT_SCHEDULE.values()} <= set(current_app.tasks)


# The queue


def test_registering_asks_for_delivery_once_it_is_committed(book, settings, asked, django_capture_on_commit_callbacks):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    with django_capture_on_commit_callbacks(execute=True):
        book(make_event())
        assert asked == []
    assert asked == [("opinovi_wagtail.deliver", [])]


def test_without_a_worker_nothing_is_asked_for(book, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        book(make_event())
    assert callbacks == [] and asked == []


def test_what_is_rolled_back_asks_for_nothing(settings, asked, django_capture_on_commit_callbacks):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue("opinovi_wagtail.deliver")
        raise ZeroDivisionError
    assert asked == []


@pytest.fixture
def celery_app(monkeypatch):
    from celery import Celery

    app = Celery("test", set_as_current=False)
    monkeypatch.setattr("celery.current_app", type("Proxy", (), {"_get_current_object": lambda self: app})())
    monkeypatch.setattr(queue, "_left_alone_until", 0.0)
    return app


def test_broker_that_refuses_is_logged_and_forgotten_at_once(celery_app, caplog):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        celery_app.conf.broker_url = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        started = time.perf_counter()
        assert queue.send("opinovi_wagtail.deliver") is False
        assert time.perf_counter() - started < 3
    assert "opinovi_wagtail.deliver" in caplog.text


def test_broker_that_never_answers_holds_one_request_a_moment_and_the_next_not_at_all(celery_app, caplog):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        celery_app.conf.broker_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.perf_counter()
        assert queue.send("opinovi_wagtail.deliver") is False
        assert time.perf_counter() - started < 5
        started = time.perf_counter()
        assert queue.send("opinovi_wagtail.deliver") is False
        assert time.perf_counter() - started < 0.05
    assert len(caplog.records) == 1
