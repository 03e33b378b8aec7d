"""How Chromium is found, started and led from page to page; knows nothing of the site, so that commands can use it, too."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
DID_NOT_RUN = "The browser tests did not run: no Chromium was found (Debian and Ubuntu: apt install chromium)."


def chromium() -> str | None:
    """Where Chromium is: OPINOVI_CHROMIUM, or on the path."""
    return os.environ.get("OPINOVI_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def follow(page: Page, selector: str) -> None:
    """Clicks what leads to another page and waits until that one has loaded: a click alone returns before it has."""
    with page.expect_navigation():
        page.click(selector)


def enter(page: Page) -> None:
    """Presses Enter on what leads to another page and waits until that one has loaded."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
