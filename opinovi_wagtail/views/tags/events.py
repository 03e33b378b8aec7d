"""What is said of an event and its meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.models import Event, Meeting
from opinovi_wagtail.rules.states import EventStatus
from opinovi_wagtail.views.alterations import alteration, badge
from opinovi_wagtail.views.sentences import sentence

from .codes import code_label
from .times import clocks_together, meeting_time

register = template.Library()


@register.simple_tag
def meeting_when(event: Event, meeting: Any) -> SafeString | str:
    """When a meeting of ``event`` is, or that it is not any more: said in words, because a line through it is not heard."""
    time = clocks_together(meeting_time(meeting, event.timezone))
    if event.status == EventStatus.POSTPONED:
        return sentence(_("Before: %(old)s"), old=format_html("<s>{}</s>", time))
    if EventStatus.CANCELLED in (event.status, meeting.status):
        return format_html("<s>{}</s> {}", time, _("Not held"))
    shown = format_html('<span class="opinovi-when">{}</span>', time)
    return format_html("{} <strong>{}</strong>", shown, _("New time")) if meeting.status == "moved" else shown


@register.simple_tag
def event_badge(event: Event, meetings: Iterable[Any] = ()) -> SafeString | str:
    """Beside the title, what has become of ``event``; empty while it is as it was announced."""
    altered = alteration(event, meetings)
    if not altered:
        return ""
    weight = "bad" if altered == EventStatus.CANCELLED else "notice"
    return format_html(' <span class="opinovi-badge opinovi-badge--{}">{}</span>', weight, badge(altered))


@register.simple_tag(takes_context=True)
def next_meeting(context: Mapping[str, Any], event: Event) -> Meeting | None:
    """The meeting that a card names: the next one that is held, else the first. Needs ``event.gatherings``."""
    held = [meeting for meeting in event.gatherings if meeting.status != Meeting.Status.CANCELLED]
    to_come = (meeting for meeting in held if (meeting.ends_at or meeting.starts_at) >= context["now"])
    return next(to_come, None) or (held or event.gatherings or [None])[0]


@register.simple_tag
def meetings_count(event: Any, count: int) -> str:
    """What kind of event it is, at the beginning of a line, with the number of meetings of a group: ``Group, 4 meetings``."""
    if event.is_series and count > 1:
        return capfirst(ngettext("group, %(count)s meeting", "group, %(count)s meetings", count) % {"count": count})
    return code_label(event.kind, "event_types")
