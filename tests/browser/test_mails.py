"""The HTML part of every kind of letter in Chromium: readable in light and dark, narrow and wide, and asking for nothing.

A mail has no policy, no style sheet of ours and no address: what is shown is the mail and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import NOW
from tests.outbox import occasions
from tests.outbox.occasions import OCCASIONS, Desk, letter_of

from .conftest import AXE_OPTIONS

SCHEMES = ("light", "dark")
# The letters of all languages have one form; pictures are wanted of more.
LANGUAGES = ("fi", "sv") if os.environ.get("OPINOVI_SHOTS") else ("fi",)
# A mail is shown inside the page of a mail program, and the landmarks are that page's.
OF_THE_PROGRAM = {rule: {"enabled": False} for rule in ("landmark-one-main", "region")}
LONG_WORD = "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilaskoulutus"
LONG_ADDRESS = "https://meet.partner.example/" + "aikuisopiskelijoidenilta" * 8


@pytest.fixture
def papers(browser: Browser) -> Iterator[dict[str, Page]]:
    """An empty page for each colour scheme, and on it what it asked for."""
    contexts = {scheme: browser.new_context(color_scheme=scheme, locale="fi-FI") for scheme in SCHEMES}
    yield {scheme: context.new_page() for scheme, context in contexts.items()}
    for context in contexts.values():
        context.close()


def html_of(occasion: str, language: str, **desk: Any) -> str:
    # The clock goes on before the browser is asked anything: it measures time too.
    with time_machine.travel(NOW, tick=False) as clock:
        sent = letter_of(occasion, Desk(clock, language, **desk))
    ((html, _type),) = [part for part in sent.alternatives if part[1] == "text/html"]
    return html


def read(page: Page, html: str, what: str) -> None:
    """Shows the letter and checks it as a reader would notice: at two widths, and at 320 pixels without scrolling sideways."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        options = {**AXE_OPTIONS, "rules": OF_THE_PROGRAM}
        results = Axe().run(page, options=options)
        assert results.violations_count == 0, f"{what} at {width}:\n{results.generate_report()}"
        if folder := os.environ.get("OPINOVI_SHOTS"):
            page.screenshot(path=f"{folder}/{what}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, what
    assert asked == [], what


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_accessible_and_narrow_in_light_and_dark_and_ask_for_nothing(papers, db, language, occasion):
    html = html_of(occasion, language)
    for scheme, page in papers.items():
        read(page, html, f"mail-{occasion}-{language}-{scheme}")


def test_long_words_and_addresses_fit_a_narrow_screen(papers, db, monkeypatch):
    monkeypatch.setattr(occasions, "ONLINE", LONG_ADDRESS)
    of_event = {"title": {"fi": LONG_WORD}, "notice": {"sv": LONG_WORD}, "contact_email": f"{'x' * 60}@partner.example"}
    html = html_of("confirmation_of_moving_group", "fi", of_event=of_event, of_partner={"name": {"fi": LONG_WORD}})
    assert LONG_ADDRESS in html and LONG_WORD in html
    for scheme, page in papers.items():
        read(page, html, f"mail-long-fi-{scheme}")
