"""What gatherings of every feed have in common: the kind that a title tells, and the place that is no place but the net."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import EVENT_TYPES
from opinovi_wagtail.telling import gettext as _

from .base import Question
from .notes import Notes

ONLINE = {"fi": "Verkossa", "sv": "På nätet", "en": "Online"}
_INFO_EVENT = re.compile(
    r"\binfo(?:tilaisuu|ilta|päivä|tillfälle|kväll|rmationstillfälle| event| session| evening)", re.IGNORECASE
)

# What the source says of events whose title does not tell.
KIND_OF_EVENT = Question(
    "event_type",
    gettext_lazy("Kind of event"),
    gettext_lazy("Of events whose title does not say that they are info events."),
    kind="choice",
    choices=(
        ("info_event", gettext_lazy("Info event")),
        ("group_session", gettext_lazy("Group session")),
        ("guidance", gettext_lazy("Guidance")),
        ("other", gettext_lazy("Other event")),
    ),
)


def kind_of_event(title: Mapping[str, str], otherwise: str, notes: Notes) -> str:
    """``info_event`` where a title in any language says so, else ``otherwise``, which the source chose."""
    if any(_INFO_EVENT.search(text) for text in title.values()):
        return "info_event"
    if otherwise in EVENT_TYPES:
        return otherwise
    notes.add("event_type", _("The source's own kind of event is not one of those that exist."))
    return "other"
