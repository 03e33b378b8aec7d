"""Catalogue sources in the desk: their forms, "Preview", "Sync now", and the decision about a withdrawal that was held back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView
from wagtail.admin.widgets.button import Button, HeaderButton

from opinovi_wagtail import dates
from opinovi_wagtail.catalogues.base import FetchError, FormatError, Options
from opinovi_wagtail.catalogues.registry import described, get_format
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, ParkedWithdrawal, SyncRun
from opinovi_wagtail.queue import enqueue
from opinovi_wagtail.sync import withdraw
from opinovi_wagtail.sync.filters import Filter, Tally
from opinovi_wagtail.sync.lease import SourceBusy
from opinovi_wagtail.sync.preview import Preview
from opinovi_wagtail.sync.run import run_source
from opinovi_wagtail.sync.status import status_of, with_last_run
from opinovi_wagtail.vocabularies import get_vocabulary

from .columns import ColumnsView
from .confirm import ConfirmView, Refused
from .deleting import RowDeleteView
from .lists import MomentColumn, PartnerFilterSet, RowIndexView
from .source_add import SourceCreateView
from .source_form import source_panels
from .source_next import next_step
from .viewsets import PartnerViewSet

SYNC_TASK = "opinovi_wagtail.sync_source"


class SourceFilterSet(PartnerFilterSet):
    class Meta:
        model = CatalogueSource
        fields = ["partner", "active"]


def _moment(moment: dt.datetime) -> str:
    return dates.short_when(moment, None, get_language() or "fi", conf.TIME_ZONE)


class FormatColumn(Column):
    def get_value(self, instance: CatalogueSource) -> str:
        return described(instance.format).label


class StatusColumn(Column):
    """How the source fares, since when, and why."""

    cell_template_name = "opinovi_wagtail/admin/source_status.html"

    def get_cell_context_data(self, instance: CatalogueSource, parent_context: Any) -> dict[str, Any]:
        status = status_of(instance, timezone.now())
        when = _moment(status.at) if status.at else ""
        return {**super().get_cell_context_data(instance, parent_context), "status": status, "when": when}

    def get_value(self, instance: CatalogueSource) -> str:
        return str(status_of(instance, timezone.now()).state.label)


class SourceIndexView(RowIndexView):
    search_fields: ClassVar[list[str]] = ["name", "slug"]

    def get_base_queryset(self) -> QuerySet[CatalogueSource]:
        return with_last_run(super().get_base_queryset())


class SourceEditView(EditView):
    template_name = "opinovi_wagtail/admin/source_edit.html"
    preview_url_name = ""
    contents_url_name = ""
    sync_url_name = ""

    @cached_property
    def header_buttons(self) -> list[Any]:
        at = [self.object.pk]
        return [
            HeaderButton(_("Preview"), url=reverse(self.preview_url_name, args=at), icon_name="view"),
            HeaderButton(_("Sync now"), url=reverse(self.sync_url_name, args=at), icon_name="rotate"),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = reverse(self.contents_url_name, args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button(_("What is in the feed"), url=url, icon_name="list-ul", priority=5),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "parked": withdraw.open_parked(self.object),
            "next": next_step(self.object),
            "runs": [(run, _moment(run.started_at)) for run in self.object.runs.all()[:5]],
        }


class RunNowView(ConfirmView):
    """Runs the source in this request, or asks the worker to where there is one; then shows the report."""

    dry_run = False
    run: SyncRun | None = None
    inspect_run_url_name = "opinovi-syncrun:inspect"

    def act(self) -> None:
        if conf.USE_CELERY and not self.dry_run:
            enqueue(SYNC_TASK, [self.object.pk])
            return
        try:
            self.run = run_source(self.object, dry_run=self.dry_run)
        except SourceBusy as busy:
            raise Refused(str(busy)) from None

    @property
    def done(self) -> str:
        """Nothing after a run: the report says how it went, once."""
        if self.run is not None:
            return ""
        return _("The source is being synced. The report is in the list of runs in a moment.")

    def get_next_url(self) -> str:
        if self.run is not None:
            return reverse(self.inspect_run_url_name, args=[self.run.pk])
        return super().get_next_url()


class SyncNowView(RunNowView):
    page_title = gettext_lazy("Sync now")
    question = gettext_lazy("The feed is fetched and what it says is taken into the lists.")
    yes = gettext_lazy("Sync now")


class PreviewView(RunNowView):
    page_title = gettext_lazy("Preview")
    question = gettext_lazy("The feed is fetched and compared with what is here. Nothing is changed.")
    yes = gettext_lazy("Preview")
    dry_run = True


class ContentsView(ConfirmView):
    """Reads the feed and counts what is in it by provider, municipality, type and language, for choosing the filter."""

    page_title = gettext_lazy("What is in the feed")
    question = gettext_lazy("The feed is fetched and its records are counted. Nothing is changed.")
    yes = gettext_lazy("Count")
    template_name = "opinovi_wagtail/admin/feed_contents.html"
    most_values = 100

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        source = self.object
        options = Options(conf.LANGUAGES[0], conf.TIME_ZONE, source.options or {})
        wanted, tally = Filter.of(source.filters), Tally()
        try:
            for shown in Preview(get_format(source.format, options), source.url, local=False).records():
                if shown.usable and shown.record is not None:
                    tally.add(shown.record, taken=wanted.takes(shown.record))
        except (FetchError, FormatError) as error:
            messages.error(request, str(error))
            return redirect(self.get_next_url())
        return self.render_to_response(self.get_context_data(tally=tally, groups=self._groups(tally)))

    def _groups(self, tally: Tally) -> list[tuple[str, list[tuple[str, int]]]]:
        language = get_language() or "fi"
        types = dict(
            [*get_vocabulary("education_types").choices(language), *get_vocabulary("event_types").choices(language)]
        )
        municipalities, languages = get_vocabulary("municipalities"), get_vocabulary("languages")
        named = [
            (_("Providers"), tally.providers, str),
            (_("Municipalities"), tally.municipalities, lambda code: municipalities.label(code, language)),
            (_("Types"), tally.types, lambda code: types.get(code, code)),
            (_("Languages"), tally.languages, lambda code: languages.label(code, language)),
        ]
        return [
            (heading, [(name(code) or "–", count) for code, count in counter.most_common(self.most_values)])
            for heading, counter, name in named
        ]


class DecideView(ConfirmView):
    """A decision about the withdrawal that was shown; not about another one that has come in between."""

    parked: ParkedWithdrawal | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.parked = withdraw.open_parked(self.object)

    def decide(self, verb: Callable[..., int]) -> None:
        try:
            if self.parked is None or self.request.POST.get("shown") != str(self.parked.pk):
                raise withdraw.AlreadyDecided
            verb(self.parked, by=self.request.user.get_username())
        except withdraw.AlreadyDecided:
            raise Refused(_("This withdrawal has been decided already, or another one waits now.")) from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "shown": self.parked.pk if self.parked else ""}

    def _count(self) -> dict[str, int]:
        return {"rows": self.parked.rows if self.parked else 0, "of": self.parked.of if self.parked else 0}


class ApproveView(DecideView):
    page_title = gettext_lazy("Approve the withdrawal")
    yes = gettext_lazy("Withdraw them")
    done = gettext_lazy("The rows have been withdrawn. They come back if the feed brings them back.")
    serious = True

    def get_question(self) -> str:
        return (
            ngettext(
                "%(rows)s row of %(of)s is not in the feed any more. Is it really gone?",
                "%(rows)s rows of %(of)s are not in the feed any more. Are they really gone?",
                self._count()["rows"],
            )
            % self._count()
        )

    def act(self) -> None:
        self.decide(withdraw.approve)


class RejectView(DecideView):
    page_title = gettext_lazy("Keep the rows")
    yes = gettext_lazy("Keep them")
    done = gettext_lazy("The rows are kept.")

    def get_question(self) -> str:
        return (
            ngettext(
                "%(rows)s row of %(of)s is not in the feed any more. Keep it all the same?",
                "%(rows)s rows of %(of)s are not in the feed any more. Keep them all the same?",
                self._count()["rows"],
            )
            % self._count()
        )

    def act(self) -> None:
        self.decide(withdraw.reject)


class SourceDeleteView(RowDeleteView):
    protected_message = gettext_lazy(
        "This source cannot be deleted, because rows come from it. Switch it off instead, or take the rows over."
    )


class SourcesViewSet(PartnerViewSet):
    model = CatalogueSource
    icon = "download"
    menu_order = 90
    index_view_class = SourceIndexView
    add_view_class = SourceCreateView
    edit_view_class = SourceEditView
    delete_view_class = SourceDeleteView
    filterset_class = SourceFilterSet
    edit_handler = source_panels
    list_display: ClassVar[list[Any]] = [
        "__str__",
        StatusColumn("status", label=gettext_lazy("Status")),
        "partner",
        FormatColumn("format", label=gettext_lazy("Format"), sort_key="format"),
        MomentColumn("last_success_at", label=gettext_lazy("Last success"), sort_key="last_success_at"),
        MomentColumn("next_run_at", label=gettext_lazy("Next run"), sort_key="next_run_at"),
    ]

    acts: ClassVar[dict[str, type[ConfirmView]]] = {
        "columns": ColumnsView,
        "preview": PreviewView,
        "contents": ContentsView,
        "sync": SyncNowView,
        "approve": ApproveView,
        "reject": RejectView,
    }

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in self.acts}
        return super().get_common_view_kwargs(**{**names, **kwargs})

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_edit_view_kwargs(**kwargs), "template_name": SourceEditView.template_name}

    def get_urlpatterns(self) -> list[Any]:
        acts = [path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in self.acts.items()]
        return [*super().get_urlpatterns(), *acts]
