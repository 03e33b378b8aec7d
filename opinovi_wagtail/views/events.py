"""The list of coming events and the page of one event, for whichever Wagtail page answers at the address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from opinovi_wagtail.models import Event
from opinovi_wagtail.search.filters import EventFilters

from .alterations import alteration
from .enrolment import calendar_path, enrolment
from .frame import around, is_draft, page_alternates, render_page, row_alternates, title_of, title_of_row
from .listing import listing


def event_list(request: HttpRequest, page: Any) -> HttpResponse:
    """The events that are still to come or going on, narrowed by the query, in the language of ``page``."""
    language = page.locale.language_code
    now = timezone.now()
    with translation.override(language):
        filters = EventFilters(request.GET, now=now, language=language)
        found = listing(request, filters)
        for card in found.cards:
            card.shown = enrolment(card.row, now=now, language=language)
    return render_page(
        request,
        "opinovi_wagtail/events/list.html",
        {"filters": filters, "found": found, "now": now},
        title=title_of(page),
        language=language,
        page=page,
        alternates=page_alternates(request, page),
    )


def event_detail(request: HttpRequest, page: Any, event: Event) -> HttpResponse:
    """One event, its meetings and the state of its registration. ``page`` is its own page or the index page.

    A withdrawn event keeps its address, with status 410; a hidden one is not found, except in a preview.
    """
    if not event.listed and not getattr(request, "is_preview", False):
        raise Http404("This event is not published.")
    now = timezone.now()
    language = page.locale.language_code
    meetings = list(event.meetings.all() if is_draft(event) else event.meetings.select_related("place"))
    with translation.override(language):
        state = enrolment(event, now=now, language=language)
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
            "now": now,
        },
        title=title_of_row(event, page),
        language=language,
        page=page,
        alternates=row_alternates(event),
        status=410 if event.withdrawn_at else 200,
    )
