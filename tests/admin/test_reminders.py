"""Reminder rules in the desk: rules of the network, which have no partner, and the default that holds without any."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from opinovi_wagtail.admin.policies import PARTNER_PATHS
from opinovi_wagtail.models import ReminderRule, RowLogEntry
from opinovi_wagtail.models.log import partner_id_of

from .posting import as_posted, problems
from .test_roles_matrix import is_denied, open_, text

pytestmark = pytest.mark.django_db

INDEX = "opinovi-reminderrule:index"


@pytest.fixture
def network(log_in: Any) -> Any:
    return log_in("network_admin")


def at(rule: ReminderRule, name: str) -> str:
    return reverse(f"opinovi-reminderrule:{name}", args=[rule.pk])


def test_a_rule_of_the_network_is_made_changed_read_about_and_deleted(network):
    """It has no event, so it has no partner, and neither has what the log says about it."""
    sent = {"event_kind": "info_event", "days_before": "2", "at_time": "9.00", "active": "on"}
    made = network.post(reverse("opinovi-reminderrule:add"), sent)
    assert made.status_code == 302, problems(made)
    rule = ReminderRule.objects.get(event_kind="info_event")
    sent = as_posted(network.get(at(rule, "edit")).context["form"]) | {"days_before": "3"}
    changed = network.post(at(rule, "edit"), sent)
    assert changed.status_code == 302, problems(changed)
    rule.refresh_from_db()
    assert (rule.event, rule.days_before, rule.at_time) == (None, 3, dt.time(9, 0))
    history = network.get(at(rule, "history"))
    assert history.status_code == 200
    assert network.get(at(rule, "history_results")).status_code == 200
    assert network.get(at(rule, "delete")).status_code == 200
    assert network.post(at(rule, "delete")).status_code == 302
    assert not ReminderRule.objects.filter(pk=rule.pk).exists()
    entries = RowLogEntry.objects.filter(object_id=str(rule.pk), content_type__model="reminderrule")
    assert {entry.action: entry.partner_id for entry in entries} == dict.fromkeys(
        ("wagtail.create", "wagtail.edit", "wagtail.delete")
    )


def test_a_rule_is_the_only_row_that_may_lack_a_partner(ours):
    """Whoever makes another such row has to see that its views and its log can do without."""
    lacking = set()
    for model, path in PARTNER_PATHS.items():
        first = path.split("__")[0].removesuffix("_id")
        if first != "pk" and model._meta.get_field(first).null:
            lacking.add(model)
    assert lacking == {apps.get_model("opinovi_wagtail", "ReminderRule")}
    assert partner_id_of(ReminderRule(event_kind="info_event", hours_before=2)) is None


def test_an_editor_sees_neither_rules_of_the_network_nor_their_log(network, log_in):
    network.post(reverse("opinovi-reminderrule:add"), {"event_kind": "info_event", "hours_before": "5", "active": "on"})
    rule = ReminderRule.objects.get(event_kind="info_event")
    editor = log_in("editor")
    assert at(rule, "edit") not in text(editor.get(reverse(INDEX)))
    for name in ("edit", "history", "delete"):
        assert is_denied(open_(editor, at(rule, name)))
