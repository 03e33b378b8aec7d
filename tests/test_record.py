"""The interchange record: its shape as JSON and what makes one unusable."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from opinovi_wagtail import record as r

RUN = r.CourseRun(
    remote_id="r1",
    start=r.Start(on=dt.date(2026, 1, 12)),
    ends_on=dt.date(2026, 6, 12),
    forms=("contact",),
    price=r.Price(amount=Decimal("120.00"), free=False),
    apply_from=dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC),
)
COURSE = r.Course(remote_id="c1", title={"fi": "Kurssi"}, runs=(RUN,), modified=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
MEETING = r.Meeting("m1", dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, 17, tzinfo=dt.UTC))
EVENT = r.Event(remote_id="e1", title={"sv": "Kväll"}, event_type="info_event", meetings=(MEETING,))


def test_course_as_json_has_the_published_shape_without_what_is_unknown():
    shaped = json.loads(r.to_line(COURSE))
    assert shaped["kind"] == "course"
    assert shaped["runs"][0]["start"] == {"on": "2026-01-12"}
    assert shaped["runs"][0]["price"] == {"amount": "120.00", "currency": "EUR", "free": False}
    assert shaped["runs"][0]["apply_from"] == "2026-01-01T08:00:00+00:00"
    assert shaped["issues"] == []
    assert "summary" not in shaped
    assert "level" not in shaped


def test_good_records_have_no_problems():
    assert list(r.problems(COURSE)) == []
    assert list(r.problems(EVENT)) == []


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (r.Course(remote_id="", title={"fi": "x"}), "remote_id"),
        (r.Course(remote_id="x" * 201, title={"fi": "x"}), "remote_id"),
        (r.Course(remote_id="1", title={"fi": "  "}), "title"),
        (r.Course(remote_id="1", title={"fi": "x"}, level=9), "level"),
        (r.Course(remote_id="1", title={"fi": "x"}, runs=(RUN, RUN)), "runs"),
        (
            r.Course(
                remote_id="1",
                title={"fi": "x"},
                runs=(r.CourseRun("r", start=r.Start(on=dt.date(2026, 2, 1)), ends_on=dt.date(2026, 1, 1)),),
            ),
            "runs",
        ),
        (r.Event(remote_id="1", title={"fi": "x"}), "meetings"),
        (r.Event(remote_id="1", title={"fi": "x"}, event_type="party", meetings=(MEETING,)), "event_type"),
        (
            r.Event(
                remote_id="1",
                title={"fi": "x"},
                meetings=(r.Meeting("m", dt.date(2026, 2, 2), dt.date(2026, 2, 1), all_day=True),),
            ),
            "meetings",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unusable_record_says_which_field(record, field):
    assert [issue.field for issue in r.problems(record)] == [field]


def test_tombstone_needs_nothing_but_its_identifier():
    assert list(r.problems(r.Course(remote_id="1", deleted=True))) == []
