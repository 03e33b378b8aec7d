"""Peak memory of a worker that runs the source once, with whatever processes it starts: measured from outside, on Linux."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .feed import ROOT

EVERY = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """The bytes are the sum of the peaks of the worker and of each process that it started."""

    peak_bytes: int
    seconds: float


def measured_worker(host: str) -> Measured:
    """Run the source once in a process of its own, its feed on ``host``. Fails when the run does not succeed."""
    command = [sys.executable, "-m", "tests.bench.catalogue.worker", host]
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            for pid in _with_descendants(process.pid):
                peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
            time.sleep(EVERY)
        assert process.stdout is not None
        told = process.stdout.read()
    assert process.returncode == 0, f"the worker failed: {told}"
    return Measured(sum(peaks.values()), float(told))


def is_measurable() -> bool:
    """Whether this machine tells the peak of a process."""
    return _peak(os.getpid()) > 0


def _with_descendants(pid: int) -> list[int]:
    found = [pid]
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return found  # it has just ended
    for child in children:
        found += _with_descendants(child)
    return found


def _peak(pid: int) -> int:
    """The largest resident set that ``pid`` has had, in bytes; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
