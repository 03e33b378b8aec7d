"""Whether a message is still worth sending at the moment of sending."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from opinovi_wagtail.rules.messages import MessageFacts, Verdict, pause_after, verdict
from opinovi_wagtail.rules.states import EventStatus, MessageKind, RegistrationState
from tests.conftest import NOW

K, R, E, V = MessageKind, RegistrationState, EventStatus, Verdict


@pytest.mark.parametrize(
    ("kind", "registration", "event", "more", "expected"),
    [
        (K.CONFIRMATION, R.CONFIRMED, E.SCHEDULED, {}, V.SEND),
        (K.CONFIRMATION, R.CANCELLED, E.SCHEDULED, {}, V.OBSOLETE),
        (K.CONFIRMATION, R.CONFIRMED, E.CANCELLED, {}, V.OBSOLETE),
        (K.CONFIRMATION, R.CONFIRMED, E.POSTPONED, {}, V.SEND),
        (K.CONFIRMATION, R.CONFIRMED, E.SCHEDULED, {"event_past": True}, V.MISSED),
        (K.CONFIRMATION, R.CONFIRMED, E.SCHEDULED, {"anonymised": True}, V.OBSOLETE),
        (K.WAITING, R.WAITING, E.SCHEDULED, {}, V.SEND),
        (K.WAITING, R.CONFIRMED, E.SCHEDULED, {}, V.OBSOLETE),
        (K.PROMOTED, R.CONFIRMED, E.SCHEDULED, {}, V.SEND),
        (K.PROMOTED, R.CANCELLED, E.SCHEDULED, {}, V.OBSOLETE),
        (K.REMINDER, R.CONFIRMED, E.SCHEDULED, {}, V.SEND),
        (K.REMINDER, R.WAITING, E.SCHEDULED, {}, V.OBSOLETE),
        (K.REMINDER, R.CONFIRMED, E.POSTPONED, {}, V.OBSOLETE),
        (K.REMINDER, R.CONFIRMED, E.SCHEDULED, {"useful_until": NOW}, V.MISSED),
        (K.REMINDER, R.CANCELLED, E.SCHEDULED, {"useful_until": NOW}, V.OBSOLETE),
        (K.CHANGED, R.WAITING, E.SCHEDULED, {}, V.SEND),
        (K.CHANGED, R.CONFIRMED, E.POSTPONED, {"event_past": True}, V.SEND),
        (K.CHANGED, R.CONFIRMED, E.CANCELLED, {}, V.OBSOLETE),
        (K.CANCELLED, R.CONFIRMED, E.CANCELLED, {}, V.SEND),
        (K.CANCELLED, R.CONFIRMED, E.SCHEDULED, {}, V.OBSOLETE),
        (K.CANCELLED, R.CANCELLED, E.CANCELLED, {}, V.OBSOLETE),
        (K.CANCELLED, R.CANCELLED, E.SCHEDULED, {"about_event": False}, V.SEND),
        (K.CANCELLED_BY_ME, R.CANCELLED, E.SCHEDULED, {"event_past": True}, V.SEND),
        (K.CANCELLED_BY_ME, R.CONFIRMED, E.SCHEDULED, {}, V.OBSOLETE),
    ],
)
def test_verdict(kind, registration, event, more, expected):
    assert verdict(MessageFacts(kind, registration, event, **more), NOW) is expected


def test_a_cancelled_registration_hears_of_nothing_but_the_cancelling():
    said = {
        kind
        for kind in MessageKind
        for event, about_event in itertools.product(EventStatus, (True, False))
        if verdict(MessageFacts(kind, R.CANCELLED, event, about_event=about_event), NOW) is V.SEND
    }
    assert said == {K.CANCELLED, K.CANCELLED_BY_ME, K.LINK}


def test_pauses_grow():
    pauses = [pause_after(attempts) for attempts in range(1, 10)]
    assert pauses[0] == dt.timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == dt.timedelta(hours=12)
