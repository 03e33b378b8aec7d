"""What the documents list is what the code has."""

from __future__ import annotations

import functools
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from opinovi_wagtail.conf import DEFAULTS
from tests.screenshots.documents import pictures_named

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("wagtail.admin", "wagtail_localize")


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


@pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_every_picture_is_there_and_told_to_who_cannot_see_it(document):
    text = document.read_text("utf-8")
    named = pictures_named(document)
    assert len(named) == text.count("!["), "a picture that `make screenshots` does not take"
    for name, told in named.items():
        assert (ROOT / "docs/images" / f"{name}.png").exists(), name
        assert len(told) > 15, f"{name} is told as “{told}”"


def test_no_picture_lies_about_that_no_document_shows():
    named = {name for document in (ROOT / "docs").glob("*.md") for name in pictures_named(document)}
    assert {picture.stem for picture in (ROOT / "docs/images").glob("*.png")} == named


def test_every_component_in_the_document_is_in_the_templates():
    table = (ROOT / "docs/theming.md").read_text("utf-8").split("## Components")[1].split("\n## ")[0]
    classes = set(re.findall(r"`(opinovi-[a-z_-]+)`", table))
    templates = "".join(path.read_text("utf-8") for path in (ROOT / "opinovi_wagtail/templates").rglob("*.html"))
    assert len(classes) > 20
    assert {name for name in classes if not re.search(rf'[" ]{name}[" {{]', templates)} == set()


# Words in italics that are no label of the desk.
EMPHASIS = {"sinä", "du", "you", "⋯"}


@pytest.mark.parametrize(
    ("document", "language"), [("editors.md", "en"), ("editors.fi.md", "fi"), ("editors.sv.md", "sv")]
)
def test_what_editors_are_told_to_press_is_called_so_in_the_desk(document, language):
    text = (ROOT / "docs" / document).read_text("utf-8").replace("**", "")
    labels = {
        label
        for italic in re.findall(r"\*([^*]+)\*", text)
        for label in re.split(r" → |: ", " ".join(italic.split()))
        if label not in EMPHASIS and label != DEFAULTS["MENU_LABEL"]
    }
    assert len(labels) > 30
    assert {label for label in labels if label.casefold() not in said_by_the_desk(language)} == set()


@functools.cache
def said_by_the_desk(language):
    """Everything that our admin, Wagtail's and wagtail-localize's can say in ``language``, in small letters."""
    said = set()
    for root in (ROOT / "opinovi_wagtail", *(Path(find_spec(name).origin).parent for name in OTHERS)):
        # A catalogue's keys are English.
        with (root / f"locale/{'sv' if language == 'en' else language}/LC_MESSAGES/django.po").open("rb") as file:
            for message in read_po(file):
                texts = message.id if language == "en" else message.string
                said.update(text.casefold() for text in ([texts] if isinstance(texts, str) else texts))
    return said
