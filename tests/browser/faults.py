"""What can be wrong with a page that is open: each function looks for one thing and answers the faults it sees.

Nothing is put into the page that its policy would have to allow: style sheets for trying things out are constructed, and
scripts run from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.apps import apps
from playwright.sync_api import Page

from opinovi_wagtail.models import Partner
from opinovi_wagtail.models.words import WordsField

# WCAG 2.0 to 2.2, A and AA, and what axe calls best practice.
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
CONTRAST_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# WCAG 1.4.12.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""

# How a fault names an element.
NAME = """
const name = element => {
    const text = (element.innerText || '').trim().replace(/\\s+/g, ' ').slice(0, 60)
    return `<${element.localName} class="${element.getAttribute('class') || ''}"> ${text}`
}
"""

# What stands further out than the window: the innermost of it.
TOO_WIDE = """() => {
    NAME
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return []
    const out = element => element.getBoundingClientRect().right > root.clientWidth + 0.5
    const wide = [...document.body.querySelectorAll('*')].filter(out)
    const innermost = wide.filter(element => !wide.some(other => other !== element && element.contains(other)))
    return innermost.slice(0, 3).map(element => `scrolls sideways, ${root.scrollWidth} in ${root.clientWidth}: ${name(element)}`)
}""".replace("NAME", NAME)

# Visible text in a box that cuts it off. Fields for typing scroll by themselves.
CUT_OFF = """() => {
    NAME
    const cut = element => {
        const style = getComputedStyle(element)
        if (style.clipPath === 'inset(50%)' || element.matches('input, select, textarea')) return false
        const wide = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
        const high = style.overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1
        return (wide || high) && element.checkVisibility() && element.innerText.trim()
    }
    return [...document.body.querySelectorAll('*')].filter(cut).map(element => `is cut off: ${name(element)}`)
}""".replace("NAME", NAME)

# What a policy without inline code would refuse, and scripts of any kind: data for machines is none.
CODE = """() => [...document.querySelectorAll('*')].filter(element =>
    (element.localName === 'script' && element.type !== 'application/ld+json')
    || element.localName === 'style' || element.hasAttribute('style')
    || [...element.attributes].some(one => one.name.startsWith('on') || /^\\s*javascript:/i.test(one.value))
).map(element => `has code in it: ${element.outerHTML.slice(0, 120)}`)"""

# Texts that exist in one language only, in an element that says that it is in another. A single word may stand in any
# sentence of ours, so it has to stand alone.
IN_ANOTHER_LANGUAGE = """texts => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent.replace(/\\s+/g, ' ')
        const language = node.parentElement.closest('[lang]')?.lang
        for (const [words, right] of texts) {
            const is = text.trim() === words || (words.includes(' ') && text.includes(words))
            if (is && language !== right) found.push(`“${words}” is ${right}, marked ${language}`)
        }
    }
    return found
}"""

CHUNK = 40  # letters of a text by which it is recognised, however it was shortened


def inaccessible(page: Page, options: dict[str, object] | None = None, *, within: str = "html") -> list[str]:
    """What axe finds in the elements that the selector ``within`` chooses."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults(
        page.evaluate("([within, options]) => axe.run(within, options)", [within, options or AXE_OPTIONS])
    )
    return [results.generate_report()] if results.violations_count else []


def low_contrast(page: Page) -> list[str]:
    """What axe finds hard to read."""
    return inaccessible(page, CONTRAST_ONLY)


def too_wide(page: Page) -> list[str]:
    """What has to be scrolled sideways."""
    return page.evaluate(TOO_WIDE)


def opened(page: Page) -> None:
    """Opens everything that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def cut_off_when_spaced(page: Page) -> list[str]:
    """What is cut off, or too wide, when a reader gives text the space of WCAG 1.4.12."""
    page.evaluate(
        """css => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(css)
        document.adoptedStyleSheets = [sheet]
    }""",
        SPACED,
    )
    assert page.evaluate("getComputedStyle(document.body).letterSpacing") != "normal", "the page is not spaced"
    found = page.evaluate(CUT_OFF) + too_wide(page)
    page.evaluate("document.adoptedStyleSheets = []")
    return [f"with spaced text: {fault}" for fault in found]


def code(page: Page) -> list[str]:
    """Scripts, styles and handlers in the page."""
    return page.evaluate(CODE)


def unmarked(page: Page, texts: Iterable[tuple[str, str]]) -> list[str]:
    """Texts that are not marked as what they are; ``texts`` is as ``texts_in_one_language`` answers it."""
    return page.evaluate(IN_ANOTHER_LANGUAGE, [list(pair) for pair in texts])


def texts_in_one_language() -> list[tuple[str, str]]:
    """``(beginning of a text, its language)`` of every text in the store that exists in one language only.

    Names of partners are left out: a proper name is in no language.
    """
    languages: dict[str, set[str]] = {}
    for model in apps.get_app_config("opinovi_wagtail").get_models():
        for field in model._meta.concrete_fields if model is not Partner else ():
            if isinstance(field, WordsField):
                for words in model._default_manager.values_list(field.attname, flat=True):
                    for language, text in words.items():
                        for line in _lines(text):
                            languages.setdefault(line, set()).add(language)
    return [(line, min(found)) for line, found in languages.items() if len(found) == 1]


def _lines(text: str) -> Iterable[str]:
    for line in re.split(r"<[^>]*>|\n", text):
        if line.strip():
            yield " ".join(line.split())[:CHUNK]


def misnamed(page: Page, language: str) -> list[str]:
    """Whether the page says its language, has a title and one main heading."""
    found = []
    if (said := page.locator("html").get_attribute("lang")) != language:
        found.append(f"says that it is in {said}")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"has {headings} main headings")
    if not page.title().strip(" –"):
        found.append("has no title")
    return found
