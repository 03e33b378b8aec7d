"""The outbox in the desk: what was or will be sent, and what went wrong; nothing can be changed here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from opinovi_wagtail import lettercase
from opinovi_wagtail.models import Message, Registration

from .lists import MomentColumn, PartnerFilterSet, RowIndexView
from .policies import policy_for
from .values import NOTHING
from .viewsets import PartnerViewSet

# What of a registration one must be allowed to do to see whose it is.
SEEING_PEOPLE = ("view", "change")


class RecipientColumn(Column):
    """Name and email address of whom the message is for; nothing to those who may not see the registration."""

    def get_value(self, instance: Message) -> str:
        person = instance.registration
        return ", ".join(part for part in (person.name, person.email) if part) or NOTHING

    def get_cell_context_data(self, instance: Message, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        user, people = parent_context["request"].user, policy_for(Registration)
        if not people.user_has_any_permission_for_instance(user, SEEING_PEOPLE, instance.registration):
            context |= {"value": NOTHING, "raw_value": NOTHING}
        return context


class MessageFilterSet(PartnerFilterSet):
    class Meta:
        model = Message
        fields = ["state", "kind"]


class MessageIndexView(RowIndexView):
    related = ("event", "registration__event")
    any_permission_required: ClassVar[list[str]] = ["view"]
    seeing = ("view",)
    default_ordering = "-due_at"

    @cached_property
    def is_searchable(self) -> bool:
        """Only people are searched for, and a search that finds tells who is there."""
        may = policy_for(Registration).user_has_any_permission(self.request.user, SEEING_PEOPLE)
        return may and super().is_searchable

    def search_queryset(self, queryset: QuerySet[Message]) -> QuerySet[Message]:
        words = (self.search_query or "").split()
        if not words:
            return queryset
        people = policy_for(Registration).instances_user_has_any_permission_for(self.request.user, SEEING_PEOPLE)
        for word in words:
            people = people.filter(lettercase.somewhere(("name", "email"), word))
        return queryset.filter(registration__in=people.order_by())


class MessagesViewSet(PartnerViewSet):
    model = Message
    icon = "mail"
    menu_order = 50
    offered = ("view",)
    without = ("add", "edit", "delete", "history", "history_results", "usage")
    index_view_class = MessageIndexView
    filterset_class = MessageFilterSet
    form_fields: ClassVar[tuple[str, ...]] = ()
    list_display: ClassVar[list[Any]] = [
        "kind",
        RecipientColumn("recipient", label=gettext_lazy("Recipient")),
        "event",
        "state",
        MomentColumn("due_at", label=gettext_lazy("Due"), sort_key="due_at"),
        MomentColumn("sent_at", label=gettext_lazy("Sent"), sort_key="sent_at"),
        "attempts",
        "last_error",
    ]
