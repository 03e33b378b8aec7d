"""Keeps docs/reliability.md true: a test that is marked as a fault's says what happened, and the document has to say it too.

A test of a fault has the marker ``fault(section, name)`` (see ``tests/fault_list.py``) and says by the fixture ``happened``
what became of it, in a sentence made of the run's own values. Cases of a parametrised test are rows of their own, unless
the case has the marker itself. ``make reliability`` runs these tests and writes the document; in every other run a test
whose row differs fails. An expected failure is a row too, with its reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fault_list import SECTIONS

DOCUMENT = str(Path(__file__).resolve().parents[1] / "docs/reliability.md")
PROPERTY = "reliability"
_LINE = re.compile(r"\| (?P<label>(?:[^|\\]|\\.)+?) \| (?P<said>(?:[^|\\]|\\.)+) \|")
INTRODUCTION = """\
# Reliability

What a catalogue source, and the machine that reads it, may do to a site. Each row is a test: a good run, the fault, and a good
run again. A fault is *survived* when nothing that was good is lost or withdrawn, the report of the run says what happened, and
the next good run heals it.

This document is written by the tests (`make reliability`); what stands in it is what they saw, and a test whose row differs
fails. The sentences in quotation marks are those that a partner’s admin reads in the report of the run.
"""


class Row(NamedTuple):
    """One row of the document; ``case`` is empty where a fault has only one."""

    section: str
    fault: str
    case: str

    @property
    def label(self) -> str:
        return f"{self.fault}: {self.case}" if self.case else self.fault

    @property
    def place(self) -> tuple[int, int, str]:
        """Where it stands: as in the list of faults, then by case."""
        return list(SECTIONS).index(self.section), SECTIONS[self.section].faults.index(self.fault), self.case


_row = pytest.StashKey[Row]()
_said = pytest.StashKey[str]()


@pytest.fixture
def happened(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say what became of the fault that the test is about, in words that are the same in every run."""

    def say(sentence: str) -> None:
        request.node.stash[_said] = " ".join(sentence.split())

    return say


def documented(text: str) -> dict[tuple[str, str], str]:
    """What the document ``text`` says, by title of the section and label of the row."""
    rows, title = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            title = line[3:]
        elif (match := _LINE.fullmatch(line)) and match["label"] != "fault":
            rows[title, _plain(match["label"]).replace("`", "")] = _plain(match["said"])
    return rows


def document(rows: dict[Row, str]) -> str:
    """The whole document with ``rows``."""
    parts = [INTRODUCTION]
    for name, section in SECTIONS.items():
        own = sorted((row for row in rows if row.section == name), key=lambda row: row.place)
        if own:
            parts.append(f"\n## {section.title}\n\n{section.about}\n\n| fault | what happened |\n|---|---|\n")
            parts += [f"| {_cell(_shown(row))} | {_cell(rows[row])} |\n" for row in own]
    return "".join(parts)


def _shown(row: Row) -> str:
    # Addresses and markup are shown as they are, not as what Markdown would make of them.
    literal = row.fault.startswith("<") or re.fullmatch(r"\S*[\[/.]\S*", row.fault)
    fault = f"`{row.fault}`" if literal else row.fault
    return f"{fault}: {row.case}" if row.case else fault


def _cell(text: str) -> str:
    return re.sub(r"([\\|])", r"\\\1", text)


def _plain(cell: str) -> str:
    return re.sub(r"\\(.)", r"\1", cell)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--reliability",
        choices=("write", "list"),
        help="write: the document anew; list: with --collect-only, print the rows that have a test",
    )
    parser.addoption("--reliability-document", default=DOCUMENT, help="the document, instead of docs/reliability.md")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Collected(config), "reliability-collected")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rows: dict[Row, str] = {}
    for item in items:
        if (mark := item.get_closest_marker("fault")) is None:
            continue
        row = Row(*mark.args, case=_case(item, mark))
        if row.section not in SECTIONS or row.fault not in SECTIONS[row.section].faults:
            raise pytest.UsageError(
                f"{item.nodeid}: tests/fault_list.py has no fault {row.fault!r} in {row.section!r}."
            )
        if "happened" not in getattr(item, "fixturenames", ()):
            raise pytest.UsageError(f"{item.nodeid} is a fault's test and does not say what happened.")
        if rows.setdefault(row, item.nodeid) != item.nodeid:
            raise pytest.UsageError(f"{item.nodeid} and {rows[row]} are both {row.label!r} in docs/reliability.md.")
        item.stash[_row] = row


def _case(item: pytest.Item, mark: pytest.Mark) -> str:
    callspec = getattr(item, "callspec", None)
    if callspec is None or mark in callspec.marks:
        return str(mark.kwargs.get("case", ""))
    return str(callspec.id)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    row = item.stash.get(_row, None)
    if row is None or report.when != "call":
        return report
    said = _outcome(report, item)
    if said is None:
        return report
    if not said:
        return _failed(report, f"{item.nodeid} did not say what happened.")
    report.user_properties.append((PROPERTY, [*row, said]))
    if item.config.getoption("--reliability") == "write":
        return report
    stands = documented(_document(item.config)).get((SECTIONS[row.section].title, row.label))
    if stands != said:
        return _failed(
            report,
            f"docs/reliability.md is not what this run saw; make reliability writes it.\n{row.label}\n"
            f"  the document: {stands or 'has no such row'}\n  this run:     {said}",
        )
    return report


def _document(config: pytest.Config) -> str:
    path = Path(config.getoption("--reliability-document"))
    return path.read_text("utf-8") if path.exists() else ""


def _outcome(report: pytest.TestReport, item: pytest.Item) -> str | None:
    if report.passed:
        return item.stash.get(_said, "")
    reason = getattr(report, "wasxfail", None)
    return f"**Not survived.** {reason}" if report.skipped and reason else None


def _failed(report: pytest.TestReport, sentence: str) -> pytest.TestReport:
    report.outcome, report.longrepr = "failed", sentence
    return report


class Collected:
    """What the tests of a whole run said, those of other processes included; written down when that is asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.rows: dict[Row, str] = {}
        self.without: list[str] = []
        self.told = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if self.config.getoption("--reliability") == "list":
            for item in session.items:
                if row := item.stash.get(_row, None):
                    print(json.dumps([PROPERTY, *row, row.label]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = [value for name, value in report.user_properties if name == PROPERTY] if report.when == "call" else []
        for value in said:
            self.rows[Row(*value[:3])] = value[3]
        if report.failed or (report.skipped and not said):
            self.without.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.config.getoption("--reliability") != "write" or hasattr(self.config, "workerinput"):
            return
        if self.without or not self.rows:
            self.told = (
                f"docs/reliability.md was not written, because of {', '.join(self.without) or 'no test at all'}."
            )
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
            return
        Path(self.config.getoption("--reliability-document")).write_text(document(self.rows), "utf-8")
        self.told = f"docs/reliability.md has {len(self.rows)} rows now."

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.told:
            terminalreporter.write_line(self.told)
