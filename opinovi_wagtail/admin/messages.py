"""The outbox in the desk: what was or will be sent, and what went wrong; nothing can be changed here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from opinovi_wagtail.models import Message

from .lists import MomentColumn, PartnerFilterSet, RowIndexView
from .viewsets import PartnerViewSet


class MessageFilterSet(PartnerFilterSet):
    class Meta:
        model = Message
        fields = ["state", "kind"]


class MessageIndexView(RowIndexView):
    related = ("event",)
    any_permission_required: ClassVar[list[str]] = ["view"]
    seeing = ("view",)
    default_ordering = "-due_at"
    is_searchable = False


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
        "event",
        "state",
        MomentColumn("due_at", label=gettext_lazy("Due"), sort_key="due_at"),
        MomentColumn("sent_at", label=gettext_lazy("Sent"), sort_key="sent_at"),
        "attempts",
        "last_error",
    ]
