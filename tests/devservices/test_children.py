"""The demo's processes end together, and one that dies is reported with what it said last."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from sitecontent.devservices import DevServiceError
from sitecontent.devservices.children import Child, kill_all, stop_all, stop_left_behind
from sitecontent.devservices.server import wait_until

pytestmark = pytest.mark.services

STUBBORN = (
    "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']).pid, flush=True); signal.pause()"
)


def child(tmp_path: Path, code: str, **env: str) -> Child:
    one = Child("thing", [sys.executable, "-c", code], tmp_path / "thing.log", {**os.environ, **env})
    one.start()
    return one


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_dead_child_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    one = child(tmp_path, "import sys; [print('line', n) for n in range(30)]; sys.exit('no more coffee')")
    assert wait_until(lambda: not one.running, 10)
    with pytest.raises(
        DevServiceError, match=r"^The thing ended with exit code 1; its log is .*thing\.log\.\n"
    ) as told:
        one.check()
    assert str(told.value).endswith("no more coffee")
    assert "line 10" not in str(told.value)


def test_child_that_never_answers_is_reported(tmp_path: Path) -> None:
    one = child(tmp_path, "import signal; signal.pause()")
    try:
        with pytest.raises(DevServiceError, match="^The thing did not answer within 0 seconds"):
            one.wait_until_up(lambda: False, 0.1)
    finally:
        kill_all([one])
        assert wait_until(one.collect, 10)


def test_stubborn_child_and_its_own_children_are_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitecontent.devservices.children.STOP_SECONDS", 0.5)
    one = child(tmp_path, STUBBORN)
    one.wait_until_up(lambda: one.said("\n"), 10)
    grandchild = int(one.log.read_text())
    assert is_alive(grandchild)
    stop_all([one])
    assert not one.running
    assert not is_alive(grandchild)


def test_children_of_a_killed_run_are_ended_and_others_left_alone(tmp_path: Path) -> None:
    mine = child(tmp_path, "import signal; signal.pause()", OPINOVI_TEST_MARK=str(tmp_path))
    other = child(tmp_path, "import signal; signal.pause()", OPINOVI_TEST_MARK="elsewhere")
    # The mark shows once the process has become what it was started as.
    assert wait_until(lambda: psutil.Process(mine.pid).environ().get("OPINOVI_TEST_MARK") == str(tmp_path), 10)
    stop_left_behind("OPINOVI_TEST_MARK", str(tmp_path))
    assert wait_until(mine.collect, 10)
    assert other.running
    kill_all([other])
    assert wait_until(other.collect, 10)
