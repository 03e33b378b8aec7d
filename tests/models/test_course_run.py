"""What a run of a course says of itself."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from opinovi_wagtail.models import CourseRun


@pytest.mark.parametrize(
    ("code", "fi", "sv", "en"),
    [
        ("2027-spring", "Kevät 2027", "Våren 2027", "Spring 2027"),
        ("2027-summer", "Kesä 2027", "Sommaren 2027", "Summer 2027"),
        ("2027-autumn", "Syksy 2027", "Hösten 2027", "Autumn 2027"),
        ("2027-winter", "Talvi 2027", "Vintern 2027", "Winter 2027"),
        ("2027", "2027", "2027", "2027"),
        ("", "", "", ""),
    ],
)
def test_season_is_in_the_readers_words(code, fi, sv, en):
    run = CourseRun(start_season=code)
    for language, words in (("fi", fi), ("sv", sv), ("en", en)):
        with override(language):
            assert run.season_in_words == words
