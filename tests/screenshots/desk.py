"""The pictures of docs/editors*.md: the desk in the language of the document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.driving import follow

from .camera import Camera

EVENTS, PEOPLE, MESSAGES = "/admin/opinovi-event/", "/admin/opinovi-registration/", "/admin/opinovi-message/"
GUIDES, SOURCES, PLACES = "/admin/opinovi-fundingguide/", "/admin/opinovi-cataloguesource/", "/admin/opinovi-place/"
STATUS = "#panel-cancel_postpone_or_hide-section"


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed into the forms, and by which titles the demo's rows are found, in one language."""

    title: str
    other_language: str
    other_title: str
    group: str
    online: str
    full: str


# The field of the other language comes second, so that the picture shows both.
WORDS = {
    "en": Words(
        "How to pay for studying", "fi", "Miten rahoitan opinnot", "Career group", "Changing careers", "Funding info"
    ),
    "fi": Words(
        "Miten rahoitan opinnot", "sv", "Så finansierar du studierna", "Uraryhmä", "Alanvaihtajan info", "Rahoitusinfo"
    ),
    "sv": Words(
        "Så finansierar du studierna",
        "fi",
        "Miten rahoitan opinnot",
        "Karriärgrupp",
        "Info på nätet",
        "Info om finansiering",
    ),
}


def take_pictures(camera: Camera) -> None:
    for language, words in WORDS.items():
        with camera.editor(language) as page:
            _events(camera, page, language, words)
            _people(camera, page, language, words)
            _rooms(camera, page, language)
            _page(camera, page, language, words)


def _events(camera: Camera, page: Page, language: str, words: Words) -> None:
    page.goto(EVENTS)
    camera.window(page, f"desk-{language}-events", height=560)
    page.goto(f"{EVENTS}new/")
    page.select_option("[name=partner]", index=1)
    page.fill(f"[name=title_{language}]", words.title)
    page.fill(f"[name=title_{words.other_language}]", words.other_title)
    in_a_month = dt.date.today() + dt.timedelta(days=30)
    for field, moment in (("day", f"{in_a_month:%d.%m.%Y}"), ("start", "17.00"), ("end", "18.30")):
        page.fill(f"[name=meetings-0-{field}]", moment)
        _close_picker(page)
    page.select_option("[name=meetings-0-place]", index=1)
    page.fill("[name=places]", "20")
    camera.window(page, f"desk-{language}-new-event", height=900)
    page.goto(EVENTS)
    follow(page, f"main table a:has-text('{words.online}')")
    page.click(f"{STATUS} [data-panel-toggle]")
    page.select_option(f"{STATUS} [name=status]", "postponed")
    camera.element(page, f"desk-{language}-status", STATUS)


def _close_picker(page: Page) -> None:
    """What helps to choose a day or a time opens a moment after its field has the focus, and closes on a click beside it."""
    picker = page.locator(".xdsoft_datetimepicker:visible")
    picker.first.wait_for()
    page.mouse.click(1200, 300)
    picker.first.wait_for(state="hidden")


def _people(camera: Camera, page: Page, language: str, words: Words) -> None:
    page.goto(EVENTS)
    follow(page, f"main table a:has-text('{words.full}')")
    follow(page, f"header a[href*='{PEOPLE}']")
    camera.window(page, f"desk-{language}-people", height=560)
    page.goto(MESSAGES)
    camera.window(page, f"desk-{language}-messages", height=420)


def _rooms(camera: Camera, page: Page, language: str) -> None:
    page.goto(GUIDES)
    camera.window(page, f"desk-{language}-guides", height=560)
    page.goto(SOURCES)
    camera.window(page, f"desk-{language}-sources", height=360)


def _page(camera: Camera, page: Page, language: str, words: Words) -> None:
    page.goto(f"/admin/pages/search/?q={words.group}")
    follow(page, f"main a[href*='/edit/']:has-text('{words.group}')")
    camera.window(page, f"desk-{language}-page", height=900)
