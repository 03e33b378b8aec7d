"""Views that courses, events and guides share: lists with failing pages, take over, give back, delete only what is ours."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.widgets.button import Button

from opinovi_wagtail.models import Projection
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import Origin

from .confirm import ConfirmView
from .lists import SearchTextIndexView
from .viewsets import PartnerViewSet

MOST_FAILURES = 20


class OwnedIndexView(SearchTextIndexView):
    """A list that also says which pages could not become rows, to those who may edit these pages."""

    related: tuple[str, ...] = ("partner",)
    projection_kind: ClassVar[str]

    def failing_pages(self) -> list[dict[str, str]]:
        failing = list(
            Projection.objects.filter(kind=self.projection_kind, failures__gt=0).order_by("-failed_at")[:MOST_FAILURES]
        )
        if not failing:
            return []
        pages = base_page_model().objects.filter(pk__in=[projection.page_id for projection in failing])
        by_id = {str(page.pk): page for page in pages}
        finder = AdminURLFinder(self.request.user)
        found = []
        for projection in failing:
            page = by_id.get(projection.page_id)
            url = finder.get_edit_url(page) if page is not None else None
            if url:
                found.append({"title": page.get_admin_display_title(), "url": url, "error": projection.error})
        return found

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "failing_pages": self.failing_pages()}


class OwnedEditView(EditView):
    take_over_url_name: str = ""
    hand_back_url_name: str = ""

    @cached_property
    def can_delete(self) -> bool:
        return self.object.origin == Origin.FORM and super().can_delete

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if self.object.source_id is None:
            return buttons
        if self.object.origin == Origin.SOURCE:
            label, name, icon = _("Take over from the source"), self.take_over_url_name, "lock-open"
        else:
            label, name, icon = _("Give back to the source"), self.hand_back_url_name, "lock"
        buttons.append(Button(label, url=reverse(name, args=[self.object.pk]), icon_name=icon, priority=5))
        return buttons


class OwnedDeleteView(DeleteView):
    """Deletes rows of the form only: a page's or a source's would come back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.origin != Origin.FORM:
            messages.error(request, _("This cannot be deleted here: it would come back from where it was made."))
            return redirect(self.edit_url_name, self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("This cannot be deleted, because people have registered for it. Cancel it instead: they are told."),
            )
            return redirect(self.edit_url_name, self.object.pk)


class TakeOverView(ConfirmView):
    """From now on the row is ours: the source is no longer heard about it."""

    page_title = gettext_lazy("Take over from the source")
    question = gettext_lazy(
        "From now on this is changed here, and what the source says about it is left alone. You can give it back later."
    )
    yes = gettext_lazy("Take over")

    def act(self) -> None:
        from opinovi_wagtail.sync import pins

        pins.take_over(self.object)


class HandBackView(ConfirmView):
    """The row is the source's again, from its next run on."""

    page_title = gettext_lazy("Give back to the source")
    question = gettext_lazy("At its next run the source writes over what has been changed here.")
    yes = gettext_lazy("Give back")

    def act(self) -> None:
        from opinovi_wagtail.sync import pins

        pins.give_back(self.object)


class OwnedViewSet(PartnerViewSet):
    """The base viewset of courses, events and guides."""

    edit_view_class = OwnedEditView
    delete_view_class = OwnedDeleteView
    template_prefix = "opinovi_wagtail/admin/"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "take_over_url_name": self.get_url_name("take_over"),
            "hand_back_url_name": self.get_url_name("hand_back"),
        }
        return super().get_common_view_kwargs(**{**own, **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("take-over/<int:pk>/", self.construct_view(TakeOverView), name="take_over"),
            path("hand-back/<int:pk>/", self.construct_view(HandBackView), name="hand_back"),
        ]
