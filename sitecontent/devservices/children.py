"""The demo's processes: each with a log, a way to tell that it is up, and an end that leaves nothing running."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from .programs import DevServiceError
from .server import launch, wait_until

ROOT = Path(__file__).resolve().parents[2]
TAIL_LINES = 15
STOP_SECONDS = 15


class Child:
    """One process of the demo; it runs in a session of its own, and everything in that session ends with it."""

    def __init__(self, name: str, command: list[str], log: Path, env: dict[str, str]) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self._process = launch(
                self._command,
                cwd=ROOT,
                log=log,
                death_signal=signal.SIGTERM,
                as_server_account=False,
                env=self._env,
            )

    def wait_until_up(self, is_up: Callable[[], bool], seconds: float) -> None:
        if not wait_until(lambda: not self.running or is_up(), seconds):
            raise DevServiceError(f"The {self.name} did not answer within {seconds:.0f} seconds.\n{self.tail()}")
        self.check()

    def check(self) -> None:
        """DevServiceError, with the end of its log, when it does not run any more."""
        if not self.running:
            raise DevServiceError(self.obituary())

    def check_success(self) -> None:
        """DevServiceError, with the end of its log, when it did not end well."""
        if self._process is None or self._process.poll() != 0:
            raise DevServiceError(self.obituary())

    def obituary(self) -> str:
        code = self._process.poll() if self._process else None
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        return f"The {self.name} {how}; its log is {self.log}.\n{self.tail()}"

    def tail(self) -> str:
        with contextlib.suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
            return "\n".join(f"    {line}" for line in lines)
        return ""

    def said(self, text: str) -> bool:
        return self.log.exists() and text in self.log.read_text(errors="replace")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def signal_all(self, number: signal.Signals) -> None:
        """To the process and all that it started; also when it is gone itself and left some behind."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def collect(self) -> bool:
        """Whether nothing of it runs any more."""
        if self._process is None:
            return True
        return self._process.poll() is not None and not _session_lives(self._process.pid)


def stop_all(children: list[Child]) -> None:
    """Asks all to end, at once; after a while nobody is asked."""
    for child in children:
        if child.running:
            os.kill(child.pid or 0, signal.SIGTERM)
    if not wait_until(lambda: all(child.collect() for child in children), STOP_SECONDS):
        for child in children:
            child.signal_all(signal.SIGKILL)
        wait_until(lambda: all(child.collect() for child in children), STOP_SECONDS)


def kill_all(children: list[Child]) -> None:
    for child in children:
        child.signal_all(signal.SIGKILL)


def stop_left_behind(marker: str, value: str) -> None:
    """Ends processes of a killed run, known by an environment variable that only this demo gives its children."""
    mine = os.getpid()
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != mine and process.environ().get(marker) == value:
                process.terminate()
                found.append(process)
    _, alive = psutil.wait_procs(found, timeout=STOP_SECONDS)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()


def answers(address: str) -> bool:
    """Whether something other than an error of the server comes from there."""
    try:
        with urllib.request.urlopen(address, timeout=20):
            return True
    except urllib.error.HTTPError as error:
        with error:
            return error.code < 500
    except OSError:
        time.sleep(0.1)
        return False


def _session_lives(leader: int) -> bool:
    for process in psutil.process_iter(["pid", "status"]):
        with contextlib.suppress(OSError):
            if os.getsid(process.pid) == leader and process.info["status"] != psutil.STATUS_ZOMBIE:
                return True
    return False
