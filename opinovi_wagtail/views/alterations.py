"""What has become of an event since it was announced: cancelled, postponed, or moved to another time or place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opinovi_wagtail.models import Event, Meeting
from opinovi_wagtail.rules.states import EventStatus


def alteration(event: Event, meetings: Iterable[Any] = ()) -> EventStatus | None:
    """What a visitor has to know first of ``event``; ``None`` while it is as it was announced.

    An event is moved, too, when one of its ``meetings`` is.
    """
    if event.status != EventStatus.SCHEDULED:
        return EventStatus(event.status)
    moved = any(meeting.status == Meeting.Status.MOVED for meeting in meetings)
    return EventStatus.MOVED if moved else None


def badge(altered: EventStatus) -> str:
    """The same in a word or two, for beside the title."""
    match altered:
        case EventStatus.CANCELLED:
            return pgettext("event", "Cancelled")
        case EventStatus.POSTPONED:
            return pgettext("event", "Postponed")
        case EventStatus.MOVED:
            return _("Time or place changed")
    return ""
