"""The reference site's Celery app: it starts before Django does, and each task has its queue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from opinovi_wagtail.tasks import BEAT_SCHEDULE
from tasks import app

ROOT = Path(__file__).parents[2]


def test_app_can_be_imported_before_django_is_set_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import tasks; from django.apps import apps; print(apps.ready, tasks.app.main)"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "sitecontent.settings.test"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "False sitecontent", done.stderr


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("tick", "opinovi.messages"),
        ("deliver", "opinovi.messages"),
        ("retention", "opinovi.messages"),
        ("sync_source", "opinovi.sync"),
        ("preview_source", "opinovi.sync"),
    ],
)
def test_long_runs_have_a_queue_of_their_own(task: str, queue: str) -> None:
    app.loader.import_default_modules()
    assert f"opinovi_wagtail.{task}" in app.tasks
    route = app.amqp.router.route({}, f"opinovi_wagtail.{task}")
    assert route["queue"].name == queue
    assert route["queue"].routing_key == queue


def test_a_plain_worker_takes_from_every_queue() -> None:
    assert set(app.amqp.queues) == {"opinovi.messages", "opinovi.sync"}


def test_the_tick_is_the_only_clock() -> None:
    assert app.conf.beat_schedule == BEAT_SCHEDULE
    assert [entry["schedule"] for entry in BEAT_SCHEDULE.values()] == [60.0]


def test_nothing_waits_in_the_broker_for_its_time_or_for_a_dead_worker() -> None:
    options = app.conf.broker_transport_options
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 60
    assert app.conf.task_acks_late is False
    assert app.conf.worker_disable_prefetch is True
