"""What editors do to a page and what becomes of its row: publish, revert, schedule, unpublish, copy, move, delete."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from opinovi_wagtail.models import Course, Event, FundingGuide, Meeting, Message, Projection
from opinovi_wagtail.pages.models import (
    FundingGuidePage,
    FundingGuidePageAmount,
    FundingGuidePageReference,
    InfoEventPage,
    InfoEventPageMeeting,
)
from opinovi_wagtail.rules.states import Origin

from .conftest import EVENING, change, draft_course, event_of, publish, registrant

pytestmark = pytest.mark.django_db


def test_a_draft_has_no_row(draft):
    assert not Event.objects.exists()
    assert not Projection.objects.exists()


def test_publishing_writes_words_facts_and_meetings(live, partner):
    event = event_of(live)
    assert event.title == {"fi": "Aikuisopiskelun ilta"}
    assert event.summary == {"fi": "Tule kysymään."}
    assert (event.partner, event.places, event.kind, event.origin) == (partner, 20, "info_event", Origin.PAGE)
    assert event.listed
    meeting = event.meetings.get()
    assert meeting.key == live.meetings.get().key
    assert meeting.starts_at == event.starts_at == EVENING
    assert event.ends_at == EVENING + dt.timedelta(minutes=90)


def test_a_draft_of_a_live_page_changes_nothing(live):
    latest = live.get_latest_revision_as_object()
    latest.title = "Toinen nimi"
    latest.save_revision()
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}


def test_publishing_again_updates_the_same_row(live):
    before = event_of(live)
    change(live, title="Ilta aikuisille", places=5)
    after = event_of(live)
    assert (after.pk, after.title, after.places) == (before.pk, {"fi": "Ilta aikuisille"}, 5)
    assert Event.objects.count() == 1


def test_an_emptied_text_leaves_the_row(live):
    change(live, summary="")
    assert event_of(live).summary == {}


def test_reverting_brings_the_old_facts_back(live):
    old = live.live_revision
    changed = change(live, title="Väärä", places=1)
    reverted = old.as_object().save_revision(previous_revision=old)
    reverted.publish()
    event = event_of(changed)
    assert (event.title, event.places) == ({"fi": "Aikuisopiskelun ilta"}, 20)


def test_a_page_that_waits_for_its_day_has_no_row_until_then(draft, frozen, now):
    draft.go_live_at = now + dt.timedelta(hours=2)
    draft.save_revision().publish()
    assert not Event.objects.exists()
    frozen.shift(dt.timedelta(hours=3))
    call_command("publish_scheduled")
    assert event_of(draft).listed


def test_an_expired_page_hides_its_row(live, frozen, now):
    change(live, expire_at=now + dt.timedelta(hours=2))
    assert event_of(live).listed
    frozen.shift(dt.timedelta(hours=3))
    call_command("publish_scheduled")
    assert not event_of(live).listed


def test_scheduling_a_change_leaves_the_row_until_then(live, frozen, now):
    change(live, title="Uusi nimi", go_live_at=now + dt.timedelta(hours=2))
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}
    frozen.shift(dt.timedelta(hours=3))
    call_command("publish_scheduled")
    assert event_of(live).title == {"fi": "Uusi nimi"}


def test_unpublishing_hides_the_row_and_keeps_registrants_and_words(live):
    registrant(live)
    live.unpublish()
    event = event_of(live)
    assert not event.listed
    assert event.title == {"fi": "Aikuisopiskelun ilta"}
    assert event.registrations.count() == 1
    assert event.places_taken == 1


def test_unpublishing_tells_nobody_of_a_change(live):
    registrant(live)
    planned = set(Message.objects.values_list("kind", flat=True))
    live.unpublish()
    assert set(Message.objects.values_list("kind", flat=True)) == planned


def test_publishing_again_after_unpublishing_shows_the_same_row(live):
    before = event_of(live)
    live.unpublish()
    publish(live)
    assert event_of(live).pk == before.pk
    assert event_of(live).listed


def test_a_copy_is_another_event_whose_meetings_have_the_same_keys(live, tree):
    copy = live.copy(update_attrs={"slug": "kopio", "title": "Kopio"}, keep_live=True)
    first, second = event_of(live), event_of(copy)
    assert first.pk != second.pk
    assert first.meetings.get().key == second.meetings.get().key
    change(copy, title="Kopion nimi", places=3)
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}
    assert event_of(live).places == 20


def test_a_copy_that_is_not_kept_live_has_no_row(live):
    live.copy(update_attrs={"slug": "kopio"}, keep_live=False)
    assert Event.objects.count() == 1


def test_an_alias_changes_nothing(live, tree):
    alias = live.create_alias(update_slug="alias")
    assert Event.objects.count() == 1
    change(live, title="Uusi nimi")
    assert Event.objects.count() == 1
    assert not Projection.objects.filter(page_id=str(alias.pk)).exists()
    alias.refresh_from_db()
    alias.delete()
    assert event_of(live).listed


def test_moving_a_page_keeps_its_row(live, tree):
    before = Event.objects.values().get()
    live.move(tree.homes["fi"], pos="last-child")
    assert Event.objects.values().get() == before


def test_deleting_the_page_hides_the_row_and_keeps_registrants(live):
    registrant(live)
    key = live.translation_key
    live.delete()
    event = Event.objects.get(page_key=key)
    assert not event.listed
    assert event.registrations.count() == 1
    assert not Projection.objects.exists()


def test_deleting_a_branch_hides_every_row_in_it(live, tree):
    Page.objects.get(pk=tree.events["fi"].pk).delete()
    assert not Event.objects.get().listed


def test_renamed_and_reordered_meetings_keep_their_identity(tree, partner, draft):
    page = publish(draft)
    page.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7), sort_order=1))
    page.save_revision().publish()
    before = {meeting.key: meeting.pk for meeting in event_of(page).meetings.all()}
    page = InfoEventPage.objects.get(pk=page.pk)
    first, second = page.meetings.all()
    first.sort_order, second.sort_order = 1, 0
    first.starts_at += dt.timedelta(days=14)
    page.meetings = [second, first]
    page.save_revision().publish()
    after = {meeting.key: meeting.pk for meeting in event_of(page).meetings.all()}
    assert after == before


def test_a_meeting_that_lives_only_in_a_revision_is_the_same_in_every_version(live):
    latest = live.get_latest_revision_as_object()
    latest.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7)))
    latest.save_revision()
    again = live.get_latest_revision_as_object()
    again.title = "Vielä kerran"
    again.save_revision()
    keys = {meeting.key for meeting in live.get_latest_revision_as_object().meetings.all()}
    publish(live)
    assert {meeting.key for meeting in event_of(live).meetings.all()} == keys
    assert len(keys) == 2


def test_a_meeting_taken_away_is_removed_when_nobody_comes(live):
    live.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7)))
    live.save_revision().publish()
    assert event_of(live).meetings.count() == 2
    page = InfoEventPage.objects.get(pk=live.pk)
    page.meetings = list(page.meetings.all())[:1]
    page.save_revision().publish()
    assert event_of(live).meetings.count() == 1


def test_a_meeting_taken_away_is_marked_as_not_held_when_people_come(live):
    live.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7)))
    live.save_revision().publish()
    registrant(live)
    page = InfoEventPage.objects.get(pk=live.pk)
    page.meetings = list(page.meetings.all())[:1]
    page.save_revision().publish()
    states = event_of(live).meetings.order_by("starts_at").values_list("status", flat=True)
    assert list(states) == [Meeting.Status.SCHEDULED, Meeting.Status.CANCELLED]
    assert Message.objects.filter(kind="changed").count() == 1


def test_moving_a_meeting_tells_those_who_come(live):
    registrant(live)
    page = InfoEventPage.objects.get(pk=live.pk)
    meeting = page.meetings.get()
    meeting.starts_at += dt.timedelta(days=1)
    meeting.ends_at += dt.timedelta(days=1)
    page.meetings = [meeting]
    page.save_revision().publish()
    assert Message.objects.filter(kind="changed").count() == 1
    assert event_of(live).sequence == 1


def test_fewer_places_than_are_taken_throw_nobody_out(live):
    event = event_of(live)
    for number in range(3):
        registrant(live, f"Aino{number} Aalto")
    change(live, places=2)
    event.refresh_from_db()
    assert (event.places, event.places_taken, event.places_over) == (2, 3, 1)


def test_two_meetings_with_one_key_become_two_meetings(live):
    twin = InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7), key=live.meetings.get().key)
    live.meetings.add(twin)
    live.save_revision().publish()
    keys = set(event_of(live).meetings.values_list("key", flat=True))
    assert len(keys) == 2
    publish(live)
    assert set(event_of(live).meetings.values_list("key", flat=True)) == keys


def test_an_all_day_meeting_runs_from_midnight_to_midnight(live):
    live.meetings = [InfoEventPageMeeting(starts_at=EVENING, ends_at=EVENING + dt.timedelta(days=1), all_day=True)]
    live.save_revision().publish()
    meeting = event_of(live).meetings.get()
    midnight = EVENING.replace(hour=0)
    assert (meeting.starts_at, meeting.ends_at) == (midnight, midnight + dt.timedelta(days=2))


def test_the_body_goes_into_the_row_as_harmless_html(live):
    change(
        live,
        body=[
            ("heading", "Ohjelma"),
            ("text", "<p>Kahvia ja <b>neuvoja</b></p>"),
            ("call_to_action", {"text": "Lue lisää", "url": "https://opisto.example/lisaa"}),
        ],
    )
    html = event_of(live).description["fi"]
    assert "Ohjelma" in html
    assert "<b>neuvoja</b>" in html or "<strong>neuvoja</strong>" in html
    assert "class=" not in html


def test_a_course_page_becomes_a_course_with_runs_and_codes(tree, partner):
    page = publish(draft_course(tree.courses["fi"], partner, education_type="upper_secondary_vocational"))
    course = Course.objects.get(page_key=page.translation_key)
    run = course.runs.get()
    assert course.title == {"fi": "Hoiva-avustaja"}
    assert run.key == str(page.runs.get().key)
    assert (run.start_on, run.municipalities) == (dt.date(2027, 1, 11), ["734"])
    assert run.codes.filter(set="municipality", code="734").exists()
    assert "hoiva-avustaja" in course.search_text
    page.unpublish()
    course.refresh_from_db()
    assert not course.listed


def test_a_guide_page_becomes_a_guide_with_amounts_and_references(tree, partner):
    page = FundingGuidePage(
        title="Opintotuki", partner=partner, granter="Kela", live=False, locale=tree.locales["fi"], scheme="opintotuki"
    )
    page.amounts = [
        FundingGuidePageAmount(
            label={"fi": "Opintoraha"}, minimum="279.38", unit="eur_month", as_of=dt.date(2026, 1, 1)
        )
    ]
    page.references = [FundingGuidePageReference(publisher={"fi": "Kela"}, url="https://www.kela.example/")]
    tree.guides["fi"].add_child(instance=page)
    page.save_revision().publish()
    guide = FundingGuide.objects.get(page_key=page.translation_key)
    assert (guide.granter, guide.scheme) == ({"fi": "Kela"}, "opintotuki")
    assert guide.amounts.get().label == {"fi": "Opintoraha"}
    assert guide.references.get().publisher == {"fi": "Kela"}
    assert timezone.now() == guide.updated_at
