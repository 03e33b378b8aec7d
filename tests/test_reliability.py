"""docs/reliability.md and the tests that write it: neither has a row that the other has not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fault_list import SECTIONS
from tests.reliability import DOCUMENT, Row, document, documented

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest

@pytest.mark.fault("feed", "500")
def test_one(happened):
    happened("30 | 30 rows\\nstayed.")

@pytest.mark.fault("feed", "truncated")
@pytest.mark.parametrize("where", ["here", "there"])
def test_cases(where, happened):
    happened(f"Ended {where}.")

@pytest.mark.fault("services", "disk full")
@pytest.mark.xfail(strict=True, reason="It is lost.")
def test_not_survived(happened):
    assert False
"""


@pytest.fixture
def pytest_in(tmp_path):
    """Runs the tests that are given, with the plugin and a document of their own; answers the output and the exit status."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = fault\n")

    def run(tests, *options):
        (tmp_path / "test_made.py").write_text(tests)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.reliability", "-p", "no:cacheprovider", *options]
        command += [
            f"--reliability-document={tmp_path / 'told.md'}",
            f"--rootdir={tmp_path}",
            f"-c{tmp_path / 'pytest.ini'}",
        ]
        # Without what else is installed for pytest, which is slower than these tests.
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        environment.pop("PYTEST_ADDOPTS", None)
        done = subprocess.run(
            [*command, str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
        return done.stdout + done.stderr, done.returncode

    return run


def test_every_row_has_a_test_and_every_fault_has_a_row():
    marked = [str(path) for path in (ROOT / "tests").rglob("test_*.py") if "mark.fault(" in path.read_text("utf-8")]
    marked.remove(str(Path(__file__).resolve()))
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "fault", "--reliability=list", *marked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    rows = [Row(*json.loads(line)[1:4]) for line in done.stdout.splitlines() if line.startswith('["reliability"')]
    collected = {(SECTIONS[row.section].title, row.label) for row in rows}
    assert len(rows) == len(collected) > 60, done.stdout[-2000:]
    assert set(documented(Path(DOCUMENT).read_text("utf-8"))) == collected
    faults = {(name, fault) for name, section in SECTIONS.items() for fault in section.faults}
    assert {(row.section, row.fault) for row in rows} == faults


def test_what_tests_of_several_processes_say_becomes_one_document(pytest_in, tmp_path):
    output, status = pytest_in(TESTS, "-pxdist", "-n2", "--reliability=write")
    assert status == 0, output
    told = (tmp_path / "told.md").read_text("utf-8")
    feed, services = SECTIONS["feed"].title, SECTIONS["services"].title
    assert documented(told) == {
        (feed, "truncated: here"): "Ended here.",
        (feed, "truncated: there"): "Ended there.",
        (feed, "500"): "30 | 30 rows stayed.",
        (services, "disk full"): "**Not survived.** It is lost.",
    }
    assert told.index("there") < told.index("500") < told.index("disk full"), "in the order of the list"
    assert pytest_in(TESTS)[1] == 0


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Ended {where}", "Got {where}", "this run:     Got here."),
        ('"there"]', '"there", "new"]', "has no such row"),
        ("    happened(f", "    (f", "did not say what happened"),
        ('fault("feed", "500")', 'fault("feed", "501")', "has no fault '501'"),
        ("(happened):", "():", "does not say what happened"),
    ],
    ids=["another sentence", "a new case", "nothing said", "an unknown fault", "no fixture"],
)
def test_a_run_that_saw_something_else_fails_with_a_sentence(pytest_in, tmp_path, before, after, told):
    stands = {
        Row("feed", "truncated", "here"): "Ended here.",
        Row("feed", "truncated", "there"): "Ended there.",
        Row("feed", "500", ""): "30 | 30 rows stayed.",
        Row("services", "disk full", ""): "**Not survived.** It is lost.",
    }
    (tmp_path / "told.md").write_text(document(stands), "utf-8")
    assert before in TESTS
    output, status = pytest_in(TESTS.replace(before, after))
    assert status != 0
    assert told in output


def test_a_document_is_not_written_from_half_of_the_tests(pytest_in, tmp_path):
    output, status = pytest_in(TESTS.replace('happened("30', 'pytest.skip("no server"); ("30'), "--reliability=write")
    assert (status, (tmp_path / "told.md").exists()) == (1, False)
    assert "was not written, because of" in output


def test_what_is_written_is_what_is_read():
    rows = {Row("hosts", "[::]", ""): r"a \| b | c\d", Row("records", "<svg onload>", "x"): "“y”"}
    read = documented(document(rows))
    assert read == {(SECTIONS[row.section].title, row.label): said for row, said in rows.items()}
