"""Days counted from today: people come on working days, and not at the turn of the year."""

from __future__ import annotations

import datetime as dt

import pytest

from sitecontent.starter.days import day, deadline, weekly

TUESDAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("today", "days", "expected"),
    [
        (TUESDAY, 7, dt.date(2026, 12, 1)),
        (TUESDAY, 4, dt.date(2026, 11, 30)),
        (TUESDAY, -3, dt.date(2026, 11, 23)),
        (dt.date(2027, 12, 5), 1, dt.date(2027, 12, 7)),
        (TUESDAY, 30, dt.date(2027, 1, 7)),
        (dt.date(2026, 4, 29), 2, dt.date(2026, 5, 4)),
    ],
    ids=["working day", "Saturday", "past weekend", "Independence Day", "Christmas", "May Day and a weekend"],
)
def test_an_event_falls_on_a_day_on_which_people_come(today, days, expected):
    assert day(today, days) == expected


def test_a_weekend_course_falls_on_a_saturday():
    assert day(TUESDAY, 1, saturday=True) == dt.date(2026, 11, 28)
    assert day(TUESDAY, 30, saturday=True) == dt.date(2027, 1, 9)


def test_a_group_keeps_its_weekday_and_skips_christmas():
    assert weekly(TUESDAY, 9, 4) == [
        dt.date(2026, 12, 3),
        dt.date(2026, 12, 10),
        dt.date(2026, 12, 17),
        dt.date(2027, 1, 7),
    ]


def test_a_deadline_is_never_later_than_asked_for():
    assert deadline(TUESDAY, 4) == dt.date(2026, 11, 27)
    assert deadline(TUESDAY, 30) == dt.date(2026, 12, 24)
