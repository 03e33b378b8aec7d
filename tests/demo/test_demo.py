"""The demo as a newcomer meets it: it comes up with the partners' courses, stops on Ctrl-C, and forgets nothing."""

import contextlib
import http.cookiejar
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sitecontent.devservices.demo import CHILD_MARK, EDITOR, PASSWORD
from sitecontent.devservices.server import free_port, wait_until

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.xdist_group("demo")]

ROOT = Path(__file__).parents[2]
# Of each partner, by its name in addresses, one course of its feed.
COURSES = {
    "aurakoski": "Lähiesimiestyön ammattitutkinto",
    "kuparilaakso": "Hitsauksen tutkinnon osa",
    "peltojoki": "Maatalousyrittäjän talous",
}
COURSES_BY_SOURCE = (
    "SELECT s.slug, count(*) FROM opinovi_wagtail_course c"
    " JOIN opinovi_wagtail_cataloguesource s ON c.source_id = s.id GROUP BY s.slug"
)
UP_SECONDS, SYNC_SECONDS, DOWN_SECONDS = 300, 180, 60


class RunningDemo:
    """`python -m sitecontent.devservices.demo` in the environment of these tests, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "OPINOVI_DEMO_FOLDER": str(folder),
            "DEMO_PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "sitecontent.settings.demo",
        }
        self.output = folder.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sitecontent.devservices.demo"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        """Launches it and waits until it says that it is up."""
        self.launch()
        assert wait_until(lambda: "Stop with Ctrl-C" in self.said() or not self.running, UP_SECONDS), self.said()
        assert self.running, self.said()

    def interrupt(self) -> int:
        """Ctrl-C, and the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(DOWN_SECONDS)

    def said(self) -> str:
        return self.output.read_text()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def log(self, name: str) -> str:
        return (self.folder / "log" / f"{name}.log").read_text()

    def courses_of(self, partner: str) -> str:
        return self.page(f"/fi/koulutukset/?partner={partner}")

    def wait_for_course(self, partner: str, title: str) -> None:
        assert wait_until(lambda: title in self.courses_of(partner), SYNC_SECONDS), (title, self.log("worker")[-3000:])

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return str(answer.read().decode())

    def log_in(self) -> str:
        """The admin's front page, as the editor of the printed line sees it."""
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"http://127.0.0.1:{self.port}/admin/login/"
        browser.open(address).close()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = {"csrfmiddlewaretoken": token, "username": EDITOR, "password": PASSWORD, "next": "/admin/"}
        with browser.open(address, urllib.parse.urlencode(form).encode()) as answer:
            return str(answer.read().decode())

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3")) as connection:
            return connection.execute(query).fetchall()

    def manage(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "sitecontent", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def processes(self) -> list[psutil.Process]:
        """All that the demo started: its own children by their mark, the broker by its folder."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                marked = process.environ().get(CHILD_MARK) == str(self.folder)
                if (marked or process.cwd().startswith(str(self.folder))) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningDemo]:
    running = RunningDemo(tmp_path / "demo")
    yield running
    if running.running:
        assert running.process
        running.process.kill()
        running.process.wait()
        for process in running.processes():
            process.kill()


def test_demo_comes_up_syncs_stops_and_remembers(demo: RunningDemo) -> None:
    demo.start()
    words = {word for process in demo.processes() for word in (process.name(), *process.cmdline())}
    assert {"valkey-server", "worker", "beat", "runserver"} <= words
    for language in ("fi", "sv", "en"):
        assert f'<html lang="{language}"' in demo.page(f"/{language}/")
    told = demo.said()
    assert f"http://localhost:{demo.port}/admin/" in told
    assert f"user name {EDITOR}, password {PASSWORD}" in told

    assert "/admin/logout/" in demo.log_in()

    # The courses of all three partners arrive, through the worker.
    for partner, title in COURSES.items():
        demo.wait_for_course(partner, title)
    assert dict(demo.ask(COURSES_BY_SOURCE)) == {"aurakoski": 5, "kuparilaakso": 5, "peltojoki": 5}
    assert demo.log("worker").count("Task opinovi_wagtail.sync_source[") >= 3

    # What is entered, here in another terminal, is there next time.
    demo.manage(
        *("shell", "--no-imports", "-c"),
        "from opinovi_wagtail.models import Partner; Partner.objects.create(slug='entered', name={'fi': 'Kirjattu'})",
    )
    assert demo.interrupt() == 0
    assert demo.processes() == []
    demo.start()
    assert demo.ask("SELECT count(*) FROM opinovi_wagtail_partner WHERE slug = 'entered'") == [(1,)]
    for partner, title in COURSES.items():
        assert title in demo.courses_of(partner)

    # A demo that is killed takes its processes along, or the next one ends them.
    before = demo.processes()
    assert demo.process
    demo.process.kill()
    demo.process.wait()
    demo.start()
    assert not [process for process in before if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    # A process that dies takes the demo down, which says so.
    beat = next(process for process in demo.processes() if "beat" in process.cmdline())
    beat.kill()
    assert demo.process.wait(DOWN_SECONDS) == 1
    assert "The beat was killed by signal 9; its log is" in demo.said()
    assert demo.processes() == []


def test_interrupt_while_starting_leaves_nothing_running(demo: RunningDemo) -> None:
    demo.launch()
    assert wait_until(lambda: "Preparing the database" in demo.said(), UP_SECONDS)
    assert demo.interrupt() == 0
    assert demo.processes() == []
