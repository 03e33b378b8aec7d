"""A browser that takes pictures of the demo and keeps them small enough for a repository; what is shown is chosen elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from sitecontent.devservices.demo import EDITOR, PASSWORD
from tests.browser.driving import ARGUMENTS, DID_NOT_RUN, chromium

WIDE, PHONE = 1280, 360
LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
COLOURS = 192  # drawings and text look the same with these, and a picture is a third of the size


class Camera:
    """Opens pages of the site at ``site`` and saves what it sees as PNG files in ``folder``."""

    def __init__(self, browser: Browser, site: str, folder: Path) -> None:
        self._browser = browser
        self._site = site
        self._folder = folder
        self.taken: list[str] = []

    @contextmanager
    def visitor(
        self, language: str = "en", *, width: int = WIDE, height: int = 800, dark: bool = False
    ) -> Iterator[Page]:
        """A browser window without any history, whose owner reads ``language``."""
        context = self._browser.new_context(
            base_url=self._site,
            viewport={"width": width, "height": height},
            locale=LOCALES[language],
            timezone_id="Europe/Helsinki",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        try:
            yield context.new_page()
        finally:
            context.close()

    @contextmanager
    def editor(self, language: str) -> Iterator[Page]:
        """A window in which somebody who may do everything has logged in to the admin."""
        with self.visitor(language, height=900) as page:
            page.goto("/admin/login/")
            page.fill("[name=username]", EDITOR)
            page.fill("[name=password]", PASSWORD)
            with page.expect_navigation():
                page.click("button[type=submit]")
            yield page

    def window(self, page: Page, name: str, *, height: int | None = None) -> None:
        """What the window shows, or the upper ``height`` pixels of the page."""
        clip = None if height is None else {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
        self._save(name, page.screenshot(clip=clip, full_page=height is not None, animations="disabled"))

    def element(self, page: Page, name: str, selector: str, *, most: int | None = None) -> None:
        """The first of what ``selector`` finds, at most ``most`` pixels of it, with a little of what is around it."""
        found = page.locator(selector).first
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box, f"{selector} is not to be seen for {name}"
        around = 8
        top = box["y"] + page.evaluate("scrollY") - around
        clip = {
            "x": max(0, box["x"] - around),
            "y": max(0, top),
            "width": box["width"] + 2 * around,
            "height": min(box["height"], most or box["height"]) + 2 * around,
        }
        self._save(name, page.screenshot(clip=clip, full_page=True, animations="disabled"))

    def _save(self, name: str, shot: bytes) -> None:
        assert name not in self.taken, f"two pictures are called {name}"
        picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        picture.save(self._folder / f"{name}.png", optimize=True)
        self.taken.append(name)


@contextmanager
def camera(site: str, folder: Path) -> Iterator[Camera]:
    """A camera for the demo at ``site``; SystemExit with a sentence where there is no Chromium."""
    path = chromium()
    if path is None:
        raise SystemExit(DID_NOT_RUN.replace("The browser tests did not run", "No picture was taken"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield Camera(browser, site, folder)
        browser.close()
