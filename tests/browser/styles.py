"""What a style sheet does to the elements of a page, as the browser computes it: everything that differs without the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# What each element that ``selector`` finds, and what is before and after it, looks like without the sheet and with it: only what
# differs comes back, as ``[element, property, without, with]``. All values of a page would be megabytes.
_COMPARE = """([sheet, selector, leftOut, ignored]) => {
  const links = [...document.querySelectorAll('link[rel=stylesheet]')].filter(link => link.href.endsWith(sheet));
  if (links.length !== 1) throw new Error(`${links.length} style sheets end with ${sheet}`);
  const name = element => {
    const steps = [];
    for (let at = element; at && at.nodeType === 1; at = at.parentElement) {
      const same = at.parentElement ? [...at.parentElement.children].filter(e => e.tagName === at.tagName) : [at];
      const number = same.length > 1 ? `:${same.indexOf(at) + 1}` : '';
      const own = [...at.classList].find(c => c.startsWith('opinovi'));
      steps.unshift(at.tagName.toLowerCase() + (own ? `.${own}` : '') + number);
    }
    return steps.slice(-4).join(' > ');
  };
  const elements = [...document.querySelectorAll(selector)].filter(element => !leftOut || !element.matches(leftOut));
  if (!elements.length) throw new Error(`${selector} finds nothing`);
  const left = new Set(ignored);
  const read = () => elements.map(element => ['', '::before', '::after'].map(part => {
    const style = getComputedStyle(element, part || null);
    if (part && ['none', 'normal'].includes(style.content)) return null;
    const values = new Map();
    for (const property of style) {
      // A custom property does nothing by itself.
      if (!property.startsWith('--') && !left.has(property)) values.set(property, style.getPropertyValue(property));
    }
    return values;
  }));
  links[0].disabled = true;
  const without = read();
  links[0].disabled = false;
  const found = [];
  read().forEach((parts, index) => parts.forEach((now, part) => {
    const before = without[index][part];
    const called = () => name(elements[index]) + ['', '::before', '::after'][part];
    if (!before || !now) {
      if (before || now) found.push([called(), '', before ? 'there' : '', now ? 'there' : '']);
      return;
    }
    for (const property of new Set([...before.keys(), ...now.keys()])) {
      if (before.get(property) !== now.get(property)) {
        found.push([called(), property, before.get(property) ?? '', now.get(property) ?? '']);
      }
    }
  }));
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one property of one element was, and became; empty where the element (or what is before or after it) was not there."""

    element: str
    name: str
    was: str
    became: str

    def __str__(self) -> str:
        return f"{self.element}  {self.name}: {self.was} -> {self.became}"


def made_by(
    page: Any, sheet: str, selector: str, *, left_out: str = "", ignored: Iterable[str] = ()
) -> list[Difference]:
    """What the style sheet whose address ends with ``sheet`` does to all that ``selector`` finds, except ``left_out``."""
    return [Difference(*found) for found in page.evaluate(_COMPARE, [sheet, selector, left_out, list(ignored)])]


def told(found: list[Difference]) -> str:
    """``found`` by property, each with how often and the first three places."""
    by_name: dict[str, list[Difference]] = {}
    for difference in found:
        by_name.setdefault(difference.name or "(there or not)", []).append(difference)
    lines = []
    for name, all_of_it in sorted(by_name.items(), key=lambda item: -len(item[1])):
        lines.append(f"{name} ({len(all_of_it)})")
        lines += [f"    {difference}" for difference in all_of_it[:3]]
    return "\n".join(lines)


def switch(page: Any, sheet: str, *, on: bool) -> None:
    """Turns the style sheet whose address ends with ``sheet`` on or off."""
    done = page.evaluate(
        "([sheet, on]) => { const found = [...document.querySelectorAll('link[rel=stylesheet]')]"
        ".filter(link => link.href.endsWith(sheet)); found.forEach(link => { link.disabled = !on; });"
        " return found.length; }",
        [sheet, on],
    )
    assert done == 1, f"{done} style sheets end with {sheet}"
