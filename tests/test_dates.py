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


def test_all_day_meeting_over_two_days_says_both_days():
    start = dt.datetime(2026, 11, 24, tzinfo=HELSINKI)
    end = dt.datetime(2026, 11, 26, tzinfo=HELSINKI)
    said = dates.short_when(start, end, "fi", "Europe/Helsinki", all_day=True)
    assert said == "ti 24.11.2026–ke 25.11.2026"


def test_meeting_past_midnight_says_both_days():
    said = dates.short_when(START, START + dt.timedelta(hours=10), "en", "Europe/Helsinki")
    assert said == "Tue 24 Nov 2026, 17:00 – Wed 25 Nov 2026, 03:00"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_forms_read_finnish_dates_and_times_day_first_in_every_language(language):
    with translation.override(language):
        assert forms.DateField(localize=True).clean("11.12.2026") == dt.date(2026, 12, 11)
        assert forms.DateField(localize=True).clean("11/12/2026") == dt.date(2026, 12, 11)
        assert forms.TimeField(localize=True).clean("17.00") == dt.time(17, 0)
