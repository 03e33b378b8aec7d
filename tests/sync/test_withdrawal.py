"""Rows that vanish from their source: a grace, a guard, a person's decision, and the way back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from opinovi_wagtail.models import Course, Event, ParkedWithdrawal, Registration
from opinovi_wagtail.rules.states import Origin, ParkedState
from opinovi_wagtail.rules.withdrawal import needs_a_person, over_budget
from opinovi_wagtail.sync import withdraw
from tests.factories import make_course, make_source

from .made_format import course, event, serve, tombstone

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def courses(numbers):
    return [course(f"k-{n}") for n in numbers]


def absent():
    """How many rows are missing, and how many are withdrawn."""
    return (
        Course.objects.filter(withdrawn_at=None).exclude(missing_since=None).count(),
        Course.objects.exclude(withdrawn_at=None).count(),
    )


@pytest.mark.parametrize(
    ("rows", "of", "empty", "parks"),
    [
        (0, 0, True, False),
        (1, 1, False, False),
        (5, 5, False, False),
        (6, 30, False, False),
        (6, 29, False, True),
        (6, 6, False, True),
        (1, 100, True, True),
    ],
)
def test_the_guard(rows, of, empty, parks):
    asked = needs_a_person(rows, of, more_than_rows=5, more_than_percent=20, feed_is_empty=empty)
    assert asked is parks


@pytest.mark.parametrize(("failed", "records", "over"), [(0, 0, False), (1, 5, False), (2, 9, True), (1, 1, True)])
def test_the_error_budget(failed, records, over):
    assert over_budget(failed, records, 20) is over


def test_a_row_that_vanished_is_missing_at_once_and_withdrawn_after_the_grace(sync, frozen, now):
    sync(*courses(range(30)))
    frozen.shift(DAY)
    run = sync(*courses(range(28)))
    assert (run.missing, run.withdrawn, absent()) == (2, 0, (2, 0))
    assert Course.objects.get(remote_id="k-29").missing_since == now + DAY

    frozen.shift(6 * DAY)
    assert sync().withdrawn == 0
    frozen.shift(DAY)
    run = sync()
    assert (run.missing, run.withdrawn, absent()) == (0, 2, (0, 2))
    row = Course.objects.get(remote_id="k-29")
    assert row.withdrawn_at == timezone.now()
    assert not row.is_public


def test_rows_come_back_with_the_feed_whether_missing_or_withdrawn(sync, frozen):
    sync(*courses(range(30)))
    frozen.shift(DAY)
    sync(*courses(range(28)))
    frozen.shift(8 * DAY)
    sync(*courses(range(27)))
    assert absent() == (1, 2)

    run = sync(*courses(range(29)), course("k-29", title="Uusi nimi"))
    assert (run.reappeared, absent()) == (3, (0, 0))


def test_a_tombstone_withdraws_at_once_and_a_new_record_revives(sync):
    sync(*courses(range(3)), event("t-1"))
    run = sync(*courses(range(2)), tombstone("k-2"), tombstone("t-1"), tombstone("never-seen"))
    assert (run.withdrawn, run.missing, absent()) == (2, 0, (0, 1))
    assert Event.objects.get().withdrawn_at is not None

    run = sync(*courses(range(3)), event("t-1"))
    assert (run.reappeared, absent()) == (2, (0, 0))


def test_a_large_absence_is_parked_on_the_day_it_is_noticed_and_the_rest_is_applied(sync, source, frozen):
    sync(*courses(range(100)))
    frozen.shift(DAY)
    run = sync(course("k-0", title="Muuttunut"), course("new"))

    assert (run.state, run.parked, run.missing, run.withdrawn) == ("succeeded", 99, 99, 0)
    assert (run.updated, run.created) == (1, 1)
    parked = withdraw.open_parked(source)
    assert (parked.rows, parked.of, parked.run) == (99, 101, run)
    frozen.shift(30 * DAY)
    run = sync()
    assert (run.parked, run.withdrawn, absent()) == (99, 0, (99, 0))
    assert ParkedWithdrawal.objects.count() == 1


def test_approval_withdraws_what_is_still_missing(sync, source, frozen):
    sync(*courses(range(100)))
    frozen.shift(DAY)
    sync(*courses(range(1)))
    frozen.shift(DAY)
    sync(*courses(range(10)))

    parked = withdraw.open_parked(source)
    assert parked.rows == 90
    assert withdraw.approve(parked, by="aino") == 90
    assert (parked.state, parked.decided_by) == (ParkedState.APPROVED, "aino")
    assert absent() == (0, 90)
    with pytest.raises(withdraw.AlreadyDecided):
        withdraw.reject(parked)


def test_rejection_begins_the_grace_anew_and_then_asks_again(sync, source, frozen):
    sync(*courses(range(100)))
    frozen.shift(DAY)
    sync(*courses(range(1)))
    assert withdraw.reject(withdraw.open_parked(source), by="aino") == 99

    frozen.shift(6 * DAY)
    run = sync()
    assert (run.parked, run.withdrawn) == (0, 0)
    frozen.shift(2 * DAY)
    run = sync()
    assert (run.parked, run.withdrawn, absent()) == (99, 0, (99, 0))


def test_a_parked_withdrawal_of_which_everything_came_back_is_gone(sync, source, frozen):
    sync(*courses(range(100)))
    frozen.shift(DAY)
    sync(*courses(range(1)))
    sync(*courses(range(100)))
    assert withdraw.open_parked(source) is None
    assert absent() == (0, 0)


def test_rows_that_vanish_beside_a_parked_withdrawal_go_their_own_way(sync, source, frozen):
    sync(*courses(range(100)))
    frozen.shift(DAY)
    sync(*courses(range(50)))
    frozen.shift(DAY)
    sync(*courses(range(49)))
    frozen.shift(8 * DAY)
    run = sync()
    assert (run.withdrawn, run.parked) == (1, 50)


def test_an_empty_feed_parks_even_a_single_row(sync, source, frozen):
    sync(course())
    made_empty = []
    serve(*made_empty)
    frozen.shift(DAY)
    run = sync()
    assert (run.state, run.parked, absent()) == ("succeeded", 1, (1, 0))
    frozen.shift(30 * DAY)
    assert sync().withdrawn == 0


def test_a_feed_that_was_not_read_completely_says_nothing_about_absence(sync, frozen):
    sync(*courses(range(30)))
    frozen.shift(DAY)

    def moved(reader):
        reader.complete = False

    run = sync(*courses(range(10)), tombstone("k-29"), moved)
    assert (run.complete, run.missing, run.withdrawn, absent()) == (False, 0, 1, (0, 1))


def test_other_sources_and_taken_over_rows_are_left_alone(sync, source, frozen):
    theirs = make_course(source=make_source(), origin=Origin.SOURCE, remote_id="x", remote_key="x" * 32)
    own = make_course(partner=source.partner)
    sync(*courses(range(2)))
    taken = Course.objects.get(remote_id="k-1")
    taken.origin = Origin.FORM
    taken.save()
    frozen.shift(30 * DAY)
    run = sync(course("k-0"))
    assert (run.missing, absent()) == (0, (0, 0))
    assert {theirs.pk, own.pk, taken.pk} <= set(Course.objects.filter(missing_since=None).values_list("pk", flat=True))


def test_a_withdrawn_event_keeps_its_registrations(sync, frozen, now):
    sync(event("t-1"), event("t-2"))
    registered = Event.objects.get(remote_id="t-1")
    Registration.objects.create(
        event=registered, state="confirmed", name="A", email="a@partner.example", language="fi", token_nonce="n",
        token_hash="h", created_at=now,
    )  # fmt: skip
    sync(event("t-2"), tombstone("t-1"))
    registered.refresh_from_db()
    assert registered.withdrawn_at is not None
    assert registered.registrations.get().state == "confirmed"


def test_an_event_that_is_over_leaves_its_feed_without_being_missed(sync, frozen, now):
    """Calendars drop what has been; that is no reason to withdraw it, or to hold back what is really gone."""
    over = [event(f"t-{n}", starts=now + dt.timedelta(hours=n + 1)) for n in range(20)]
    coming = [event(f"u-{n}", starts=now + 30 * DAY) for n in range(10)]
    sync(*over, *coming)
    frozen.shift(2 * DAY)
    run = sync(*coming[1:])
    assert (run.missing, run.parked) == (1, 0)
    frozen.shift(8 * DAY)
    assert sync(*coming[1:]).withdrawn == 1
    assert Event.objects.filter(remote_id__startswith="t-", withdrawn_at=None, missing_since=None).count() == 20
