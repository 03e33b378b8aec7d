"""Funding guides: what one may get, from whom, until when, and how fresh the facts are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.rules.states import GuideStatus

from .owned import OwnedRow
from .words import WordsField, say


class FundingGuide(OwnedRow):
    """A scheme that pays for studying. An ended guide stays: people go on searching for it."""

    class Audience(models.TextChoices):
        PERSON = "person", _("Adults who study")
        EMPLOYER = "employer", _("Employers")

    scheme = models.SlugField(_("scheme"), max_length=80, blank=True, help_text=_("A short name, such as opintotuki."))
    title = WordsField(_("title"))
    summary = WordsField(_("summary"), blank=True, long=True)
    body = WordsField(_("text"), blank=True, long=True)
    eligibility = WordsField(_("who may get it"), blank=True, long=True)
    how_to_apply = WordsField(_("how to apply"), blank=True, long=True)
    deadlines = WordsField(_("deadlines"), blank=True, long=True)
    status = models.CharField(_("status"), max_length=10, choices=GuideStatus, default=GuideStatus.ACTIVE)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    transition_text = WordsField(_("what happens at the change"), blank=True, long=True)
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    audience = models.CharField(_("target group"), max_length=10, choices=Audience, default=Audience.PERSON)
    situations = models.JSONField(_("life situations"), default=list, blank=True)
    granter = WordsField(_("granted by"), blank=True)
    payer = WordsField(_("paid by"), blank=True)
    advice_contact = WordsField(_("advice"), blank=True)
    apply_url = models.CharField(_("address for applying"), max_length=1000, blank=True)
    verified_on = models.DateField(_("checked on"), null=True, blank=True)
    verified_by = models.CharField(_("checked by"), max_length=120, blank=True)
    review_due = models.DateField(_("next check due"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("funding guide")
        verbose_name_plural = _("funding guides")
        constraints = [models.UniqueConstraint(fields=["source", "remote_key"], name="opinovi_guide_source_key")]

    def __str__(self) -> str:
        return say(self.title, get_language() or "fi").text


class GuideAmount(models.Model):
    """A sum or share of a scheme, with the day as of which it holds."""

    class Unit(models.TextChoices):
        EUR_DAY = "eur_day", _("euros a day")
        EUR_MONTH = "eur_month", _("euros a month")
        EUR = "eur", _("euros")
        PERCENT_PAY = "percent_pay", _("per cent of pay")
        IN_KIND = "in_kind", _("in kind")

    guide = models.ForeignKey(FundingGuide, on_delete=models.CASCADE, related_name="amounts")
    key = models.UUIDField(editable=False)
    label = WordsField(_("what the amount is"), blank=True)
    minimum = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("at most"), max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    as_of = models.DateField(_("as of"))
    taxable = models.BooleanField(_("taxable"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="opinovi_amount_guide_key")]

    def __str__(self) -> str:
        return f"{self.minimum} {self.unit}"


class GuideReference(models.Model):
    """Where a guide's facts come from."""

    guide = models.ForeignKey(FundingGuide, on_delete=models.CASCADE, related_name="references")
    key = models.UUIDField(editable=False)
    publisher = WordsField(_("publisher"))
    url = models.URLField(_("address"), max_length=500, blank=True)
    statute = models.CharField(_("statute"), max_length=120, blank=True)
    retrieved_on = models.DateField(_("read on"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("source of the facts")
        verbose_name_plural = _("sources of the facts")
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="opinovi_reference_guide_key")]

    def __str__(self) -> str:
        return say(self.publisher, get_language() or "fi").text
