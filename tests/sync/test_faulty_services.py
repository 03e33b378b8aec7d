"""What happens to the broker, the database and the disk while a run goes: a real worker, and servers that are really stopped."""

from __future__ import annotations

import contextlib

import pytest

from .site import Catalogue, until
from .trial import page

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.xdist_group("site")]
SYNC = "opinovi_wagtail.sync_source"


def ordered(site, catalogue):
    """The tick hands the source to the worker."""
    site.do("due", catalogue.slug)
    assert site.do("tick", True) == []


@contextlib.contextmanager
def in_the_middle(site, catalogue, services, title):
    """A worker runs the source and stands before its second page; it goes on when the block ends."""
    catalogue.put(title)
    gate = services.feeds.hold(catalogue.path(2))
    ordered(site, catalogue)
    until(gate.asked.is_set, "the worker")
    yield
    gate.opened.set()


def next_good_run(site, catalogue, title="Uusi"):
    """The next tick orders the source, and the same worker as ever takes it."""
    runs = len(site.do("states", catalogue.slug))
    catalogue.put(title)
    ordered(site, catalogue)
    seen = catalogue.ended(runs + 1)
    assert (seen["states"][runs:], catalogue.called(title)) == (["succeeded"], catalogue.count)
    assert (seen["failures"], seen["busy"]) == (0, False)
    return f"The same worker took the next run: “{seen['told'][-1]}”"


@pytest.mark.fault("services", "Redis restarted")
def test_a_broker_that_restarts_does_not_disturb_a_run(site, catalogue, services, worker_log, happened):
    with in_the_middle(site, catalogue, services, "Katkon yli"):
        services.valkey.restart()
    seen = catalogue.ended(2)
    assert seen["states"] == ["succeeded", "succeeded"]
    assert catalogue.called("Katkon yli") == catalogue.count
    happened(f"The run went on: “{seen['told'][-1]}” {next_good_run(site, catalogue)}")


@pytest.mark.fault("services", "Redis flushed")
def test_a_task_that_the_broker_forgot_is_ordered_again_by_the_next_tick(
    site, catalogue, services, worker_log, happened
):
    other = Catalogue(site, services.feeds, f"{catalogue.slug}-waits")
    other.put("Odotti")
    with in_the_middle(site, catalogue, services, "Tyhjennys"):
        ordered(site, other)
        waiting = until(lambda: site.do("waiting"), "the task of the other source")
        site.do("flush")
        assert site.do("waiting") == 0
    seen = catalogue.ended(2)
    assert seen["states"] == ["succeeded", "succeeded"]
    assert len(site.do("states", other.slug)) == 1, "its task is lost"
    happened(
        f"The run went on: “{seen['told'][-1]}” The task that waited ({waiting}) was lost. {next_good_run(site, other, 'Odotti')}"
    )


@pytest.mark.fault("services", "Redis unreachable")
@pytest.mark.parametrize("how", ["refuses connections", "does not answer"])
def test_a_broker_that_is_away_holds_up_nothing_but_new_tasks(site, catalogue, services, worker_log, happened, how):
    """The tick of that time loses nothing either: the source stays due. The run that goes needs no broker."""
    other = Catalogue(site, services.feeds, f"{catalogue.slug}-waits")
    valkey = services.valkey
    try:
        with in_the_middle(site, catalogue, services, "Poissa"):
            valkey.kill() if how == "refuses connections" else valkey.pause()
            ordered(site, other)  # and the tick says nothing: what it could not hand out stays due
        seen = catalogue.ended(2)
    finally:
        valkey.start() if how == "refuses connections" else valkey.resume()
    assert seen["states"] == ["succeeded", "succeeded"]
    assert len(site.do("states", other.slug)) == 1
    happened(f"The run went on: “{seen['told'][-1]}” A tick in the meantime ended well. {next_good_run(site, other)}")


@pytest.mark.fault("services", "database restarted in mid-run")
def test_a_database_that_restarts_fails_the_run_and_frees_the_source(site, catalogue, services, worker_log, happened):
    with in_the_middle(site, catalogue, services, "Tietokanta"):
        services.postgres.restart()
    seen = catalogue.ended(2)
    assert seen["states"][-1] in ("failed", "died")
    assert not seen["busy"]
    told = f"{seen['states'][-1].capitalize()}: “{seen['told'][-1]}”"
    left = catalogue.called("Alku")
    assert left == catalogue.count
    happened(f"{told} {left} of {catalogue.count} rows stayed as they were. {next_good_run(site, catalogue)}")


@pytest.mark.fault("services", "disk full", case="of the database")
def test_a_database_without_room_keeps_what_it_has(small_site, services, happened):
    """SQLite’s own error, “database or disk is full”: its file may grow by a few pages and no further."""
    catalogue = Catalogue(small_site, services.feeds, "small", pages=2, size=100)
    catalogue.put("Liikaa", description={"fi": "<p>" + "Pitkä kuvaus. " * 500 + "</p>"})
    small_site.do("sync_on_a_full_disk", catalogue.slug, 10)
    seen = catalogue.look()
    left = catalogue.called("Alku")
    assert (seen["states"][-1], seen["busy"], left) == ("failed", False, catalogue.count)
    log = (small_site.folder / "log").read_text()
    assert "database or disk is full" in log
    catalogue.put("Tilaa")
    assert small_site.do("sync", catalogue.slug) == ""
    healed = catalogue.look()
    assert (healed["states"][-1], catalogue.called("Tilaa")) == ("succeeded", catalogue.count)
    happened(
        f"Failed: “{seen['told'][-1]}” {left} of {catalogue.count} rows stayed as they were. "
        f"The next good run, with room again: “{healed['told'][-1]}”"
    )


@pytest.mark.fault("services", "disk full", case="what the report counts")
def test_the_report_counts_only_what_was_kept(small_site, services, happened):
    catalogue = Catalogue(small_site, services.feeds, "counted", pages=1, size=100)
    catalogue.put("Liikaa", description={"fi": "<p>" + "Pitkä kuvaus. " * 500 + "</p>"})
    small_site.do("sync_on_a_full_disk", catalogue.slug, 10)
    seen = catalogue.look()
    assert seen["states"][-1] == "failed"
    happened(f"Failed: “{seen['told'][-1]}” {catalogue.called('Alku')} of {catalogue.count} rows stayed as they were.")
    assert seen["updated"][-1] == catalogue.called("Liikaa")


@pytest.mark.fault("services", "disk full", case="of the temporary files")
def test_a_document_for_which_there_is_no_room_fails_the_run(site, catalogue, services, happened):
    """A real limit on the size of a file of the process; the document is larger than what is kept in memory."""
    catalogue.put("Iso")
    services.feeds.answer(catalogue.path(1), page([]) + b" " * 3_000_000)
    assert site.do("sync_where_files_are_small", catalogue.slug, 2_000_000) == ""
    seen = catalogue.look()
    left = catalogue.called("Alku")
    assert (seen["states"][-1], seen["busy"], left) == ("failed", False, catalogue.count)
    catalogue.put("Tilaa")
    assert site.do("sync", catalogue.slug) == ""
    healed = catalogue.look()
    assert (healed["states"][-1], catalogue.called("Tilaa")) == ("succeeded", catalogue.count)
    happened(
        f"Failed: “{seen['told'][-1]}” {left} of {catalogue.count} rows stayed as they were. "
        f"The next good run, with room again: “{healed['told'][-1]}”"
    )


PAYLOADS = [
    pytest.param(SYNC, lambda pk: ([pk], {}), id="one number instead of a list"),
    pytest.param(SYNC, lambda pk: ([[pk], "full"], {}), id="one argument more"),
    pytest.param(SYNC, lambda pk: ([], {"source_id": pk}), id="an argument of another name"),
    pytest.param("opinovi_wagtail.harvest", lambda pk: ([[pk]], {}), id="a task that is no more"),
]


@pytest.mark.fault("process", "deploy in mid-run")
@pytest.mark.parametrize(("name", "arguments"), PAYLOADS)
def test_a_task_of_another_version_does_not_break_the_worker(site, catalogue, worker_log, happened, name, arguments):
    read = len(worker_log.read_text())
    site.do("send", name, *arguments(catalogue.pk))
    until(
        lambda: any(word in worker_log.read_text()[read:] for word in ("TypeError", "unregistered", "succeeded")),
        "the task",
    )
    failed = "succeeded" not in worker_log.read_text()[read:]
    runs = len(site.do("states", catalogue.slug))
    assert (failed, runs) == (True, 1)
    happened(f"The worker refused the task and lived. {next_good_run(site, catalogue)}")
