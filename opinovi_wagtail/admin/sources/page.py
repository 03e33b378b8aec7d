"""The page of a catalogue source: how it fares, what one can do now, what waits for a decision, and its latest runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import InspectView

from opinovi_wagtail.catalogues.registry import format_choices
from opinovi_wagtail.models import CatalogueSource, Course, Event, ParkedWithdrawal, SyncRun
from opinovi_wagtail.models.owned import PUBLIC
from opinovi_wagtail.rules.states import Origin, RunState
from opinovi_wagtail.sync.report import took
from opinovi_wagtail.sync.status import SourceState, Status, status_of, with_status
from opinovi_wagtail.sync.withdraw import decisions_on, open_parked

from ..runs.chart import MOST_RUNS, PARTS, Chart
from ..runs.feed_faults import feed_faults_of
from ..standing import Standing
from ..values import moment_in_words
from ..withdrawal_words import decision_in_words, waiting_in_words
from .next_step import next_step
from .status import Lead, decisions, next_run_in_words, report_url

MODELS: tuple[type[Course] | type[Event], ...] = (Course, Event)
_NAMES: dict[type[Course] | type[Event], dict[Standing, Any]] = {
    Course: {
        Standing.LISTED: gettext_lazy("Courses in the lists"),
        Standing.MISSING: gettext_lazy("Of these, courses that are missing from the feed"),
        Standing.WITHDRAWN: gettext_lazy("Courses that were withdrawn"),
    },
    Event: {
        Standing.LISTED: gettext_lazy("Events in the lists"),
        Standing.MISSING: gettext_lazy("Of these, events that are missing from the feed"),
        Standing.WITHDRAWN: gettext_lazy("Events that were withdrawn"),
    },
}


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a source there are: those that are ``shown`` in lists, of these the ``missing`` ones, those that were
    ``withdrawn``, and of all those in which an editor keeps something (``pinned``)."""

    shown: int = 0
    missing: int = 0
    withdrawn: int = 0
    pinned: int = 0


def rows_of(source: CatalogueSource) -> dict[str, Rows]:
    """The counts of the courses and the events of ``source``, by model name. One query each."""
    found = {}
    for model in MODELS:
        counts = model.objects.filter(source=source, origin=Origin.SOURCE).aggregate(
            shown=Count("pk", filter=PUBLIC),
            missing=Count("pk", filter=PUBLIC & Q(missing_since__isnull=False)),
            withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
            pinned=Count("pk", filter=~Q(pins={})),
        )
        found[model._meta.model_name or ""] = Rows(**counts)
    return found


class SourcePageView(InspectView):
    """For those who read (viewers, editors) and those who act (partner admins); the settings are on the form alone."""

    template_name = "opinovi_wagtail/admin/source.html"
    any_permission_required: ClassVar[list[str]] = ["view", "change"]

    def get_object(self, queryset: Any = None) -> CatalogueSource:
        sources = with_status(CatalogueSource.objects.select_related("partner"))
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
        decided = decisions_on(runs)
        waiting = open_parked(source)
        parked = waiting if self.may_change else None
        faults = feed_faults_of(source)
        return {
            **super().get_context_data(**kwargs),
            "source": source,
            "may_change": self.may_change,
            "next": next_step(source),
            "status": status,
            "said": _said(status, faulty=faults is not None),
            "alarm": "critical" if status.alarming else "info",
            "last_report_url": report_url(status.last_run) if status.state == SourceState.FAILED else "",
            "going": source.runs.filter(state__in=(RunState.WAITING, RunState.RUNNING)).first(),
            "last_preview": source.runs.filter(dry_run=True).exclude(state=RunState.WAITING).first(),
            "facts": self._facts(status),
            "pinned": sum(counted.pinned for counted in rows.values()),
            "lists": self._lists(rows),
            "faults": faults,
            "parked": parked,
            "decisions": self._decisions(status),
            "history": [_line(run, decided.get(run.pk), waiting) for run in runs],
            "chart": Chart.of(list(reversed(runs))),
            "count_labels": [str(capfirst(label)) for _name, label in PARTS],
        }

    def _decisions(self, status: Status) -> list[Lead]:
        """What waits beside the withdrawal, which has a box of its own for those who decide about it."""
        others = replace(status, waiting=replace(status.waiting, parked=0)) if self.may_change else status
        return decisions(self.object, others, may_change=self.may_change)

    def _lists(self, rows: Mapping[str, Rows]) -> list[tuple[str, str, int]]:
        """What came from here: what it is called, the list that shows just that, how many there are."""
        found = []
        for model in MODELS:
            counted = rows[model._meta.model_name or ""]
            url = f"{reverse(f'opinovi-{model._meta.model_name}:index')}?source={self.object.pk}&standing="
            for standing, count in (
                (Standing.LISTED, counted.shown),
                (Standing.MISSING, counted.missing),
                (Standing.WITHDRAWN, counted.withdrawn),
            ):
                if count or standing == Standing.LISTED:
                    found.append((str(_NAMES[model][standing]), f"{url}{standing}", count))
        return found

    def _facts(self, status: Status) -> list[tuple[str, str]]:
        source = self.object
        names = dict(format_choices())
        return [
            (_("Last success"), moment_in_words(source.last_success_at) if source.last_success_at else _("never")),
            (_("Next run"), next_run_in_words(source, status)),
            (_("Format"), str(names.get(source.format, source.format))),
            (_("Partner"), str(source.partner)),
        ]


def _said(status: Status, *, faulty: bool) -> str:
    """What the state means for whoever looks after the source, in a sentence; ``faulty`` is whether its feed has faults."""
    match status.state:
        case SourceState.RUNNING:
            return _("The feed is being fetched right now.")
        case SourceState.OFF:
            return _("The source is switched off, so it is not fetched. Switch it on in its settings.")
        case SourceState.PAUSED:
            return _("The feed is not fetched until somebody resumes it. What was taken before stays on the site.")
        case SourceState.FAILED:
            return _("What was taken before stays on the site, and the feed is tried again by itself.")
        case SourceState.STALE:
            return _(
                "The feed should have been fetched long ago. Whoever runs the site should see whether its worker or its"
                " every-minute job is running."
            )
        case SourceState.NEVER:
            return _("Nothing has been fetched yet. Look first at what it would bring: a preview changes nothing.")
        case SourceState.WAITS:
            return _("The source works. Something waits for your decision.")
    if faulty:
        return _("The source works. Some of what it brings has faults, which are to be mended where the data is kept.")
    return _("The source works. There is nothing that you have to do about it.")


def _line(run: SyncRun, decided: ParkedWithdrawal | None, waiting: ParkedWithdrawal | None) -> dict[str, Any]:
    held_back = waiting_in_words(waiting.rows) if waiting and waiting.run_id == run.pk else ""
    return {
        "decided": decision_in_words(decided) if decided else held_back,
        "url": reverse("opinovi-syncrun:inspect", args=[run.pk]),
        "started": moment_in_words(run.started_at),
        "state": run.get_state_display(),
        "failed": run.state in (RunState.FAILED, RunState.DIED),
        "took": took(run) if run.finished_at else "–",
        "counts": [getattr(run, name) for name, _label in PARTS],
    }
