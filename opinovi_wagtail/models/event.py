"""Events (info events, groups, guidance) and their meetings; the count of places lives here and nowhere else."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.rules.states import EventKind, EventStatus, RegistrationMode

from .owned import OwnedRow
from .place import Place
from .words import WordsField, say


class Event(OwnedRow):
    """Something one can come to, once or as a series of meetings that is registered for as one.

    ``places_taken`` counts the people of confirmed and offered registrations; it changes only under the lock of this row.
    ``places_over`` is how far an editor let it exceed ``places``: the database refuses anything beyond.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=EventKind, default=EventKind.INFO_EVENT)
    title = WordsField(_("title"))
    summary = WordsField(_("summary"), blank=True, long=True)
    description = WordsField(_("description"), blank=True, long=True)
    image_url = models.CharField(max_length=1000, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.SCHEDULED)
    notice = WordsField(_("notice"), blank=True, long=True, help_text=_("Shown at the top, for example why it moved."))
    audiences = models.JSONField(_("target groups"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    timezone = models.CharField(max_length=60, default="Europe/Helsinki", editable=False)
    # First start and last end of the meetings that are held; kept with them for lists.
    starts_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False)
    price_free = models.BooleanField(_("free of charge"), null=True, blank=True, default=True)
    price_amount = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True)
    price_currency = models.CharField(max_length=3, default="EUR", blank=True, editable=False)
    price_text = WordsField(_("price in words"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact email address"), blank=True)
    contact_phone = models.CharField(_("contact phone number"), max_length=40, blank=True)
    registration_mode = models.CharField(
        _("registration"), max_length=10, choices=RegistrationMode, default=RegistrationMode.HERE
    )
    registration_url = models.CharField(_("address for registering"), max_length=1000, blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event starts.")
    )
    places = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))
    waiting_list = models.BooleanField(_("waiting list when full"), default=True)
    places_taken = models.PositiveIntegerField(default=0, editable=False)
    places_over = models.PositiveIntegerField(default=0, editable=False)
    waiting_count = models.PositiveIntegerField(default=0, editable=False)
    # The source's own count, for events that are registered for elsewhere.
    remote_places_left = models.PositiveIntegerField(null=True, editable=False)
    # SEQUENCE of calendar files: grows with every change that participants are told of.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["source", "remote_key"], name="opinovi_event_source_key"),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places_taken__lte=F("places") + F("places_over")),
                name="opinovi_event_not_oversold",
            ),
        ]
        indexes = [models.Index(fields=["listed", "starts_at"], name="opinovi_event_public")]

    def __str__(self) -> str:
        return say(self.title, get_language() or "fi").text

    @property
    def is_series(self) -> bool:
        """Whether it is registered for as a group of several meetings."""
        return self.kind == EventKind.GROUP_SESSION


class EventCode(models.Model):
    """One code of one event, for filters (sets: municipality, language, audience)."""

    # No index of its own: the unique constraint begins with it.
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="codes", db_index=False)
    set = models.CharField(max_length=20)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "set", "code"], name="opinovi_eventcode_unique")]
        indexes = [models.Index(fields=["set", "code", "event"], name="opinovi_eventcode_facet")]

    def __str__(self) -> str:
        return f"{self.set}={self.code}"


class Meeting(models.Model):
    """One gathering of an event. Moments are UTC in the database and mean wall-clock times in the event's zone.

    An all-day meeting starts at local midnight of its first day and ends at local midnight after its last.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        MOVED = "moved", _("Moved to a new time")
        CANCELLED = "cancelled", _("Not held")

    # No index of its own: the unique constraint begins with it.
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    # Unique per event, never globally: copies of a page copy the keys of its meetings.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    remote_id = models.CharField(max_length=200, blank=True, editable=False)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    place_name = WordsField(_("name of the place"), blank=True)
    place_address = models.CharField(_("street address"), max_length=255, blank=True)
    municipality = models.CharField(_("municipality"), max_length=3, blank=True)
    online_url = models.CharField(_("online address"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    notice = WordsField(_("notice"), blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["event", "key"], name="opinovi_meeting_event_key"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="opinovi_meeting_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
