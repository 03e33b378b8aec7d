"""`make demo` as a process of a test or a command: in a folder of its own, on a port of its own."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import psutil

from sitecontent.devservices.demo import CHILD_MARK, EDITOR, PASSWORD
from sitecontent.devservices.server import free_port, wait_until

ROOT = Path(__file__).parents[2]
UP_SECONDS, SYNC_SECONDS, DOWN_SECONDS = 300, 180, 60


class RunningDemo:
    """`python -m sitecontent.devservices.demo` in this environment; whoever starts it calls `end` at last."""

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

    def end(self) -> None:
        """Whatever state it is in: nothing of it runs afterwards."""
        if self.running:
            assert self.process
            self.process.kill()
            self.process.wait()
            for process in self.processes():
                process.kill()

    def processes(self) -> list[psutil.Process]:
        """All that the demo started: its own children by their mark, the broker by its folder."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                marked = process.environ().get(CHILD_MARK) == str(self.folder)
                if (marked or process.cwd().startswith(str(self.folder))) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found
