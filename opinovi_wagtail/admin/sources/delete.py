"""Deleting a catalogue source: what depends on it is counted before, and only a source that nothing came from goes.

Courses and events protect their source, because their addresses and the people who have registered outlive it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy, ngettext

from opinovi_wagtail.models import CatalogueSource, Course, Event, Registration
from opinovi_wagtail.rules.states import RegistrationState
from opinovi_wagtail.sync.pause import why_paused

from ..deleting import RowDeleteView
from ..scope import ScopedView


class SourceDeleteView(ScopedView, RowDeleteView):
    """Says what a source is needed for and offers to pause it instead, or says what goes with it."""

    template_name = "opinovi_wagtail/admin/source_delete.html"
    protected_message = gettext_lazy(
        "This source cannot be deleted, because courses or events come from it. Pause it instead: they stay as they are."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source: CatalogueSource = self.object
        depends = dependents(source)
        return {
            **super().get_context_data(**kwargs),
            "source": source,
            "depends": depends,
            "reports": _reports(source),
            "may_pause": source.active
            and not why_paused(source)
            and self.policy.user_has_permission_for_instance(self.request.user, "change", source),
        }


def dependents(source: CatalogueSource) -> list[str]:
    """What came from ``source`` and needs it, counted in words; empty where nothing did."""
    withdrawn = Count("pk", filter=Q(withdrawn_at__isnull=False))
    courses = Course.objects.filter(source=source).aggregate(number=Count("pk"), gone=withdrawn)
    events = Event.objects.filter(source=source).aggregate(number=Count("pk"), gone=withdrawn)
    people = Registration.objects.filter(event__source=source).exclude(state=RegistrationState.CANCELLED).count()
    found = [
        (ngettext("%(count)s course", "%(count)s courses", courses["number"]), courses["number"]),
        (ngettext("%(count)s event", "%(count)s events", events["number"]), events["number"]),
        (
            ngettext(
                "%(count)s course or event that has been withdrawn, but whose address still works",
                "%(count)s courses or events that have been withdrawn, but whose addresses still work",
                courses["gone"] + events["gone"],
            ),
            courses["gone"] + events["gone"],
        ),
        (ngettext("%(count)s registration", "%(count)s registrations", people), people),
    ]
    return [text % {"count": count} for text, count in found if count]


def _reports(source: CatalogueSource) -> str:
    count = source.runs.count()
    if not count:
        return ""
    text = ngettext(
        "Its settings and the report of %(count)s run are deleted with it.",
        "Its settings and the reports of %(count)s runs are deleted with it.",
        count,
    )
    return text % {"count": count}
