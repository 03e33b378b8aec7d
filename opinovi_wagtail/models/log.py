"""The admin's log of rows, kept apart from Wagtail's own so that one partner does not read another's in the site history."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models.audit_log import BaseLogEntry, BaseLogEntryManager

from .partner import Partner

ACTIONS = ("add", "change", "delete", "view")


def partner_id_of(row: Any) -> int | None:
    """The key of the partner that ``row`` belongs to, directly or through its event, source or course."""
    if isinstance(row, Partner):
        return row.pk
    for parent in ("partner", "event", "source", "course", "guide"):
        if hasattr(row, f"{parent}_id"):
            if parent == "partner":
                return row.partner_id
            owner = getattr(row, parent)
            return owner.partner_id if owner is not None else None
    raise TypeError(f"{type(row).__name__} belongs to no partner.")


class RowLogEntryManager(BaseLogEntryManager):
    def log_action(self, instance: Any, action: str, **kwargs: Any) -> RowLogEntry:
        return super().log_action(
            instance, action, object_id=str(instance.pk), partner_id=partner_id_of(instance), **kwargs
        )

    def viewable_by_user(self, user: Any) -> models.QuerySet[RowLogEntry]:
        """Entries about rows of the partners for which ``user`` holds any permission of that kind of row."""
        if user.is_superuser:
            return self.all()
        viewable = Q(pk__in=[])
        for content_type in ContentType.objects.filter(app_label=self.model._meta.app_label):
            codenames = [f"{action}_{content_type.model}" for action in ACTIONS]
            partners = Partner.objects.for_user(user, *codenames)
            viewable |= Q(content_type=content_type, partner__in=partners)
        return self.filter(viewable)

    def for_instance(self, instance: Any) -> models.QuerySet[RowLogEntry]:
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=str(instance.pk))


class RowLogEntry(BaseLogEntry):
    """Who did what to a row in the admin."""

    object_id = models.CharField(max_length=255)
    # Empty for a row that is the network's, such as a reminder rule for every event of a kind.
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = RowLogEntryManager()

    class Meta:
        ordering = ["-timestamp", "-pk"]
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        indexes = [models.Index(fields=["content_type", "object_id"], name="opinovi_log_row")]
