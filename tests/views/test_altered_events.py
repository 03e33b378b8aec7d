"""What visitors are told first of an event that is not as it was announced: on its page and in the list."""

from __future__ import annotations

import re

import pytest

from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_event

from .test_details import page_of, struck_out
from .test_registration import text_of

pytestmark = pytest.mark.django_db
LISTS = {"fi": "/fi/tapahtumat/", "sv": "/sv/evenemang/", "en": "/en/events/"}
CANCELLED = "This event has been cancelled. We are telling everyone who registered."
POSTPONED = (
    "This event has been postponed. We will tell you the new time when we know it."
    " If you have registered, your registration is still valid."
)
MOVED = "The time or place of this event has changed. You see the new ones below."
ALTERED = [("cancelled", "Cancelled", CANCELLED), ("postponed", "Postponed", POSTPONED),
           ("moved", "Time or place changed", MOVED)]  # fmt: skip


def notice_of(page):
    """What stands in the box, which has a heading of its own and comes before the facts."""
    html = page.content.decode()
    box = re.search(r'<section class="opinovi-banner" aria-labelledby="opinovi-notice">(.*?)</section>', html, re.S)
    assert box, "there is no box"
    assert html.index("<h1>") < box.start() < html.index('class="opinovi-card__by"') < html.index("opinovi-times")
    assert '<h2 id="opinovi-notice">' in box[1]
    return " ".join(re.sub(r"<[^>]+>", " ", box[1]).split())


def headings(page, level):
    found = re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", page.content.decode(), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", heading).split()) for heading in found]


@pytest.mark.parametrize(("status", "badge", "sentence"), ALTERED, ids=[case[0] for case in ALTERED])
def test_an_altered_event_says_so_beside_its_title_and_in_a_box_on_top(client, tree, status, badge, sentence):
    event = make_event(status=status, title={"en": "Evening"}, notice={"en": "The teacher is ill."})
    page = page_of(client, event)
    assert headings(page, 1) == [f"Evening {badge}"]
    assert sentence in notice_of(page)
    assert "The teacher is ill." in notice_of(page)
    assert text_of(page).count(sentence) == 1
    assert headings(client.get("/en/events/"), 3) == [f"Evening {badge}"]


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize(("status", "_badge", "sentence"), ALTERED, ids=[case[0] for case in ALTERED])
def test_an_altered_event_says_so_in_the_language_of_the_page(client, tree, said, language, status, _badge, sentence):
    assert said(language, sentence) in notice_of(page_of(client, make_event(status=status), language))
    assert said(language, sentence) != sentence


@pytest.mark.parametrize("mode", ["none", "elsewhere"])
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("cancelled", "This event has been cancelled."),
        ("postponed", "This event has been postponed. The new time is not known yet."),
    ],
)
def test_who_did_not_register_here_is_promised_nothing(client, tree, mode, status, sentence):
    page = page_of(client, make_event(status=status, registration_mode=mode))
    assert notice_of(page).startswith(f"Please note {sentence}")
    assert not re.search("telling everyone|still valid", text_of(page) + text_of(client.get("/en/events/")))


def test_an_event_of_which_one_meeting_is_moved_is_moved(client, tree):
    event = make_event(kind="group_session", meetings=3, title={"en": "Group"})
    event.meetings.filter(pk=event.meetings.last().pk).update(status="moved")
    page = page_of(client, event)
    assert headings(page, 1) == ["Group Time or place changed"]
    assert MOVED in notice_of(page)
    assert headings(client.get("/en/events/"), 3) == ["Group Time or place changed"]


def test_an_event_as_announced_has_neither_badge_nor_box(client, tree):
    event = make_event(title={"en": "Evening"})
    page = page_of(client, event)
    assert headings(page, 1) == ["Evening"]
    assert "opinovi-notice" not in page.content.decode()
    assert headings(client.get("/en/events/"), 3) == ["Evening"]


def test_a_word_of_the_organiser_stands_in_the_box_of_an_event_as_announced(client, tree):
    assert "Bring your own cup." in notice_of(page_of(client, make_event(notice={"en": "Bring your own cup."})))


@pytest.mark.parametrize(("language", "before"), [("fi", "Aiemmin: "), ("sv", "Tidigare: "), ("en", "Before: ")])
def test_a_postponed_event_shows_its_old_time_as_the_old_one(client, tree, said, language, before):
    page = page_of(client, make_event(status="postponed"), language)
    html = page.content.decode()
    assert said(language, "The new time is not known yet.") in text_of(page)
    assert before + "<s>" in html
    assert re.search(r"2026.*17[.:]00", struck_out(html)[0])
    assert "opinovi-when" not in html
    assert "calendar.ics" not in html


def test_a_cancelled_event_shows_its_time_as_not_held(client, tree):
    event = make_event(status="cancelled")
    for page in (page_of(client, event), client.get("/en/events/")):
        assert "</s> Not held" in page.content.decode()
        assert "Tue 1 Dec 2026, 17:00–18:30" in struck_out(page.content.decode())
        assert "opinovi-when" not in page.content.decode()


def test_who_is_registered_sees_no_time_of_a_cancelled_event_as_valid(client, tree):
    event = make_event(status="scheduled")
    booked = register(event.pk, Entry(name="Liisa", email="liisa@example.fi", language="en"))
    event.status = "cancelled"
    event.save(update_fields=["status"])
    page = client.get(f"/opinovi/r/{booked.token}/").content.decode()
    assert "</s> Not held" in page
    assert struck_out(page) == ["Tue 1 Dec 2026, 17:00–18:30"]
    assert "calendar.ics" not in page


def test_the_front_page_says_what_has_become_of_the_next_events(client, tree):
    make_event(status="cancelled", title={"en": "Evening"})
    assert headings(client.get("/en/"), 3) == ["Evening Cancelled"]
