"""Whether one can apply for a course run."""

import datetime as dt
from types import SimpleNamespace

import pytest

from opinovi_wagtail.rules.applying import ApplicationState, application_state, can_be_taken

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
BEFORE, AFTER = NOW - dt.timedelta(seconds=1), NOW + dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("application", "apply_from", "apply_until", "state"),
    [
        ("", None, None, ApplicationState.UNKNOWN),
        ("joint", None, None, ApplicationState.UNKNOWN),
        ("rolling", None, None, ApplicationState.OPEN),
        ("joint", NOW, None, ApplicationState.OPEN),
        ("joint", AFTER, None, ApplicationState.NOT_YET),
        ("rolling", AFTER, None, ApplicationState.NOT_YET),
        ("joint", None, NOW, ApplicationState.OPEN),
        ("joint", None, BEFORE, ApplicationState.CLOSED),
        ("rolling", None, BEFORE, ApplicationState.CLOSED),
        ("joint", BEFORE, AFTER, ApplicationState.OPEN),
    ],
)
def test_applications_are_open_between_their_moments(application, apply_from, apply_until, state):
    run = SimpleNamespace(application=application, apply_from=apply_from, apply_until=apply_until)
    assert application_state(run, NOW) is state


@pytest.mark.parametrize(
    ("places_left", "apply_until", "can"),
    [(None, None, True), (3, AFTER, True), (0, AFTER, False), (0, None, False), (3, BEFORE, False)],
)
def test_a_run_can_be_taken_unless_it_is_known_to_be_full_or_closed(places_left, apply_until, can):
    run = SimpleNamespace(application="", apply_from=None, apply_until=apply_until, places_left=places_left)
    assert can_be_taken(run, NOW) is can
