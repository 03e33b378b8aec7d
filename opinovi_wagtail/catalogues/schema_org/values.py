"""Values of schema.org properties made ours: words, addresses, days, numbers, codes; knows no course and no event."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Duration
from opinovi_wagtail.telling import gettext as _

from .. import moments
from ..coding import code, codes
from ..links import link
from ..notes import Notes
from ..words import LINE, line, words
from .graph import Node

_SCHEMA = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)")
# ISO 8601-1:2019, 5.5.2.2 and 5.5.2.3, of one unit; P1Y6M and PT1H30M as well, whose units are multiples of each other.
_DURATION = re.compile(
    r"P(?:(?P<years>[\d.,]+)Y)?(?:(?P<months>[\d.,]+)M)?(?:(?P<weeks>[\d.,]+)W)?(?:(?P<days>[\d.,]+)D)?"
    r"(?:T(?:(?P<hours>[\d.,]+)H)?(?:(?P<minutes>[\d.,]+)M)?(?:(?P<seconds>[\d.,]+)S)?)?\Z"
)
_OFFSET_APART = re.compile(r"(\d)\s+([+-]\d\d:?\d\d|Z)\Z")
# ISO 639-2 codes of the languages that this country teaches in most, which pages write as often as those of BCP 47.
_LANGUAGES = {"fin": "fi", "swe": "sv", "eng": "en", "sme": "smi", "smn": "smi", "sms": "smi", "est": "et", "rus": "ru"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the values of one page are read: its language, the time zone of its clocks, the base of its addresses."""

    language: str
    zone: ZoneInfo
    base: str = ""

    def words(
        self, node: Node, name: str, field: str, notes: Notes, *, limit: int = LINE, markup: bool = False
    ) -> dict[str, str]:
        """The text of ``name`` by language; of several texts in one language the first."""
        found: dict[str, Any] = {}
        for value in node.get(name, ()):
            if isinstance(value, dict) and isinstance(value.get("@value"), str):
                tag = re.split("[-_]", str(value.get("@language") or self.language))[0]
                found.setdefault(tag.lower(), value["@value"])
            elif isinstance(value, dict):
                found.setdefault(self.language, first(value, "name"))
            else:
                found.setdefault(self.language, value)
        return words(found, field, notes, language=self.language, limit=limit, markup=markup)

    def moment(self, node: Node, name: str, field: str, notes: Notes) -> moments.Moment | None:
        """The first time of ``name``; a time without offset is in the zone of the host."""
        value = first(node, name)
        if isinstance(value, str):
            value = _OFFSET_APART.sub(r"\1\2", value.strip())
        return moments.noted(value, field, notes, self.zone)

    def day(self, node: Node, name: str, field: str, notes: Notes) -> dt.date | None:
        """The day of the first time of ``name``."""
        found = self.moment(node, name, field, notes)
        return moments.day_of(found) if found else None

    def url(self, node: Node, name: str, field: str, notes: Notes) -> str:
        """The first address of ``name``, completed from the page's own."""
        for value in node.get(name, ()):
            address = value.get("@id") if isinstance(value, dict) else value
            if address:
                return link(address, field, notes, language=self.language, base=self.base)
        return ""

    def image(self, node: Node, notes: Notes) -> str:
        """The address of the first image: text, or an ``ImageObject``."""
        for value in node.get("image", ()):
            own = value if isinstance(value, dict) else {"url": [value]}
            quiet = Notes()
            for name in ("contentUrl", "url"):
                if found := self.url(own, name, "image", quiet if name == "contentUrl" else notes):
                    return found
        return ""


def first(node: Node, name: str) -> Any:
    """The first plain value of ``name``, or None."""
    return next((found for value in node.get(name, ()) if (found := scalar(value)) not in (None, "")), None)


def scalar(value: Any) -> Any:
    """A plain value, without its language; a node has none."""
    if isinstance(value, dict):
        value = value.get("@value")
    return value if isinstance(value, (str, int, float, bool)) else None


def nodes(node: Node, name: str) -> list[Node]:
    """The nodes among the values of ``name``."""
    return [value for value in node.get(name, ()) if isinstance(value, dict) and "@value" not in value]


def labels(node: Node, *names: str) -> Iterator[str]:
    """Every value of ``names`` as one short text: terms without schema.org's address, nodes by their name or id."""
    for name in names:
        for value in node.get(name, ()):
            own = scalar(value)
            if own is None and isinstance(value, dict):
                own = first(value, "name") or value.get("@id")
            if isinstance(own, str) and (text := line(_SCHEMA.sub("", own.strip()), "", Notes())):
                yield text


def has_type(node: Node, *names: str) -> bool:
    """Whether ``node`` is of one of these types."""
    return bool(set(names) & set(node.get("@type", ())))


def number(value: Any) -> Decimal | None:
    """``value`` as a finite number that is not negative, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = Decimal(str(value).strip()[:40])
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def count(node: Node, names: Iterable[str], field: str, notes: Notes) -> int | None:
    """The first of ``names`` that is there, as a possible number of places."""
    for name in names:
        value = first(node, name)
        if value is None:
            continue
        found = number(value)
        if found is not None and found == found.to_integral_value() and found <= 1_000_000:
            return int(found)
        notes.add(field, _("The number of places is not a number that is possible, so it was left out."))
    return None


def duration(node: Node, name: str, notes: Notes) -> Duration | None:
    """An ISO 8601 duration in one unit; ``P1Y6M`` is 18 months, but ``P1DT6H`` is none."""
    value = first(node, name)
    if value is None:
        return None
    text = str(value).strip()[:60]
    match = _DURATION.match(text)
    parts = {unit: number(amount.replace(",", ".")) for unit, amount in match.groupdict("0").items()} if match else {}
    if found := _one_unit({unit: amount for unit, amount in parts.items() if amount}):
        return found
    notes.add("duration", _("%(text)r is not a duration with its unit, so it was left out.") % {"text": text})
    return None


def _one_unit(parts: dict[str, Decimal]) -> Duration | None:
    match sorted(parts):
        case ["years"]:
            found = Duration(parts["years"], "year")
        case ["months"] | ["months", "years"]:
            found = Duration(parts["months"] + 12 * parts.get("years", Decimal(0)), "month")
        case ["weeks"]:
            found = Duration(parts["weeks"], "week")
        case ["days"]:
            found = Duration(parts["days"], "day")
        case ["hours"] | ["minutes"] | ["hours", "minutes"]:
            hours = parts.get("hours", Decimal(0)) + parts.get("minutes", Decimal(0)) / 60
            found = Duration(hours if hours == hours.to_integral_value() else round(hours, 2), "hour")
        case _:
            return None
    return found if 0 < found.amount < 10_000 else None


def languages(node: Node, notes: Notes) -> tuple[str, ...]:
    """Languages of teaching: BCP 47 tags, their ISO 639-2 forms or names, as text or as ``Language`` nodes."""
    found: dict[str, None] = {}
    for value in node.get("inLanguage", ()):
        quiet = Notes()
        candidates = [scalar(value)] if scalar(value) is not None else _language_names(value)
        known = next((one for text in candidates if (one := _language(text, quiet))), "")
        if known:
            found[known] = None
        elif candidates:
            codes("languages", [str(candidates[0])], "languages", notes)
    return tuple(found)


def language_of(node: Node) -> str:
    """The only language tag in ``inLanguage``, for texts that do not say theirs; otherwise nothing."""
    tags = {str(tag).strip() for tag in (scalar(value) for value in node.get("inLanguage", ())) if tag}
    if len(tags) != 1:
        return ""
    primary = tags.pop().replace("_", "-").split("-")[0].lower()
    primary = _LANGUAGES.get(primary, primary)
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) else ""


def _language_names(value: Any) -> list[Any]:
    return [found for name in ("alternateName", "name", "identifier") if (found := first(value, name)) is not None]


def _language(value: Any, quiet: Notes) -> str:
    text = str(value).strip()
    primary = re.split(r"[-_]", text)[0].lower()
    if re.fullmatch(r"[a-z]{2,3}", primary):
        return code("languages", _LANGUAGES.get(primary, primary), "", quiet)
    return code("languages", text, "", quiet) if not text.isdigit() else ""
