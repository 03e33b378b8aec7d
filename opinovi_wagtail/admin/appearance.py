"""What a course or an event would look like that is not there yet: everything that is known of it, in words.

The values are the plain ones of rows, as previews keep them (see :mod:`opinovi_wagtail.sync.foresight`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.catalogues.words import plain
from opinovi_wagtail.models import Course, CourseRun, Event, Meeting, WordsField, say
from opinovi_wagtail.sync.report import part_name

from .children import meeting_in_words
from .differences import field_of, label_of, said, shortened, typed
from .values import language_in_a_sentence

# What is said together with another field, or says nothing to people.
_COURSE = (
    "title", "summary", "description", "provider_name", "education_type", "fields", "level", "credits_amount",
    "prior_education", "situations", "remote_url", "image_url",
)  # fmt: skip
_EVENT = (
    "title", "summary", "description", "provider_name", "kind", "status", "audiences", "languages", "price_amount",
    "registration_url", "registration_opens_at", "registration_closes_at", "places", "remote_url", "image_url",
)  # fmt: skip
_RUN = (
    "start_on", "ends_on", "duration_amount", "municipalities", "place_name", "place_address", "online_url", "forms",
    "times", "languages", "price_amount", "application", "apply_from", "apply_until", "apply_url", "places",
    "places_left", "funding", "accessibility", "status", "url",
)  # fmt: skip
_UNITS = {"credits_amount": "credits_unit", "duration_amount": "duration_unit"}
_USUAL = {"status": "scheduled"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A field in words; ``language`` is that of the words, where they are in one."""

    label: str
    text: str
    language: str = ""


def row_facts(model: type[Course] | type[Event], values: Mapping[str, Any]) -> list[Fact]:
    """What is known of a course or an event beside its runs or meetings."""
    return list(_facts(model, _COURSE if model is Course else _EVENT, values))


def run_facts(values: Mapping[str, Any]) -> list[Fact]:
    """What is known of one time and place of a course."""
    return list(_facts(CourseRun, _RUN, values))


def child_in_words(model: type[CourseRun] | type[Meeting], values: Mapping[str, Any]) -> tuple[str, ...]:
    """A run or a meeting as parts of one line; the time stands first and needs no name."""
    if model is Meeting:
        fields = {name: field_of(Meeting, name) for name in values}
        known = {name: typed(field, values[name]) for name, field in fields.items() if field is not None}
        return tuple(meeting_in_words(Meeting(**known)).splitlines())
    start, *rest = run_facts(values)
    return (start.text, *(f"{fact.label}: {fact.text}" for fact in rest))


def _facts(model: type[models.Model], names: Iterable[str], values: Mapping[str, Any]) -> Iterator[Fact]:
    for name in names:
        label = _label(model, name)
        field = field_of(model, name)
        if name == "provider_name" or isinstance(field, WordsField):
            yield from _in_languages(label, values.get(name) or {})
        elif text := _said(model, name, values):
            yield Fact(label, text)


def _label(model: type[models.Model], name: str) -> str:
    match name:
        case "provider_name":
            return str(capfirst(part_name("provider")))
        case "place_name":
            return str(capfirst(part_name("place")))
        case "remote_url":
            return str(capfirst(_("address of the course"))) if model is Course else label_of(model, "url")
    return label_of(model, name)


def _in_languages(label: str, words: Mapping[str, str]) -> Iterator[Fact]:
    for code, text in words.items():
        if text := shortened(plain(text)):
            named = _("%(field)s (%(language)s)") % {"field": label, "language": language_in_a_sentence(code)}
            yield Fact(named, text, code)


def _said(model: type[models.Model], name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    match name:
        case "start_on":
            return _start(values)
        case "price_amount":
            return _price(values)
        case "remote_url" | "image_url":
            return str(value or "")
    if value in (None, "", [], {}) or _USUAL.get(name) == value:
        return ""
    text = said(model, name, value)
    if unit := _UNITS.get(name):
        return " ".join(filter(None, (text, said(model, unit, values.get(unit) or "").strip("–"))))
    return text


def _start(values: Mapping[str, Any]) -> str:
    """The day, the season, or how it starts otherwise; what the source says in words beside it."""
    language = get_language() or "fi"
    day = typed(field_of(CourseRun, "start_on"), values.get("start_on"))
    if day:
        found = dates.short_day(day, language)
    elif values.get("start_season"):
        found = CourseRun(start_season=values["start_season"]).season_in_words
    else:
        found = ""
    words = say(values.get("start_text") or {}, language).text
    kind = str(CourseRun.StartKind(values.get("start_kind") or CourseRun.StartKind.UNKNOWN).label)
    return ", ".join(filter(None, (found, words))) or kind


def _price(values: Mapping[str, Any]) -> str:
    amount, currency = values.get("price_amount"), values.get("price_currency") or "EUR"
    parts = []
    if values.get("price_free"):
        parts.append(_("free of charge"))
    elif amount is not None:
        parts.append(_sum(Decimal(str(amount)), currency))
    return ", ".join(filter(None, (*parts, say(values.get("price_text") or {}, get_language() or "fi").text)))


def _sum(amount: Decimal, currency: str) -> str:
    sign = "€" if currency == "EUR" else currency
    if (get_language() or "fi").startswith("en"):
        return f"{sign}{amount:,.2f}" if sign == "€" else f"{amount:,.2f} {sign}"
    digits = f"{amount:,.2f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"{digits}\N{NO-BREAK SPACE}{sign}"
