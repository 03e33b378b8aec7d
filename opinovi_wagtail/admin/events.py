"""Events in the desk: the list, the "New event" button, and what one may do with an event."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Case, F, Q, QuerySet, When
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.widgets.button import HeaderButton

from opinovi_wagtail import dates
from opinovi_wagtail.models import Event, Projection, Registration

from .event_form import event_panels
from .lists import PartnerFilterSet
from .owned_views import OwnedEditView, OwnedIndexView, OwnedViewSet
from .page_links import AddPageView, page_button, page_buttons
from .policies import policy_for
from .standing import StandingFilter


class WhenColumn(Column):
    def get_value(self, instance: Event) -> str:
        if instance.starts_at is None:
            return "–"
        return dates.short_when(instance.starts_at, None, get_language() or "fi", instance.timezone)


class PeopleColumn(Column):
    """Places taken of how many, and who waits."""

    def get_value(self, instance: Event) -> str:
        taken = str(instance.places_taken)
        if instance.places is not None:
            taken = f"{taken} / {instance.places}"
        if not instance.waiting_count:
            return taken
        waiting = ngettext("%(count)s waiting", "%(count)s waiting", instance.waiting_count)
        return f"{taken} · {waiting % {'count': instance.waiting_count}}"


class EventFilterSet(PartnerFilterSet):
    starts_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Starts"))
    standing = StandingFilter()

    class Meta:
        model = Event
        fields = ["partner", "kind", "status", "origin", "source"]


class EventIndexView(OwnedIndexView):
    projection_kind = Projection.Kind.EVENT

    def order_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """What is still to come first, the soonest at the top; then what has no time yet; then what is over, the latest first."""
        if self.ordering:
            return super().order_queryset(queryset)
        to_come = Q(ends_at__gte=timezone.now())
        return queryset.order_by(
            Case(When(to_come, then=0), When(starts_at=None, then=1), default=2),
            Case(When(to_come, then=F("starts_at"))),
            F("starts_at").desc(),
            "-pk",
        )

    @property
    def add_item_label(self) -> str:
        return _("New event")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *page_buttons(self.request.user)]

    def get_base_queryset(self) -> QuerySet[Event]:
        return super().get_base_queryset().defer("search_text", "description", "summary")


class EventEditView(OwnedEditView):
    registrations_url_name = "opinovi-registration:index"
    add_page_url_name: str = ""

    @cached_property
    def header_buttons(self) -> list[Any]:
        add_url = reverse(self.add_page_url_name, args=[self.object.pk])
        buttons = [
            self._registrations(),
            page_button(self.object, self.request.user, add_url),
            *super().header_buttons,
        ]
        return [button for button in buttons if button is not None]

    def _registrations(self) -> HeaderButton | None:
        policy = policy_for(Registration)
        if not policy.user_has_any_permission_for_instance(self.request.user, ["view", "change"], self.object):
            return None
        url = f"{reverse(self.registrations_url_name)}?event={self.object.pk}"
        return HeaderButton(_("Registrations"), url=url, icon_name="clipboard-list")


class EventCreateView(CreateView):
    page_subtitle = gettext_lazy("New event")

    def get_header_title(self) -> str:
        """Without Wagtail's "New", which would say twice that it is."""
        return str(self.page_subtitle)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *parents, _here = super().get_breadcrumbs_items()
        return [*parents, {"url": "", "label": self.page_subtitle}]


class EventsViewSet(OwnedViewSet):
    model = Event
    add_view_class = EventCreateView
    edit_view_class = EventEditView
    icon = "calendar-alt"
    menu_order = 10
    index_view_class = EventIndexView
    filterset_class = EventFilterSet
    edit_handler = event_panels
    list_display = [
        "__str__",
        WhenColumn("starts_at", label=gettext_lazy("When"), sort_key="starts_at"),
        "kind",
        "status",
        PeopleColumn("places_taken", label=gettext_lazy("People")),
        "partner",
        "origin",
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"add_page_url_name": self.get_url_name("add_page"), **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("add-page/<int:pk>/", self.construct_view(AddPageView), name="add_page"),
        ]
