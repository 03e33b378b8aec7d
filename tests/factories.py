"""Makes rows for tests, each with the least that makes it valid and lifelike; keyword arguments override any field."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.models import (
    CatalogueSource,
    Course,
    CourseRun,
    Event,
    FundingGuide,
    Meeting,
    Partner,
    Place,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
_numbers = itertools.count(1)


def make_partner(**fields: Any) -> Partner:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"partner-{number}",
        "name": {"fi": f"Aurakosken opisto {number}", "sv": f"Aurakoski institut {number}"},
        "email": f"opisto{number}@partner.example",
        "phone": "+358 2 123 4567",
    }
    return Partner.objects.create(**{**defaults, **fields})


def make_place(partner: Partner | None = None, **fields: Any) -> Place:
    defaults: dict[str, Any] = {
        "name": {"fi": "Palvelupiste", "sv": "Serviceställe"},
        "address": "Aurakatu 1",
        "postcode": "20100",
        "municipality": "853",
    }
    return Place.objects.create(partner=partner or make_partner(), **{**defaults, **fields})


def make_event(partner: Partner | None = None, *, meetings: int = 1, **fields: Any) -> Event:
    """An info event with ``meetings`` weekly meetings from 1 December 2026, 17.00–18.30 Helsinki time.

    The derived columns (first start, last end) are set here; ``changes`` sets them in real life.
    """
    starts = fields.pop("starts", dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI))
    defaults: dict[str, Any] = {
        "title": {"fi": "Aikuisopiskelun ilta", "sv": "Kväll om vuxenstudier", "en": "Evening for adult learners"},
        "summary": {"fi": "Tule kysymään opiskelusta."},
        "places": 20,
    }
    partner = partner or make_partner()
    event = Event.objects.create(partner=partner, **{**defaults, **fields})
    place = make_place(partner)
    for week in range(meetings):
        at = starts + dt.timedelta(weeks=week)
        Meeting.objects.create(event=event, starts_at=at, ends_at=at + dt.timedelta(minutes=90), place=place)
    if meetings:
        event.starts_at = starts
        event.ends_at = starts + dt.timedelta(weeks=meetings - 1, minutes=90)
        event.save(update_fields=["starts_at", "ends_at"])
    return event


def make_course(partner: Partner | None = None, *, runs: int = 1, **fields: Any) -> Course:
    defaults: dict[str, Any] = {
        "title": {"fi": "Hoiva-avustaja", "sv": "Omsorgsassistent"},
        "summary": {"fi": "Lyhyt koulutus hoiva-alalle."},
        "education_type": "upper_secondary_vocational",
    }
    course = Course.objects.create(partner=partner or make_partner(), **{**defaults, **fields})
    for number in range(runs):
        CourseRun.objects.create(
            course=course,
            key=str(uuid.uuid4()),
            start_kind="date",
            start_on=dt.date(2027, 1, 11) + dt.timedelta(weeks=number),
            forms=["contact"],
            times=["evening"],
            languages=["fi"],
            municipalities=["734"],
            price_free=True,
            position=number,
        )
    return course


def make_guide(partner: Partner | None = None, **fields: Any) -> FundingGuide:
    defaults: dict[str, Any] = {"title": {"fi": "Opintotuki", "sv": "Studiestöd"}, "scheme": "opintotuki"}
    return FundingGuide.objects.create(partner=partner or make_partner(), **{**defaults, **fields})


def make_source(partner: Partner | None = None, **fields: Any) -> CatalogueSource:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"source-{number}",
        "format": "csv",
        "url": "https://feeds.partner.example/courses.csv",
    }
    return CatalogueSource.objects.create(partner=partner or make_partner(), **{**defaults, **fields})
