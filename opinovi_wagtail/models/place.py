"""Places: venues and service points that partners use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .partner import Partner
from .words import WordsField, say


class Place(models.Model):
    """Somewhere people meet; a service point is a place where one can walk in and ask."""

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="places")
    name = WordsField(_("name"))
    address = models.CharField(_("street address"), blank=True, max_length=255)
    postcode = models.CharField(_("postcode"), blank=True, max_length=5)
    municipality = models.CharField(_("municipality"), blank=True, max_length=3)
    online_url = models.URLField(_("online address"), blank=True, max_length=500)
    accessibility = WordsField(_("accessibility"), blank=True, long=True)
    directions = WordsField(_("how to get there"), blank=True, long=True)
    is_service_point = models.BooleanField(_("service point"), default=False)
    opening_hours = WordsField(_("opening hours"), blank=True, long=True)
    contact_name = models.CharField(
        _("contact person"),
        blank=True,
        max_length=120,
        help_text=_("Whom to ask at a service point, for example a counsellor."),
    )
    phone = models.CharField(_("phone number"), blank=True, max_length=40)
    email = models.EmailField(_("email address"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        # Not the places (seats) of an event.
        verbose_name = pgettext_lazy("venue", "place")
        verbose_name_plural = pgettext_lazy("venue", "places")

    def __str__(self) -> str:
        return say(self.name, get_language() or "fi").text or self.address
