"""Views that courses, events and guides share: lists with failing pages, take over, answer, delete only what is ours."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic import EditView
from wagtail.admin.widgets.button import Button, HeaderButton

from opinovi_wagtail import links
from opinovi_wagtail.models import OwnedRow, Projection
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.sync.ownership import NotFromSource, take_over

from .confirm import ConfirmView, Refused
from .deleting import RowDeleteView
from .duplicates import SeparateView
from .lists import SearchTextIndexView
from .sources.kept_fields import AnswerView
from .standing import StandingTitleColumn
from .viewsets import PartnerViewSet

MOST_FAILURES = 20


class OwnedIndexView(SearchTextIndexView):
    """A list that also says which pages could not become rows, to those who may edit these pages."""

    related: tuple[str, ...] = ("partner",)
    title_column_class = StandingTitleColumn
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


def address_on_the_site(row: OwnedRow) -> str:
    """Where the public sees ``row``, in the language of the desk or else another; empty for what lists do not show.

    The front page, which stands in where the site has no list for the row, does not count.
    """
    if not row.is_public:
        return ""
    url = links.url_for(row, get_language() or "fi")
    return "" if url == f"{links.site_url(row.partner)}/" else url


class OwnedEditView(EditView):
    take_over_url_name: str = ""
    separate_url_name: str = ""

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = address_on_the_site(self.object)
        return [HeaderButton(_("View on the site"), url=url, icon_name="view", priority=1001)] if url else []

    @cached_property
    def can_delete(self) -> bool:
        return self.object.origin == Origin.FORM and super().can_delete

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if self.object.origin == Origin.SOURCE:
            url = reverse(self.take_over_url_name, args=[self.object.pk])
            buttons.append(Button(_("Take over from the source"), url=url, icon_name="lock-open", priority=5))
        if self.object.merged_into_id:
            url = reverse(self.separate_url_name, args=[self.object.pk])
            buttons.append(Button(_("List it again"), url=url, icon_name="undo", priority=6))
        return buttons


class OwnedDeleteView(RowDeleteView):
    """Deletes rows of the form only: a page's or a source's would come back."""

    protected_message = gettext_lazy(
        "This cannot be deleted, because people have registered for it. Cancel it instead: they are told."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.origin != Origin.FORM:
            messages.error(request, _("This cannot be deleted here: it would come back from where it was made."))
            return redirect(self.edit_url_name, self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class TakeOverView(ConfirmView):
    """From now on the row is ours: what its source says is left alone."""

    page_title = gettext_lazy("Take over from the source")
    question = gettext_lazy("From now on all of this is changed here, and what the source says about it is left alone.")
    yes = gettext_lazy("Take over")

    def act(self) -> None:
        try:
            take_over(self.object)
        except NotFromSource:
            raise Refused(_("This does not come from a source any more.")) from None


class OwnedViewSet(PartnerViewSet):
    """The base viewset of courses, events and guides."""

    edit_view_class = OwnedEditView
    delete_view_class = OwnedDeleteView
    inspect_view_enabled = True
    template_prefix = "opinovi_wagtail/admin/"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("take_over", "separate")}
        return super().get_common_view_kwargs(**{**names, **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("take-over/<int:pk>/", self.construct_view(TakeOverView), name="take_over"),
            path("answer/<int:pk>/", self.construct_view(AnswerView), name="answer"),
            path("separate/<int:pk>/", self.construct_view(SeparateView), name="separate"),
        ]
