"""Two workers, a worker that is killed, and a real worker behind a real broker: every message once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from .conftest import ROOT, environment, run

pytestmark = pytest.mark.services


def test_two_deliverers_send_every_message_once(racing, sink):
    result = racing("two_deliverers", RACE_SMTP_PORT=str(sink.port))
    assert result["states"] == {"sent": 60}
    assert len(sink.ids()) == len(set(sink.ids())) == 60
    assert sum(int(count) for count in result["answers"]) == 60


def test_killed_between_accept_and_commit_costs_one_duplicate_with_the_same_message_id(on_postgres, sink):
    result = run("killed_after_accept", on_postgres, RACE_SMTP_PORT=str(sink.port))
    assert result["exit"] == -9
    assert (result["at_once"], result["after_lease"]) == (0, 6)
    assert result["states"] == {"sent": 8}
    assert sorted(Counter(sink.ids()).values()) == [1, 1, 1, 1, 1, 1, 1, 2]


@pytest.fixture
def worker(on_postgres, valkey, sink, tmp_path) -> Iterator[dict[str, str]]:
    """The reference site's Celery worker, and the environment that it shares with whoever asks it."""
    settings = environment(on_postgres, REDIS_URL=valkey.url, RACE_SMTP_PORT=str(sink.port))
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tasks", "worker", "-c", "1", "--without-mingle", "-l", "INFO"],
            cwd=ROOT,
            env=settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield settings
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def test_worker_confirms_at_once_and_reminds_by_the_tick(worker, on_postgres, sink, tmp_path):
    more = {name: worker[name] for name in ("REDIS_URL", "RACE_SMTP_PORT")}
    result = run("through_the_worker", on_postgres, **more)
    assert result == {"confirmation": "sent", "reminder": "sent"}, (tmp_path / "worker.log").read_text()[-3000:]
    assert [mail["Subject"] for mail in sink.mails] == [
        "Your place is booked: Evening for adult learners",
        "Reminder: Evening for adult learners",
    ]
