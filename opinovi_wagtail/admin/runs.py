"""Runs of the sync in the desk: the list, and the report of one run with every issue."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import InspectView

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.report import COUNTS, part_name, sentence, took
from opinovi_wagtail.sync.withdraw import open_parked

from .lists import MomentColumn, PartnerFilterSet, RowIndexView
from .policies import policy_for
from .values import NOTHING
from .viewsets import PartnerViewSet

ISSUES_A_PAGE = 50


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
    """What came of a run: its outcome in words, the counts, and what could not be taken with the reason."""

    template_name = "opinovi_wagtail/admin/run_report.html"
    page_title = gettext_lazy("Report")
    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_fields(self) -> list[str]:
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object.source)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        language = get_language() or "fi"
        counts = [(run._meta.get_field(name).verbose_name, getattr(run, name)) for name in COUNTS]
        issues = Paginator(run.issues.all(), ISSUES_A_PAGE).get_page(self.request.GET.get("p"))
        source_policy = policy_for(type(run.source))
        may_decide = source_policy.user_has_permission_for_instance(self.request.user, "change", run.source)
        for issue in issues.object_list:
            issue.part = part_name(issue.field)
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "failed": run.state in (RunState.FAILED, RunState.DIED),
            "all_taken": run.state == RunState.SUCCEEDED and not run.failed,
            "moments": [
                (label, dates.short_when(moment, None, language, conf.TIME_ZONE) if moment else NOTHING)
                for label, moment in ((_("Started"), run.started_at), (_("Ended"), run.finished_at))
            ],
            "took": took(run),
            "outcome": sentence(run),
            "counts": counts,
            "issues": issues,
            "parked": open_parked(run.source) if may_decide else None,
            "may_decide": may_decide,
        }


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
    list_display: ClassVar[list[Any]] = [
        "__str__",
        MomentColumn("started_at", label=gettext_lazy("Started"), sort_key="started_at"),
        "state",
        "created",
        "updated",
        "failed",
        "withdrawn",
    ]
