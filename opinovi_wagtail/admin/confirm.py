"""One question about one row, answered by a button: the page of every act that is not a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .scope import ScopedView


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the user."""


class ConfirmView(ScopedView, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET asks, POST acts. Subclasses say ``question`` and ``yes``, and do it in ``act``; ``Refused`` becomes a message."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "opinovi_wagtail/admin/confirm.html"
    permission_required = "change"
    model: Any = None
    index_url_name: str = ""
    edit_url_name: str | None = None
    question: Any = ""
    yes: Any = ""
    no: Any = gettext_lazy("Go back")
    # Empty where the next page says it.
    done: Any = gettext_lazy("Done.")
    serious = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.model, pk=kwargs["pk"])

    def act(self) -> None:
        raise NotImplementedError

    def get_question(self) -> str:
        return str(self.question)

    def get_next_url(self) -> str:
        if self.edit_url_name:
            return reverse(self.edit_url_name, args=[quote(self.object.pk)])
        return reverse(self.index_url_name)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if done := str(self.done):
                messages.success(request, done)
        return redirect(self.get_next_url())

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "object": self.object, "next_url": self.get_next_url()}
