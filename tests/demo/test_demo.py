"""The demo as a newcomer meets it: it comes up with the partners' courses, stops on Ctrl-C, and forgets nothing."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sitecontent.devservices.demo import EDITOR, PASSWORD
from sitecontent.devservices.server import wait_until

from .running import DOWN_SECONDS, UP_SECONDS, RunningDemo

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.xdist_group("demo")]

# Of each partner, by its name in addresses, one course of its feed.
COURSES = {
    "aurakoski": "Lähiesimiestyön ammattitutkinto",
    "kuparilaakso": "Hitsauksen tutkinnon osa",
    "peltojoki": "Maatalousyrittäjän talous",
}
COURSES_BY_SOURCE = (
    "SELECT s.slug, count(*) FROM opinovi_wagtail_course c"
    " JOIN opinovi_wagtail_cataloguesource s ON c.source_id = s.id GROUP BY s.slug"
)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningDemo]:
    running = RunningDemo(tmp_path / "demo")
    yield running
    running.end()


def test_demo_comes_up_syncs_stops_and_remembers(demo: RunningDemo) -> None:
    demo.start()
    words = {word for process in demo.processes() for word in (process.name(), *process.cmdline())}
    assert {"valkey-server", "worker", "beat", "runserver"} <= words
    for language in ("fi", "sv", "en"):
        assert f'<html lang="{language}"' in demo.page(f"/{language}/")
    told = demo.said()
    assert f"http://localhost:{demo.port}/admin/" in told
    assert f"user name {EDITOR}, password {PASSWORD}" in told

    assert "/admin/logout/" in demo.log_in()

    # The courses of all three partners arrive, through the worker.
    for partner, title in COURSES.items():
        demo.wait_for_course(partner, title)
    assert dict(demo.ask(COURSES_BY_SOURCE)) == {"aurakoski": 5, "kuparilaakso": 5, "peltojoki": 5}
    assert demo.log("worker").count("Task opinovi_wagtail.sync_source[") >= 3

    # What is entered, here in another terminal, is there next time.
    demo.manage(
        *("shell", "--no-imports", "-c"),
        "from opinovi_wagtail.models import Partner; Partner.objects.create(slug='entered', name={'fi': 'Kirjattu'})",
    )
    assert demo.interrupt() == 0
    assert demo.processes() == []
    demo.start()
    assert demo.ask("SELECT count(*) FROM opinovi_wagtail_partner WHERE slug = 'entered'") == [(1,)]
    for partner, title in COURSES.items():
        assert title in demo.courses_of(partner)

    # A demo that is killed takes its processes along, or the next one ends them.
    before = demo.processes()
    assert demo.process
    demo.process.kill()
    demo.process.wait()
    demo.start()
    assert not [process for process in before if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    # A process that dies takes the demo down, which says so.
    beat = next(process for process in demo.processes() if "beat" in process.cmdline())
    beat.kill()
    assert demo.process.wait(DOWN_SECONDS) == 1
    assert "The beat was killed by signal 9; its log is" in demo.said()
    assert demo.processes() == []


def test_interrupt_while_starting_leaves_nothing_running(demo: RunningDemo) -> None:
    demo.launch()
    assert wait_until(lambda: "Preparing the database" in demo.said(), UP_SECONDS)
    assert demo.interrupt() == 0
    assert demo.processes() == []
