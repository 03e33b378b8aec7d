"""The rows inside a row (meetings, runs, amounts, sources of facts) in words, for showing where they cannot be changed."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import (
    Course,
    CourseRun,
    Event,
    FundingGuide,
    GuideAmount,
    GuideReference,
    Meeting,
    say,
)

from .values import in_words


def children_in_words(row: Any) -> list[tuple[str, str]]:
    """``(what it is, text in lines)`` for each row inside ``row``."""
    match row:
        case Event():
            children: list[Any] = list(row.meetings.select_related("place"))
            texts = [meeting_in_words(meeting, row.timezone) for meeting in children]
        case Course():
            children = list(row.runs.select_related("place"))
            texts = [run_in_words(run) for run in children]
        case FundingGuide():
            children = [*row.amounts.all(), *row.references.all()]
            texts = [_amount(child) if isinstance(child, GuideAmount) else _reference(child) for child in children]
        case _:
            return []
    labels = (capfirst(child._meta.verbose_name) for child in children)
    return [(str(label), text) for label, text in zip(labels, texts, strict=True)]


def _language() -> str:
    return get_language() or "fi"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _where(child: Meeting | CourseRun) -> str:
    return str(child.place or say(child.place_name, _language()).text)


def meeting_in_words(meeting: Meeting, zone: str = "") -> str:
    """When, in what state and where, in lines, on the clocks of ``zone`` (of the service where nothing is said)."""
    zone = zone or conf.TIME_ZONE
    when = dates.short_when(meeting.starts_at, meeting.ends_at, _language(), zone, all_day=meeting.all_day)
    state = "" if meeting.status == Meeting.Status.SCHEDULED else meeting.get_status_display()
    return _lines(when, state, _where(meeting), meeting.place_address, meeting.online_url)


def run_in_words(run: CourseRun) -> str:
    """When, in what state, where and how, in lines."""
    when = dates.day_range(run.start_on, run.ends_on, _language()) if run.start_on else run.season_in_words
    state = "" if run.status == CourseRun.Status.SCHEDULED else run.get_status_display()
    fields = ("municipalities", "forms", "times", "languages")
    codes = (in_words(CourseRun._meta.get_field(name), getattr(run, name)) for name in fields)
    return _lines(when or run.get_start_kind_display(), state, _where(run), run.place_address, *codes)


def _amount(amount: GuideAmount) -> str:
    ends = [in_words(GuideAmount._meta.get_field(name), getattr(amount, name)) for name in ("minimum", "maximum")]
    figure = "–".join(dict.fromkeys(filter(None, ends)))
    as_of = dates.short_day(amount.as_of, _language())
    return _lines(say(amount.label, _language()).text, f"{figure} {amount.get_unit_display()} ({as_of})".strip())


def _reference(reference: GuideReference) -> str:
    return _lines(say(reference.publisher, _language()).text, reference.statute, reference.url)
