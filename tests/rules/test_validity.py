"""What a funding guide may say on a day."""

import datetime as dt
from types import SimpleNamespace

import pytest

from opinovi_wagtail.rules.states import GuideStatus
from opinovi_wagtail.rules.validity import validity_of

TODAY = dt.date(2026, 11, 24)
CHECKED = dt.date(2026, 11, 1)


def guide(**facts):
    defaults = {
        "status": "active",
        "valid_from": None,
        "valid_until": None,
        "verified_on": CHECKED,
        "review_due": None,
    }
    return SimpleNamespace(**{**defaults, **facts})


CASES = [
    ("in force", {}, GuideStatus.ACTIVE, False, True),
    ("last day", {"valid_until": TODAY}, GuideStatus.ACTIVE, False, True),
    ("day after the last", {"valid_until": TODAY - dt.timedelta(1)}, GuideStatus.ENDED, False, False),
    ("ended by an editor", {"status": "ended"}, GuideStatus.ENDED, False, False),
    (
        "ended and overdue says only that it ended",
        {"status": "ended", "verified_on": None},
        GuideStatus.ENDED,
        False,
        False,
    ),
    ("check due today", {"review_due": TODAY}, GuideStatus.ACTIVE, False, True),
    ("check was due yesterday", {"review_due": TODAY - dt.timedelta(1)}, GuideStatus.ACTIVE, True, True),
    ("checked 90 days ago", {"verified_on": TODAY - dt.timedelta(90)}, GuideStatus.ACTIVE, False, True),
    ("checked 91 days ago", {"verified_on": TODAY - dt.timedelta(91)}, GuideStatus.ACTIVE, True, True),
    ("never checked", {"verified_on": None}, GuideStatus.ACTIVE, True, True),
    ("changes later", {"status": "changing", "valid_until": dt.date(2026, 12, 31)}, GuideStatus.CHANGING, False, True),
    (
        "the change came and nobody has written the new facts",
        {"status": "changing", "valid_until": TODAY - dt.timedelta(1)},
        GuideStatus.CHANGING,
        True,
        False,
    ),
    ("starts tomorrow", {"valid_from": TODAY + dt.timedelta(1)}, GuideStatus.PLANNED, False, True),
    ("started today", {"valid_from": TODAY}, GuideStatus.ACTIVE, False, True),
    ("planned without a day", {"status": "planned"}, GuideStatus.PLANNED, False, True),
]


@pytest.mark.parametrize(
    ("facts", "state", "overdue", "amounts_hold"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_guide_says_where_it_stands(facts, state, overdue, amounts_hold):
    found = validity_of(guide(**facts), TODAY)
    assert (found.state, found.overdue, found.amounts_hold) == (state, overdue, amounts_hold)


def test_a_change_is_announced_for_the_day_after_the_last_valid_one():
    found = validity_of(guide(status="changing", valid_until=dt.date(2026, 12, 31)), TODAY)
    assert found.changes_on == dt.date(2027, 1, 1)
