"""What became of each page: which row it shows in, which revision that was, and what went wrong."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Projection(models.Model):
    """The memory of publishing: one row per page that takes part.

    Pages are named by identifier, not by foreign key, so that sites with a base page of their own work too.
    ``revision_id`` is the live revision that was projected last; a page whose live revision differs is projected again.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("Course")
        EVENT = "event", _("Event")
        GUIDE = "guide", _("Funding guide")

    page_id = models.CharField(max_length=64, unique=True)
    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    page_key = models.UUIDField(db_index=True)
    language = models.CharField(max_length=10)
    # The page that owns the facts; its translations add only words.
    owns_facts = models.BooleanField(default=False)
    live = models.BooleanField(default=False)
    revision_id = models.CharField(max_length=64, blank=True)
    projected_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("projected page")
        verbose_name_plural = _("projected pages")

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}"
