"""What people read: facts first, in their language, with a calendar that follows the event."""

from __future__ import annotations

import datetime as dt
import email
from email import policy

import icalendar
import pytest
import vobject

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Message
from opinovi_wagtail.registrations.cancel import CancelledBy, cancel
from tests.factories import make_event, make_partner

DAY = dt.timedelta(days=1)


def parts(sent):
    """The mail as another program reads it."""
    return email.message_from_bytes(sent.message().as_bytes(), policy=policy.default)


def calendars(sent) -> list[tuple[str, icalendar.Event]]:
    """Method and component of every calendar file attached, each read by two implementations."""
    found = []
    for part in parts(sent).walk():
        if part.get_content_type() != "text/calendar" or part.get_content_disposition() != "attachment":
            continue
        text = part.get_content()
        read = icalendar.Calendar.from_ical(text)
        assert str(read["METHOD"]) == part.get_param("method")
        (component,) = read.walk("VEVENT")
        assert component.errors == []
        second = vobject.readOne(text)
        second.validate(raiseException=True)
        assert second.vevent.uid.value == str(component["UID"])
        found.append((str(read["METHOD"]), component))
    return found


def html(sent) -> str:
    return parts(sent).get_body(("html",)).get_content()


def test_confirmation_says_what_when_where_and_how_to_cancel(book, mails):
    event = make_event(partner=make_partner(name={"en": "Aurakoski College"}))
    outcome = book(event, party_size=2)
    (sent,) = mails()
    assert sent.subject == "Your place is booked: Evening for adult learners"
    for fact in (
        "Event: Evening for adult learners",
        "When: Tue 1 Dec 2026, 17:00–18:30",
        "Where: Palvelupiste, Aurakatu 1, Turku",
        "Places: 2 people",
        f"/opinovi/r/{outcome.token}/",
        "Aurakoski College",
    ):
        assert fact in sent.body
    assert f"/opinovi/r/{outcome.token}/" in html(sent)
    assert 'lang="en"' in html(sent)
    assert sent.to == ["aino@people.example"]
    assert sent.from_email == '"Aurakoski College" <opinovi@partner.example>'
    assert sent.reply_to == [event.partner.email]


def test_reminder_and_its_first_lines(book, mails, clock):
    outcome = book(make_event())
    mails()
    clock.move_to(dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC))
    (sent,) = mails()
    assert sent.body.startswith(
        "Hello! A reminder: you are registered. Event: Evening for adult learners. When: Tue 1 Dec 2026, 17:00–18:30. "
        "Where: Palvelupiste, Aurakatu 1, Turku.\n\n"
        "Can’t come? Cancel here and we will give your place to someone else: http"
    )
    assert outcome.token in sent.body
    assert f'{outcome.token}/"' in html(sent), "the address can be followed"


def test_waiting_says_the_number(book, mails):
    event = make_event(places=1)
    book(event, "Aino")
    book(event, "Bertta", may_wait=True)
    sent = mails()[-1]
    assert sent.subject == "You are on the waiting list: Evening for adult learners"
    assert "Your number: 1." in sent.body
    assert calendars(sent) == []


def test_change_says_now_and_before(book, mails):
    event = make_event()
    book(event)
    mails()
    with changes.event_change(event.pk):
        event.meetings.update(place=None, place_name={"en": "Library"}, place_address="Torikatu 2", municipality="734")
    (sent,) = mails()
    assert (
        "The time or place of the event has changed: Evening for adult learners. "
        "Now: Tue 1 Dec 2026, 17:00–18:30, Library, Torikatu 2, Salo. "
        "Before: Tue 1 Dec 2026, 17:00–18:30, Palvelupiste, Aurakatu 1, Turku."
    ) in sent.body


def test_cancelled_event(book, mails):
    event = make_event()
    book(event)
    mails()
    with changes.event_change(event.pk) as cancelled:
        cancelled.status = "cancelled"
        cancelled.notice = {"en": "The speaker is ill."}
    (sent,) = mails()
    assert (
        "We are sorry: the event has been cancelled: Evening for adult learners, Tuesday 1 December 2026, 17:00. "
        "You do not need to do anything."
    ) in sent.body
    assert "The speaker is ill." in sent.body and "The speaker is ill." in html(sent)


def test_cancelled_by_me_and_by_the_organiser(book, mails):
    event = make_event()
    mine, theirs = book(event, "Aino").registration, book(event, "Bertta").registration
    mails()
    cancel(mine.pk)
    cancel(theirs.pk, by=CancelledBy.ORGANISER)
    first, second = mails()
    assert "Your place has been cancelled. Thank you for letting us know." in first.body
    assert "The organiser has cancelled your registration" in second.body
    assert [method for method, _component in calendars(first) + calendars(second)] == ["CANCEL", "CANCEL"]


def test_whoever_registers_twice_is_told_that_the_place_was_held(book, mails):
    event = make_event()
    book(event)
    mails()
    book(event)
    (sent,) = mails()
    assert "You already have a place" in sent.body


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("fi", "ti 1.12.2026 klo 17.00–18.30"),
        ("sv", "ti 1.12.2026 kl. 17.00–18.30"),
        ("en", "Tue 1 Dec 2026, 17:00–18:30"),
    ],
)
def test_language_is_that_of_the_registration(book, mails, language, when):
    titles = {"fi": "Aikuisopiskelun ilta", "sv": "Kväll om vuxenstudier", "en": "Evening for adult learners"}
    book(make_event(), language=language)
    (sent,) = mails()
    assert titles[language] in sent.subject
    assert when in sent.body
    assert parts(sent)["Content-Language"] == language


def test_title_in_another_language_is_better_than_none(book, mails):
    book(make_event(title={"sv": "Kväll"}), language="fi")
    assert "Kväll" in mails()[0].subject


# Headers


def test_nothing_that_was_entered_reaches_a_header(book, mails):
    event = make_event(title={"en": "Evening\r\nBcc: victim@people.example"})
    event.partner.name = {"en": 'Col"lege\r\nBcc: victim@people.example'}
    event.partner.save()
    book(event, "Aino\r\nBcc: victim@people.example {{ 7 }} %(x)s")
    (sent,) = mails()
    read = parts(sent)
    assert read["Bcc"] is None and read["Cc"] is None
    assert sent.recipients() == ["aino@people.example"]
    assert "{{ 7 }} %(x)s" in sent.body


def test_names_are_escaped_in_html(book, mails):
    book(make_event(), "<b>Aino</b> & Co", email="aino@people.example")
    assert "&lt;b&gt;Aino&lt;/b&gt; &amp; Co" in html(mails()[0])


def test_message_id_follows_from_what_the_mail_is_about(book, mails):
    event = make_event()
    book(event, "Aino")
    book(event, "Bertta")
    ids = [sent.extra_headers["Message-ID"] for sent in mails()]
    assert len(set(ids)) == 2
    assert all(value.startswith("<opinovi.") and value.endswith("@partner.example>") for value in ids)
    assert set(Message.objects.filter(kind="confirmation").values_list("message_id", flat=True)) == set(ids)


# Calendars


def test_invitation_of_one_meeting_is_the_mail_itself(book, mails, now):
    event = make_event()
    book(event)
    (sent,) = mails()
    alternative = [part for part in parts(sent).walk() if part.get_content_type() == "text/calendar"][0]
    assert alternative.get_param("method") == "REQUEST"
    ((method, component),) = calendars(sent)
    meeting = event.meetings.get()
    assert (method, int(component["SEQUENCE"]), str(component["STATUS"])) == ("REQUEST", 0, "CONFIRMED")
    assert str(component["UID"]) == f"{event.key.hex}-{meeting.key.hex}"
    assert component.decoded("DTSTART") == meeting.starts_at
    assert component["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert component.decoded("DTSTAMP") == now
    assert component["ATTENDEE"] == "mailto:aino@people.example"
    assert component["ORGANIZER"] == f"mailto:{event.partner.email}"


def test_series_has_a_file_for_every_meeting(book, mails):
    book(make_event(kind="group_session", meetings=4))
    (sent,) = mails()
    found = calendars(sent)
    assert [method for method, _component in found] == ["REQUEST"] * 4
    assert len({str(component["UID"]) for _method, component in found}) == 4


def test_change_corrects_and_cancelling_strikes_out_the_same_entry(book, mails):
    event = make_event()
    book(event)
    ((_method, first),) = calendars(mails()[0])
    with changes.event_change(event.pk):
        event.meetings.update(starts_at=event.starts_at + DAY, ends_at=event.ends_at + DAY)
    ((method, second),) = calendars(mails()[0])
    assert (method, str(second["UID"]), int(second["SEQUENCE"])) == ("REQUEST", str(first["UID"]), 1)
    assert second.decoded("DTSTART") == event.starts_at + DAY
    with changes.event_change(event.pk) as cancelled:
        cancelled.status = "cancelled"
    ((method, third),) = calendars(mails()[0])
    assert (method, str(third["UID"]), int(third["SEQUENCE"])) == ("CANCEL", str(first["UID"]), 2)
    assert str(third["STATUS"]) == "CANCELLED"


def test_one_meeting_of_a_series_called_off_touches_only_its_own_entry(book, mails):
    event = make_event(kind="group_session", meetings=3)
    book(event)
    mails()
    second = event.meetings.all()[1]
    with changes.event_change(event.pk):
        second.status = "cancelled"
        second.save()
    ((method, component),) = calendars(mails()[0])
    assert (method, str(component["UID"])) == ("CANCEL", f"{event.key.hex}-{second.key.hex}")


def test_all_day_meeting_is_dates(book, mails):
    event = make_event()
    midnight = dt.datetime(2026, 12, 1, tzinfo=event.starts_at.tzinfo)
    with changes.event_change(event.pk):
        event.meetings.update(starts_at=midnight, ends_at=midnight + 2 * DAY, all_day=True)
    book(event)
    ((_method, component),) = calendars(mails()[0])
    assert (component.decoded("DTSTART"), component.decoded("DTEND")) == (dt.date(2026, 12, 1), dt.date(2026, 12, 3))


@pytest.mark.parametrize(
    "start",
    [
        dt.datetime(2027, 3, 28, 2, 30),
        dt.datetime(2027, 3, 28, 4, 30),
        dt.datetime(2027, 10, 31, 2, 30),
        dt.datetime(2027, 10, 31, 4, 30),
        dt.datetime(2027, 7, 1, 17, 0),
    ],
    ids=["before_spring", "after_spring", "before_autumn", "after_autumn", "summer"],
)
def test_calendar_programs_that_believe_the_file_s_own_zone_show_the_right_time(book, mails, start):
    """Read with the VTIMEZONE of the file and nothing else, as Outlook does."""
    from tests.factories import HELSINKI

    moment = start.replace(tzinfo=HELSINKI)
    event = make_event(starts=moment)
    book(event)
    (sent,) = mails()
    part = [part for part in parts(sent).walk() if part.get_content_type() == "text/calendar"][0]
    (zone,) = icalendar.Calendar.from_ical(part.get_content()).walk("VTIMEZONE")
    onsets = sorted((sub.decoded("DTSTART"), sub.decoded("TZOFFSETTO")) for sub in zone.subcomponents)
    offset = [to for onset, to in onsets if onset <= start][-1]
    assert offset == moment.utcoffset()


def test_clock_changes_are_written_as_the_clock_showed_before_them(book, mails):
    """RFC 5545, section 3.6.5: an onset is local time under the offset that ends with it."""
    book(make_event())
    part = [part for part in parts(mails()[0]).walk() if part.get_content_type() == "text/calendar"][0]
    (zone,) = icalendar.Calendar.from_ical(part.get_content()).walk("VTIMEZONE")
    onsets = {sub.decoded("DTSTART"): sub.name for sub in zone.subcomponents}
    assert onsets[dt.datetime(2027, 3, 28, 3, 0)] == "DAYLIGHT"
    assert onsets[dt.datetime(2026, 10, 25, 4, 0)] == "STANDARD"


def test_hidden_event_still_serves_its_people(book, mails):
    event = make_event()
    book(event)
    Event.objects.update(listed=False)
    assert len(mails()) == 1
