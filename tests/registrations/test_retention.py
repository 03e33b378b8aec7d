"""Anonymising, and what a person may ask about their data."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Message, Registration
from opinovi_wagtail.registrations.anonymise import anonymise_due
from opinovi_wagtail.registrations.register import register
from opinovi_wagtail.registrations.subject import erase, export
from opinovi_wagtail.registrations.tokens import find
from tests.factories import make_event

# The event ends on 1 December 2026.
LAST_DAY = dt.datetime(2026, 12, 30, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=2)))
NEXT = LAST_DAY + dt.timedelta(minutes=2)


def everything() -> str:
    rows = [*Registration.objects.values(), *Message.objects.values()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_day_comes_a_month_after_the_event_and_takes_the_person_out(entry):
    event = make_event()
    outcome = register(event.pk, entry("Aino Virtanen", phone="040 1234567", party_size=3, language="sv"))
    Message.objects.update(last_error="550 aino@people.example unknown", payload={"name": "Aino"})
    assert anonymise_due(now=LAST_DAY) == 0
    assert anonymise_due(now=NEXT) == 1
    assert anonymise_due(now=NEXT) == 0
    text = everything().casefold()
    assert "aino" not in text and "1234567" not in text
    row = Registration.objects.get()
    assert (row.state, row.party_size, row.language, row.anonymised_at) == ("confirmed", 3, "sv", NEXT)
    assert row.identity is None and row.submission_key is None
    assert find(outcome.token) is None
    assert set(Message.objects.values_list("state", flat=True)) == {"obsolete"}


def test_day_moves_with_the_event(entry):
    event = make_event()
    register(event.pk, entry())
    with changes.event_change(event.pk):
        event.meetings.update(starts_at=event.starts_at + dt.timedelta(days=10), ends_at=None)
    assert Registration.objects.get().anonymise_on == dt.date(2027, 1, 10)


def test_postponed_event_keeps_its_people(entry, now):
    event = make_event()
    register(event.pk, entry())
    with changes.event_change(event.pk) as postponed:
        postponed.status = "postponed"
    assert anonymise_due(now=NEXT) == 0
    assert Registration.objects.get().anonymise_on == now.date() + dt.timedelta(days=365)


def test_setting_says_how_long(entry, settings):
    settings.OPINOVI_WAGTAIL = {"RETENTION_DAYS": 7}
    register(make_event().pk, entry())
    assert Registration.objects.get().anonymise_on == dt.date(2026, 12, 8)


def test_event_without_a_date_keeps_its_people_for_a_year(entry):
    register(make_event(meetings=0).pk, entry())
    assert Registration.objects.get().anonymise_on == dt.date(2027, 11, 24)


def test_limit_leaves_the_rest_for_the_next_time(entry):
    event = make_event()
    for name in ("Aino", "Bertta", "Cecilia"):
        register(event.pk, entry(name))
    assert anonymise_due(now=NEXT, limit=2) == 2
    assert anonymise_due(now=NEXT, limit=2) == 1


def test_export_holds_everything_about_one_person_and_nothing_about_others(entry):
    event = make_event()
    register(event.pk, entry("Aino Virtanen", party_size=2))
    register(event.pk, entry("Bertta"))
    register(event.pk, entry("Aino Bertta", email="aino@peöple.example"))
    out = StringIO()
    call_command("opinovi_export_subject", " AINO@people.example ", stdout=out)
    data = json.loads(out.getvalue())
    (only,) = data["registrations"]
    assert (only["name"], only["party_size"], only["state"]) == ("Aino Virtanen", 2, "confirmed")
    assert {message["kind"] for message in only["messages"]} == {"confirmation", "reminder"}
    assert "bertta" not in out.getvalue().casefold()


@pytest.mark.parametrize("email", ["", " ", "nobody@people.example"])
def test_nobody_has_no_data(entry, email):
    register(make_event().pk, entry("Aino", email="", phone="0401234567"))
    assert export(email)["registrations"] == []
    assert erase(email) == 0


def test_erasing_gives_the_place_to_the_next_and_writes_to_nobody_erased(entry):
    event = make_event(places=1)
    register(event.pk, entry("Aino"))
    second = register(event.pk, entry("Bertta", may_wait=True)).registration
    call_command("opinovi_erase_subject", "aino@people.example", stdout=StringIO())
    second.refresh_from_db()
    assert second.state == "confirmed"
    assert "aino" not in everything().casefold()
    assert not Message.objects.exclude(registration=second).filter(state="planned").exists()
    assert not Message.objects.filter(kind="cancelled_by_me").exists()
    assert Event.objects.get().places_taken == 1


def test_erasing_after_the_event_leaves_the_statistics(entry, clock):
    event = make_event()
    register(event.pk, entry("Aino"))
    clock.move_to(event.ends_at + dt.timedelta(hours=1))
    assert erase("aino@people.example") == 1
    assert Registration.objects.get().state == "confirmed"
    assert Event.objects.get().places_taken == 1


def test_command_says_how_many(entry, clock):
    register(make_event().pk, entry())
    clock.move_to(NEXT)
    out = StringIO()
    call_command("opinovi_retention", stdout=out)
    assert "1" in out.getvalue()
    assert Registration.objects.get().name == ""
