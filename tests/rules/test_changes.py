"""What participants would notice about a change, and what they would not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from opinovi_wagtail.rules.changes import EventSnapshot, MeetingFacts, Where, what_happened
from opinovi_wagtail.rules.states import EventStatus
from tests.conftest import NOW

DAY = dt.timedelta(days=1)
HALL = Where({"fi": "Palvelupiste", "sv": "Serviceställe"}, "Aurakatu 1", "853")
FIRST = MeetingFacts("a", NOW + 7 * DAY, NOW + 7 * DAY + dt.timedelta(hours=1), where=HALL)
SECOND = replace(FIRST, key="b", starts_at=NOW + 14 * DAY, ends_at=NOW + 14 * DAY + dt.timedelta(hours=1))
OVER = replace(FIRST, key="c", starts_at=NOW - 7 * DAY, ends_at=NOW - 7 * DAY + dt.timedelta(hours=1))
BEFORE = EventSnapshot(places=10, meetings=(FIRST, SECOND, OVER))


def after(**changes):
    return what_happened(BEFORE, replace(BEFORE, **changes), NOW)


def test_nothing():
    happened = after()
    assert not happened.is_news and not happened.more_places and not happened.fewer_places


def with_first(**changes):
    return (replace(FIRST, **changes), SECOND, OVER)


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": FIRST.starts_at + DAY, "ends_at": FIRST.ends_at + DAY},
        {"ends_at": FIRST.ends_at + DAY},
        {"all_day": True},
        {"where": replace(HALL, address="Aurakatu 2")},
        {"where": replace(HALL, municipality="734")},
        {"where": replace(HALL, online_url="https://meet.partner.example/1")},
        {"where": replace(HALL, names={"fi": "Kirjasto", "sv": "Bibliotek"})},
    ],
    ids=["start", "end", "all_day", "address", "municipality", "online", "name"],
)
def test_moved(changes):
    happened = after(meetings=with_first(**changes))
    assert [(old.key, new.key) for old, new in happened.moved] == [("a", "a")]
    assert happened.is_news and not happened.called_off and not happened.added


def test_name_in_another_language_moves_nothing():
    names = {**HALL.names, "en": "Service point"}
    assert not after(meetings=with_first(where=replace(HALL, names=names))).is_news


def test_corrected_translation_moves_nothing():
    names = {**HALL.names, "sv": "Servicepunkt"}
    assert not after(meetings=with_first(where=replace(HALL, names=names))).is_news


def test_meeting_called_off_and_meeting_removed_are_the_same_news():
    off = after(meetings=(replace(FIRST, held=False), SECOND, OVER))
    gone = after(meetings=(SECOND, OVER))
    assert [meeting.key for meeting in off.called_off] == [meeting.key for meeting in gone.called_off] == ["a"]


def test_meeting_added():
    third = replace(SECOND, key="d", starts_at=NOW + 21 * DAY, ends_at=NOW + 22 * DAY)
    assert after(meetings=(*BEFORE.meetings, third)).added == (third,)


@pytest.mark.parametrize(
    "meetings",
    [
        (FIRST, SECOND),
        (FIRST, SECOND, replace(OVER, where=Where(address="Elsewhere 1"))),
        (*BEFORE.meetings, replace(OVER, key="e")),
    ],
    ids=["removed", "corrected", "added"],
)
def test_meetings_that_are_over_are_nobody_s_news(meetings):
    assert not after(meetings=meetings).is_news


def test_meeting_that_was_over_and_is_moved_to_come_is_news():
    assert after(meetings=(FIRST, SECOND, replace(OVER, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY))).moved


S = EventStatus


@pytest.mark.parametrize(
    ("was", "is_now", "what"),
    [
        (S.SCHEDULED, S.CANCELLED, "cancelled"),
        (S.POSTPONED, S.CANCELLED, "cancelled"),
        (S.SCHEDULED, S.POSTPONED, "postponed"),
        (S.CANCELLED, S.POSTPONED, "postponed"),
        (S.CANCELLED, S.SCHEDULED, "restored"),
        (S.POSTPONED, S.MOVED, "restored"),
        (S.SCHEDULED, S.MOVED, None),
        (S.CANCELLED, S.CANCELLED, None),
    ],
)
def test_status(was, is_now, what):
    happened = what_happened(replace(BEFORE, status=was), replace(BEFORE, status=is_now), NOW)
    assert [name for name in ("cancelled", "postponed", "restored") if getattr(happened, name)] == (
        [what] if what else []
    )


@pytest.mark.parametrize(
    ("was", "is_now", "more", "fewer"),
    [
        (10, 12, True, False),
        (10, 8, False, True),
        (10, None, True, False),
        (None, 10, False, True),
        (10, 10, False, False),
    ],
)
def test_places(was, is_now, more, fewer):
    happened = what_happened(replace(BEFORE, places=was), replace(BEFORE, places=is_now), NOW)
    assert (happened.more_places, happened.fewer_places, happened.is_news) == (more, fewer, False)
