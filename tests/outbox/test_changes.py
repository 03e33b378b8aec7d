"""The one door: what follows from a change of an event, course or guide."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opinovi_wagtail import changes
from opinovi_wagtail.models import EventCode, Meeting, Message, ReminderRule, RunCode
from tests.factories import make_course, make_event, make_guide, make_place

DAY = dt.timedelta(days=1)


def move(event, by: dt.timedelta = DAY) -> None:
    with changes.event_change(event.pk):
        for meeting in event.meetings.all():
            meeting.starts_at += by
            meeting.ends_at += by
            meeting.save()


def planned(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind, state="planned"))


def test_first_start_last_end_codes_and_search_text_follow_the_meetings(now):
    event = make_event(meetings=3, languages=["fi"], audiences=["unemployed"])
    first = event.meetings.first()
    with changes.event_change(event.pk) as changed:
        changed.title = {"fi": "Uusi nimi"}
        Meeting.objects.filter(pk=first.pk).update(status="cancelled")
        later = event.meetings.last()
        later.place = make_place(event.partner, municipality="091")
        later.ends_at += DAY
        later.save()
    event.refresh_from_db()
    assert event.starts_at == first.starts_at + 7 * DAY
    assert event.ends_at == later.ends_at
    assert "uusi nimi" in event.search_text
    assert event.updated_at == now
    assert set(EventCode.objects.values_list("set", "code")) == {
        ("municipality", "853"),
        ("municipality", "091"),
        ("language", "fi"),
        ("audience", "unemployed"),
    }


def test_codes_that_no_longer_hold_go_and_the_others_stay():
    event = make_event(languages=["fi", "sv"])
    changes.event_created(event)
    kept = EventCode.objects.get(code="fi").pk
    with changes.event_change(event.pk) as changed:
        changed.languages = ["fi"]
    assert set(EventCode.objects.values_list("code", flat=True)) == {"853", "fi"}
    assert EventCode.objects.get(code="fi").pk == kept


def test_block_that_raises_changes_nothing():
    event = make_event()
    with pytest.raises(ZeroDivisionError), changes.event_change(event.pk) as changed:
        changed.places = 1
        event.meetings.all().delete()
        raise ZeroDivisionError
    event.refresh_from_db()
    assert event.places == 20 and event.meetings.count() == 1


def test_change_of_nothing_stores_nothing():
    event = make_event()
    changes.event_created(event)
    before = event.updated_at
    with changes.event_change(event.pk, now=before + DAY):
        pass
    event.refresh_from_db()
    assert event.updated_at == before and event.sequence == 0


def test_raised_places_go_to_those_who_wait_in_order(book):
    event = make_event(places=1)
    people = [book(event, name, may_wait=True).registration for name in ("Aino", "Bertta", "Cecilia", "Daniel")]
    with changes.event_change(event.pk) as larger:
        larger.places = 3
    states = []
    for person in people:
        person.refresh_from_db()
        states.append(person.state)
    assert states == ["confirmed", "confirmed", "confirmed", "waiting"]
    event.refresh_from_db()
    assert (event.places_taken, event.waiting_count, event.places_over) == (3, 1, 0)
    assert {message.registration_id for message in planned("promoted")} == {people[1].pk, people[2].pk}


def test_lowered_places_throw_nobody_out(book):
    event = make_event(places=3)
    for name in ("Aino", "Bertta", "Cecilia"):
        book(event, name)
    with changes.event_change(event.pk) as smaller:
        smaller.places = 1
    event.refresh_from_db()
    assert (event.places, event.places_taken, event.places_over) == (1, 3, 2)
    assert not Message.objects.exclude(kind__in=["confirmation", "reminder"]).exists()


def test_moved_meeting_is_told_and_reminded_of_at_its_new_time(book, mails):
    event = make_event()
    book(event)
    mails()
    move(event)
    (changed,) = planned("changed")
    (reminder,) = planned("reminder")
    assert list(changed.payload["before"].values())[0]["starts_at"] == "2026-12-01T15:00:00+00:00"
    assert reminder.useful_until == dt.datetime(2026, 12, 2, 15, tzinfo=dt.UTC)
    assert Message.objects.filter(kind="reminder", state="obsolete").count() == 1
    event.refresh_from_db()
    assert event.sequence == 1


def test_two_changes_before_anything_is_sent_are_one_mail_from_the_first_old_to_the_last_new(book, mails):
    event = make_event()
    book(event)
    mails()
    move(event)
    move(event)
    (sent,) = mails()
    assert "Before: Tue 1 Dec 2026" in sent.body
    assert "Now: Thu 3 Dec 2026" in sent.body


def test_moved_there_and_back_again_is_no_mail(book, mails):
    event = make_event()
    book(event)
    mails()
    move(event)
    move(event, -DAY)
    assert mails() == []
    assert not planned("changed")
    assert len(planned("reminder")) == 1, "the reminder of the old time is planned again"


def test_who_has_not_been_told_anything_yet_gets_the_new_facts_at_once(book, mails):
    event = make_event()
    book(event)
    move(event)
    (sent,) = mails()
    assert sent.subject.startswith("Your place is booked") and "Wed 2 Dec 2026" in sent.body


def test_sent_reminder_stays_sent_and_the_new_time_is_reminded_of(book, mails, clock):
    event = make_event()
    book(event)
    mails()
    clock.move_to(dt.datetime(2026, 11, 30, 8, 30, tzinfo=dt.UTC))
    assert [mail.subject for mail in mails()] == ["Reminder: Evening for adult learners"]
    move(event, 7 * DAY)
    mails()
    clock.move_to(dt.datetime(2026, 12, 7, 8, 30, tzinfo=dt.UTC))
    assert [mail.subject for mail in mails()] == ["Reminder: Evening for adult learners"]


def test_only_the_meeting_that_moved_is_told_of(book, mails):
    event = make_event(kind="group_session", meetings=3)
    book(event)
    mails()
    second = event.meetings.all()[1]
    with changes.event_change(event.pk):
        second.status = "cancelled"
        second.save()
    (sent,) = mails()
    assert "Not held: Tue 8 Dec 2026" in sent.body
    assert len(planned("reminder")) == 2


def test_cancelled_event_tells_everyone_once_and_nothing_else(book, mails):
    event = make_event(places=1)
    book(event, "Aino")
    book(event, "Bertta", may_wait=True)
    mails()
    with changes.event_change(event.pk) as cancelled:
        cancelled.status = "cancelled"
    with changes.event_change(event.pk) as again:
        again.notice = {"en": "The speaker is ill."}
    sent = mails()
    assert sorted(mail.to[0] for mail in sent) == ["aino@people.example", "bertta@people.example"]
    assert all(mail.subject.startswith("Cancelled:") for mail in sent)
    assert not Message.objects.filter(state="planned").exists()


def test_event_that_is_held_after_all_is_told_and_reminded_of(book, mails):
    event = make_event()
    book(event)
    mails()
    for status in ("cancelled", "scheduled"):
        with changes.event_change(event.pk) as changed:
            changed.status = status
        sent = mails()
    (mail,) = sent
    assert mail.subject == "The event takes place after all: Evening for adult learners"
    assert len(planned("reminder")) == 1


def test_cancelled_by_mistake_and_put_right_at_once_is_no_mail(book, mails):
    event = make_event()
    book(event)
    mails()
    for status in ("cancelled", "scheduled"):
        with changes.event_change(event.pk) as changed:
            changed.status = status
    assert mails() == []


def test_confirmation_that_the_cancelling_held_back_is_sent_when_the_event_is_held_after_all(book, mails):
    event = make_event()
    book(event)
    for status in ("cancelled", "scheduled"):
        with changes.event_change(event.pk) as changed:
            changed.status = status
    assert [mail.subject for mail in mails()] == ["Your place is booked: Evening for adult learners"]


def test_postponed_then_moved(book, mails):
    event = make_event()
    book(event)
    mails()
    with changes.event_change(event.pk) as postponed:
        postponed.status = "postponed"
    (sent,) = mails()
    assert "Your registration is still valid." in sent.body
    assert not planned("reminder")
    with changes.event_change(event.pk) as moved:
        moved.status = "moved"
        moved.meetings.update(starts_at=event.starts_at + 30 * DAY, ends_at=event.ends_at + 30 * DAY)
    (sent,) = mails()
    assert sent.subject == "The event has a new time: Evening for adult learners"
    assert "Thu 31 Dec 2026, 17:00–18:30" in sent.body
    assert len(planned("reminder")) == 1


def test_statements_do_not_grow_with_the_people(book):
    def count(people: int) -> int:
        event = make_event(places=None)
        for number in range(people):
            book(event, f"N{number}")
        Message.objects.filter(kind="confirmation").update(state="sent")
        with CaptureQueriesContext(connection) as captured:
            move(event)
        return len(captured)

    assert count(2) == count(12)


# Rules of reminders


def test_rule_of_the_event_wins_over_its_kind_and_the_kind_over_the_default(book):
    event = make_event()
    book(event)
    assert [message.due_at.hour for message in planned("reminder")] == [8]
    kind = ReminderRule.objects.create(event_kind="info_event", hours_before=3)
    changes.reminder_rule_changed(kind)
    assert [message.due_at.hour for message in planned("reminder")] == [12]
    own = ReminderRule.objects.create(event=event, days_before=2, at_time=dt.time(18, 0))
    changes.reminder_rule_changed(own)
    assert [message.due_at.day for message in planned("reminder")] == [29]
    own.active = False
    own.save()
    changes.reminder_rule_changed(own)
    assert planned("reminder") == []


def test_rule_of_another_kind_leaves_the_default_alone(book):
    ReminderRule.objects.create(event_kind="group_session", hours_before=3)
    book(make_event())
    assert [message.due_at.hour for message in planned("reminder")] == [8]


def test_rule_that_is_edited_moves_reminders(book):
    book(make_event())
    rule = ReminderRule.objects.create(hours_before=3)
    changes.reminder_rule_changed(rule)
    rule.hours_before = 5
    rule.save()
    assert changes.reminder_rule_changed(rule) == 1
    assert [message.due_at.hour for message in planned("reminder")] == [10]


# Courses, guides, everything anew


def test_course_gets_the_codes_of_its_runs_and_its_own():
    course = make_course(fields=["091"], prior_education=["basic"], situations=["unemployed"])
    changes.course_saved(course)
    assert set(RunCode.objects.values_list("set", "code")) == {
        ("form", "contact"),
        ("time", "evening"),
        ("language", "fi"),
        ("municipality", "734"),
        ("field", "091"),
        ("prior", "basic"),
        ("situation", "unemployed"),
    }
    course.refresh_from_db()
    assert "hoiva-avustaja" in course.search_text


def test_guide_is_found_by_its_words():
    guide = make_guide()
    changes.guide_saved(guide)
    guide.refresh_from_db()
    assert "studiestöd" in guide.search_text


def test_reindexing_makes_everything_anew_and_tells_nobody(book):
    event, course, guide = make_event(), make_course(), make_guide()
    book(event)
    before = Message.objects.count()
    assert changes.reindex() == {"courses": 1, "events": 1, "guides": 1}
    for row in (event, course, guide):
        row.refresh_from_db()
        assert row.search_text
    assert EventCode.objects.exists() and RunCode.objects.exists()
    assert Message.objects.count() == before
