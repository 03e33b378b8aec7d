"""The list of coming events and the page of one event, for whichever Wagtail page answers at the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from opinovi_wagtail.links import url_for
from opinovi_wagtail.models import Event, Place
from opinovi_wagtail.rules.states import EventStatus
from opinovi_wagtail.search.current import coming_events
from opinovi_wagtail.search.filters import EventFilters

from .alterations import alteration
from .alternates import page_alternates, row_alternates
from .enrolment import calendar_path, enrolment
from .frame import render_page
from .head import list_head, row_head
from .listing import cards_of, listing
from .month import event_views
from .standing import around, is_draft, title_of, title_of_row
from .structured import describe_event


def event_list(request: HttpRequest, page: Any) -> HttpResponse:
    """The events that are still to come or going on, narrowed by the query, in the language of ``page``."""
    language = page.locale.language_code
    now = timezone.now()
    with translation.override(language):
        filters = EventFilters(request.GET, now=now, language=language)
        found = listing(request, filters)
        for card in found.cards:
            card.shown = enrolment(card.row, now=now, language=language)
    alternates = page_alternates(request, page)
    return render_page(
        request,
        "opinovi_wagtail/events/list.html",
        {"filters": filters, "found": found, "views": event_views(request, page, "list"), "now": now},
        title=title_of(page),
        language=language,
        page=page,
        alternates=alternates,
        head=list_head(request, page, filters, found.page.number, alternates),
    )


def places_to_find(meetings: Iterable[Any]) -> list[Place]:
    """The places of ``meetings`` of which something is said about getting there, each once."""
    places = {meeting.place.pk: meeting.place for meeting in meetings if meeting.place}
    return [place for place in places.values() if place.directions or place.accessibility]


def other_events(event: Event, now: dt.datetime) -> list[Event]:
    """What to come to instead: at most three events to come, those of the same kind first, the soonest first."""
    to_come = coming_events(now).filter(status__in=(EventStatus.SCHEDULED, EventStatus.MOVED), starts_at__gt=now)
    to_come = to_come.exclude(pk=event.pk).select_related("partner")
    return list(to_come.order_by(Case(When(kind=event.kind, then=0), default=1), "starts_at", "pk")[:3])


def event_detail(request: HttpRequest, page: Any, event: Event) -> HttpResponse:
    """One event, its meetings and the state of its registration. ``page`` is its own page or the index page.

    A withdrawn event keeps its address, with status 410; a hidden one is not found, except in a preview.
    """
    if not event.listed and not getattr(request, "is_preview", False):
        raise Http404("This event is not published.")
    now = timezone.now()
    language = page.locale.language_code
    if event.merged_into is not None and not is_draft(event):
        return redirect(url_for(event.merged_into, language))  # not for ever: a merger can be taken back
    meetings = list(event.meetings.all() if is_draft(event) else event.meetings.select_related("place"))
    with translation.override(language):
        state = enrolment(event, now=now, language=language)
    alternates = row_alternates(event)
    describe = partial(describe_event, event, meetings, language=language, now=now)
    return render_page(
        request,
        "opinovi_wagtail/events/detail.html",
        {
            **around(request, page, event),
            "event": event,
            "calendar_url": calendar_path(event, language),
            "meetings": meetings,
            "altered": alteration(event, meetings),
            "enrolment": state,
            "getting_there": places_to_find(meetings),
            "others": [] if state.register_url else cards_of(request, other_events(event, now), language),
            "now": now,
        },
        title=title_of_row(event, page),
        language=language,
        page=page,
        alternates=alternates,
        head=row_head(request, page, event, alternates, describe),
        status=410 if event.withdrawn_at else 200,
    )
