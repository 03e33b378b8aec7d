"""One server process: its folder, port, start, end, and the traces by which a later run finds and stops it.

A server's folder holds `data/` (what the server owns), `log`, `pid`, `password` and `lock`. The lock is held for as
long as the owning process lives and is freed by the system whatever kills it, so whoever can take it knows that a
server still running there is an orphan. A throw-away folder lies in our temporary folder and is swept by the next
start.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, ClassVar

import psutil

from .programs import DevServiceError, our_temporary_folder, own_folder_mode, server_account

START_SECONDS = 60
STOP_SECONDS = 15
PORT_ATTEMPTS = 10
# A folder this young may belong to a server that is just taking its lock.
YOUNG_SECONDS = 10
LAUNCH = Path(__file__).with_name("launch.py")


class PortTaken(Exception):
    """Another process had the port first."""


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago; it can be gone before it is used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Polls until the condition holds; False when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def launch(
    command: list[str],
    *,
    cwd: Path,
    log: IO[bytes],
    death_signal: signal.Signals,
    as_server_account: bool = True,
    env: dict[str, str] | None = None,
    given: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Starts a program that ends with us, in a session of its own so that a Ctrl-C reaches only us.

    `given` names a file that it reads as standard input, which it need not be able to open itself.
    """
    account = server_account()
    uid, gid = (account.uid, account.gid) if as_server_account else (-1, -1)
    prefix = [sys.executable, "-I", "-S", str(LAUNCH), str(os.getpid()), str(int(death_signal)), str(uid), str(gid)]
    with (given or Path(os.devnull)).open("rb") as stdin:
        return subprocess.Popen(
            [*prefix, *command],
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


class Server:
    """What PostgreSQL and Valkey have in common; see the package for how it is used.

    `folder` keeps the data of a server that is to live on; without one the server gets a throw-away folder. `port`
    insists on a port; without one a free port is chosen and kept over restarts.
    """

    name: ClassVar[str]
    clean_stop: ClassVar[signal.Signals]

    def __init__(self, folder: Path | None = None, *, port: int | None = None, durable: bool = False) -> None:
        self.folder = folder.resolve() if folder else None
        self.port = port or 0
        self.durable = durable
        self.password = ""
        self._throw_away = folder is None
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    # What a kind of server says about itself.

    def command(self) -> list[str]:
        raise NotImplementedError

    def prepare(self) -> Path | None:
        """Before each start: makes what the server needs; may answer a file that it reads as standard input."""

    def is_ready(self, said: str) -> bool:
        """Whether it takes connections, told from what it wrote into its log since the start."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        raise NotImplementedError

    # The life of a server.

    def __enter__(self) -> str:
        self._claim()
        try:
            self.start()
        except BaseException:
            self._release()
            raise
        return self.url

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        self._release()

    def start(self) -> None:
        """Starts it on its port, or on a free one; raises DevServiceError when it does not come up."""
        if self.running:
            return
        fixed = bool(self.port)
        for attempt in range(PORT_ATTEMPTS):
            self.port = self.port if fixed else free_port()
            try:
                self._start_once()
                return
            except PortTaken:
                # Ours from before the restart can linger for a moment.
                time.sleep(0.2 * attempt if fixed else 0)
        if not fixed:
            self.port = 0
            raise DevServiceError(f"{self.name} found no free port in {PORT_ATTEMPTS} attempts.")
        raise DevServiceError(f"Port {self.port}, which {self.name} was to use, is taken by another program.")

    def stop(self) -> None:
        """Ends it cleanly; harder if it does not listen. Nothing happens when it does not run."""
        if self._process is not None and self._process.poll() is None:
            _end(self._process.pid, self.clean_stop)
        self._forget()

    def kill(self) -> None:
        """SIGKILL to all of its processes at once; it can be started again."""
        if self._process is not None and self._process.poll() is None:
            _kill_all(_family(self._process.pid))
        self._forget()

    def restart(self) -> None:
        """A clean stop and a start on the same port with the same data."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """It accepts no work and answers nothing until `resume`, but its port stays open."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal_all(signal.SIGCONT)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise DevServiceError(f"{self.name} is not running.")
        return self._process.pid

    @property
    def data(self) -> Path:
        return self._inside("data")

    @property
    def log(self) -> Path:
        return self._inside("log")

    # Inside.

    def _inside(self, name: str) -> Path:
        if self.folder is None:
            raise DevServiceError(f"{self.name} has no folder before it is started.")
        return self.folder / name

    def _start_once(self) -> None:
        given = self.prepare()
        with self.log.open("ab") as log:
            beginning = log.tell()
            self._process = launch(
                self.command(),
                cwd=self.data,
                log=log,
                death_signal=self.clean_stop,
                given=given,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            )
        self._inside("pid").write_text(str(self._process.pid))

        def said() -> str:
            return self.log.read_bytes()[beginning:].decode(errors="replace")

        came_up = wait_until(lambda: not self.running or self.is_ready(said()), START_SECONDS)
        if self.running and came_up:
            return
        self.kill()
        if "Address already in use" in said():
            raise PortTaken
        last = [line.strip() for line in said().splitlines() if line.strip()][-1:] or ["it said nothing"]
        raise DevServiceError(f"{self.name} did not start ({last[0]}); its log is {self._kept_log()}.")

    def _kept_log(self) -> Path:
        """The log, out of a folder that is about to vanish."""
        if not self._throw_away:
            return self.log
        kept = our_temporary_folder() / f"{self.name.lower()}-failed.log"
        with contextlib.suppress(OSError):
            shutil.copyfile(self.log, kept)
        return kept

    def _claim(self) -> None:
        if self._lock is not None:
            raise DevServiceError(f"This {self.name} is running already.")
        if self._throw_away:
            sweep(our_temporary_folder())
            prefix = f"{self.name.lower()}-"
            self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir=our_temporary_folder()))
            self.folder.chmod(own_folder_mode())
        elif self.folder is not None and not self.folder.exists():
            self.folder.mkdir(parents=True)
            self.folder.chmod(own_folder_mode())
        self._lock = take_lock(self._inside("lock"))
        if self._lock is None:
            raise DevServiceError(
                f"Another running program uses the {self.name} in {self.folder}; stop that one first."
            )
        stop_orphan(self._inside("."))
        self._own_data()
        self.password = self._kept_password()

    def _own_data(self) -> None:
        account = server_account()
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
            if account.uid >= 0:
                os.chown(self.data, account.uid, account.gid)

    def _kept_password(self) -> str:
        """Loopback is open to every user of the machine, so every server asks for a password of its own."""
        kept = self._inside("password")
        with contextlib.suppress(FileNotFoundError):
            return kept.read_text()
        password = secrets.token_urlsafe(18)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        return password

    def _forget(self) -> None:
        if self._process is not None:
            self._process.wait()
            self._process = None
        if self.folder is not None:
            self._inside("pid").unlink(missing_ok=True)

    def _release(self) -> None:
        if self._throw_away and self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder, self.port = None, 0
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _signal_all(self, number: signal.Signals) -> None:
        if self.running:
            for process in _family(self.pid):
                with contextlib.suppress(psutil.Error):
                    process.send_signal(number)


def take_lock(path: Path) -> int | None:
    """The open lock, or None where a living process has it; closing it, or dying, gives it back."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def stop_orphan(folder: Path) -> None:
    """Ends the server that an earlier run left in this folder; the caller holds its lock."""
    try:
        process = psutil.Process(int((folder / "pid").read_text()))
        # Process ids are used again; only ours works in this very folder.
        if Path(process.cwd()) != (folder / "data").resolve():
            return
    except (OSError, ValueError, psutil.Error):
        return
    _end(process.pid, signal.SIGTERM)


def sweep(temporary: Path) -> None:
    """Stops and removes throw-away servers whose owners were killed."""
    for folder in temporary.iterdir():
        if not (folder / "data").is_dir() or time.time() - folder.stat().st_mtime < YOUNG_SECONDS:
            continue
        with contextlib.suppress(OSError):
            lock = take_lock(folder / "lock")
            if lock is not None:
                stop_orphan(folder)
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _end(pid: int, number: signal.Signals) -> None:
    """Asks the server to end, and sees to it that its children are gone too."""
    family = _family(pid)
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGCONT)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
    if not wait_until(lambda: _all_gone(family), STOP_SECONDS):
        _kill_all(family)


def _kill_all(family: list[psutil.Process]) -> None:
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.kill()
    wait_until(lambda: _all_gone(family), STOP_SECONDS)


def _all_gone(family: list[psutil.Process]) -> bool:
    """Zombies count as gone: they hold nothing, and whoever should collect them may be slow."""
    return not any(_alive(process) for process in family)


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
