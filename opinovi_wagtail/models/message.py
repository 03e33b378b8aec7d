"""The outbox's rows and the rules that plan reminders."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail import dates
from opinovi_wagtail.rules.reminders import Rule
from opinovi_wagtail.rules.states import EventKind, MessageKind, MessageState

from .event import Event
from .registration import Registration


class Message(models.Model):
    """Exactly one row per message: what has to be said to whom and when, and how far that has come.

    Written in the transaction that causes it. ``due_at`` is when to (next) try, ``useful_until`` when it is too late.
    ``payload`` holds what cannot be read from the rows any more, such as the old time of a change.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(_("message"), max_length=20, choices=MessageKind)
    occurrence = models.CharField(max_length=80, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.PLANNED)
    due_at = models.DateTimeField(_("due"))
    useful_until = models.DateTimeField(null=True)
    payload = models.JSONField(default=dict, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["registration", "kind", "occurrence"], name="opinovi_message_once"),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="opinovi_message_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ReminderRule(models.Model):
    """When to remind: so many days before at a wall-clock time in the event's zone, or so many hours before.

    A rule belongs to a kind of event or, as an override, to one event. An event with rules of its own uses only those.
    """

    event_kind = models.CharField(_("kind of event"), max_length=20, choices=EventKind, blank=True)
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminder_rules",
    )
    days_before = models.PositiveSmallIntegerField(_("days before"), null=True, blank=True)
    at_time = models.TimeField(_("at"), null=True, blank=True)
    hours_before = models.PositiveSmallIntegerField(_("hours before"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["event_kind", "pk"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(days_before__isnull=False, at_time__isnull=False, hours_before=None)
                | Q(days_before=None, at_time=None, hours_before__isnull=False),
                name="opinovi_reminder_days_or_hours",
            ),
        ]

    def __str__(self) -> str:
        return when_reminded(self)


def when_reminded(rule: ReminderRule | Rule) -> str:
    """When ``rule`` reminds, as people say it in the active language: ``1 day before at 10.00``, ``2 hours before``."""
    if rule.hours_before is not None:
        count = {"count": rule.hours_before}
        return ngettext("%(count)s hour before", "%(count)s hours before", rule.hours_before) % count
    time = dates.clock(rule.at_time, get_language() or "fi") if rule.at_time else "–"
    match rule.days_before or 0:
        case 0:
            return gettext("on the same day at %(time)s") % {"time": time}
        case 1:
            return gettext("the day before at %(time)s") % {"time": time}
        case days:
            return ngettext("%(count)s day before at %(time)s", "%(count)s days before at %(time)s", days) % {
                "count": days,
                "time": time,
            }
