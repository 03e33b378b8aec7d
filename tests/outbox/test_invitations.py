"""A calendar that follows the event: every file in a mail, read by a second implementation."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from opinovi_wagtail import changes
from tests.factories import make_event
from tests.outbox.reading import calendars, parts

DAY = dt.timedelta(days=1)


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


def test_online_meeting_has_its_address_for_a_place_in_the_invitation(book, mails):
    event = make_event()
    event.meetings.update(place=None, online_url="https://meet.example/1")
    book(event)
    ((_method, component),) = calendars(mails()[0])
    assert str(component["LOCATION"]) == "https://meet.example/1"


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
