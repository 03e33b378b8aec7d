"""Getting about with the keyboard alone, and seeing at every step where the focus is."""

from __future__ import annotations

from playwright.sync_api import Page

# Where the focus is and whether one sees it there: with an outline, inside the window, and nothing on top of it.
FOCUS = """() => {
    const element = document.activeElement
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    return {
        name: element.outerHTML.slice(0, 120),
        anywhere: element !== document.body && element !== document.documentElement,
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
        inside: left < right && top < bottom,
        uncovered: Boolean(there) && (element.contains(there) || there.contains(element)),
    }
}"""


def see_focus(page: Page) -> str:
    """Sees that one sees the focus, and answers what has it; nothing where it is on no element."""
    focus = page.evaluate(FOCUS)
    if not focus["anywhere"]:
        return ""
    for quality in ("outlined", "inside", "uncovered"):
        assert focus[quality], f"has the focus and is not {quality}: {focus['name']}"
    return focus["name"]


def tab_to(page: Page, selector: str, *, at_most: int = 80) -> None:
    """Presses Tab until what ``selector`` names has the focus, and sees the focus at every stop on the way."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        see_focus(page)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def tab_through(page: Page, *, at_most: int = 200) -> list[str]:
    """Presses Tab from the beginning of the page to its end; answers every stop, the focus seen at each."""
    stops = []
    for _press in range(at_most):
        page.keyboard.press("Tab")
        stop = see_focus(page)
        if not stop:
            return stops
        stops.append(stop)
    raise AssertionError(f"Tab does not come to an end: {stops[-3:]}")


def has_focus(page: Page, selector: str) -> bool:
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)
