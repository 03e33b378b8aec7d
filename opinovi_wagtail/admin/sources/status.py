"""How a catalogue source fares in words: the columns of the list, what waits for a person and where it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column

from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.status import SourceState, Status, status_of

from ..policies import policy_for
from ..values import moment_in_words
from .next_step import nothing_to_fetch


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence about something that waits for a person, and where it is dealt with; no ``url`` for whoever may not."""

    text: str
    url: str = ""


def decisions(source: CatalogueSource, status: Status, *, may_change: bool) -> list[Lead]:
    """What waits for a decision about ``source``, the weightiest first."""
    waiting = status.waiting
    found = []
    if waiting.parked:
        text = ngettext(
            "%(rows)s row has disappeared from the feed. Is it to be withdrawn or kept?",
            "%(rows)s rows have disappeared from the feed. Are they to be withdrawn or kept?",
            waiting.parked,
        )
        found.append((text % {"rows": waiting.parked}, _at("withdrawal", source)))
    if waiting.asked:
        text = ngettext(
            "In %(rows)s row the source has changed something that an editor keeps.",
            "In %(rows)s rows the source has changed something that an editor keeps.",
            waiting.asked,
        )
        found.append((text % {"rows": waiting.asked}, f"{_at('kept', source)}?waiting=1"))
    if waiting.pairs:
        text = ngettext(
            "%(pairs)s row may be the same thing as a row of another source.",
            "%(pairs)s rows may be the same thing as a row of another source.",
            waiting.pairs,
        )
        found.append((text % {"pairs": waiting.pairs}, reverse("opinovi-duplicate:index")))
    return [Lead(text, url if may_change else "") for text, url in found]


def leads(source: CatalogueSource, status: Status, *, may_change: bool) -> list[Lead]:
    """The decisions, and before them what the state itself asks of somebody, for a list."""
    page = _at("inspect", source)
    match status.state:
        case SourceState.NEVER if missing := nothing_to_fetch(source):
            first = [Lead(missing, page)]
        case SourceState.NEVER:
            first = [Lead(_("Look at a preview first, then sync it for the first time."), page)]
        case SourceState.PAUSED:
            first = [Lead(_("Nothing is fetched until somebody resumes it."), page)]
        case SourceState.FAILED if status.last_run is not None:
            first = [Lead(_("What happened, and what to do about it"), report_url(status.last_run))]
        case _:
            first = []
    if not may_change:
        first = [Lead(lead.text) for lead in first if status.state != SourceState.FAILED]
    return [*first, *decisions(source, status, may_change=may_change)]


def report_url(run: int) -> str:
    """Where the report of the run with the primary key ``run`` is."""
    return reverse("opinovi-syncrun:inspect", args=[run])


def next_run_in_words(source: CatalogueSource, status: Status) -> str:
    """When ``source`` is fetched next, or that it is not."""
    match status.state:
        case SourceState.OFF | SourceState.PAUSED:
            return _("not planned")
        case SourceState.RUNNING:
            return _("when this one has ended")
        case SourceState.NEVER if source.paused_because:
            return _("once you have synced it for the first time")
    if source.next_run_at is None or source.next_run_at <= timezone.now():
        return _("at the next chance")
    return moment_in_words(source.next_run_at)


class StatusColumn(Column):
    """How the source fares, since when, why, and what waits for a person."""

    cell_template_name = "opinovi_wagtail/admin/source_status.html"

    def get_cell_context_data(self, instance: CatalogueSource, parent_context: Any) -> dict[str, Any]:
        status = status_of(instance, timezone.now())
        user = parent_context["request"].user
        may_change = policy_for(CatalogueSource).user_has_permission_for_instance(user, "change", instance)
        return {
            **super().get_cell_context_data(instance, parent_context),
            "status": status,
            "when": moment_in_words(status.at) if status.at else "",
            "leads": leads(instance, status, may_change=may_change),
        }

    def get_value(self, instance: CatalogueSource) -> str:
        return str(status_of(instance, timezone.now()).state.label)


class NextRunColumn(Column):
    """When the source is fetched next; nothing is promised of one that is not."""

    def get_value(self, instance: CatalogueSource) -> str:
        return next_run_in_words(instance, status_of(instance, timezone.now()))


def _at(name: str, source: CatalogueSource) -> str:
    return reverse(f"opinovi-cataloguesource:{name}", args=[source.pk])
