"""When reminders are due: wall-clock times through both clock changes, leap days, and times that have gone by."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinovi_wagtail.rules.reminders import DEFAULT_RULES, Rule, due_at, reminder

HELSINKI = ZoneInfo("Europe/Helsinki")


def local(*parts: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=HELSINKI, fold=fold)


def days(number: int, hour: int, minute: int = 0) -> Rule:
    return Rule("d", days_before=number, at_time=dt.time(hour, minute))


def hours(number: int) -> Rule:
    return Rule("h", hours_before=number)


CASES = {
    "day_before_at_ten": (days(1, 10), local(2026, 12, 1, 17), "2026-11-30 08:00"),
    "same_day": (days(0, 8), local(2026, 12, 1, 17), "2026-12-01 06:00"),
    "hours_before": (hours(2), local(2026, 12, 1, 17), "2026-12-01 13:00"),
    # 29 March 2026: 03:00 becomes 04:00.
    "spring_day_after_is_summer_time": (days(1, 10), local(2026, 3, 29, 17), "2026-03-28 08:00"),
    "spring_on_the_day": (days(0, 10), local(2026, 3, 29, 17), "2026-03-29 07:00"),
    "spring_half_past_three_does_not_exist": (days(1, 3, 30), local(2026, 3, 30, 17), "2026-03-29 01:30"),
    "spring_hours_are_hours_that_pass": (hours(24), local(2026, 3, 29, 17), "2026-03-28 14:00"),
    # 25 October 2026: 04:00 becomes 03:00.
    "autumn_half_past_three_is_the_first_of_two": (days(1, 3, 30), local(2026, 10, 26, 17), "2026-10-25 00:30"),
    "autumn_day_after": (days(1, 10), local(2026, 10, 26, 17), "2026-10-25 08:00"),
    "autumn_day_before": (days(1, 10), local(2026, 10, 25, 17), "2026-10-24 07:00"),
    "autumn_hours_are_hours_that_pass": (hours(24), local(2026, 10, 25, 17), "2026-10-24 15:00"),
    "leap_day": (days(1, 10), local(2028, 3, 1, 17), "2028-02-29 08:00"),
    "event_on_a_leap_day": (days(1, 10), local(2028, 2, 29, 17), "2028-02-28 08:00"),
    "no_leap_day": (days(1, 10), local(2027, 3, 1, 17), "2027-02-28 08:00"),
    "over_new_year": (days(3, 9), local(2027, 1, 2, 9), "2026-12-30 07:00"),
    "start_just_after_local_midnight": (days(1, 10), local(2026, 12, 1, 0, 30), "2026-11-30 08:00"),
}


@pytest.mark.parametrize(("rule", "starts_at", "due"), CASES.values(), ids=CASES)
def test_due(rule, starts_at, due):
    assert f"{due_at(rule, starts_at, 'Europe/Helsinki'):%Y-%m-%d %H:%M}" == due


def test_default_is_ten_o_clock_the_day_before():
    (rule,) = DEFAULT_RULES
    assert due_at(rule, local(2026, 12, 1, 17), "Europe/Helsinki") == local(2026, 11, 30, 10)


def test_zone_of_the_event_decides_and_not_that_of_the_server():
    starts_at = dt.datetime(2026, 12, 1, 17, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert f"{due_at(days(1, 10), starts_at, 'Europe/Stockholm'):%H:%M}" == "09:00"


def test_time_gone_by_means_no_reminder():
    starts_at = local(2026, 12, 1, 17)
    assert reminder(days(1, 10), starts_at, "Europe/Helsinki", local(2026, 11, 30, 9, 59)) is not None
    assert reminder(days(1, 10), starts_at, "Europe/Helsinki", local(2026, 11, 30, 10)) is None


def test_reminder_after_the_start_is_none():
    assert reminder(days(0, 18), local(2026, 12, 1, 17), "Europe/Helsinki", local(2026, 11, 1)) is None


def test_reminder_is_of_no_use_from_the_start_on():
    starts_at = local(2026, 12, 1, 17)
    found = reminder(hours(2), starts_at, "Europe/Helsinki", local(2026, 11, 1))
    assert found is not None and found.useful_until == starts_at


rules = st.builds(days, st.integers(0, 30), st.integers(0, 23), st.integers(0, 59)) | st.builds(
    hours, st.integers(1, 400)
)
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2029, 12, 31)).map(lambda at: at.replace(tzinfo=HELSINKI))


@given(rules, moments, moments)
def test_reminder_is_always_to_come_and_always_before_the_start(rule, starts_at, now):
    found = reminder(rule, starts_at, "Europe/Helsinki", now)
    if found is not None:
        assert now < found.due_at < found.useful_until == starts_at


@given(st.integers(0, 30), st.integers(0, 23), st.integers(0, 59), moments)
def test_wall_clock_shows_what_the_rule_says_unless_the_clock_skips_it(number, hour, minute, starts_at):
    at = due_at(days(number, hour, minute), starts_at, "Europe/Helsinki").astimezone(HELSINKI)
    if (at.hour, at.minute) != (hour, minute):
        assert (hour, at.hour, at.minute) == (3, 4, minute)
    assert at.date() == starts_at.date() - dt.timedelta(days=number)
