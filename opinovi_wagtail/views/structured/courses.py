"""A course and its runs in the words of schema.org."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Course, CourseRun
from opinovi_wagtail.rules.applying import ApplicationState, application_state
from opinovi_wagtail.vocabularies import get_vocabulary

from .things import (
    IN_STOCK,
    OUT_OF_STOCK,
    SOLD_OUT,
    Thing,
    is_free,
    offer,
    one_or_all,
    online_address,
    organiser,
    places,
    prose,
    said,
    thing,
    virtual_location,
    web_address,
)

# The three modes that search engines know. Studying on one's own and learning at work are neither.
_MODES = {"contact": "Onsite", "distance": "Online", "online": "Online", "blended": "Blended"}
_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}


def describe_course(course: Course, runs: Iterable[CourseRun], url: str, *, language: str, now: dt.datetime) -> Thing:
    """``course`` with those of its ``runs`` that the page at ``url`` shows to readers of ``language``.

    What it teaches and which qualification it leads to is not said: a course is often a part of what its type of education
    leads to, and nothing in the row tells which.
    """
    runs = list(runs)
    levels = get_vocabulary("levels")
    level = str(course.level) if course.level is not None else ""
    return thing(
        "Course",
        id_=f"{url}#course",
        url=url,
        name=said(course.title, language),
        description=prose(course.summary, language) or prose(course.description, language),
        provider=organiser(course, language, "EducationalOrganization"),
        inLanguage=one_or_all(code for run in runs for code in run.languages),
        educationalLevel=levels.label(level, language) if level in levels else None,
        numberOfCredits=_credits(course, language),
        about=[_field(code, language) for code in course.fields],
        hasCourseInstance=[_instance(course, run, url, language, now) for run in runs],
    )


def _credits(course: Course, language: str) -> Thing | None:
    if course.credits_amount is None:
        return None
    unit = get_vocabulary("credit_units").label(course.credits_unit, language) if course.credits_unit else None
    return thing("StructuredValue", value=f"{course.credits_amount.normalize():f}", unitText=unit)


def _field(code: str, language: str) -> Thing:
    return thing("DefinedTerm", termCode=code, name=get_vocabulary("fields").label(code, language))


def _instance(course: Course, run: CourseRun, url: str, language: str, now: dt.datetime) -> Thing:
    modes = one_or_all(_MODES[form] for form in run.forms if form in _MODES)
    online = bool(online_address(run)) or any(_MODES.get(form) in ("Online", "Blended") for form in run.forms)
    where = places(run, language)
    if online:
        # How one gets in is for those who study there; the page says how to become one of them.
        where.append(virtual_location(url))
    return thing(
        "CourseInstance",
        name=said(course.title, language),
        url=web_address(run.url),
        description=said(run.start_text, language),
        courseMode=modes,
        startDate=run.start_on.isoformat() if _starts_on_a_day(run) and run.start_on else None,
        endDate=run.ends_on.isoformat() if run.ends_on else None,
        **_how_long(run),
        location=one_or_all(where),
        inLanguage=one_or_all(run.languages),
        maximumAttendeeCapacity=run.places,
        remainingAttendeeCapacity=run.places_left,
        isAccessibleForFree=is_free(run),
        offers=_offer(run, language, now),
    )


def _starts_on_a_day(run: CourseRun) -> bool:
    return run.start_kind == CourseRun.StartKind.DATE


def _how_long(run: CourseRun) -> dict[str, str]:
    """Hours are work; days and longer are how long it takes, which says nothing of the work."""
    if run.duration_amount is None or not run.duration_unit:
        return {}
    amount = f"{run.duration_amount.normalize():f}"
    if run.duration_unit == CourseRun.DurationUnit.HOUR:
        return {"courseWorkload": f"PT{amount}H"}
    return {"duration": f"P{amount}{_UNITS[run.duration_unit]}"} if run.duration_unit in _UNITS else {}


def _offer(run: CourseRun, language: str, now: dt.datetime) -> Thing | None:
    state = application_state(run, now)
    availability: Any = None
    if run.places_left == 0:
        availability = SOLD_OUT
    elif state is ApplicationState.OPEN:
        availability = IN_STOCK
    elif state is ApplicationState.CLOSED:
        availability = OUT_OF_STOCK
    may_apply = state in (ApplicationState.OPEN, ApplicationState.UNKNOWN)
    return offer(
        run,
        language,
        url=run.apply_url if may_apply else None,
        availability=availability,
        opens=run.apply_from,
        closes=run.apply_until,
        zone=ZoneInfo(conf.TIME_ZONE),
    )
