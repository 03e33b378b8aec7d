"""Adding a catalogue source in two steps: where the catalogue comes from, then the form that its format asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import CreateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from opinovi_wagtail.catalogues.registry import Described, described, format_class, format_paths
from opinovi_wagtail.models import CatalogueSource

EVERY_MINUTES = 720  # of a new source: twice a day


def with_notes(response: HttpResponse, request: HttpRequest, form: Any) -> HttpResponse:
    """``response`` after ``form`` was saved, with what the form has to say about it."""
    for note in form.notes:
        messages.info(request, note)
    return response


class SourceCreateView(CreateView):
    """Without ``?format=`` a choice of formats, with it the form of a source of that format."""

    page_subtitle = gettext_lazy("New catalogue source")
    formats_template_name = "opinovi_wagtail/admin/source_formats.html"

    @cached_property
    def chosen(self) -> Described | None:
        name = self.request.POST.get("format") or self.request.GET.get("format") or ""
        found = described(name) if name else None
        return found if found and found.usable else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.chosen is None and (name := request.GET.get("format")):
            messages.error(request, described(name).trouble)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.chosen is None:
            return redirect(super().get_add_url())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return with_notes(super().form_valid(form), self.request, form)

    def get_template_names(self) -> list[str]:
        return super().get_template_names() if self.chosen else [self.formats_template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.chosen is None:
            formats = [described(name) for name in format_paths()]
            return WagtailAdminTemplateMixin.get_context_data(self, form=None, formats=formats, **kwargs)
        return super().get_context_data(**kwargs)

    def get_header_title(self) -> str:
        """Without Wagtail's "New", which would say twice that it is."""
        return ": ".join(filter(None, (str(self.page_subtitle), str(self.chosen.label) if self.chosen else "")))

    def get_initial_form_instance(self) -> CatalogueSource:
        assert self.chosen is not None, "there is no form before a format is chosen"
        options = format_class(self.chosen.name).initial_options()
        return CatalogueSource(format=self.chosen.name, every_minutes=EVERY_MINUTES, options=options)

    def get_add_url(self) -> str:
        url: str = super().get_add_url()
        return f"{url}?{urlencode({'format': self.chosen.name})}" if self.chosen else url

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *parents, _here = super().get_breadcrumbs_items()
        label = str(self.page_subtitle)
        if self.chosen is None:
            return [*parents, {"url": "", "label": label}]
        return [*parents, {"url": super().get_add_url(), "label": label}, {"url": "", "label": self.chosen.label}]

    def get_success_url(self) -> str:
        """The source itself, which says what to do next."""
        return reverse("opinovi-cataloguesource:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []
