"""Runs of the sync in the desk: the list, and the report of one run, which fills while the run goes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import InspectView

from opinovi_wagtail.models import CatalogueSource, Course, Event, SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.report import WELL, sentence, took
from opinovi_wagtail.sync.withdraw import decision_of, open_parked

from ..lists import MomentColumn, PartnerFilterSet, RowIndexView
from ..policies import policy_for
from ..row_links import RowLinks
from ..scope import SEEING
from ..table_sample import has_columns
from ..values import moment_in_words
from ..viewsets import PartnerViewSet
from ..withdrawal_words import decision_in_words
from .advice import advice_on
from .comparison import compared, run_before
from .exports import IssuesExportView
from .feed_faults import feed_faults_of
from .foreseen import sections
from .issues import Issues
from .progress import GOING, RunProgressView, progress
from .written import written_by


class RunFilterSet(PartnerFilterSet):
    class Meta:
        model = SyncRun
        fields = ["source", "state", "dry_run"]


class RunTitleColumn(TitleColumn):
    def get_value(self, instance: SyncRun) -> str:
        return _("%(source)s: preview") % {"source": instance.source} if instance.dry_run else str(instance.source)


class RunIndexView(RowIndexView):
    related = ("source",)
    any_permission_required: ClassVar[list[str]] = ["view"]
    seeing = ("view",)
    is_searchable = False
    title_column_class = RunTitleColumn
    default_ordering = "-started_at"


class RunReportView(InspectView):
    """What came of a run, or how far it is: the outcome in words, the counts beside those of the run before, what a preview
    would change, and what could not be taken with the reason."""

    template_name = "opinovi_wagtail/admin/run_report.html"
    page_title = gettext_lazy("Report")
    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_object(self, queryset: Any = None) -> SyncRun:
        return SyncRun.objects.select_related("source__partner").get(pk=super().get_object().pk)

    def get_fields(self) -> list[str]:
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object.source)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *parents, here = super().get_breadcrumbs_items()
        source = {
            "url": reverse("opinovi-cataloguesource:inspect", args=[self.object.source_id]),
            "label": str(self.object.source),
        }
        policy = policy_for(CatalogueSource)
        may_see = policy.user_has_any_permission_for_instance(self.request.user, SEEING, self.object.source)
        return [*parents, source, here] if may_see else [*parents, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        user = self.request.user
        going = run.state in GOING
        may_decide = policy_for(CatalogueSource).user_has_permission_for_instance(user, "change", run.source)
        links = RowLinks(user)
        issues = Issues(run, links)
        parked = open_parked(run.source)
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "going": going,
            "progress": progress(run) if going else None,
            "failed": run.state in (RunState.FAILED, RunState.DIED),
            "all_taken": run.state == RunState.SUCCEEDED and not (run.failed or run.parked or issues.groups),
            "columns_url": _columns_url(run),
            "facts": _facts(run),
            "outcome": sentence(run, still_parked=run.dry_run or parked is not None),
            "counts": compared(run),
            "before": run_before(run),
            "sections": sections(run, links) if run.dry_run and not going else [],
            "written": None if going else written_by(run, links),
            "first": run.dry_run and not _has_rows(run),
            "remarks": issues.remarks,
            "groups": issues.groups,
            "issue_count": issues.count,
            "faults": feed_faults_of(run.source) if run.state == RunState.UNCHANGED else None,
            "parked": parked if may_decide else None,
            "advice": advice_on(run) if may_decide else None,
            "decided": decision_in_words(decided) if (decided := decision_of(run)) else "",
            "may_decide": may_decide,
            "may_sync": may_decide and run.dry_run and run.state in WELL,
        }


def _columns_url(run: SyncRun) -> str:
    """Where what a preview of a table shows is corrected: what its columns are, and the language of its texts."""
    if not run.dry_run or not has_columns(run.source.format):
        return ""
    return reverse("opinovi-cataloguesource:columns", args=[run.source_id])


def _has_rows(run: SyncRun) -> bool:
    return any(model.objects.filter(source=run.source_id).exists() for model in (Course, Event))


def _facts(run: SyncRun) -> list[tuple[str, str]]:
    asked = [(_("Asked by"), run.asked_by)] if run.asked_by else []
    return [
        (_("State"), str(run.get_state_display())),
        (_("Started"), moment_in_words(run.started_at)),
        (_("Ended"), moment_in_words(run.finished_at)),
        (_("Took"), took(run)),
        *asked,
        (_("Pages"), str(run.pages)),
        (_("Size"), str(filesizeformat(run.bytes))),
    ]


class RunsViewSet(PartnerViewSet):
    model = SyncRun
    icon = "rotate"
    menu_order = 95
    offered = ("view",)
    without = ("add", "edit", "delete", "history", "history_results", "usage")
    inspect_view_enabled = True
    index_view_class = RunIndexView
    inspect_view_class = RunReportView
    inspect_template_name = RunReportView.template_name
    filterset_class = RunFilterSet
    form_fields: ClassVar[tuple[str, ...]] = ()
    more: ClassVar[dict[str, Any]] = {"progress": RunProgressView, "issues": IssuesExportView}
    list_display: ClassVar[list[Any]] = [
        "__str__",
        MomentColumn("started_at", label=gettext_lazy("Started"), sort_key="started_at"),
        "state",
        "created",
        "updated",
        "failed",
        "withdrawn",
    ]

    def get_urlpatterns(self) -> list[Any]:
        more = [path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in self.more.items()]
        return [*super().get_urlpatterns(), *more]
