"""Reminder rules in the desk: when to remind of a kind of event (the network's business) or of one event."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import TitleColumn

from opinovi_wagtail import changes, dates
from opinovi_wagtail.models import ReminderRule

from .deleting import RowDeleteView
from .forms import RowForm
from .lists import PartnerFilterSet, RowIndexView
from .rights import Reach
from .viewsets import PartnerViewSet


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


class RuleColumn(TitleColumn):
    """The rule as a sentence."""

    def get_value(self, instance: ReminderRule) -> str:
        if instance.hours_before is not None:
            return ngettext("%(count)s hour before", "%(count)s hours before", instance.hours_before) % {
                "count": instance.hours_before
            }
        days = ngettext("%(count)s day before", "%(count)s days before", instance.days_before or 0) % {
            "count": instance.days_before
        }
        return _("%(days)s at %(time)s") % {
            "days": days,
            "time": dates.clock(instance.at_time, get_language() or "fi") if instance.at_time else "–",
        }


class ReminderFilterSet(PartnerFilterSet):
    class Meta:
        model = ReminderRule
        fields = ["event_kind", "active"]


class ReminderIndexView(RowIndexView):
    related = ("event",)
    is_searchable = False
    title_column_class = RuleColumn


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
    delete_view_class = ReminderDeleteView
    filterset_class = ReminderFilterSet
    list_display: ClassVar[list[Any]] = ["__str__", "event_kind", "event", "active"]
    edit_handler = ObjectList(
        [
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
