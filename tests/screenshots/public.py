"""The pictures of docs/theming.md: our pages as they come, in a theme of ten lines, and each component by itself."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Page

from tests.browser.driving import follow
from tests.browser.styles import switch

from .camera import PHONE, Camera
from .documents import THEMING, code_blocks

COURSES, EVENTS, GUIDES = "/en/courses/", "/en/events/", "/en/funding/"
OURS = "opinovi.css"


def take_pictures(camera: Camera) -> None:
    _themes(camera)
    _lists(camera)
    _details(camera)
    _form(camera)


def ten_lines() -> str:
    """The style sheet that the document calls a whole theme."""
    return next(block for block in code_blocks(THEMING, "css") if "--opinovi-heading-font" in block)


def _themes(camera: Camera) -> None:
    with camera.visitor() as page:
        page.goto(COURSES)
        camera.window(page, "theme-as-it-comes")
        # A sheet of the host's, added to a page whose policy allows none inside tags.
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
            ten_lines(),
        )
        camera.window(page, "theme-of-ten-lines")
        page.evaluate("document.adoptedStyleSheets = []")
        switch(page, OURS, on=False)
        camera.window(page, "theme-without-our-sheet")
    with camera.visitor(dark=True) as page:
        page.goto(COURSES)
        camera.window(page, "theme-dark")
    with camera.visitor(width=PHONE, height=740) as page:
        page.goto(COURSES)
        camera.window(page, "theme-on-a-phone")


def _lists(camera: Camera) -> None:
    with camera.visitor() as page:
        page.goto(COURSES)
        camera.element(page, "component-card", ".opinovi-cards .opinovi-card")
        camera.element(page, "component-filters", ".opinovi-filters")
        camera.element(page, "component-pages", ".opinovi-pages")
        camera.element(page, "component-ask", ".opinovi-ask")
        page.goto(f"{COURSES}?free=1&municipality=734&time=evening")
        camera.element(page, "component-chips", ".opinovi-chips")
        page.goto(f"{COURSES}?q=hoiva&municipality=853&time=weekend")
        camera.element(page, "component-empty", ".opinovi-empty")
        page.goto(EVENTS)
        camera.element(page, "component-badges", ".opinovi-card:has(h3 .opinovi-badge)")
        camera.element(page, "component-views", ".opinovi-views")
        page.goto(f"{EVENTS}calendar/{_next_month()}/")
        camera.element(page, "component-month", ".opinovi-month", most=520)


def _next_month() -> str:
    """Of the demo's events most are in the month after this one."""
    return f"{dt.date.today().replace(day=1) + dt.timedelta(days=32):%Y-%m}"


def _details(camera: Camera) -> None:
    with camera.visitor() as page:
        page.goto(GUIDES)
        follow(page, ".opinovi-card h3 a")
        camera.element(page, "component-facts", ".opinovi-facts--rows")
        camera.element(page, "component-banner", ".opinovi-banner")
        _open_event_with_places(page)
        camera.element(page, "component-state", ".opinovi-panel--key")


def _open_event_with_places(page: Page) -> None:
    page.goto(EVENTS)
    follow(page, ".opinovi-card:has(.opinovi-badge--good) h3 a")


def _form(camera: Camera) -> None:
    with camera.visitor(height=1000) as page:
        _open_event_with_places(page)
        follow(page, ".opinovi-panel--key a.opinovi-button")
        page.fill("[name=name]", "Aino Aalto")
        page.fill("[name=email]", "aino@")
        follow(page, "main form button")
        camera.element(page, "component-summary", ".opinovi-summary")
        camera.element(page, "component-field", ".opinovi-field--bad")
        page.fill("[name=email]", "aino.aalto@asiakas.example")
        follow(page, "main form button")
        assert re.search("/registered/", page.url), page.url
        camera.element(page, "component-steps", ".opinovi-steps")
