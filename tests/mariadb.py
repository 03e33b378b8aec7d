"""A MariaDB of the test's own, where the machine has the program: on loopback, in a temporary folder, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pymysql

START_WITHIN = 60  # seconds


class NoMariaDB(Exception):
    """The machine has no MariaDB server."""


@contextlib.contextmanager
def mariadb() -> Iterator[str]:
    """The address of an empty database of a server that lives as long as the block. Raises ``NoMariaDB``."""
    server = _program("mariadbd")
    install = _program("mariadb-install-db")
    folder = Path(tempfile.mkdtemp(prefix="opinovi-mariadb-"))
    account = _account()
    try:
        data = folder / "data"
        data.mkdir()
        if account:
            for path in (folder, data):
                os.chown(path, account.pw_uid, account.pw_gid)
        rights = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
        subprocess.run(
            [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
             "--skip-test-db", *([f"--user={account.pw_name}"] if account else [])],
            check=True, capture_output=True,
        )  # fmt: skip
        port = _free_port()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [server, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
                 f"--socket={data / 'socket'}", f"--pid-file={data / 'pid'}", "--skip-name-resolve",
                 "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin",
                 "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"],
                stdout=log, stderr=log, **rights,
            )  # fmt: skip
        try:
            _wait_for(process, port, folder / "log")
            with pymysql.connect(host="127.0.0.1", port=port, user="root") as connection:
                connection.cursor().execute("CREATE DATABASE opinovi")
            yield f"mysql://root@127.0.0.1:{port}/opinovi"
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/bin"]))
    if not found:
        raise NoMariaDB(f"MariaDB tests did not run: there is no {name} on this machine.")
    return found


def _account() -> pwd.struct_passwd | None:
    """Whose rights the server has: it refuses those of root."""
    if os.geteuid() != 0:
        return None
    for name in ("mysql", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"MariaDB did not start: {log.read_text(errors='replace')[-2000:]}")
