"""What the documents list is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from opinovi_wagtail.conf import DEFAULTS

ROOT = Path(__file__).resolve().parents[1]


def test_every_setting_is_documented_and_nothing_else():
    table = (ROOT / "docs/settings.md").read_text("utf-8").split("## System checks")[0]
    listed = {
        name for row in re.findall(r"^\| (`[A-Z].*?) \|", table, re.M) for name in re.findall(r"`([A-Z_]+)`", row)
    }
    assert listed == set(DEFAULTS)


def test_every_system_check_is_documented():
    checks = set(
        re.findall(r'id="(opinovi_wagtail\.[EW]\d+)"', (ROOT / "opinovi_wagtail/checks.py").read_text("utf-8"))
    )
    assert checks == set(re.findall(r"`(opinovi_wagtail\.[EW]\d+)`", (ROOT / "docs/settings.md").read_text("utf-8")))


def test_links_between_documents_lead_somewhere():
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_custom_property_is_documented_and_nothing_else():
    sheet = (ROOT / "opinovi_wagtail/static/opinovi_wagtail/opinovi.css").read_text("utf-8")
    rows = re.findall(r"^\| (`--.*?) \|", (ROOT / "docs/theming.md").read_text("utf-8"), re.M)
    listed = {name for row in rows for name in re.findall(r"--opinovi-[a-z-]+", row)}
    assert listed == set(re.findall(r"--opinovi-[a-z-]+", sheet)) - {"--opinovi-step"}


def test_the_bridge_is_the_same_in_every_document():
    documents = [(ROOT / name).read_text("utf-8") for name in ("README.md", "docs/install.md", "docs/theming.md")]
    bridges = {re.search(r'\{% extends "base.html" %\}\n.*?\n```', text, re.S)[0] for text in documents}
    assert len(bridges) == 1
