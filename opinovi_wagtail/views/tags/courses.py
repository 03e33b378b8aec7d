"""What is said of a course and its runs: when, how long, how to apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail import dates
from opinovi_wagtail.models import Course, CourseRun
from opinovi_wagtail.rules.applying import ApplicationState, application_state, can_be_taken
from opinovi_wagtail.views.applying import Destination, destination

from .codes import code_label, enumerated
from .times import when
from .words import reading

register = template.Library()


@register.filter
def scope(course: Course) -> str:
    """How much a course is: ``30 osp``."""
    if course.credits_amount is None:
        return ""
    unit = code_label(course.credits_unit, "credit_units")
    return f"{number_format(course.credits_amount.normalize(), use_l10n=True)} {unit}".strip()


@register.simple_tag(takes_context=True)
def run_of_card(context: Mapping[str, Any], runs: Iterable[CourseRun]) -> CourseRun | None:
    """The run that a card names: the first of ``runs`` that one can still get into, else the first."""
    return min(runs, key=lambda run: not can_be_taken(run, context["now"]), default=None)


@register.filter
def run_start(run: CourseRun) -> str:
    """When a run is, as exactly as its organiser has said."""
    match run.start_kind:
        case CourseRun.StartKind.DATE if run.start_on:
            return dates.day_range(run.start_on, run.ends_on, reading())
        case CourseRun.StartKind.SEASON if run.start_season:
            return run.season_in_words
        case CourseRun.StartKind.ROLLING:
            return _("You can start at any time")
        case CourseRun.StartKind.PERSONAL:
            return _("Starts according to your own study plan")
    return _("The starting date is not known yet")


@register.filter
def teaching(run: CourseRun) -> str:
    """How and at what time of the day a run is taught, on one line."""
    names = [*(code_label(code, "forms") for code in run.forms), *(code_label(code, "times") for code in run.times)]
    return enumerated(names, "forms")


@register.filter
def duration(run: CourseRun) -> str:
    """How long a run takes; empty when nobody has said."""
    if run.duration_amount is None:
        return ""
    count = run.duration_amount.normalize()
    whole = int(count) if count == int(count) else 2
    values = {"count": number_format(count)}
    match run.duration_unit:
        case CourseRun.DurationUnit.HOUR:
            return ngettext("%(count)s hour", "%(count)s hours", whole) % values
        case CourseRun.DurationUnit.DAY:
            return ngettext("%(count)s day", "%(count)s days", whole) % values
        case CourseRun.DurationUnit.WEEK:
            return ngettext("%(count)s week", "%(count)s weeks", whole) % values
        case CourseRun.DurationUnit.MONTH:
            return ngettext("%(count)s month", "%(count)s months", whole) % values
        case CourseRun.DurationUnit.YEAR:
            return ngettext("%(count)s year", "%(count)s years", whole) % values
    return ""


@register.simple_tag(takes_context=True)
def application(context: Mapping[str, Any], run: CourseRun) -> str:
    """Whether and until when one can apply for ``run``; empty when nobody has said."""
    match application_state(run, context["now"]):
        case ApplicationState.NOT_YET:
            return _("Applications open on %(when)s.") % {"when": when(run.apply_from)}
        case ApplicationState.OPEN if run.apply_until:
            return _("Apply by %(when)s.") % {"when": when(run.apply_until)}
        case ApplicationState.OPEN if run.application == "rolling":
            return _("Rolling admission: apply at any time or several times a year")
        case ApplicationState.OPEN:
            return _("You can apply now.")
        case ApplicationState.CLOSED:
            return _("The application period has ended.")
    return code_label(run.application, "applications")


@register.simple_tag(takes_context=True)
def apply_link(context: Mapping[str, Any], run: CourseRun) -> Destination | None:
    """Where one applies for ``run``, while one can."""
    if application_state(run, context["now"]) in (ApplicationState.CLOSED, ApplicationState.NOT_YET):
        return None
    return destination(run.apply_url, run.apply_login)
