"""A host whose own existing event page takes part, in a process of its own because settings and models differ."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_site_with_its_own_event_page_takes_part_without_our_page_types():
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"),
        "--ds=tests.hosts.own_event_page.settings",
        "tests/hosts/own_event_page/cases.py",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_SET", "PYTEST"))}
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, env=environment)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
