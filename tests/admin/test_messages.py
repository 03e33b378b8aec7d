"""The outbox in the desk: whom a message is for is said and searched, to those who may see who has registered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from opinovi_wagtail.models import Message
from opinovi_wagtail.registrations.anonymise import anonymise

from .test_roles_matrix import text
from .world import NOW, THEIRS, make_registration

pytestmark = pytest.mark.django_db

INDEX, RESULTS = "opinovi-message:index", "opinovi-message:index_results"


@pytest.fixture
def aino(ours: dict[str, Any]) -> Any:
    """Somebody who is reminded of our event."""
    return reminded(ours["event"], name="Aino Aalto", email="aino@person.example")


def reminded(event: Any, **fields: Any) -> Any:
    registration = make_registration(event, **fields)
    Message.objects.create(registration=registration, event=event, kind="reminder", due_at=NOW, created_at=NOW)
    return registration


def test_each_message_says_whom_it_is_for(log_in, ours, aino):
    reminded(ours["event"], name="Bertta Berg", email="bertta@person.example")
    shown = text(log_in("editor").get(reverse(INDEX)))
    assert "Recipient" in shown
    for words in ("Aino Aalto", "aino@person.example", "Bertta Berg", "bertta@person.example"):
        assert words in shown


def test_messages_are_searched_by_the_name_and_the_email_address_of_the_recipient(log_in, ours, aino):
    reminded(ours["event"], name="Bertta Berg", email="bertta@person.example")
    client = log_in("editor")
    assert 'name="q"' in text(client.get(reverse(INDEX)))
    for wanted in ("aino", "Aalto Aino", "aino@person"):
        found = text(client.get(reverse(RESULTS), {"q": wanted}))
        assert "Aino Aalto" in found, wanted
        assert "Bertta Berg" not in found, wanted


def test_a_message_to_somebody_who_is_anonymised_has_a_dash_for_the_recipient(log_in, ours, aino):
    client = log_in("editor")
    Message.objects.exclude(registration=aino).delete()
    Message.objects.update(state="sent", sent_at=NOW)
    assert "Aino Aalto, aino@person.example" in cells(client)
    before = cells(client).count("–")
    anonymise([aino.pk], now=NOW)
    assert Message.objects.get().registration.name == ""
    assert cells(client).count("–") == before + 1


def cells(client: Any) -> list[str]:
    return re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", text(client.get(reverse(INDEX))))


def only_messages(partner: Any) -> Group:
    """A group of one's own making, which may see messages but not who has registered."""
    group = Group.objects.create(name="only messages")
    group.permissions.add(Permission.objects.get(codename="view_message"))
    partner.groups.add(group)
    return group


def test_who_may_not_see_registrations_sees_messages_without_their_recipients(
    log_in, ours, theirs, aino, django_user_model
):
    client = log_in("no_permission")
    django_user_model.objects.get(username="no_permission").groups.add(only_messages(ours["partner"]))
    shown = text(client.get(reverse(INDEX)))
    assert "Reminder" in shown, "the message is seen"
    for words in ("Aino", "aino@person", 'name="q"'):
        assert words not in shown
    found = [list(client.get(reverse(RESULTS), {"q": q}).context["object_list"]) for q in ("Aino", "Nobody")]
    assert found[0] == found[1], "a search would tell who is there"


def test_recipients_are_shown_for_the_partner_whose_registrations_one_may_see(
    log_in, ours, theirs, aino, django_user_model
):
    cecilia = reminded(theirs["event"], name="Cecilia Ceder", email="cecilia@person.example")
    client = log_in("editor")
    django_user_model.objects.get(username="editor").groups.add(only_messages(theirs["partner"]))
    shown = text(client.get(reverse(INDEX)))
    assert THEIRS in shown, "the message is seen"
    assert "Aino Aalto" in shown
    assert cecilia.name not in shown
    assert cecilia.email not in shown
    found = [list(client.get(reverse(RESULTS), {"q": q}).context["object_list"]) for q in ("Cecilia", "Aino")]
    assert [len(rows) for rows in found] == [0, 1]
