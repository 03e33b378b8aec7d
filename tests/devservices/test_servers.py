"""The development servers start, survive, stop and leave nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from sitecontent.devservices import DevServiceError, Postgres, Valkey, database_url, programs, redis_url, server
from sitecontent.devservices.server import Server, wait_until

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
RunOwner = Callable[..., tuple[subprocess.Popen[str], int, str]]


def remember(kind: type[Server], url: str) -> None:
    if kind is Postgres:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE note (word text)")
            connection.execute("INSERT INTO note VALUES ('ääkköset')")
    else:
        client = redis.Redis.from_url(url)
        client.set("note", "ääkköset")
        client.close()


def recall(kind: type[Server], url: str) -> str:
    if kind is Postgres:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT word FROM note").fetchone()
            assert row
            return str(row[0])
    client = redis.Redis.from_url(url, decode_responses=True)
    try:
        return str(client.get("note"))
    finally:
        client.close()


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


KINDS = pytest.mark.parametrize("kind", [Postgres, Valkey], ids=["postgresql", "valkey"])


@KINDS
def test_answers_on_loopback_and_leaves_nothing_behind(kind: type[Server]) -> None:
    instance = kind()
    with instance as url:
        remember(kind, url)
        pid, folder = instance.pid, instance.data.parent
        listening = {c.laddr.ip for c in psutil.Process(pid).net_connections() if c.status == psutil.CONN_LISTEN}
        assert listening == {"127.0.0.1"}
    assert not is_alive(pid)
    assert not folder.exists()


@KINDS
def test_restart_keeps_port_and_data(kind: type[Server]) -> None:
    instance = kind()
    with instance as url:
        remember(kind, url)
        before = instance.pid
        instance.restart()
        assert (instance.url, recall(kind, url)) == (url, "ääkköset")
        assert instance.pid != before


def test_postgresql_recovers_after_its_processes_were_killed() -> None:
    instance = Postgres()
    with instance as url:
        remember(Postgres, url)
        instance.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        instance.start()
        assert recall(Postgres, url) == "ääkköset"


def test_paused_server_answers_nothing_until_resumed() -> None:
    instance = Valkey()
    with instance as url:
        client = redis.Redis.from_url(url, socket_timeout=0.2, retry=None)
        instance.pause()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        instance.resume()
        assert client.ping()
        client.close()


def test_paused_server_can_be_stopped() -> None:
    instance = Postgres()
    with instance:
        pid = instance.pid
        instance.pause()
    assert not is_alive(pid)


@KINDS
def test_two_at_once_are_two(kind: type[Server]) -> None:
    with kind() as one, kind() as other:
        remember(kind, one)
        remember(kind, other)
        assert one != other


@KINDS
def test_taken_port_is_left_alone_and_another_one_tried(kind: type[Server], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        taken = somebody.getsockname()[1]
        ports = iter([taken, taken])
        choose = server.free_port
        monkeypatch.setattr(server, "free_port", lambda: next(ports, None) or choose())
        instance = kind()
        with instance as url:
            assert instance.port != taken
            remember(kind, url)


def test_insisting_on_a_taken_port_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PORT_ATTEMPTS", 1)
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        taken = somebody.getsockname()[1]
        with (
            pytest.raises(DevServiceError, match=f"Port {taken}, which Valkey was to use, is taken"),
            Valkey(port=taken),
        ):
            pass


def test_only_who_has_the_password_gets_in() -> None:
    with Valkey() as url:
        stranger = redis.Redis.from_url(url.replace(url.split("@")[0], "redis://:guess"))
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
    with Postgres() as url, pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(url.split("@")[0], "postgres://opinovi:guess"))


def test_servers_of_root_do_not_run_as_root() -> None:
    instance = Valkey()
    with instance:
        assert psutil.Process(instance.pid).uids().real == (os.geteuid() or programs.server_account().uid)
        assert psutil.Process(instance.pid).uids().real != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to another user")
def test_program_that_nobody_can_reach_is_copied_and_no_permission_opened(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    package = hidden / "package"
    package.mkdir(parents=True)
    hidden.chmod(0o700)
    program = package / "program"
    program.write_text("#!/bin/sh\necho 1\n")
    program.chmod(0o755)
    found = programs.runnable(program, [package])
    assert found != program
    assert found.read_text() == program.read_text()
    assert hidden.stat().st_mode & 0o777 == 0o700
    assert programs.runnable(program, [package]) == found
    shutil.rmtree(found.parents[1])


def test_missing_wheel_is_said_in_one_sentence() -> None:
    with pytest.raises(DevServiceError, match=r"^nothing-like-it is not installed; install this project with .*\.$"):
        programs.package_folder("nothing_like_it", "nothing-like-it")


def test_folder_in_use_is_refused() -> None:
    first = Valkey()
    with first, pytest.raises(DevServiceError, match="Another running program uses"), Valkey(first.data.parent):
        pass


def test_durable_valkey_keeps_its_data_in_the_folder(tmp_path: Path) -> None:
    with Valkey(tmp_path / "valkey", durable=True) as url:
        remember(Valkey, url)
    with Valkey(tmp_path / "valkey", durable=True) as url:
        assert recall(Valkey, url) == "ääkköset"


def test_environment_overrides_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/site")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/3")
    with database_url() as database, redis_url() as broker:
        assert (database, broker) == ("postgres://db.example/site", "redis://redis.example/3")


def test_without_environment_servers_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    with database_url() as database, redis_url() as broker:
        remember(Postgres, database)
        remember(Valkey, broker)


@pytest.fixture
def run_owner() -> Iterator[RunOwner]:
    """Starts a server from another process and answers that process, the server's pid and its folder."""
    owners: list[subprocess.Popen[str]] = []

    def run(
        kind: type[Server], *, folder: Path | None = None, outlives: bool = False
    ) -> tuple[subprocess.Popen[str], int, str]:
        code = f"""
            import signal
            from pathlib import Path
            from sitecontent.devservices import {kind.__name__}, server
            if {outlives}:
                launch = server.launch
                server.launch = lambda *a, **k: launch(*a, **{{**k, "death_signal": 0}})
            instance = {kind.__name__}({f"Path({str(folder)!r})" if folder else "None"})
            with instance:
                print(instance.pid, instance.data.parent, flush=True)
                signal.pause()
        """
        owner = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        owners.append(owner)
        assert owner.stdout
        pid, _, where = owner.stdout.readline().strip().partition(" ")
        return owner, int(pid), where

    yield run
    for owner in owners:
        owner.kill()
        owner.wait()
        assert owner.stdout
        owner.stdout.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process that its parent died")
@KINDS
def test_server_ends_when_its_owner_is_killed(kind: type[Server], run_owner: RunOwner) -> None:
    owner, pid, _ = run_owner(kind)
    assert is_alive(pid)
    owner.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid), 10)


def test_orphan_in_a_kept_folder_is_stopped_by_the_next_start(tmp_path: Path, run_owner: RunOwner) -> None:
    owner, pid, _ = run_owner(Valkey, folder=tmp_path / "valkey", outlives=True)
    owner.kill()
    owner.wait()
    assert is_alive(pid)
    with Valkey(tmp_path / "valkey"):
        assert not is_alive(pid)


@KINDS
def test_throw_away_orphans_are_swept_by_the_next_start(
    kind: type[Server], monkeypatch: pytest.MonkeyPatch, run_owner: RunOwner
) -> None:
    owner, pid, folder = run_owner(kind, outlives=True)
    with kind():
        assert is_alive(pid), "a server whose owner lives is left alone"
    owner.kill()
    owner.wait()
    assert is_alive(pid)
    monkeypatch.setattr(server, "YOUNG_SECONDS", 0)
    with kind():
        assert not is_alive(pid)
        assert not Path(folder).exists()


def test_process_that_only_inherited_the_number_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "valkey" / "data").mkdir(parents=True)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (tmp_path / "valkey" / "pid").write_text(str(stranger.pid))
        server.stop_orphan(tmp_path / "valkey")
        assert stranger.poll() is None
        stranger.kill()
