"""The participants' list: which columns it shows and exports, one registration in full, and cancelling for the organiser.

A new column goes into ``COLUMNS`` (the list) or ``EXPORTED`` (the spreadsheet): a field's name, or a ``Column`` of its own.
Nothing here edits personal data; what changes a registration is a verb of ``opinovi_wagtail.registrations``.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from opinovi_wagtail import lettercase
from opinovi_wagtail.models import Event, Partner, Registration
from opinovi_wagtail.registrations.cancel import cancel
from opinovi_wagtail.registrations.errors import NoSuchRegistration, TooLateToCancel
from opinovi_wagtail.rules.states import RegistrationState

from .confirm import ConfirmView, Refused
from .inspecting import RowInspectView
from .lists import MomentColumn, PartnerFilterSet, RowIndexView
from .values import NOTHING
from .viewsets import PartnerViewSet

NAMELESS = NOTHING  # anonymised


class NameColumn(TitleColumn):
    def get_value(self, instance: Registration) -> str:
        return instance.name or NAMELESS


class ContactColumn(Column):
    def get_value(self, instance: Registration) -> str:
        return instance.email or instance.phone or NAMELESS


COLUMNS: list[Any] = [
    "name",
    ContactColumn("contact", label=gettext_lazy("Contact")),
    "party_size",
    "state",
    "event",
    MomentColumn("created_at", label=gettext_lazy("Registered at"), sort_key="created_at"),
]
EXPORTED = ["name", "email", "phone", "party_size", "language", "state_in_words", "event", "created_at"]
EXPORT_HEADINGS = {"state_in_words": gettext_lazy("State")}
SHOWN_IN_FULL = [
    "name", "email", "phone", "language", "party_size", "state", "event", "created_at", "entered_by", "offer_until",
    "cancelled_at", "cancelled_by",
]  # fmt: skip
EXPORT_LOGGED = "opinovi.export"


class RegistrationFilterSet(PartnerFilterSet):
    event = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Event"), queryset=Event.objects.filter(pk__in=Registration.objects.values("event"))
    )
    created_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Registered at"))

    class Meta:
        model = Registration
        fields = ["event", "state"]


class RegistrationIndexView(RowIndexView):
    related = ("event",)
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    seeing = ("view", "change")
    title_column_class = NameColumn
    default_ordering = "-created_at"

    def get_base_queryset(self) -> QuerySet[Registration]:
        rows = super().get_base_queryset()
        if self.is_export:
            rows = rows.filter(anonymised_at=None)
        return rows

    def search_queryset(self, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        for word in (self.search_query or "").split():
            queryset = queryset.filter(lettercase.somewhere(("name", "email", "phone"), word))
        return queryset

    def to_row_dict(self, item: Registration) -> dict[str, Any]:
        item.state_in_words = item.get_state_display()
        return super().to_row_dict(item)

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            self._log_export(context["object_list"])
        return super().render_to_response(context, **kwargs)

    def _log_export(self, rows: QuerySet[Registration]) -> None:
        partners = Partner.objects.filter(pk__in=rows.order_by().values("event__partner"))
        for partner in partners:
            log(instance=partner, action=EXPORT_LOGGED)


class RegistrationInspectView(RowInspectView):
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    cancel_url_name: str = ""

    def get_page_subtitle(self) -> str:
        return self.object.name or NAMELESS

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        may = self.policy.user_has_permission_for_instance(self.request.user, "change", self.object)
        if not may or self.object.state == RegistrationState.CANCELLED:
            return []
        url = reverse(self.cancel_url_name, args=[self.object.pk])
        return [Button(_("Cancel the registration"), url=url, icon_name="cross", priority=10)]


class CancelRegistrationView(ConfirmView):
    page_title = gettext_lazy("Cancel the registration")
    yes = gettext_lazy("Cancel the registration")
    no = gettext_lazy("Keep the registration")
    done = gettext_lazy("The registration has been cancelled.")
    serious = True
    inspect_url_name: str = ""

    def get_page_subtitle(self) -> str:
        return self.object.name or NAMELESS

    def get_question(self) -> str:
        return _(
            "Name: %(name)s. Event: %(event)s. The place is given to whoever has waited longest. A message is sent."
        ) % {
            "name": self.object.name or NAMELESS,
            "event": self.object.event,
        }

    def get_next_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def act(self) -> None:
        try:
            cancel(self.object.pk, by=Registration.CancelledBy.ORGANISER)
        except TooLateToCancel:
            raise Refused(_("The event is over, so nothing can be cancelled any more.")) from None
        except NoSuchRegistration:
            raise Refused(_("The registration does not exist any more.")) from None


class RegistrationsViewSet(PartnerViewSet):
    model = Registration
    icon = "clipboard-list"
    menu_order = 40
    offered = ("change", "view")
    without = ("add", "edit", "delete", "history", "history_results", "usage")
    inspect_view_enabled = True
    inspect_view_fields = SHOWN_IN_FULL
    index_view_class = RegistrationIndexView
    inspect_view_class = RegistrationInspectView
    filterset_class = RegistrationFilterSet
    list_display = COLUMNS
    list_export = EXPORTED
    export_headings = EXPORT_HEADINGS
    form_fields: ClassVar[tuple[str, ...]] = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"cancel_url_name": self.get_url_name("cancel"), **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("cancel/<int:pk>/", self.construct_view(CancelRegistrationView), name="cancel"),
        ]
