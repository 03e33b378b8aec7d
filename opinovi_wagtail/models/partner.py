"""Partners: the institutions of the network, and whose people may touch whose rows."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .words import WordsField, say


class PartnerQuerySet(models.QuerySet["Partner"]):
    def for_user(self, user: Any, *permissions: str) -> PartnerQuerySet:
        """The partners for which ``user`` holds any of ``permissions`` (codenames such as ``change_event``).

        A right is held through a group that belongs to the partner; a group with ``manage_network`` and superusers reach
        every partner. Without ``permissions``: the partners that the user belongs to at all.
        """
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        groups = Group.objects.filter(user=user)
        if permissions:
            groups = groups.filter(
                permissions__codename__in=permissions, permissions__content_type__app_label="opinovi_wagtail"
            )
        if groups.filter(
            permissions__codename="manage_network", permissions__content_type__app_label="opinovi_wagtail"
        ).exists():
            return self
        return self.filter(groups__in=groups.values("pk")).distinct()


class Partner(models.Model):
    """An institution: it arranges courses and events and is the controller of its registrants' personal data."""

    slug = models.SlugField(_("address name"), max_length=80, unique=True)
    name = WordsField(_("name"))
    description = WordsField(_("description"), blank=True, long=True)
    website = models.URLField(_("website"), blank=True, max_length=500)
    email = models.EmailField(_("email address"), blank=True, help_text=_("Shown to the public and used for replies."))
    phone = models.CharField(_("phone number"), blank=True, max_length=40)
    municipality = models.CharField(_("municipality"), blank=True, max_length=3)
    privacy_notice_url = models.URLField(
        _("privacy notice"), blank=True, max_length=500, help_text=_("The address of the partner’s own privacy notice.")
    )
    national_id = models.CharField(
        _("national identifier"), blank=True, max_length=100, help_text=_("For example the OID of the institution.")
    )
    site = models.ForeignKey(
        "wagtailcore.Site",
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Links in messages lead to this site. Empty: the default site."),
    )
    groups = models.ManyToManyField(
        Group,
        verbose_name=_("groups"),
        blank=True,
        related_name="opinovi_partners",
        help_text=_("Members of these groups work for this partner, with the permissions of the group."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        permissions = [("manage_network", "Can manage the rows of every partner")]

    def __str__(self) -> str:
        return say(self.name, get_language() or "fi").text or self.slug
