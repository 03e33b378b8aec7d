"""`make demo`: the reference site with everything around it, on this machine only, until Ctrl-C.

`python -m sitecontent.devservices.demo` in an environment that has this project's demo extra. What is entered stays in
the folder `.demo/` (or OPINOVI_DEMO_FOLDER) and is there again next time. DEMO_PORT chooses the site's port, DATABASE_URL
and REDIS_URL real servers. Ends with exit code 0 on Ctrl-C, and with one sentence and exit code 1 when something fails.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from .children import ROOT, Child, answers, kill_all, stop_all, stop_left_behind
from .loopback import HOST
from .programs import DevServiceError
from .server import free_port, take_lock
from .valkey import Valkey

OLDEST_PYTHON = (3, 11)
DEFAULT_PORT = 8000
START_SECONDS = 120
# As the sample content makes them.
EDITOR, PASSWORD = "editor", "opin-ovi-demo"
CHILD_MARK = "OPINOVI_DEMO_CHILD_OF"
# Format → slug and name of the partner whose system the feed server plays.
PARTNERS = {
    "linked-events": ("aurakoski", "Aurakosken aikuisopisto"),
    "opintopolku": ("kuparilaakso", "Kuparilaakson ammattiopisto"),
    "csv": ("peltojoki", "Peltojoen kansalaisopisto"),
}


class Demo:
    """One run of the demo in its folder."""

    def __init__(self, folder: Path, site_port: int) -> None:
        self.folder = folder
        self.site_port = site_port
        self.children: list[Child] = []
        self.asked_to_stop = threading.Event()
        self._signals = 0
        self._broker: Valkey | None = None

    def run(self) -> None:
        for folder in (self.folder, self.folder / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        lock = take_lock(self.folder / "lock")
        if lock is None:
            raise DevServiceError(f"The demo in {self.folder} is running already; stop it with Ctrl-C where it runs.")
        stop_left_behind(CHILD_MARK, str(self.folder))
        if not is_free(self.site_port):
            raise DevServiceError(
                f"Port {self.site_port} is taken by another program; choose another one: make demo DEMO_PORT=8080"
            )
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, lock)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                stack.callback(signal.signal, number, signal.signal(number, self._on_signal))
            # Undone first, so that a second Ctrl-C while things stop is heard too.
            stack.callback(self.stop)
            with contextlib.suppress(_Asked):
                self._start()
                self._tell()
                self._watch()
            print("\nStopping …", flush=True)

    def stop(self) -> None:
        stop_all(self.children)
        if self._broker is not None:
            self._broker.__exit__(None, None, None)

    # Starting.

    def _start(self) -> None:
        services = self._choose_ports()
        self._start_broker(services)
        self._write_services(services)
        python = [sys.executable, "-m"]
        module = "sitecontent.devservices"
        feed_base = f"http://{HOST}:{services['feeds']}"
        feeds = self._child("feed server", [*python, f"{module}.feedserver", "--port", str(services["feeds"])])
        mails = self._child(
            "mail catcher",
            [
                *[*python, f"{module}.mailcatcher", "--folder", str(self.folder / "mails")],
                *["--smtp-port", str(services["smtp"]), "--web-port", str(services["mails"])],
            ],
        )
        print("Preparing the database, the sample content and the partners' catalogues …", flush=True)
        self._finish(self._child("preparation", [*python, f"{module}.prepare", feed_base]))
        print("Starting the worker and the site …", flush=True)
        celery = [*python, "celery", "-A", "tasks"]
        worker = self._child(
            "worker",
            [*celery, "worker", "-l", "info", "--concurrency", "2", "--without-gossip", "--without-mingle"],
        )
        schedule = self.folder / "beat" / "schedule"
        schedule.parent.mkdir(exist_ok=True)
        self._child("beat", [*celery, "beat", "-l", "info", "--schedule", str(schedule), "--pidfile="])
        site = self._child(
            "site", [*python, "sitecontent", "runserver", "--noreload", "--nostatic", f"{HOST}:{self.site_port}"]
        )
        self._wait(feeds, f"{feed_base}/")
        self._wait(mails, f"http://{HOST}:{services['mails']}/")
        worker.wait_until_up(lambda: self._unless_asked(worker.said(" ready.")), START_SECONDS)
        self._wait(site, f"http://{HOST}:{self.site_port}/fi/")

    def _choose_ports(self) -> dict[str, Any]:
        """The ports of last time where they are free, so that bookmarks and sources stay good."""
        remembered: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            remembered = json.loads((self.folder / "services.json").read_text())
        services: dict[str, Any] = {"site": self.site_port}
        for name in ("feeds", "mails", "smtp", "redis"):
            port = remembered.get(name)
            while not isinstance(port, int) or port in services.values() or not is_free(port):
                port = free_port()
            services[name] = port
        return services

    def _start_broker(self, services: dict[str, Any]) -> None:
        if given := os.environ.get("REDIS_URL"):
            services["redis_url"] = given
            return
        broker = Valkey(self.folder / "valkey", port=services["redis"], durable=True)
        services["redis_url"] = broker.__enter__()
        self._broker = broker

    def _write_services(self, services: dict[str, Any]) -> None:
        """For the demo's settings, which find the services here; the broker's password is nobody else's business."""
        path = self.folder / "services.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(services, file, indent=1)
        self.services = services

    def _child(self, name: str, command: list[str]) -> Child:
        child = Child(name, command, self.folder / "log" / f"{name.replace(' ', '-')}.log", self._environment())
        self.children.append(child)
        child.start()
        return child

    def _finish(self, child: Child) -> None:
        """Waits for a process that ends by itself."""
        while child.running:
            if self.asked_to_stop.wait(0.05):
                raise _Asked
        child.check_success()
        self.children.remove(child)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sitecontent.settings.demo",
            "OPINOVI_DEMO_FOLDER": str(self.folder),
            "PYTHONUNBUFFERED": "1",
            CHILD_MARK: str(self.folder),
        }

    def _wait(self, child: Child, address: str) -> None:
        child.wait_until_up(lambda: self._unless_asked(answers(address)), START_SECONDS)

    # Running.

    def _tell(self) -> None:
        site = f"http://localhost:{self.site_port}"
        print(
            f"""
The demo is running. All of it is fictional, and none of it leaves this machine.

  The site      {site}/fi/  (suomi)
                {site}/sv/  (svenska)
                {site}/en/  (English)
  The admin     {site}/admin/  – user name {EDITOR}, password {PASSWORD} (may do everything)
                                 aurakoski, same password: one partner's admin, who sees only its own rows
  Sent mails    http://localhost:{self.services["mails"]}/
  Feeds         http://127.0.0.1:{self.services["feeds"]}/
  Logs          {self.folder / "log"}

The partners' courses arrive from the feeds in a moment. Stop with Ctrl-C; what you entered stays.""",
            flush=True,
        )

    def _watch(self) -> None:
        while not self.asked_to_stop.wait(0.5):
            for child in self.children:
                child.check()
            if self._broker is not None and not self._broker.running:
                raise DevServiceError(f"Valkey ended by itself; its log is {self._broker.log}.")

    def _unless_asked(self, answer: bool) -> bool:
        if self.asked_to_stop.is_set():
            raise _Asked
        return answer

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        self.asked_to_stop.set()
        if self._signals > 1:
            kill_all(self.children)


class _Asked(Exception):
    """Somebody pressed Ctrl-C before everything was up."""


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A port whose last connection is just fading away can be used.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _site_port() -> int:
    given = os.environ.get("DEMO_PORT") or str(DEFAULT_PORT)
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise DevServiceError(f"DEMO_PORT is {given!r}; it must be a number between 1 and 65535.")
    return int(given)


@contextlib.contextmanager
def _failures_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except DevServiceError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        sys.exit(1)


def main() -> None:
    with _failures_in_one_sentence():
        if sys.version_info < OLDEST_PYTHON:
            raise DevServiceError("The demo needs Python 3.11 or newer.")
        folder = Path(os.environ.get("OPINOVI_DEMO_FOLDER") or ROOT / ".demo").resolve()
        Demo(folder, _site_port()).run()


if __name__ == "__main__":
    main()
