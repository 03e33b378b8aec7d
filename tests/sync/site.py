"""A site of real processes: one that is ordered about, and a Celery worker, on a database and a broker that may be hurt."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .feed_server import FeedServer
from .trial import event, page

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until a test gives up waiting


def until(condition: Callable[[], Any], what: str) -> Any:
    """What ``condition`` answers as soon as that is something."""
    ends = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < ends, f"waited in vain: {what}"
        time.sleep(0.02)
    return answer


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Job:
    """One process that does one thing."""

    pid: int
    told: Path

    def answer(self) -> Any:
        """What came of it, when it has ended."""
        until(lambda: self.told.exists() or not is_alive(self.pid), f"process {self.told.name}")
        assert self.told.exists(), "the process died"
        told = json.loads(self.told.read_text())
        assert "error" not in told, told["error"]
        return told["answer"]

    def kill(self) -> None:
        """SIGKILL, as from the system when memory runs out."""
        os.kill(self.pid, signal.SIGKILL)
        until(lambda: not is_alive(self.pid), "the end of a killed process")
        assert not self.told.exists(), "it had ended before it was killed"


@dataclass
class Site:
    """Orders to a process that forks, see ``tests.sync.forks``."""

    environment: dict[str, str]
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def __enter__(self) -> Site:
        command = [sys.executable, "-m", "tests.sync.forks", str(self.folder)]
        self._log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, start_new_session=True,
        )  # fmt: skip
        self.do("prepare")
        return self

    def __exit__(self, *_error: object) -> None:
        # All of them: after a test that failed one may still stand before a gate.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate(timeout=PATIENCE)
        self._log.close()

    def start(self, verb: str, *arguments: Any) -> Job:
        number = next(self._numbers)
        self._process.stdin.write(json.dumps([number, verb, arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, (self.folder / "log").read_text()[-3000:]
        return Job(json.loads(line)[1], self.folder / str(number))

    def do(self, verb: str, *arguments: Any) -> Any:
        """The answer of a process of its own that does ``verb``."""
        return self.start(verb, *arguments).answer()


@contextlib.contextmanager
def worker(site: Site) -> Iterator[Path]:
    """A Celery worker that does one thing at a time; answers its log."""
    with started_worker(site, "worker") as one:
        until(one.is_ready, "the worker")
        yield one.log
        assert one.process.poll() is None, one.log.read_text()[-3000:]


@dataclass
class Worker:
    """A Celery worker of ``site`` that does one thing at a time."""

    process: subprocess.Popen[bytes]
    log: Path

    def is_ready(self) -> bool:
        return self.process.poll() is not None or " ready." in self.log.read_text()

    @property
    def done(self) -> int:
        """How many tasks it has done."""
        return self.log.read_text().count(" succeeded in ")

    def kill(self) -> None:
        """SIGKILL to the worker and to the process in which it works, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@contextlib.contextmanager
def started_worker(site: Site, name: str) -> Iterator[Worker]:
    """A worker called ``name`` that may not be ready yet."""
    log = site.folder / f"{name}.log"
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "tasks",
        "worker",
        "-c",
        "1",
        "-l",
        "INFO",
        "-n",
        f"{name}@localhost",
    ]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=ROOT, env=site.environment, stdout=written, stderr=written, start_new_session=True,
        )  # fmt: skip
        try:
            yield Worker(process, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


@dataclass
class Catalogue:
    """A source of ``site`` with a feed of so many ``pages`` of ``size`` events, and an empty page at the end."""

    site: Site
    server: FeedServer
    slug: str
    pages: int = 2
    size: int = 10
    pk: int = 0

    def __post_init__(self) -> None:
        self.put("Alku")
        self.pk = self.site.do("make", self.slug, self.server.url(self.path(1)))
        assert self.site.do("sync", self.slug) == ""
        assert self.look()["states"] == ["succeeded"]

    @property
    def count(self) -> int:
        return self.pages * self.size

    def path(self, number: int) -> str:
        return f"/{self.slug}/v1/event/?page={number}"

    def put(self, title: str, **changes: Any) -> None:
        """Let all events be called ``title``."""
        for number in range(1, self.pages + 2):
            start = (number - 1) * self.size
            items = [event(n, name={"fi": f"{title} {n}"}, **changes) for n in range(start, start + self.size)]
            last = number > self.pages
            following = None if last else self.server.url(self.path(number + 1))
            self.server.answer(self.path(number), page([] if last else items, following, self.count))

    def look(self) -> dict[str, Any]:
        """The source now; every event of it is public, whole, and not missing, whatever happened."""
        seen: dict[str, Any] = self.site.do("look", self.slug)
        assert len(seen["titles"]) == seen["meetings"] == self.count
        assert seen["absent"] == 0
        return seen

    def called(self, title: str) -> int:
        """How many events are called ``title`` now."""
        return int(self.site.do("called", self.slug, f"{title} "))

    def ended(self, runs: int) -> dict[str, Any]:
        """The source as soon as it has had so many runs, and none is going."""

        def all_over() -> bool:
            states = self.site.do("states", self.slug)
            return len(states) >= runs and "running" not in states

        until(all_over, f"run {runs} of {self.slug}")
        return self.look()
