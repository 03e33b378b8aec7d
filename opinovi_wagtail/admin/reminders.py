"""Reminder rules in the desk: when to remind of a kind of event (the network's business) or of one event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel

from opinovi_wagtail import changes
from opinovi_wagtail.models import ReminderRule, when_reminded
from opinovi_wagtail.outbox.plan import rules_by_kind
from opinovi_wagtail.rules.reminders import DEFAULT_RULES, Rule

from .deleting import RowDeleteView
from .forms import RowForm
from .lists import PartnerFilterSet, RowIndexView
from .rights import Reach
from .viewsets import PartnerViewSet


def without_a_rule() -> str:
    """What is sent for an event that no rule is about, as a sentence."""
    return _("Without a rule, this reminder is sent: %(reminders)s.") % {"reminders": _listed(DEFAULT_RULES)}


def in_force() -> list[tuple[str, str]]:
    """For every kind of event, when people are reminded of one that has no rule of its own."""
    return [(str(kind.label), _listed(rules) or _("no reminder is sent")) for kind, rules in rules_by_kind().items()]


def _listed(rules: Iterable[Rule]) -> str:
    return ", ".join(when_reminded(rule) for rule in rules)


class WithoutARule(Panel):
    """Says, above the form of a rule, what is sent without one, and that a rule replaces it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/reminders_default.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "without_a_rule": without_a_rule()}


class ReminderRuleForm(RowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = ReminderRule.objects.get(pk=self.instance.pk) if self.instance.pk else None
        event = self.fields["event"]
        event.queryset = event.queryset.filter(starts_at__gte=timezone.now())

    def narrow_to(self, covered: Reach) -> None:
        super().narrow_to(covered)
        if not covered.everywhere:
            # A rule for a kind of event is about the events of every partner.
            self.fields.pop("event_kind", None)
            self.fields["event"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        days, at, hours = cleaned.get("days_before"), cleaned.get("at_time"), cleaned.get("hours_before")
        if hours is None and (days is None or at is None):
            self.add_error("days_before", _("Write the days before and a time, or the hours before."))
        if hours is not None and (days is not None or at is not None):
            self.add_error("hours_before", _("Write either the days before and a time, or the hours before."))
        if cleaned.get("event") and cleaned.get("event_kind"):
            self.add_error("event_kind", _("Choose either a kind of event or one event."))
        return cleaned

    def save(self, commit: bool = True) -> ReminderRule:
        with transaction.atomic():
            rule: ReminderRule = super().save(commit)
            changes.reminder_rule_changed(rule)
            if self.was is not None and (self.was.event_id, self.was.event_kind) != (rule.event_id, rule.event_kind):
                changes.reminder_rule_changed(self.was)
        return rule


class ReminderFilterSet(PartnerFilterSet):
    class Meta:
        model = ReminderRule
        fields = ["event_kind", "active"]


class ReminderIndexView(RowIndexView):
    related = ("event",)
    is_searchable = False

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "without_a_rule": without_a_rule(), "in_force": in_force()}


class ReminderDeleteView(RowDeleteView):
    def delete_action(self) -> None:
        with transaction.atomic():
            rule = ReminderRule.objects.get(pk=self.object.pk)
            super().delete_action()
            changes.reminder_rule_changed(rule)


class RemindersViewSet(PartnerViewSet):
    model = ReminderRule
    icon = "time"
    menu_order = 60
    index_view_class = ReminderIndexView
    index_template_name = "opinovi_wagtail/admin/reminders.html"
    delete_view_class = ReminderDeleteView
    filterset_class = ReminderFilterSet
    list_display: ClassVar[list[Any]] = ["__str__", "event_kind", "event", "active"]
    edit_handler = ObjectList(
        [
            WithoutARule(heading=gettext_lazy("Without a rule")),
            MultiFieldPanel([FieldPanel("event_kind"), FieldPanel("event")], heading=gettext_lazy("Which events")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("days_before"), FieldPanel("at_time")]),
                    FieldPanel("hours_before"),
                    FieldPanel("active"),
                ],
                heading=gettext_lazy("When to remind"),
            ),
        ],
        base_form_class=ReminderRuleForm,
    )
