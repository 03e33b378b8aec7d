"""The page of a catalogue source: how it fares, what one can do now, what waits for a decision, and its latest runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import InspectView

from opinovi_wagtail.catalogues.registry import format_choices
from opinovi_wagtail.models import CatalogueSource, Course, Duplicate, Event, SyncRun
from opinovi_wagtail.rules.states import DuplicateState, Origin, RunState
from opinovi_wagtail.sync.report import took
from opinovi_wagtail.sync.status import SourceState, Status, status_of, with_last_run
from opinovi_wagtail.sync.withdraw import open_parked

from .run_chart import MOST_RUNS, PARTS, Chart
from .source_next import next_step
from .values import moment_in_words

MODELS: tuple[type[Course] | type[Event], ...] = (Course, Event)


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a source there are: ``listed`` ones, and of all ``missing``, ``pinned`` and ``asked`` about."""

    listed: int = 0
    missing: int = 0
    pinned: int = 0
    asked: int = 0


def rows_of(source: CatalogueSource) -> dict[str, Rows]:
    """The counts of the courses and the events of ``source``, by model name. One query each."""
    pinned, asked = ~Q(pins={}), ~Q(asks=[])
    found = {}
    for model in MODELS:
        counts = model.objects.filter(source=source, origin=Origin.SOURCE).aggregate(
            listed=Count("pk", filter=Q(listed=True, withdrawn_at=None, merged_into=None)),
            missing=Count("pk", filter=Q(withdrawn_at=None, missing_since__isnull=False)),
            pinned=Count("pk", filter=pinned),
            asked=Count("pk", filter=asked),
        )
        found[model._meta.model_name or ""] = Rows(**counts)
    return found


def open_duplicates(source: CatalogueSource) -> int:
    """How many pairs with a row of ``source`` wait for somebody's decision."""
    either = Q()
    for field in ("course", "other_course", "event", "other_event"):
        either |= Q(**{f"{field}__source": source})
    return Duplicate.objects.filter(either, state=DuplicateState.OPEN).count()


class SourcePageView(InspectView):
    """For those who read (viewers, editors) and those who act (partner admins); the settings are on the form alone."""

    template_name = "opinovi_wagtail/admin/source.html"
    any_permission_required: ClassVar[list[str]] = ["view", "change"]

    def get_object(self, queryset: Any = None) -> CatalogueSource:
        sources = with_last_run(CatalogueSource.objects.select_related("partner"))
        return sources.get(pk=super().get_object().pk)

    def get_fields(self) -> list[str]:
        return []

    def get_page_title(self) -> str:
        return str(self.object)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        lists = {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)}
        return [*self.breadcrumbs_items, lists, {"url": "", "label": str(self.object)}]

    @cached_property
    def may_change(self) -> bool:
        return self.policy.user_has_permission_for_instance(self.request.user, "change", self.object)  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source: Any = self.object
        status = status_of(source, timezone.now())
        runs = list(source.runs.filter(dry_run=False).defer("told")[:MOST_RUNS])
        rows = rows_of(source)
        listed = {name: counted.listed for name, counted in rows.items()}
        total = Rows(*(sum(getattr(one, name) for one in rows.values()) for name in Rows.__slots__))
        parked = open_parked(source) if self.may_change else None
        duplicates = open_duplicates(source)
        waits = bool(parked or duplicates or total.asked)
        return {
            **super().get_context_data(**kwargs),
            "source": source,
            "may_change": self.may_change,
            "next": next_step(source),
            "status": status,
            "said": _said(status, waits=waits),
            "going": source.runs.filter(state__in=(RunState.WAITING, RunState.RUNNING)).first(),
            "last_preview": source.runs.filter(dry_run=True).exclude(state=RunState.WAITING).first(),
            "facts": self._facts(status, listed),
            "rows": total,
            "lists": [
                (model._meta.verbose_name_plural, self._list_url(model), listed[model._meta.model_name or ""])
                for model in MODELS
            ],
            "parked": parked,
            "duplicates": duplicates,
            "history": [_line(run) for run in runs],
            "chart": Chart.of(list(reversed(runs))),
            "count_labels": [str(capfirst(label)) for _name, label in PARTS],
        }

    def _list_url(self, model: Any) -> str:
        return f"{reverse(f'opinovi-{model._meta.model_name}:index')}?source={self.object.pk}"

    def _facts(self, status: Status, listed: dict[str, int]) -> list[tuple[str, str]]:
        source = self.object
        names = dict(format_choices())
        return [
            (_("Last success"), moment_in_words(source.last_success_at) if source.last_success_at else _("never")),
            (_("Next run"), _next_run(source, status)),
            (_("Courses in the lists"), str(listed["course"])),
            (_("Events in the lists"), str(listed["event"])),
            (_("Format"), str(names.get(source.format, source.format))),
            (_("Partner"), str(source.partner)),
        ]


def _next_run(source: CatalogueSource, status: Status) -> str:
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


def _said(status: Status, *, waits: bool) -> str:
    """What the state means for whoever looks after the source, in a sentence; ``waits`` is whether they are asked something."""
    match status.state:
        case SourceState.RUNNING:
            return _("The feed is being fetched right now.")
        case SourceState.OFF:
            return _("The source is switched off, so it is not fetched. Switch it on in its settings.")
        case SourceState.PAUSED:
            return _("The feed is not fetched until somebody resumes it. What was taken before stays on the site.")
        case SourceState.FAILED:
            return _("The last run failed. What was taken before stays on the site, and it is tried again by itself.")
        case SourceState.STALE:
            return _(
                "The feed should have been fetched long ago. Whoever runs the site should see whether its worker or its"
                " every-minute job is running."
            )
        case SourceState.NEVER:
            return _("Nothing has been fetched yet. Look first at what it would bring: a preview changes nothing.")
    if waits:
        return _("The source works. Something waits for your decision.")
    return _("The source works. There is nothing that you have to do about it.")


def _line(run: SyncRun) -> dict[str, Any]:
    return {
        "url": reverse("opinovi-syncrun:inspect", args=[run.pk]),
        "started": moment_in_words(run.started_at),
        "state": run.get_state_display(),
        "failed": run.state in (RunState.FAILED, RunState.DIED),
        "took": took(run) if run.finished_at else "–",
        "counts": [getattr(run, name) for name, _label in PARTS],
    }
