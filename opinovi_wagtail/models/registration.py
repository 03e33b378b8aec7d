"""Registrations: personal data, so a name, one contact and as little else as possible. No revisions, no API fields."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.rules.states import RegistrationState

from .event import Event


class Registration(models.Model):
    """One registration for an event, for a party of one or more.

    The self-service link is not stored: ``token_nonce`` and the secret key make it again, ``token_hash`` recognises it.
    ``identity`` (a keyed hash of name and contact) is empty for registrations that are cancelled or anonymised, so that the
    database itself refuses a second one of the same person.
    """

    class EnteredBy(models.TextChoices):
        REGISTRANT = "registrant", _("Registrant")
        STAFF = "staff", _("Staff")

    class CancelledBy(models.TextChoices):
        NOBODY = "", "–"
        REGISTRANT = "registrant", _("Registrant")
        ORGANISER = "organiser", _("Organiser")

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="registrations")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("phone number"), blank=True, max_length=40)
    language = models.CharField(_("contact language"), max_length=10)
    party_size = models.PositiveSmallIntegerField(_("people"), default=1)
    entered_by = models.CharField(_("entered by"), max_length=10, choices=EnteredBy, default=EnteredBy.REGISTRANT)
    submission_key = models.UUIDField(null=True, editable=False)
    identity = models.CharField(max_length=64, null=True, editable=False)
    token_nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("registered at"))
    confirmed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, editable=False)
    cancelled_by = models.CharField(
        _("cancelled by"),
        max_length=10,
        choices=CancelledBy,
        default=CancelledBy.NOBODY,
        blank=True,
        editable=False,
    )
    offer_until = models.DateTimeField(_("offered until"), null=True, editable=False)
    anonymise_on = models.DateField(null=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["event", "submission_key"], name="opinovi_registration_once"),
            models.UniqueConstraint(fields=["event", "identity"], name="opinovi_registration_person"),
        ]
        indexes = [
            models.Index(fields=["event", "state", "created_at"], name="opinovi_registration_queue"),
            models.Index(fields=["anonymise_on"], name="opinovi_registration_clock"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
