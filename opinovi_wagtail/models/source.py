"""Catalogue sources, their runs, and what a run could not take or would not do by itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.rules.states import ChangeAction, MergePolicy, ParkedState, PauseReason, RunState
from opinovi_wagtail.telling import tell

from .partner import Partner


class CatalogueSource(models.Model):
    """Where a partner's catalogue is fetched from, how often, and what of it is taken.

    ``lease_token`` and ``lease_until`` let one run at a time work on the source; a lease that ran out is taken over.
    ``watermark`` is the moment until which the changes of a source that can tell them are here. ``credentials_sealed`` is read
    and written by :mod:`opinovi_wagtail.sync.credentials` only.
    """

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="sources")
    slug = models.SlugField(_("address name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    format = models.CharField(_("format"), max_length=60)
    url = models.CharField(_("address of the feed"), max_length=1000)
    every_minutes = models.PositiveIntegerField(_("fetched every (minutes)"), default=360)
    options = models.JSONField(_("options of the format"), default=dict, blank=True)
    # What to take: {"providers": [names or ids], "municipalities": [...], "types": [...], "languages": [...]}.
    filters = models.JSONField(_("filter"), default=dict, blank=True)
    policy = models.CharField(
        _("when an editor changed a field"), max_length=10, choices=MergePolicy, default=MergePolicy.EDITOR
    )
    active = models.BooleanField(_("active"), default=True)
    credentials_sealed = models.TextField(blank=True, editable=False)
    paused_because = models.CharField(max_length=10, choices=PauseReason, blank=True, editable=False)
    # When people were told that the source is paused, so that they are told once.
    told_paused_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    next_run_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(null=True, blank=True, editable=False)
    etag = models.CharField(max_length=255, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    # What the validators above belong to: a change of address, options or filter makes the next run complete.
    validators_for = models.CharField(max_length=64, blank=True, editable=False)
    watermark = models.DateTimeField(null=True, editable=False)
    watermark_for = models.CharField(max_length=64, blank=True, editable=False)
    runs_since_complete = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("catalogue source")
        verbose_name_plural = _("catalogue sources")
        indexes = [models.Index(fields=["active", "next_run_at"], name="opinovi_source_due")]

    def __str__(self) -> str:
        return self.name or self.slug


class SyncRun(models.Model):
    """One run of a source and its report; ``dry_run`` marks a preview, which changed nothing."""

    source = models.ForeignKey(
        CatalogueSource, verbose_name=_("catalogue source"), on_delete=models.CASCADE, related_name="runs"
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.RUNNING)
    dry_run = models.BooleanField(_("preview"), default=False)
    complete = models.BooleanField(default=False)
    started_at = models.DateTimeField(_("started"))
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished"), null=True)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    filtered = models.PositiveIntegerField(_("left out by the filter"), default=0)
    pinned = models.PositiveIntegerField(_("kept by an editor"), default=0)
    failed = models.PositiveIntegerField(_("could not be taken"), default=0)
    missing = models.PositiveIntegerField(_("missing"), default=0)
    withdrawn = models.PositiveIntegerField(_("withdrawn"), default=0)
    parked = models.PositiveIntegerField(_("withdrawals held back"), default=0)
    reappeared = models.PositiveIntegerField(_("came back"), default=0)
    pages = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    # Whoever asked for it, by user name; nobody when it was due.
    asked_by = models.CharField(max_length=150, blank=True)
    # What happened, as sentences that are said in the reader's language.
    told = models.JSONField(default=list, blank=True)
    # What kept a failed run from ending well: a ``Cause`` of ``opinovi_wagtail.catalogues.base``.
    cause = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def message(self) -> str:
        """What happened, in the active language."""
        return " ".join(filter(None, map(tell, self.told)))


class SyncChange(models.Model):
    """One row of a preview: what a run would do to it, field by field. Only the first ones of each kind are kept.

    ``fields`` is a list of ``{"field", "before", "after"}`` with plain JSON values; ``row`` is the primary key of a row that
    is there already.
    """

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=10, choices=ChangeAction)
    kind = models.CharField(max_length=10, choices=[("course", _("course")), ("event", _("event"))])
    row = models.PositiveBigIntegerField(null=True)
    remote_id = models.CharField(max_length=200, blank=True)
    title = models.JSONField(default=dict)
    fields = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.remote_id}".strip()


class SyncIssue(models.Model):
    """A record, or a field of one, that a run could not take, and why."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="issues")
    remote_id = models.CharField(max_length=200, blank=True)
    # Whether the whole record was left out, or only the field.
    fatal = models.BooleanField(default=False)
    field = models.CharField(max_length=80, blank=True)
    told: Any = models.JSONField(default=str, blank=True)
    excerpt = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("issue")
        verbose_name_plural = _("issues")

    def __str__(self) -> str:
        return f"{self.remote_id} {self.field}".strip()

    @property
    def message(self) -> str:
        """The reason, in the active language."""
        return tell(self.told)


class ParkedWithdrawal(models.Model):
    """A withdrawal too large to happen by itself: everything missing since ``missing_before`` waits for a person."""

    source = models.ForeignKey(CatalogueSource, on_delete=models.CASCADE, related_name="parked_withdrawals")
    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="+")
    missing_before = models.DateTimeField()
    rows = models.PositiveIntegerField(_("rows"))
    of = models.PositiveIntegerField(_("of"))
    state = models.CharField(_("state"), max_length=10, choices=ParkedState, default=ParkedState.PARKED)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    # When people were told that it waits for them, so that they are told once.
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("parked withdrawal")
        verbose_name_plural = _("parked withdrawals")

    def __str__(self) -> str:
        return f"{self.source}: {self.rows}"
