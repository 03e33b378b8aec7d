"""One month of the events' calendar, and the two ways to see the events; which meetings a month has is asked of the search."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Meeting, Place
from opinovi_wagtail.rules.states import EventStatus
from opinovi_wagtail.search.calendar import CalendarFilters

from .alterations import alteration, badge
from .alternates import page_alternates
from .frame import render_page
from .head import list_head
from .listing import Card, Chip, Suggestion, cards_of, chips_of, not_understood, service_point, suggestion_of
from .standing import title_of

MONTHS_BACK, MONTHS_AHEAD = 12, 24
# Where a month begins on its page: who goes from month to month need not pass the search each time.
AT_MONTH = "#opinovi-results"


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting on one of its days. ``mark`` says in a word or two what has become of it, ``holds`` whether its time is valid."""

    event: Event
    meeting: Meeting
    url: str
    time: str
    mark: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month and what is on; ``is_next`` is the first one from today on that has something."""

    date: dt.date
    weekday: str
    name: tuple[str, str]
    entries: list[Entry]
    is_past: bool
    is_today: bool
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class MonthLink:
    """The way to another month, and what it is called."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Month:
    """What the page of a month shows.

    ``this_url`` leads to the current month from any other; ``onward`` is the next month that has something, where this one has
    nothing to come to.
    """

    name: str
    starts_on: int
    days: list[Day]
    weekdays: tuple[str, ...]
    cards: list[Card]
    previous: MonthLink | None
    next: MonthLink | None
    this_url: str = ""
    onward: MonthLink | None = None
    chips: list[Chip] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    suggestion: Suggestion | None = None
    ask: Place | None = None

    @property
    def count(self) -> int:
        """How many events have a meeting in the month."""
        return len(self.cards)

    @property
    def passes_days(self) -> bool:
        """Whether something that is over stands before the next thing to come to."""
        return any(day.is_next for day in self.days) and any(day.is_past and day.entries for day in self.days)


@dataclass(frozen=True, slots=True)
class EventViews:
    """The same events as a list and as a calendar; ``current`` is "list" or "calendar"."""

    current: str
    list_url: str
    calendar_url: str


def event_views(request: HttpRequest, page: Any, current: str) -> EventViews | None:
    """The list and the calendar of ``page`` with the query kept; ``None`` where it has no calendar."""
    base, calendar_path = page.get_url(request), _subpage(page, "event_calendar")
    if not base or not calendar_path:
        return None
    query = _query(request)
    return EventViews(current, f"{base}{query}", f"{base.rstrip('/')}/{calendar_path}{query}")


def event_month(request: HttpRequest, page: Any, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month of the calendar of ``page``, the current one unless another is named, narrowed by the query.

    A month that does not exist, or is more than a year ago or more than two years ahead, is not found.
    """
    now = timezone.now()
    today = dates.local(now, conf.TIME_ZONE).date()
    first = today.replace(day=1) if year is None or month is None else _first_day(year, month, today)
    language = page.locale.language_code
    with translation.override(language):
        filters = CalendarFilters(
            request.GET, now=now, language=language, first=first, after=shift(first, 1), reaches=_reach(today)
        )
        found = month_of(request, page, filters)
    subpage = _subpage(page, "event_calendar") if year is None else _month_path(page, first)
    alternates = page_alternates(request, page, subpage)
    response = render_page(
        request,
        "opinovi_wagtail/events/month.html",
        {
            "filters": filters,
            "found": found,
            "index_title": page.title,
            "views": event_views(request, page, "calendar"),
            "now": now,
        },
        title=f"{found.name} – {title_of(page)}",
        language=language,
        page=page,
        alternates=alternates,
        head=list_head(request, page, filters, 1, alternates, subpage=subpage, title=found.name),
    )
    # Which day is today, and which month is the current one, no cache can know.
    patch_cache_control(response, no_cache=True, max_age=0)
    return response


def month_of(request: HttpRequest, page: Any, filters: CalendarFilters) -> Month:
    """The month that ``filters`` are for, in the active language. Costs the same number of queries however full it is."""
    first, language = filters.first_day, filters.language
    held = _by_day(filters.meetings(), first, filters.day_after)
    events = {meeting.event.pk: meeting.event for meetings in held.values() for meeting in meetings}
    cards = cards_of(request, events.values(), language)
    days = _days(filters, held, {card.row.pk: card.url for card in cards})

    base, query = (page.get_url(request) or "").rstrip("/"), _query(request)

    def link(to: dt.date) -> MonthLink | None:
        earliest, after = filters.reaches
        url = f"{base}/{_month_path(page, to)}{query}{AT_MONTH}"
        return MonthLink(dates.month(to, language), url) if earliest <= to < after else None

    current = filters.today.replace(day=1)
    nothing_to_come_to = not cards or (first == current and not any(day.is_next for day in days))
    later = _first_month(filters) if nothing_to_come_to else None
    return Month(
        name=capfirst(dates.month(first, language)),
        starts_on=first.isoweekday(),
        days=days,
        weekdays=dates.short_weekdays(language),
        cards=cards,
        previous=link(shift(first, -1)),
        next=link(shift(first, 1)),
        this_url=f"{base}/{_subpage(page, 'event_calendar')}{query}{AT_MONTH}" if first != current else "",
        onward=link(later) if later else None,
        chips=chips_of(request.GET, filters),
        notices=not_understood(filters),
        suggestion=suggestion_of(request.GET, filters) if not cards else None,
        ask=service_point(filters.asked.get("municipality", ())),
    )


def shift(first: dt.date, months: int) -> dt.date:
    """The first day of the month so many ``months`` after that of ``first``."""
    year, index = divmod(first.year * 12 + first.month - 1 + months, 12)
    return dt.date(year, index + 1, 1)


def _reach(today: dt.date) -> tuple[dt.date, dt.date]:
    this = today.replace(day=1)
    return shift(this, -MONTHS_BACK), shift(this, MONTHS_AHEAD + 1)


def _first_day(year: int, month: int, today: dt.date) -> dt.date:
    try:
        first = dt.date(year, month, 1)
    except ValueError as error:
        raise Http404("There is no such month.") from error
    earliest, after = _reach(today)
    if not earliest <= first < after:
        raise Http404("The calendar does not reach that month.")
    return first


def _by_day(meetings: Iterable[Meeting], first: dt.date, after: dt.date) -> dict[dt.date, list[Meeting]]:
    """The ``meetings`` on each day that has some; one that covers several days is on all of them."""
    held: dict[dt.date, list[Meeting]] = {}
    for meeting in meetings:
        begins, ends = _days_of(meeting.starts_at, meeting.ends_at, meeting.all_day, meeting.event.timezone)
        day = max(begins, first)
        while day <= ends and day < after:
            held.setdefault(day, []).append(meeting)
            day += dt.timedelta(days=1)
    return held


def _days_of(start: dt.datetime, end: dt.datetime | None, all_day: bool, zone: str) -> tuple[dt.date, dt.date]:
    """A moment is on the day that it is here; a whole day is that day wherever one is."""
    return dates.days_covered(start, end, zone if all_day else conf.TIME_ZONE)


def _first_month(filters: CalendarFilters) -> dt.date | None:
    """The first month after this one that has something."""
    # More than one, because whole days of other time zones may turn out to be those before.
    later = filters.meetings_later().values_list("starts_at", "ends_at", "all_day", "event__timezone")[:100]
    days = (_days_of(*found)[0] for found in later)
    return next((day.replace(day=1) for day in days if day >= filters.day_after), None)


def _days(filters: CalendarFilters, held: Mapping[dt.date, list[Meeting]], urls: Mapping[int, str]) -> list[Day]:
    first, today, language = filters.first_day, filters.today, filters.language
    coming = min((date for date in held if date >= today), default=None)
    dates_of_month = (
        first.replace(day=number + 1) for number in range(calendar.monthrange(first.year, first.month)[1])
    )
    return [
        Day(
            date=date,
            weekday=capfirst(dates.weekday(date, language)),
            name=dates.day_and_month(date, language),
            entries=[_entry(meeting, date, urls[meeting.event.pk], language) for meeting in held.get(date, ())],
            is_past=date < today,
            is_today=date == today,
            is_next=date == coming,
        )
        for date in dates_of_month
    ]


def _entry(meeting: Meeting, date: dt.date, url: str, language: str) -> Entry:
    event = meeting.event
    altered = alteration(event)
    return Entry(
        event=event,
        meeting=meeting,
        url=url,
        time=_time_on(date, event, meeting, language),
        mark=_mark(altered, meeting),
        holds=altered not in (EventStatus.CANCELLED, EventStatus.POSTPONED) and meeting.status != "cancelled",
    )


def _time_on(date: dt.date, event: Event, meeting: Meeting, language: str) -> str:
    """The time alone where the day is ``date`` and no other, on the event's clocks too; else with its days."""
    start, end, zone = meeting.starts_at, meeting.ends_at, event.timezone
    if dates.days_covered(start, end, zone) != (date, date):
        return dates.short_when(start, end, language, zone, all_day=meeting.all_day)
    return _("All day") if meeting.all_day else dates.clock_range(start, end, language, zone)


def _mark(altered: EventStatus | None, meeting: Meeting) -> str:
    if altered in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return badge(altered)
    match meeting.status:
        case Meeting.Status.CANCELLED:
            return _("Not held")
        case Meeting.Status.MOVED:
            return _("New time")
    return badge(altered) if altered else ""


def _query(request: HttpRequest) -> str:
    """The query without the number of a page, which means nothing elsewhere."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"?{query.urlencode()}" if query else ""


def _month_path(page: Any, first: dt.date) -> str:
    return _subpage(page, "event_month", year=f"{first.year:04}", month=f"{first.month:02}")


def _subpage(page: Any, name: str, **parts: str) -> str:
    """The path below ``page`` of its route ``name``; empty where a host's own index page has no such route."""
    try:
        return str(page.reverse_subpage(name, kwargs=parts))
    except (AttributeError, NoReverseMatch):
        return ""
