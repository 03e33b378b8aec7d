"""Chromium, the reference site under its strict policy, and a page that remembers what that policy refused.

Where no Chromium is found these tests do not run and one line says so; with OPINOVI_REQUIRE_SERVICES set that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from sitecontent.settings.policies import PUBLIC_POLICY

from . import faults
from .driving import ARGUMENTS, DID_NOT_RUN, chromium
from .faults import AXE_OPTIONS as AXE_OPTIONS  # for tests of what is no page of the site
from .world import World, make_world

FOLDER = Path(__file__).parent
WINDOW: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(DID_NOT_RUN in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(DID_NOT_RUN)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("OPINOVI_REQUIRE_SERVICES"):
            pytest.fail(DID_NOT_RUN)
        pytest.skip(DID_NOT_RUN)
    # Playwright keeps an event loop in this thread, which Django takes for a reason not to touch the database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def live_server(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    """The reference site, with the middleware of its strict Content-Security-Policy."""
    middleware = ["tests.browser.turns.take_turns", "csp.middleware.CSPMiddleware", *django_settings.MIDDLEWARE]
    with django_db_blocker.unblock(), override_settings(MIDDLEWARE=middleware):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def strict_policy(settings: Any) -> None:
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}


@dataclass
class Visitor:
    """A person with a browser. Every page that is opened is watched for what the policy refuses and for third parties."""

    page: Page
    site: str
    refused: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        self.page.goto(address if address.startswith("http") else f"{self.site}{address}")
        return self.page

    def faults(self, language: str, texts: Iterable[tuple[str, str]] = (), *, wide: bool = True) -> list[str]:
        """What is wrong with the page that is open, which is in ``language``, with everything in it opened.

        Looked at on a phone, in a ``wide`` window and in one of 1280 by 1024 pixels at 400 per cent. For ``texts`` see
        ``faults.unmarked``.
        """
        page = self.page
        found, self.refused[:] = list(self.refused), []
        found += faults.misnamed(page, language) + faults.unmarked(page, texts) + faults.code(page)
        faults.opened(page)
        for width in (1280, 360) if wide else (360,):
            page.set_viewport_size({**WINDOW, "width": width})
            found += [f"at {width}: {fault}" for fault in faults.inaccessible(page)]
        found += faults.cut_off_when_spaced(page)
        page.set_viewport_size({"width": 320, "height": 256})
        found += faults.too_wide(page) + faults.cut_off_when_spaced(page)
        page.set_viewport_size(WINDOW)
        return found

    def check(self, what: str) -> None:
        """The page that is open has no fault."""
        found = self.faults(self.page.locator("html").get_attribute("lang") or "")
        assert not found, "\n".join([what, *found])

    def shoot(self, name: str) -> None:
        """A picture for people to look at, where OPINOVI_SHOTS names a folder."""
        folder = os.environ.get("OPINOVI_SHOTS")
        if not folder:
            return
        for width in (1280, 360):
            self.page.set_viewport_size({**WINDOW, "width": width})
            self.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True, caret="initial")
        self.page.set_viewport_size(WINDOW)


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Callable[..., Visitor]]:
    """``visit()``, or ``visit(java_script_enabled=False)``: a new visitor."""
    contexts: list[BrowserContext] = []

    def new(**options: Any) -> Visitor:
        context = browser.new_context(**{"viewport": WINDOW, "locale": "fi-FI", **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        visitor = Visitor(page, live_server.url)
        page.on("console", lambda message: _note(visitor, message.text))
        page.on("pageerror", lambda error: visitor.refused.append(str(error)))
        page.on("request", lambda request: _third_party(visitor, request.url))
        return visitor

    yield new
    for context in contexts:
        context.close()


def _note(visitor: Visitor, text: str) -> None:
    if "Content Security Policy" in text or "Content-Security-Policy" in text:
        visitor.refused.append(text)


def _third_party(visitor: Visitor, url: str) -> None:
    if not url.startswith((visitor.site, "data:", "about:")):
        visitor.refused.append(f"asked {url}")


@pytest.fixture
def tree(transactional_db: None, live_server: LiveServer, settings: Any) -> Any:
    """The reference site's pages, at the address of the live server."""
    from wagtail.models import Locale
    from wagtail.models import Page as WagtailPage

    from sitecontent.starter.tree import make_tree

    settings.WAGTAILADMIN_BASE_URL = live_server.url
    # Tests with transactions of their own empty the tables that migrations had filled.
    Locale.objects.get_or_create(language_code="fi")
    if not WagtailPage.objects.filter(depth=1).exists():
        WagtailPage.add_root(title="Root", slug="root")
    return make_tree()


@pytest.fixture
def world(tree: Any) -> World:
    """Something in every list and in every state."""
    return make_world(tree)
