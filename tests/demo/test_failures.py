"""What can go wrong when the demo starts gets one sentence and a failing exit code, and leaves nothing running."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sitecontent.devservices.server import take_lock

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]


def demo(folder: Path, port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sitecontent.devservices.demo"],
        cwd=ROOT,
        env={**os.environ, "OPINOVI_DEMO_FOLDER": str(folder), "DEMO_PORT": port},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_taken_port(tmp_path: Path) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        done = demo(tmp_path, str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {port} is taken by another program; choose another one: make demo DEMO_PORT=8080"
    )


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = demo(tmp_path, port)
    assert done.returncode == 1
    assert done.stderr.strip() == f"DEMO_PORT is {port!r}; it must be a number between 1 and 65535."


def test_demo_that_runs_already(tmp_path: Path) -> None:
    lock = take_lock(tmp_path / "lock")
    assert lock is not None
    done = demo(tmp_path, "8000")
    os.close(lock)
    assert done.returncode == 1
    assert done.stderr.strip() == f"The demo in {tmp_path} is running already; stop it with Ctrl-C where it runs."
