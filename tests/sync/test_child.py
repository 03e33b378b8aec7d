"""Feeds are read in a process of their own: whatever happens to it, the run ends with a sentence and the worker lives."""

from __future__ import annotations

import json
import os
import time

import pytest
from django.utils import timezone

from opinovi_wagtail.catalogues.base import Authorization, Cause, Options
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, Course
from opinovi_wagtail.sync import supervised
from opinovi_wagtail.sync.credentials import new_key, seal
from opinovi_wagtail.sync.reading import Errand, all_records
from opinovi_wagtail.sync.report import cause_of
from opinovi_wagtail.sync.run import run_source
from opinovi_wagtail.sync.supervised import ReadingInChild
from tests.factories import make_source

from .bad_formats import COURSES

pytestmark = pytest.mark.django_db
FORMATS = (
    "Obedient", "Crashing", "Spinning", "Swallowing", "Chattering", "Leaving", "Refusing", "Stumbling",
    "CrashingInOneRecord", "Looking",
)  # fmt: skip


@pytest.fixture
def reads(settings):
    """Sources of misbehaving formats, read in a child; keyword arguments are further settings."""

    def source(name, **more):
        settings.OPINOVI_WAGTAIL = {
            **settings.OPINOVI_WAGTAIL,
            "SYNC_READS_IN_CHILD": True,
            "CATALOGUE_FORMATS": {each.lower(): f"tests.sync.bad_formats.{each}" for each in FORMATS},
            **more,
        }
        return make_source(format=name.lower(), url="https://feeds.example/")

    return source


def good_run(source):
    """A run of the same source in which nothing goes wrong."""
    CatalogueSource.objects.filter(pk=source.pk).update(format="obedient")
    run = run_source(CatalogueSource.objects.get(pk=source.pk))
    assert (run.state, run.created + run.updated + run.unchanged) == ("succeeded", COURSES)


def test_a_child_reads_what_is_read_here(reads):
    source = reads("Obedient")
    run = run_source(source)
    assert (run.state, run.created, run.complete) == ("succeeded", COURSES, True)
    assert run_source(source).unchanged == COURSES
    assert Course.objects.filter(source=source).count() == COURSES


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        pytest.param("Crashing", {}, "SIGSEGV", id="a crash"),
        pytest.param("CrashingInOneRecord", {}, "SIGSEGV", id="a crash in one record"),
        pytest.param("Leaving", {}, "without a word", id="it just ends"),
        pytest.param("Swallowing", {"SYNC_READER_MEMORY_MB": 600}, "600 megabytes", id="all memory is taken"),
        pytest.param("Stumbling", {}, "ZeroDivisionError", id="a fault of the format"),
        pytest.param("Refusing", {}, "The fourth page is a poem.", id="a refused document"),
    ],
)
@pytest.mark.fault("process", "the process that reads the feed dies")
def test_a_parser_that_dies_fails_the_run_with_a_sentence_and_the_next_good_run_heals(
    reads, name, more, said, happened
):
    source = reads("Obedient", **more)
    good_run(source)
    CatalogueSource.objects.filter(pk=source.pk).update(format=name.lower())

    run = run_source(CatalogueSource.objects.get(pk=source.pk))

    assert run.state == "failed"
    assert said in run.message
    assert Course.objects.filter(source=source, missing_since=None, withdrawn_at=None).count() == COURSES
    source.refresh_from_db()
    assert (source.lease_token, source.failures) == ("", 1)
    good_run(source)
    happened(
        f"Failed: “{run.message}” {COURSES} of {COURSES} rows stayed as they were. The worker lived, and its next run of the"
        " same source succeeded."
    )


def test_a_parser_that_spins_keeps_its_source_until_the_run_has_used_up_its_time(reads, monkeypatch):
    monkeypatch.setattr(supervised, "WAKE", 0.05)
    source = reads("Spinning", SYNC_LEASE_SECONDS=1)
    leases = []

    def look_at_the_lease(going):
        leases.append(CatalogueSource.objects.get(pk=source.pk).lease_until)
        assert leases[-1] > timezone.now()
        if len(leases) > 30:
            going._ends_at = time.monotonic()
        return patience(going)

    from opinovi_wagtail.sync import run as module

    patience = module._Run._patience
    monkeypatch.setattr(module._Run, "_patience", look_at_the_lease)
    run = run_source(source)
    assert run.state == "failed"
    assert "took longer" in run.message
    assert len(set(leases)) > 2, "the lease was renewed while the parser span"


def test_what_a_format_prints_does_not_get_among_the_records(reads):
    run = run_source(reads("Chattering"))
    assert (run.state, run.created) == ("succeeded", COURSES)


def test_the_child_knows_neither_the_database_nor_the_environment_but_the_credentials_of_its_source(
    reads, settings, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL", "postgres://who:secret@db/")
    source = reads("Looking", CREDENTIALS_KEYS=(new_key(),))
    source.credentials_sealed = seal({"token": "t0k3n"})
    source.save()
    assert run_source(source).state == "succeeded"
    known = json.loads(Course.objects.get(source=source).title["fi"])
    assert "DATABASE_URL" not in known["environment"]
    assert "DJANGO_SETTINGS_MODULE" not in known["environment"]
    assert (known["database"], known["keys"], known["token"]) == (False, False, "t0k3n")


def test_the_child_ends_when_its_run_does(reads):
    source = reads("Spinning")
    reading = ReadingInChild(Errand(source.format, source.url, Options(), b"k" * 32))
    with reading:
        process = reading._process
        assert process.poll() is None
    assert process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_an_interpreter_that_is_not_there_is_told_and_not_hidden(reads, monkeypatch):
    monkeypatch.setattr(supervised, "_python", lambda: "/nowhere/python3")
    run = run_source(reads("Obedient"))
    assert run.state == "failed"
    assert "could not be started" in run.message


def test_a_child_whose_run_is_killed_ends_by_itself(reads, settings):
    """The child notices at its next word that nobody listens."""
    source = reads("Obedient")
    reading = ReadingInChild(Errand(source.format, source.url, Options(), b"k" * 32))
    with reading:
        # As after kill -9 of the parent: both pipes are closed and nobody waits.
        reading._process.stdin.close()
        reading._process.stdout.close()
        assert reading._process.wait(timeout=20) is not None


def test_every_record_of_a_feed_over_http_arrives_from_the_child(server, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "SYNC_READS_IN_CHILD": True}
    rows = "".join(f"{n};Kurssi {n};Turku\n" for n in range(1300))
    server.answer("/courses.csv", f"id;nimi;kunta\n{rows}".encode(), headers={"ETag": '"a"'})
    errand = Errand("csv", server.url("/courses.csv"), Options(), b"k" * 32)
    with supervised.reading(errand) as reading:
        assert isinstance(reading, ReadingInChild)
        found = [answer.record.title["fi"] for _sighted, answer in all_records(reading)]
    assert found == [f"Kurssi {n}" for n in range(1300)]
    assert (reading.progress.pages, reading.progress.etag, reading.progress.complete) == (1, '"a"', True)


def test_credentials_reach_the_server_and_nothing_else(server, settings, caplog):
    settings.OPINOVI_WAGTAIL = {
        **settings.OPINOVI_WAGTAIL,
        "SYNC_READS_IN_CHILD": True,
        "CREDENTIALS_KEYS": (new_key(),),
    }
    server.answer("/courses.csv", b"", 500)
    source = make_source(format="csv", url=server.url("/courses.csv"))
    source.credentials_sealed = seal({"username": "partner", "password": "p4ssw0rd"})
    source.save()
    run = run_source(source)
    sent = server.requests[0][1]["Authorization"]
    assert sent == "Basic cGFydG5lcjpwNHNzdzByZA=="
    told = json.dumps([run.told, source.credentials_sealed, caplog.text, repr(Options(credentials={"a": "p4ssw0rd"}))])
    assert "p4ssw0rd" not in told
    assert "cGFydG5lcjpw" not in told
    assert "p4ssw0rd" not in repr(Authorization({"Authorization": "p4ssw0rd"}, {"token": "p4ssw0rd"}))


def test_without_a_child_the_same_is_read_here(settings):
    assert not conf.SYNC_READS_IN_CHILD
    errand = Errand("csv", "https://feeds.example/", Options(), b"k" * 32)
    assert not isinstance(supervised.reading(errand), ReadingInChild)


def test_credentials_that_no_key_opens_fail_the_run_with_a_sentence(reads):
    source = reads("Obedient", CREDENTIALS_KEYS=(new_key(),))
    source.credentials_sealed = seal({"token": "x"})
    source.save()
    reads("Obedient", CREDENTIALS_KEYS=(new_key(),))
    run = run_source(source)
    assert run.state == "failed"
    assert "cannot be decrypted" in run.message


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (404, b"", Cause.ADDRESS),
        (401, b"", Cause.ACCESS),
        (500, b"", Cause.THEIRS),
        (200, b"<!doctype html><p>Log in", Cause.FORMAT),
        (200, b"a;b\n1;2\n", Cause.COLUMNS),
        (200, b"", Cause.EMPTY),
    ],
)
def test_what_sort_of_failure_it_was_comes_from_the_child(status, body, cause, server, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "SYNC_READS_IN_CHILD": True}
    server.answer("/courses.csv", body, status)
    run = run_source(make_source(format="csv", url=server.url("/courses.csv")))
    assert (run.state, cause_of(run)) == ("failed", cause)
