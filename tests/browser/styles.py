"""Compares what a browser made of the styles of some elements before and after something changed, and lists what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# Every element that ``selector`` finds, and what is before and after it, with all its computed values.
_READ = """([selector, left_out]) => {
  const read = {};
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
  for (const element of document.querySelectorAll(selector)) {
    if (left_out && element.matches(left_out)) continue;
    for (const part of ['', '::before', '::after']) {
      const style = getComputedStyle(element, part || null);
      if (part && ['none', 'normal'].includes(style.content)) continue;
      const values = {};
      for (const property of style) {
        // A custom property does nothing by itself.
        if (!property.startsWith('--')) values[property] = style.getPropertyValue(property);
      }
      let key = name(element) + part;
      while (key in read) key += "'";
      read[key] = values;
    }
  }
  return read;
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


Read = dict[str, dict[str, str]]


def read_styles(page: Any, selector: str, *, left_out: str = "") -> Read:
    """The computed values of all that ``selector`` finds, without what ``left_out`` matches."""
    read: Read = page.evaluate(_READ, [selector, left_out])
    assert read, f"{selector} finds nothing"
    return read


def differences(before: Read, after: Read, *, ignored: Iterable[str] = ()) -> list[Difference]:
    """Everything that differs, except the properties ``ignored``."""
    found = []
    without = set(ignored)
    for element in dict.fromkeys([*before, *after]):
        was, became = before.get(element, {}), after.get(element, {})
        if not was or not became:
            found.append(Difference(element, "", "there" if was else "", "there" if became else ""))
            continue
        found += [
            Difference(element, name, was.get(name, ""), became.get(name, ""))
            for name in sorted({*was, *became} - without)
            if was.get(name) != became.get(name)
        ]
    return found


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
