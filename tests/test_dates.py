"""How days and moments are said, and read, in three languages."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import translation

from opinovi_wagtail import dates

HELSINKI = ZoneInfo("Europe/Helsinki")
START = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
END = dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "sentence", "short"),
    [
        ("fi", "tiistaina 24.11.2026 klo 17.00", "ti 24.11.2026 klo 17.00–18.30"),
        ("sv", "tisdagen den 24 november 2026 kl. 17.00", "ti 24.11.2026 kl. 17.00–18.30"),
        ("sv-fi", "tisdagen den 24 november 2026 kl. 17.00", "ti 24.11.2026 kl. 17.00–18.30"),
        ("en", "Tuesday 24 November 2026, 17:00", "Tue 24 Nov 2026, 17:00–18:30"),
    ],
)
def test_moment_is_said_as_in_finland(language, sentence, short):
    assert dates.when(START, language, "Europe/Helsinki") == sentence
    assert dates.short_when(START, END, language, "Europe/Helsinki") == short


@pytest.mark.parametrize(
    ("language", "over_months", "in_a_month", "over_years"),
    [
        ("fi", "1.9.–31.10.2026", "7.–28.12.2026", "7.12.2026–4.1.2027"),
        ("sv", "1.9–31.10.2026", "7–28.12.2026", "7.12.2026–4.1.2027"),
        ("en", "1 September–31 October 2026", "7–28 December 2026", "7 December 2026–4 January 2027"),
    ],
)
def test_range_of_days_says_once_what_both_share(language, over_months, in_a_month, over_years):
    assert dates.day_range(dt.date(2026, 9, 1), dt.date(2026, 10, 31), language) == over_months
    assert dates.day_range(dt.date(2026, 12, 7), dt.date(2026, 12, 28), language) == in_a_month
    assert dates.day_range(dt.date(2026, 12, 7), dt.date(2027, 1, 4), language) == over_years
    assert dates.day_range(dt.date(2026, 12, 7), dt.date(2026, 12, 7), language) == dates.short_day(
        dt.date(2026, 12, 7), language
    )


def test_hours_have_no_leading_zero_in_finnish_and_swedish():
    assert dates.clock(dt.time(9, 0), "fi") == dates.clock(dt.time(9, 0), "sv") == "9.00"
    assert dates.clock(dt.time(9, 0), "en") == "09:00"


@pytest.mark.parametrize(
    ("language", "days", "expected"),
    [
        ("fi", 1, "ti 24.11.2026"),
        ("fi", 2, "ti 24.11.–ke 25.11.2026"),
        ("sv", 2, "ti 24.11–on 25.11.2026"),
        ("en", 2, "Tue 24 Nov–Wed 25 Nov 2026"),
        ("en", 8, "Tue 24 Nov–Tue 1 Dec 2026"),
        ("fi", 41, "ti 24.11.2026–su 3.1.2027"),
        ("sv", 41, "ti 24.11.2026–sö 3.1.2027"),
        ("en", 41, "Tue 24 Nov 2026–Sun 3 Jan 2027"),
    ],
    ids=["fi-1", "fi-2", "sv-2", "en-2", "en-months", "fi-years", "sv-years", "en-years"],
)
def test_all_day_meeting_over_several_days_says_the_year_once_unless_it_changes(language, days, expected):
    start = dt.datetime(2026, 11, 24, tzinfo=HELSINKI)
    end = start + dt.timedelta(days=days)
    assert dates.short_when(start, end, language, "Europe/Helsinki", all_day=True) == expected


def test_meeting_past_midnight_says_both_days():
    said = dates.short_when(START, START + dt.timedelta(hours=10), "en", "Europe/Helsinki")
    assert said == "Tue 24 Nov 2026, 17:00 – Wed 25 Nov 2026, 03:00"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_forms_read_finnish_dates_and_times_day_first_in_every_language(language):
    with translation.override(language):
        assert forms.DateField(localize=True).clean("11.12.2026") == dt.date(2026, 12, 11)
        assert forms.DateField(localize=True).clean("11/12/2026") == dt.date(2026, 12, 11)
        assert forms.TimeField(localize=True).clean("17.00") == dt.time(17, 0)


@pytest.mark.parametrize(
    ("language", "month", "weekday", "day", "weekdays"),
    [
        ("fi", "joulukuu 2026", "sunnuntai", ("6", ".12."), ("ma", "ti", "ke", "to", "pe", "la", "su")),
        ("sv", "december 2026", "söndag", ("6", " december"), ("må", "ti", "on", "to", "fr", "lö", "sö")),
        ("sv-fi", "december 2026", "söndag", ("6", " december"), ("må", "ti", "on", "to", "fr", "lö", "sö")),
        ("en", "December 2026", "Sunday", ("6", " December"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")),
    ],
)
def test_a_calendar_says_its_months_and_days(language, month, weekday, day, weekdays):
    date = dt.date(2026, 12, 6)
    assert dates.month(date, language) == month
    assert dates.weekday(date, language) == weekday
    assert dates.day_and_month(date, language) == day
    assert dates.short_weekdays(language) == weekdays


def test_every_month_has_its_finnish_name_in_the_form_of_a_heading():
    named = [dates.month(dt.date(2026, month, 1), "fi") for month in range(1, 13)]
    assert named == [
        f"{name} 2026"
        for name in (
            "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu", "syyskuu",
            "lokakuu", "marraskuu", "joulukuu",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "whole", "open_ended"),
    [("fi", "klo 17.00–18.30", "klo 17.00"), ("sv", "kl. 17.00–18.30", "kl. 17.00"), ("en", "17:00–18:30", "17:00")],
)
def test_on_a_day_that_is_known_a_meeting_says_its_clock_alone(language, whole, open_ended):
    assert dates.clock_range(START, END, language, "Europe/Helsinki") == whole
    for end in (None, START):
        assert dates.clock_range(START, end, language, "Europe/Helsinki") == open_ended


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-24 17:00", "2026-11-24 18:30", (24, 24)),
        ("2026-11-24 17:00", None, (24, 24)),
        ("2026-11-24 17:00", "2026-11-24 17:00", (24, 24)),
        ("2026-11-24 00:00", "2026-11-24 00:00", (24, 24)),
        ("2026-11-24 17:00", "2026-11-25 00:00", (24, 24)),
        ("2026-11-24 17:00", "2026-11-25 00:01", (24, 25)),
        ("2026-11-24 00:00", "2026-11-27 00:00", (24, 26)),
        ("2026-11-24 00:00", "2026-11-25 23:59", (24, 25)),
    ],
)
def test_midnight_belongs_to_the_day_before_where_it_is_the_end(start, end, days):
    start, end = (dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI) if text else None for text in (start, end))
    assert tuple(day.day for day in dates.days_covered(start, end, "Europe/Helsinki")) == days


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"], ids=["23 hours", "25 hours"])
def test_a_day_on_which_the_clocks_change_is_one_day(day):
    start = dt.datetime.fromisoformat(f"{day} 00:00").replace(tzinfo=HELSINKI)
    end = (start + dt.timedelta(days=1)).astimezone(dt.UTC)
    assert dates.days_covered(start.astimezone(dt.UTC), end, "Europe/Helsinki") == (start.date(), start.date())
