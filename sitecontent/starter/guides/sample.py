"""The shape of a funding guide of the starter content, and who publishes what its facts come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sitecontent.starter.words import Block, Words

# The day of the newest source that was read. Nothing is claimed to have been checked later.
CHECKED = dt.date(2026, 2, 28)
# Guides without sums grow old more slowly: they are due a year later. The others are due after 90 days, as always.
NEXT_CHECK = dt.date(2027, 2, 28)

Publisher = dict[str, str]

KELA: Publisher = {"fi": "Kela", "sv": "FPA", "en": "Kela"}
JOB_MARKET: Publisher = {"fi": "Työmarkkinatori", "sv": "Jobbmarknaden", "en": "Job Market Finland"}
MINISTRY: Publisher = {
    "fi": "Työ- ja elinkeinoministeriö",
    "sv": "Arbets- och näringsministeriet",
    "en": "Ministry of Economic Affairs and Employment",
}
EDUCATION_AGENCY: Publisher = {
    "fi": "Opetushallitus",
    "sv": "Utbildningsstyrelsen",
    "en": "Finnish National Agency for Education",
}
FINLEX: Publisher = {"fi": "Finlex", "sv": "Finlex", "en": "Finlex"}
PENSION_CENTRE: Publisher = {
    "fi": "Eläketurvakeskus",
    "sv": "Pensionsskyddscentralen",
    "en": "Finnish Centre for Pensions",
}
HEALTH_VILLAGE: Publisher = {"fi": "Terveyskylä", "sv": "Hälsobyn", "en": "Health Village"}
UNEMPLOYMENT_FUND: Publisher = {
    "fi": "YTK Työttömyyskassa",
    "sv": "YTK Arbetslöshetskassan",
    "en": "YTK Unemployment Fund",
}
EMPLOYMENT_FUND: Publisher = {"fi": "Työllisyysrahasto", "sv": "Sysselsättningsfonden", "en": "Employment Fund"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum with the year of which it was read. ``unit`` is one of ``GuideAmount.Unit``; without a sum it is in"
    " kind."""

    label: dict[str, str]
    unit: str
    year: int
    sum: str | None = None
    taxable: bool | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Where facts were read."""

    publisher: Publisher
    url: str
    statute: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A guide. ``until_new_year``: a known yearly change comes with the next 1 January."""

    scheme: str
    situations: tuple[str, ...]
    words: dict[str, Words]
    references: tuple[Reference, ...]
    amounts: tuple[Amount, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    replaced_by: str = ""
    until_new_year: bool = False


def said(title: str, summary: str, *body: Block, **more: str) -> Words:
    """The words of a guide; ``more`` are its fields, such as ``eligibility`` and ``how_to_apply``."""
    return Words(title, summary, body, more)
