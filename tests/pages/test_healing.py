"""A projection that fails is remembered and healed by the tick, which also finds what sends no signal."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.core.serializers import serialize
from wagtail.models import Page

from opinovi_wagtail import publishing
from opinovi_wagtail.models import Event, Projection
from opinovi_wagtail.pages.models import InfoEventPage, InfoEventPageMeeting

from .conftest import EVENING, change, draft_event, event_of, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """Projecting fails until ``broken.undo()``."""
    with monkeypatch.context() as patch:
        patch.setattr(InfoEventPage, "projected", lambda page: {}["no such thing"])
        yield patch


def test_a_failure_leaves_the_page_live_and_is_remembered(draft, broken, caplog):
    page = publish(draft)
    assert page.live
    assert not Event.objects.exists()
    memory = Projection.objects.get()
    assert "no such thing" in memory.error
    assert memory.failures == 1
    assert "was not brought up to date" in caplog.text


def test_a_failure_does_not_stop_the_scheduling_of_others(tree, partner, now, frozen, monkeypatch):
    pages = []
    for name in ("Yksi", "Kaksi"):
        page = draft_event(tree.events["fi"], partner, title=name)
        page.go_live_at = now + dt.timedelta(hours=1)
        page.save_revision().publish()
        pages.append(page)
    whole = InfoEventPage.projected
    monkeypatch.setattr(InfoEventPage, "projected", lambda page: 1 / 0 if page.title == "Yksi" else whole(page))
    frozen.shift(dt.timedelta(hours=2))
    call_command("publish_scheduled")
    assert all(InfoEventPage.objects.get(pk=page.pk).live for page in pages)
    assert Event.objects.get().title == {"fi": "Kaksi"}


def test_the_tick_heals_a_failure(draft, broken, now):
    page = publish(draft)
    broken.undo()
    assert publishing.heal(now) == 1
    assert event_of(page).listed
    assert Projection.objects.get().error == ""
    assert publishing.heal(now) == 0


def test_a_failure_that_stays_is_tried_with_growing_pauses(draft, broken, now):
    publish(draft)
    tried = []
    for minute in range(16):
        before = Projection.objects.get().failures
        publishing.heal(now + dt.timedelta(minutes=minute))
        if Projection.objects.get().failures > before:
            tried.append(minute)
    assert tried == [0, 1, 4, 11]


def test_a_failed_change_leaves_the_row_as_it_was(live, broken):
    change(live, title="Uusi nimi")
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}


def test_a_failure_in_the_database_leaves_nothing_half_written(live, monkeypatch, now):
    meeting = live.meetings.get()
    later = EVENING + dt.timedelta(days=1)
    live.meetings = [meeting, InfoEventPageMeeting(starts_at=later, ends_at=later - dt.timedelta(hours=1))]
    live.places = 3
    live.save_revision(clean=False).publish()
    event = event_of(live)
    assert (event.places, event.meetings.count()) == (20, 1)
    assert "IntegrityError" in Projection.objects.get().error


def test_a_function_that_speaks_of_unknown_facts_is_told_so(draft, monkeypatch):
    whole = InfoEventPage.projected

    def wrong(page):
        return publishing.Projected(words=whole(page).words, facts={**whole(page).facts, "seats": 3})

    monkeypatch.setattr(InfoEventPage, "projected", wrong)
    publish(draft)
    assert "Event has no fact 'seats'" in Projection.objects.get().error


def test_a_page_added_live_sends_no_signal_and_is_found(tree, partner, now):
    page = InfoEventPage(title="Suoraan", partner=partner, locale=tree.locales["fi"])
    page.meetings = [InfoEventPageMeeting(starts_at=EVENING)]
    tree.events["fi"].add_child(instance=page)
    assert not Event.objects.exists()
    assert publishing.heal(now) == 1
    assert event_of(page).meetings.count() == 1
    assert publishing.heal(now) == 0


def test_loaded_fixtures_are_found(live, now, tmp_path):
    page = InfoEventPage.objects.get(pk=live.pk)
    dump = serialize("json", [*Page.objects.filter(pk=page.pk), page, *page.meetings.all()])
    Event.objects.all().delete()
    Projection.objects.all().delete()
    fixture = tmp_path / "page.json"
    fixture.write_text(dump)
    call_command("loaddata", fixture, stdout=io.StringIO())
    publishing.heal(now)
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}


def test_a_page_switched_off_in_the_database_is_found(live, now):
    Page.objects.filter(pk=live.pk).update(live=False)
    assert publishing.heal(now) == 1
    assert not event_of(live).listed
    assert publishing.heal(now) == 0


def test_a_page_switched_on_in_the_database_is_found(live, now):
    live.unpublish()
    Page.objects.filter(pk=live.pk).update(live=True)
    assert publishing.heal(now) == 1
    assert event_of(live).listed


def test_a_page_deleted_without_signals_is_found(live, now):
    Page.objects.filter(pk=live.pk).update(live_revision=None, latest_revision=None)
    InfoEventPageMeeting.objects.all()._raw_delete("default")
    InfoEventPage.objects.filter(pk=live.pk)._raw_delete("default")
    live.revisions.all()._raw_delete("default")
    Page.objects.filter(pk=live.pk)._raw_delete("default")
    assert publishing.heal(now) == 1
    assert not Event.objects.get().listed
    assert not Projection.objects.exists()


def test_a_failed_deletion_is_made_up_for(live, now, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("opinovi_wagtail.publishing.projection._settle", lambda *args: 1 / 0)
        InfoEventPage.objects.get(pk=live.pk).delete()
    assert Event.objects.get().listed
    publishing.heal(now)
    assert not Event.objects.get().listed


def test_looking_costs_the_same_for_one_page_and_for_many(tree, partner, now, django_assert_num_queries):
    publish(draft_event(tree.events["fi"], partner, title="Ensimmäinen"))
    publishing.heal(now)
    with django_assert_num_queries(2):
        publishing.heal(now)
    for number in range(5):
        publish(draft_event(tree.events["fi"], partner, title=f"Ilta {number}"))
    with django_assert_num_queries(2):
        publishing.heal(now)


def test_a_tick_heals_no_more_than_it_can_and_the_next_goes_on(tree, partner, now, monkeypatch):
    monkeypatch.setattr("opinovi_wagtail.publishing.healing.AT_ONCE", 2)
    for number in range(3):
        publish(draft_event(tree.events["fi"], partner, title=f"Ilta {number}"))
    Event.objects.all().delete()
    Projection.objects.all().delete()
    assert [publishing.heal(now), publishing.heal(now), publishing.heal(now)] == [2, 1, 0]
