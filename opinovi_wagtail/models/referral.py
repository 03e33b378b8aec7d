"""Referral targets: services outside the network to which a counsellor guides people onward."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .partner import Partner
from .words import WordsField, say


class ReferralTarget(models.Model):
    """A service to go to next: study counselling, rehabilitation, vocational guidance, business services, and so on."""

    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="referral_targets"
    )
    kind = models.CharField(_("kind"), max_length=30)
    name = WordsField(_("name"))
    description = WordsField(_("description"), blank=True, long=True)
    municipalities = models.JSONField(_("municipalities"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    url = models.URLField(_("address"), blank=True, max_length=500)
    phone = models.CharField(_("phone number"), blank=True, max_length=40)
    email = models.EmailField(_("email address"), blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("referral target")
        verbose_name_plural = _("referral targets")

    def __str__(self) -> str:
        return say(self.name, get_language() or "fi").text
