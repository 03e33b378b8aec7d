"""What rows with one owner share: origin, provenance, pins, and the difference between hidden and withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.record import remote_key
from opinovi_wagtail.rules.states import Origin

from .partner import Partner

__all__ = ["PUBLIC", "OwnedQuerySet", "OwnedRow", "remote_key"]


# Rows that lists show: not hidden, not withdrawn, not merged into another.
PUBLIC = models.Q(listed=True, withdrawn_at=None, merged_into=None)


class OwnedQuerySet(models.QuerySet[Any]):
    def public(self) -> OwnedQuerySet:
        """Rows that lists show: not hidden, not withdrawn, not merged into another."""
        return self.filter(PUBLIC)


class OwnedRow(models.Model):
    """A row whose facts have one owner: a page, a catalogue source, or the form.

    *Hidden* (``listed`` is false): not in lists; registrants are still served. *Withdrawn* (``withdrawn_at``): gone from its
    source; its address stays. *Cancelled* is a status of events: everybody has been told.
    """

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="%(class)ss")
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.FORM, editable=False)
    listed = models.BooleanField(_("shown in lists"), default=True)
    # A page owns the row of its translation key; a source owns the row of its remote identifier.
    page_key = models.UUIDField(null=True, unique=True, editable=False)
    source = models.ForeignKey(
        "opinovi_wagtail.CatalogueSource",
        verbose_name=_("catalogue source"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        db_index=False,  # where rows come from sources, the unique constraint with the key begins with it
    )
    remote_id = models.CharField(max_length=200, blank=True, editable=False)
    remote_key = models.CharField(max_length=32, null=True, editable=False)
    remote_url = models.CharField(max_length=1000, blank=True, editable=False)
    remote_modified = models.DateTimeField(null=True, editable=False)
    first_origin = models.CharField(max_length=255, blank=True, editable=False)
    licence = models.CharField(max_length=255, blank=True, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    content_hash = models.CharField(max_length=32, blank=True, editable=False)
    provider_name = models.JSONField(default=dict, blank=True, editable=False)
    missing_since = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    # Field name -> what the source says, for every field that an editor has taken charge of.
    pins = models.JSONField(default=dict, blank=True, editable=False)
    # Pinned fields about which the source has changed its mind and an editor is asked (``MergePolicy.ASK``).
    asks = models.JSONField(default=list, blank=True, editable=False)
    # What the same thing from two partners has in common: hashes of its address, and of title, provider and start.
    url_key = models.CharField(max_length=32, blank=True, editable=False)
    likeness_key = models.CharField(max_length=32, blank=True, editable=False)
    # The row that stands for this one, since a person said that both are the same thing.
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether lists show the row."""
        return self.listed and self.withdrawn_at is None and self.merged_into_id is None
