"""The participants' list: who is on it, what the spreadsheet holds, and cancelling for the organiser."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from opinovi_wagtail.models import Event, Message, Registration, RowLogEntry

from .test_roles_matrix import is_denied, text
from .world import make_registration

pytestmark = pytest.mark.django_db

LIST = "opinovi-registration:index"


@pytest.fixture
def editor(log_in: Any) -> Any:
    return log_in("editor")


def test_the_list_of_one_event_shows_its_people_by_name_and_contact(editor, ours):
    other = make_registration(ours["event"], name="Matti Meri", email="", phone="+358 44 1")
    body = text(editor.get(reverse(LIST), {"event": ours["event"].pk}))
    assert "Matti Meri" in body
    assert "+358 44 1" in body
    assert reverse("opinovi-registration:inspect", args=[other.pk]) in body


def test_the_list_is_filtered_by_state_and_searched_by_name_or_address(editor, ours):
    make_registration(ours["event"], name="Matti Meri", email="matti@sea.example", state="waiting")
    make_registration(ours["event"], name="Kaisa Kallio", email="kaisa@rock.example")
    assert "Kaisa Kallio" not in text(editor.get(reverse(LIST), {"state": "waiting"}))
    assert "Matti Meri" in text(editor.get(reverse(LIST), {"state": "waiting"}))
    for wanted in ("kallio", "rock.example"):
        found = text(editor.get(reverse(LIST), {"q": wanted}))
        assert "Kaisa Kallio" in found
        assert "Matti Meri" not in found


def test_the_event_leads_to_its_registrations(editor, ours):
    page = text(editor.get(reverse("opinovi-event:edit", args=[ours["event"].pk])))
    assert f"{reverse(LIST)}?event={ours['event'].pk}" in page


@pytest.mark.parametrize("start", ["=1+1", "+358 44 1", "-2", "@SUM(A1)", "\tx", "\rx", " =1+1"])
def test_no_cell_of_the_export_is_a_formula(start, editor, ours):
    make_registration(ours["event"], name=start, email="x@person.example")
    exported = text(editor.get(reverse(LIST), {"export": "csv"}))
    row = next(line for line in exported.replace("\r\r", "\r").split("\n") if "x@person.example" in line or "'" in line)
    assert row.lstrip('"').startswith("'")


def test_the_export_opens_with_the_right_letters_and_local_times_and_is_logged(editor, ours):
    response = editor.get(reverse(LIST), {"export": "csv"})
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "2026-11-24 12:00" in content.decode("utf-8-sig")
    entry = RowLogEntry.objects.get(action="opinovi.export")
    assert (entry.partner, entry.user.get_username()) == (ours["partner"], "editor")


def test_the_export_of_a_foreign_event_is_empty_even_with_its_id(editor, theirs):
    exported = text(editor.get(reverse(LIST), {"export": "csv", "event": theirs["event"].pk}))
    assert theirs["registration"].name not in exported


def test_who_has_been_anonymised_is_not_exported(editor, ours):
    make_registration(ours["event"], name="", email="", anonymised_at=ours["registration"].created_at)
    rows = text(editor.get(reverse(LIST), {"export": "csv"})).strip().split("\n")
    assert len(rows) == 2


def test_the_organiser_cancels_and_the_next_in_line_gets_the_place(editor, ours):
    event = ours["event"]
    Event.objects.filter(pk=event.pk).update(places=1, waiting_count=1)
    waiting = make_registration(event, name="Odottaja", state="waiting")
    url = reverse("opinovi-registration:cancel", args=[ours["registration"].pk])
    assert editor.get(url).status_code == 200
    assert Registration.objects.get(pk=ours["registration"].pk).state == "confirmed", "looking changes nothing"
    editor.post(url)
    cancelled = Registration.objects.get(pk=ours["registration"].pk)
    assert (cancelled.state, cancelled.cancelled_by) == ("cancelled", "organiser")
    assert Registration.objects.get(pk=waiting.pk).state == "confirmed"
    assert Message.objects.filter(registration=cancelled, kind="cancelled").count() == 1


def test_cancelling_after_the_event_is_refused_with_a_sentence(editor, ours, now):
    over = now - dt.timedelta(days=1)
    ours["event"].meetings.update(starts_at=over, ends_at=over)
    Event.objects.filter(pk=ours["event"].pk).update(starts_at=over, ends_at=over)
    url = reverse("opinovi-registration:cancel", args=[ours["registration"].pk])
    assert "The event is over" in text(editor.post(url, follow=True))


def test_nothing_edits_or_deletes_a_registration_past_the_verbs(log_in, ours):
    client = log_in("superuser")
    for name in ("add", "edit", "delete", "copy", "history", "usage"):
        path = f"/admin/opinovi-registration/{name if name != 'add' else 'new'}/"
        path += "" if name == "add" else f"{ours['registration'].pk}/"
        assert is_denied(client.get(path, follow=True)), name


def test_viewers_see_no_personal_data(log_in, ours):
    client = log_in("viewer")
    assert is_denied(client.get(reverse(LIST), follow=True))
    event = client.get(reverse("opinovi-event:index"))
    assert ours["registration"].email not in text(event)
