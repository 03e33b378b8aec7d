"""The meetings of an event as a calendar file that a visitor adds by hand; invitations in messages are the outbox's."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, say
from opinovi_wagtail.outbox.invitation import Subject, published
from opinovi_wagtail.outbox.snapshot import meetings_of
from opinovi_wagtail.rules.changes import MeetingFacts
from opinovi_wagtail.rules.enrolment import EnrolmentState, enrolment_state, facts_of
from opinovi_wagtail.vocabularies import get_vocabulary

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
    """``event`` as a download, in ``language``."""
    url = links.url_for(event, language)
    subject = Subject(
        event_key=event.key,
        zone=event.timezone,
        sequence=event.sequence,
        title=say(event.title, language).text,
        url=url,
        organiser_name=say(event.partner.name, language).text,
        organiser_email=event.partner.email,
    )
    meetings = [(meeting, place_in_words(meeting, language)) for meeting in meetings_of(event.pk)]
    response = HttpResponse(
        published(subject, meetings, timezone.now()), content_type="text/calendar; charset=utf-8; method=PUBLISH"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{links.row_slug(event, language)}.ics"'.encode(
        "ascii", "ignore"
    ).decode()
    return response


def place_in_words(meeting: MeetingFacts, language: str) -> str:
    """Where a meeting is, on one line."""
    where = meeting.where
    municipality = get_vocabulary("municipalities").label(where.municipality, language) if where.municipality else ""
    parts = [say(where.names, language).text, where.address, municipality, where.online_url]
    return ", ".join(part for part in parts if part)
