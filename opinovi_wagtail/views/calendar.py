"""The meetings of an event as a calendar file that a visitor adds by hand; invitations in messages are the outbox's."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event
from opinovi_wagtail.outbox.circumstances import place_in_words
from opinovi_wagtail.outbox.compose import invited_from
from opinovi_wagtail.outbox.invitation import published
from opinovi_wagtail.outbox.snapshot import meetings_of
from opinovi_wagtail.rules.enrolment import EnrolmentState, enrolment_state, facts_of

from .machine import not_found


@require_safe
def event_calendar(request: HttpRequest, language: str, key: uuid.UUID) -> HttpResponse:
    """The calendar file of a public event."""
    if language not in conf.LANGUAGES:
        return not_found(request, language)
    with translation.override(language):
        event = Event.objects.select_related("partner__site").filter(key=key).first()
        hidden = event is None or enrolment_state(facts_of(event), timezone.now()).state is EnrolmentState.HIDDEN
        if event is None or hidden or not event.is_public:
            return not_found(request, language)
        return calendar_response(event, language)


def calendar_response(event: Event, language: str) -> HttpResponse:
    """``event`` as a download, in ``language``; its meetings have the same identifiers as in invitations by mail."""
    meetings = [(meeting, place_in_words(meeting.where, language)) for meeting in meetings_of(event.pk)]
    response = HttpResponse(
        published(invited_from(event, language), meetings, timezone.now()),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
    )
    name = links.row_slug(event, language).encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
