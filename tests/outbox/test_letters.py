"""What people read: facts first, in their language, and nothing that a stranger could have put there."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Message
from opinovi_wagtail.registrations.cancel import CancelledBy, cancel
from tests.factories import make_event, make_partner
from tests.outbox.reading import calendars, html, parts

DAY = dt.timedelta(days=1)


def test_confirmation_says_what_when_where_and_how_to_cancel(book, mails):
    event = make_event(partner=make_partner(name={"en": "Aurakoski College"}))
    outcome = book(event, party_size=2)
    (sent,) = mails()
    assert sent.subject == "Your place is booked: Evening for adult learners"
    for fact in (
        "Event: Evening for adult learners",
        "When: Tue 1 Dec 2026, 17:00–18:30",
        "Where: Palvelupiste, Aurakatu 1, Turku",
        "People: 2",
        f"/opinovi/r/{outcome.token}/",
        "Aurakoski College",
    ):
        assert fact in sent.body
    assert f"/opinovi/r/{outcome.token}/" in html(sent)
    assert 'lang="en"' in html(sent)
    assert sent.to == ["aino@people.example"]
    assert sent.from_email == '"Aurakoski College" <opinovi@partner.example>'
    assert sent.reply_to == [event.partner.email]


def test_reminder_promises_the_place_to_someone_else_only_where_places_are_counted(book, mails, clock):
    counted, open_to_all = book(make_event()), book(make_event(places=None))
    mails()
    clock.move_to(dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC))
    first, second = mails()
    promise = "Can’t come? Cancel here and we will give your place to someone else: "
    assert f"{promise}http://localhost/opinovi/r/{counted.token}/\n" in first.body
    assert f"Can’t come? Cancel here: http://localhost/opinovi/r/{open_to_all.token}/\n" in second.body
    assert "someone else" not in second.body + html(second)


def test_waiting_says_the_number(book, mails):
    event = make_event(places=1)
    book(event, "Aino")
    book(event, "Bertta", may_wait=True)
    sent = mails()[-1]
    assert sent.subject == "You are on the waiting list: Evening for adult learners"
    assert "Your number: 1." in sent.body
    assert calendars(sent) == []


def test_place_that_reads_the_same_as_before_is_nobody_s_news(book, mails):
    event = make_event()
    event.meetings.update(place=None, place_name={"en": "Library"}, place_address="Aurakatu 1, 20100 Turku")
    book(event)
    mails()
    with changes.event_change(event.pk):
        event.meetings.update(municipality="853")
    assert mails() == []
    with changes.event_change(event.pk):
        event.meetings.update(place_address="Torikatu 2")
    (sent,) = mails()
    assert "Now: Tue 1 Dec 2026, 17:00–18:30, Library, Torikatu 2, Turku\n" in sent.body
    assert "Before: Tue 1 Dec 2026, 17:00–18:30, Library, Aurakatu 1, 20100 Turku\n" in sent.body


def test_address_for_joining_is_for_those_who_have_a_place(book, mails):
    event = make_event(places=1)
    event.meetings.update(place=None, online_url="https://meet.example/1")
    book(event, "Aino")
    book(event, "Bertta", may_wait=True)
    confirmed, waiting = mails()
    assert "Online: https://meet.example/1\n" in confirmed.body and "Where:" not in confirmed.body
    assert "Where: Online\n" in waiting.body and "meet.example" not in waiting.body + html(waiting)
    with changes.event_change(event.pk):
        event.meetings.update(online_url="https://meet.example/2")
    (sent,) = mails()
    assert (sent.to, sent.subject) == (
        ["aino@people.example"],
        "New link for joining online: Evening for adult learners",
    )
    assert "https://meet.example/2" in sent.body and "meet.example/1" not in sent.body


def test_event_that_is_also_held_online_says_so_as_a_change(book, mails):
    event = make_event()
    book(event)
    mails()
    with changes.event_change(event.pk):
        event.meetings.update(online_url="https://meet.example/1")
    (sent,) = mails()
    assert "Now: Tue 1 Dec 2026, 17:00–18:30, Palvelupiste, Aurakatu 1, Turku, Online\n" in sent.body
    assert "Before: Tue 1 Dec 2026, 17:00–18:30, Palvelupiste, Aurakatu 1, Turku\n" in sent.body
    assert "Online: https://meet.example/1\n" in sent.body


def test_way_to_join_that_is_no_web_address_is_text(book, mails):
    event = make_event()
    event.meetings.update(place=None, online_url="Teams, meeting 312 55 <b>")
    book(event)
    (sent,) = mails()
    assert "Online: Teams, meeting 312 55 <b>\n" in sent.body
    assert "Teams, meeting 312 55 &lt;b&gt;" in html(sent)


def test_meetings_that_are_over_are_not_listed(book, mails, clock):
    event = make_event(kind="group_session", meetings=4)
    book(event)
    clock.move_to(dt.datetime(2026, 12, 2, 8, 0, tzinfo=dt.UTC))
    mails()
    second = event.meetings.all()[1]
    with changes.event_change(event.pk):
        event.meetings.filter(pk=second.pk).update(status="cancelled")
    (sent,) = mails()
    assert "All meetings:\n- Tue 15 Dec 2026, 17:00–18:30\n- Tue 22 Dec 2026, 17:00–18:30\n" in sent.body
    assert "Tue 1 Dec" not in sent.body


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "tiistaina 1.12.2026 klo\N{NO-BREAK SPACE}17.00"),
        ("sv", "tisdagen den 1 december 2026 kl.\N{NO-BREAK SPACE}17.00"),
    ],
    ids=["fi", "sv"],
)
def test_no_line_of_the_html_ends_between_klo_and_the_time(book, mails, language, sentence):
    event = make_event()
    book(event, language=language)
    mails()
    with changes.event_change(event.pk) as cancelled:
        cancelled.status = "cancelled"
    (sent,) = mails()
    assert sentence in html(sent)
    assert sentence.replace("\N{NO-BREAK SPACE}", " ") in sent.body


def test_meeting_over_several_days_says_them_once(book, mails):
    event = make_event()
    midnight = dt.datetime(2026, 11, 30, tzinfo=event.starts_at.tzinfo)
    with changes.event_change(event.pk):
        event.meetings.update(starts_at=midnight, ends_at=midnight + 3 * DAY, all_day=True)
    book(event)
    assert "When: Mon 30 Nov–Wed 2 Dec 2026\n" in mails()[0].body


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


def test_parts_in_another_language_are_marked(book, mails):
    event = make_event(
        make_partner(name={"fi": "Opisto"}),
        title={"sv": "Kväll <1>"},
        notice={"fi": "Tuo kynä.\n\nJa paperia."},
    )
    event.meetings.update(place=None, place_name={"ar": "مكتبة"}, place_address="Torikatu 2", municipality="734")
    book(event)
    (sent,) = mails()
    source = html(sent)
    for part in (
        '<span lang="sv">Kväll &lt;1&gt;</span>',
        '<span lang="ar" dir="rtl">مكتبة</span>, Torikatu 2, Salo',
        '<span lang="fi">Opisto</span>',
        '<div class="opinovi-notice" lang="fi" dir="ltr"',
        "<p>Tuo kynä.</p>",
    ):
        assert part in source
    assert "Kväll <1>" in sent.body and "<span" not in sent.body


def test_words_in_the_language_of_the_letter_are_not_marked(book, mails):
    event = make_event(make_partner(name={"en-GB": "College"}))
    book(event)
    assert "<span" not in html(mails()[0]).replace('<span lang="fi">Palvelupiste</span>', "")


def test_letter_from_right_to_left_has_its_links_from_left_to_right(book, mails, settings):
    settings.OPINOVI_WAGTAIL = {**getattr(settings, "OPINOVI_WAGTAIL", {}), "LANGUAGES": ("fi", "ar")}
    book(make_event(), language="ar")
    source = html(mails()[0])
    assert '<html lang="ar" dir="rtl">' in source
    assert "text-align: right" in source and "text-align: left" not in source
    assert '<a href="tel:+35821234567" dir="ltr">' in source


# Who, why, and whom to ask


@pytest.mark.parametrize(
    ("of_event", "shown", "reply_to"),
    [
        ({}, ["+358 2 123 4567", "office@partner.example"], "office@partner.example"),
        (
            {"contact_name": "Liisa Aho", "contact_phone": "040 555 0100", "contact_email": "liisa@partner.example"},
            ["Liisa Aho", "040 555 0100", "liisa@partner.example"],
            "liisa@partner.example",
        ),
        ({"contact_phone": "040 555 0100"}, ["040 555 0100"], "office@partner.example"),
        (
            {"contact_name": "Liisa Aho"},
            ["Liisa Aho", "+358 2 123 4567", "office@partner.example"],
            "office@partner.example",
        ),
    ],
    ids=["partner", "own", "own-phone", "own-name"],
)
def test_whom_to_ask_is_the_contact_of_the_event_else_of_the_partner(book, mails, of_event, shown, reply_to):
    partner = make_partner(name={"en": "College"}, email="office@partner.example")
    book(make_event(partner, **of_event))
    (sent,) = mails()
    assert f"Organiser: {', '.join(['College', *shown])}\n" in sent.body
    assert sent.reply_to == [reply_to]


def test_nothing_is_offered_that_is_not_there(book, mails):
    partner = make_partner(name={}, email="", phone="")
    book(make_event(partner))
    Event.objects.update(listed=False)
    (sent,) = mails()
    assert sent.reply_to == []
    for part in (sent.body, html(sent)):
        assert partner.slug in part
        for absent in (
            "you can reply",
            "How we use your details",
            "Read about the event",
            "Please note",
            "mailto:",
            "tel:",
        ):
            assert absent not in part


def test_hidden_event_still_serves_its_people(book, mails):
    event = make_event()
    book(event)
    Event.objects.update(listed=False)
    assert len(mails()) == 1


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
    assert "Name: Aino Bcc: victim@people.example {{ 7 }} %(x)s\n" in sent.body


def test_names_are_escaped_in_html(book, mails):
    book(make_event(), "<b>Aino</b> & Co", email="aino@people.example")
    assert "&lt;b&gt;Aino&lt;/b&gt; &amp; Co" in html(mails()[0])


def test_what_a_stranger_typed_is_no_link(book, mails):
    book(make_event(), "Aino https://evil.example/ evil.example a@evil.example", email="aino@people.example")
    (sent,) = mails()
    assert "evil.example" in html(sent)
    assert not re.search(r'href="[^"]*evil', html(sent))


def test_addresses_survive_the_way_through_the_post_in_one_piece(book, mails):
    event = make_event()
    event.meetings.update(place=None, online_url="https://meet.example/" + "ä-b=c&d" * 180)
    outcome = book(event)
    (sent,) = mails()
    text = parts(sent).get_body(("plain",)).get_content()
    assert f"/opinovi/r/{outcome.token}/\n" in text
    assert f"Online: https://meet.example/{'ä-b=c&d' * 180}\n" in text


def test_message_id_follows_from_what_the_mail_is_about(book, mails):
    event = make_event()
    book(event, "Aino")
    book(event, "Bertta")
    ids = [sent.extra_headers["Message-ID"] for sent in mails()]
    assert len(set(ids)) == 2
    assert all(value.startswith("<opinovi.") and value.endswith("@partner.example>") for value in ids)
    assert set(Message.objects.filter(kind="confirmation").values_list("message_id", flat=True)) == set(ids)
