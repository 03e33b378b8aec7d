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
from opinovi_wagtail.rules.reminders import Rule

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


DEFAULT = {
    "fi": "Ilman sääntöä lähetetään tämä muistutus: edellisenä päivänä klo 10.00.",
    "sv": "Utan regel skickas den här påminnelsen: föregående dag kl. 10.00.",
    "en": "Without a rule, this reminder is sent: the day before at 10:00.",
}


@pytest.mark.parametrize("language", DEFAULT)
@pytest.mark.parametrize("address", [INDEX, "opinovi-reminderrule:add"])
def test_list_and_form_say_what_is_sent_without_a_rule(address, language, log_in):
    page = text(log_in("network_admin", language).get(reverse(address)))
    assert DEFAULT[language] in page


def test_what_is_said_to_be_the_default_is_what_the_code_does(log_in, monkeypatch):
    other = (Rule("default", days_before=3, at_time=dt.time(15, 30)), Rule("late", hours_before=1))
    monkeypatch.setattr("opinovi_wagtail.admin.reminders.DEFAULT_RULES", other)
    page = text(log_in("editor").get(reverse(INDEX)))
    assert "3 days before at 15:30, 1 hour before" in page


def in_force(client: Any) -> dict[str, str]:
    return dict(client.get(reverse(INDEX)).context["in_force"])


def test_the_list_says_what_holds_for_each_kind_of_event(log_in):
    editor = log_in("editor")
    assert set(in_force(editor).values()) == {"the day before at 10:00"}
    ReminderRule.objects.create(event_kind="guidance", hours_before=2)
    ReminderRule.objects.create(event_kind="other", days_before=0, at_time=dt.time(8), active=False)
    assert in_force(editor) == {
        "Info event": "the day before at 10:00",
        "Group session": "the day before at 10:00",
        "Guidance": "2 hours before",
        "Other event": "no reminder is sent",
    }
    ReminderRule.objects.create(days_before=2, at_time=dt.time(9))
    assert in_force(editor)["Guidance"] == "2 hours before, 2 days before at 09:00"


def test_a_rule_is_called_by_what_it_says_and_not_by_its_columns(ours, log_in):
    editor = log_in("editor", "fi")
    rule = ours["reminderrule"]
    for page in (reverse(INDEX), at(rule, "edit"), at(rule, "delete")):
        assert "2 tuntia ennen" in text(editor.get(page)), page
        assert "-2 h" not in text(editor.get(page)), page
