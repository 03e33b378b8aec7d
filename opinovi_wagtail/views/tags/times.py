"""Days and moments, as a sentence or a table wants them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf

from .words import reading

register = template.Library()
_CLOCKS = re.compile(r"(?:klo |kl\. )?\d{1,2}[.:]\d{2}–\d{1,2}[.:]\d{2}$")


@register.filter
def day(value: dt.date | None) -> str:
    """A day in a sentence."""
    return dates.day(value, reading()) if value else ""


@register.filter
def short_day(value: dt.date | None) -> str:
    """A day after a colon or in a table."""
    return dates.short_day(value, reading()) if value else ""


@register.filter
def when(value: dt.datetime | None, zone: str = "") -> str:
    """A moment in a sentence, on the clocks of ``zone``."""
    return dates.when(value, reading(), zone or conf.TIME_ZONE) if value else ""


@register.filter
def short_when(value: dt.datetime | None, zone: str = "") -> str:
    """A moment in a list or on a card, on the clocks of ``zone``."""
    return dates.short_when(value, None, reading(), zone or conf.TIME_ZONE) if value else ""


@register.simple_tag
def meeting_time(meeting: Any, zone: str) -> str:
    """When a meeting is, for lists and cards."""
    return dates.short_when(meeting.starts_at, meeting.ends_at, reading(), zone, all_day=meeting.all_day)


def clocks_together(said: str) -> SafeString | str:
    """``said`` with the clocks at its end on one line: where there is no room for all of it, the day stands above them."""
    clocks = _CLOCKS.search(said)
    if clocks is None:
        return said
    return format_html('{}<span class="opinovi-clocks">{}</span>', said[: clocks.start()], clocks[0])
