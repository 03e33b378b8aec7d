"""Catalogue sources in the desk: the list, the form, and what is in a feed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.widgets.button import HeaderButton

from opinovi_wagtail import lettercase
from opinovi_wagtail.catalogues.base import FetchError, FormatError
from opinovi_wagtail.catalogues.registry import described
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.contents import contents
from opinovi_wagtail.sync.credentials import CredentialsError
from opinovi_wagtail.sync.filters import Tally
from opinovi_wagtail.sync.pause import why_paused
from opinovi_wagtail.sync.status import with_status
from opinovi_wagtail.sync.supervised import ReaderDied
from opinovi_wagtail.vocabularies import get_vocabulary

from ..lists import MomentColumn, PartnerFilterSet, RowIndexView
from ..runs.exports import RunHistoryExportView
from ..viewsets import PartnerViewSet
from . import acts, withdrawals
from .acts import SourceActView
from .add import SourceCreateView, with_notes
from .columns import ColumnsView
from .delete import SourceDeleteView
from .form import source_panels
from .kept_fields import KeptFieldsView
from .page import SourcePageView
from .status import NextRunColumn, StatusColumn


class SourceFilterSet(PartnerFilterSet):
    class Meta:
        model = CatalogueSource
        fields = ["partner", "active"]


class FormatColumn(Column):
    def get_value(self, instance: CatalogueSource) -> str:
        return described(instance.format).label


class SourceTitleColumn(TitleColumn):
    """Leads to the page of the source, from which its settings are one click away."""

    def get_link_url(self, instance: CatalogueSource, parent_context: Any) -> str:
        return reverse("opinovi-cataloguesource:inspect", args=[instance.pk])


class SourceIndexView(RowIndexView):
    search_fields: ClassVar[list[str]] = ["name", "slug"]
    title_column_class = SourceTitleColumn

    def get_base_queryset(self) -> QuerySet[CatalogueSource]:
        return with_status(super().get_base_queryset())

    def search_queryset(self, queryset: QuerySet[CatalogueSource]) -> QuerySet[CatalogueSource]:
        for word in (self.search_query or "").split():
            queryset = queryset.filter(lettercase.somewhere(self.search_fields, word))
        return queryset


class SourceEditView(EditView):
    template_name = "opinovi_wagtail/admin/source_edit.html"
    inspect_url_name = ""

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = reverse(self.inspect_url_name, args=[self.object.pk])
        return [HeaderButton(_("To the source"), url=url, icon_name="download")]

    def form_valid(self, form: Any) -> HttpResponse:
        return with_notes(super().form_valid(form), self.request, form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "why_paused": why_paused(self.object)}


class ContentsView(SourceActView):
    """Reads the feed and counts what is in it by provider, municipality, type and language, for choosing the filter."""

    page_title = gettext_lazy("What is in the feed")
    question = gettext_lazy("The feed is fetched and its records are counted. Nothing is changed.")
    yes = gettext_lazy("Count")
    template_name = "opinovi_wagtail/admin/feed_contents.html"
    most_values = 100
    fetches = True

    def answer(self, request: HttpRequest) -> HttpResponse:
        try:
            tally = contents(self.object)
        except (FetchError, FormatError, ReaderDied, CredentialsError) as error:
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
        NextRunColumn("next_run_at", label=gettext_lazy("Next run"), sort_key="next_run_at"),
    ]

    inspect_view_enabled = True
    inspect_view_class = SourcePageView
    inspect_template_name = SourcePageView.template_name
    acts: ClassVar[dict[str, Any]] = {
        **acts.ACTS,
        **withdrawals.ACTS,
        "columns": ColumnsView,
        "contents": ContentsView,
        "kept": KeptFieldsView,
        "export_runs": RunHistoryExportView,
    }

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in self.acts}
        return super().get_common_view_kwargs(**{**names, **kwargs})

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_delete_view_kwargs(**kwargs), "template_name": SourceDeleteView.template_name}

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_edit_view_kwargs(**kwargs), "template_name": SourceEditView.template_name}

    def get_urlpatterns(self) -> list[Any]:
        acts = [path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in self.acts.items()]
        return [*super().get_urlpatterns(), *acts]
