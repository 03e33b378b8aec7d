"""What make lacks on a fresh machine is said in one sentence, and nothing is made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "environment"


def fake_python(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "This needs Python 3.11 or newer, and none was found as"),
        ("exit 1", "This needs Python 3.11 or newer, and none was found as"),
        (
            f'case "$*" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"',
            "python3 has no venv module; install it (Debian and Ubuntu: apt install python3-venv).",
        ),
        (
            f'case "$*" in *"-m venv"*) exit 1;; esac; exec {sys.executable} "$@"',
            "python3 could not make a virtual environment in",
        ),
    ],
    ids=["no Python", "too old", "no venv module", "venv fails"],
)
def test_what_is_missing_is_said(tmp_path: Path, body: str, sentence: str) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in ("dirname", "touch"):
        (programs / tool).symlink_to(next(p for d in os.get_exec_path() if (p := Path(d) / tool).exists()))
    if body:
        fake_python(programs, "python3", body)
    done = subprocess.run(
        ["/bin/sh", SCRIPT, tmp_path / "environment", "demo"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert not (tmp_path / "environment").exists()
