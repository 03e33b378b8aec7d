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
    ("language", "expected"),
    [("fi", "1.9.–31.10.2026"), ("sv", "1.9–31.10.2026"), ("en", "1 September–31 October 2026")],
)
def test_range_of_days(language, expected):
    assert dates.day_range(dt.date(2026, 9, 1), dt.date(2026, 10, 31), language) == expected


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
