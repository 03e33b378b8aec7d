"""Delivering: re-checked at the moment of sending, claimed with a lease, retried with patience, never blocked by one."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from opinovi_wagtail.models import Event, Message, Registration
from opinovi_wagtail.outbox import due, plan
from opinovi_wagtail.outbox.deliver import deliver_due
from tests.factories import make_event

MINUTE = dt.timedelta(minutes=1)


class Server:
    """A mail server whose answer to each address is scripted; it notes what it accepted and how often it was called."""

    def __init__(self) -> None:
        self.answers: dict[str, Exception] = {}
        self.refuses_connections: Exception | None = None
        self.accepted: list[Any] = []
        self.connections = 0
        self.timeout: float | None = None

    def open(self) -> None:
        self.connections += 1
        if self.refuses_connections:
            raise self.refuses_connections

    def close(self) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        (message,) = messages
        message.message()
        if answer := self.answers.get(message.to[0]):
            raise answer
        self.accepted.append(message)
        return 1


@pytest.fixture
def server(monkeypatch) -> Server:
    server = Server()
    if hasattr(mail, "mailers"):
        monkeypatch.setattr(mail, "mailers", SimpleNamespace(default=server))
    else:
        monkeypatch.setattr(mail, "get_connection", lambda: server)
    return server


@pytest.fixture
def everyone(book):
    """Three people with a confirmation to come each."""
    event = make_event()
    for name in ("Aino", "Bertta", "Cecilia"):
        book(event, name)
    return event


def states() -> dict[str, str]:
    rows = Message.objects.filter(kind="confirmation").select_related("registration")
    return {row.registration.email.split("@")[0]: row.state for row in rows}


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"x@people.example": (code, b"no")})


def test_sends_once_over_one_connection_with_a_time_limit(everyone, server, settings):
    settings.OPINOVI_WAGTAIL = {"SMTP_TIMEOUT": 7}
    report = deliver_due()
    assert (report.sent, server.connections, server.timeout) == (3, 1, 7)
    assert deliver_due().sent == 0
    assert len(server.accepted) == 3
    assert set(states().values()) == {"sent"}
    assert Message.objects.get(registration__name="Aino", kind="confirmation").sent_at is not None


def test_nothing_is_due_before_its_time(everyone, server, clock):
    deliver_due()
    clock.move_to(dt.datetime(2026, 11, 30, 7, 59, tzinfo=dt.UTC))
    assert deliver_due().sent == 0
    clock.shift(MINUTE)
    assert deliver_due().sent == 3


def test_with_nothing_to_send_no_server_is_called(server):
    deliver_due()
    assert server.connections == 0


def test_refusal_for_good_fails_at_once_and_blocks_nobody(everyone, server):
    server.answers["aino@people.example"] = refused(550)
    report = deliver_due()
    assert (report.sent, report.failed) == (2, 1)
    assert states() == {"aino": "failed", "bertta": "sent", "cecilia": "sent"}
    assert "550" in Message.objects.get(state="failed").last_error


@pytest.mark.parametrize(
    "answer",
    [refused(450), smtplib.SMTPDataError(451, b"later"), smtplib.SMTPSenderRefused(550, b"who", "x@y.example")],
    ids=["recipient", "data", "our_own_sender"],
)
def test_refusal_for_now_is_tried_again_with_growing_pauses(everyone, server, clock, answer):
    server.answers["aino@people.example"] = answer
    deliver_due()
    assert states()["aino"] == "retrying"
    waits = []
    for _attempt in range(3):
        row = Message.objects.get(registration__name="Aino", kind="confirmation")
        waits.append(row.due_at - dt.datetime.now(dt.UTC))
        clock.move_to(row.due_at)
        deliver_due()
    assert waits == [MINUTE, 5 * MINUTE, 15 * MINUTE]
    server.answers.clear()
    clock.shift(dt.timedelta(hours=1))
    assert deliver_due().sent == 1


def test_gives_up_in_the_end(everyone, server, clock, settings):
    settings.OPINOVI_WAGTAIL = {"MESSAGE_MAX_ATTEMPTS": 3}
    server.answers["aino@people.example"] = refused(450)
    for _attempt in range(3):
        deliver_due()
        clock.shift(dt.timedelta(hours=1))
    row = Message.objects.get(registration__name="Aino", kind="confirmation")
    assert (row.state, row.attempts) == ("failed", 3)


def test_failed_message_can_be_sent_again_by_hand(everyone, server, now):
    server.answers["aino@people.example"] = refused(550)
    deliver_due()
    server.answers.clear()
    assert plan.send_again(list(Message.objects.values_list("pk", flat=True)), now) == 1
    assert deliver_due().sent == 1


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPAuthenticationError(535, b"no")],
    ids=["refused", "stalled", "password"],
)
def test_server_that_does_not_answer_is_left_alone_and_everything_stays_due(everyone, server, clock, error):
    server.refuses_connections = error
    report = deliver_due()
    assert (report.sent, report.failed, server.connections) == (0, 0, 2)
    assert (report.retrying, report.released) == (2, 1)
    server.refuses_connections = None
    clock.shift(2 * MINUTE)
    assert deliver_due().sent == 3
    assert len(server.accepted) == 3


def test_released_message_has_not_used_up_an_attempt(everyone, server):
    server.refuses_connections = TimeoutError()
    deliver_due()
    assert sorted(Message.objects.filter(kind="confirmation").values_list("attempts", flat=True)) == [0, 1, 1]


def test_address_on_which_the_server_hangs_up_holds_up_nobody(everyone, server):
    server.answers["aino@people.example"] = smtplib.SMTPServerDisconnected("gone")
    report = deliver_due()
    assert (report.sent, report.retrying, server.connections) == (2, 1, 2)


def test_message_that_cannot_be_made_holds_up_nobody(everyone, server, monkeypatch, caplog):
    from opinovi_wagtail.outbox import deliver

    compose = deliver.compose

    def sometimes(message, *rest):
        if message.registration.name == "Aino":
            raise ZeroDivisionError("aino@people.example")
        return compose(message, *rest)

    monkeypatch.setattr(deliver, "compose", sometimes)
    caplog.set_level(logging.CRITICAL)
    report = deliver_due()
    assert (report.sent, report.retrying) == (2, 1)


def test_logs_hold_ids_only(everyone, server, caplog):
    for name, answer in (("aino", refused(550)), ("bertta", smtplib.SMTPDataError(451, b"bertta@people.example"))):
        server.answers[f"{name}@people.example"] = answer
    deliver_due()
    assert len(caplog.records) == 2
    assert "people.example" not in caplog.text


# Re-checked when it is sent


def test_registration_cancelled_behind_our_back_gets_nothing(everyone, server):
    Registration.objects.filter(name="Aino").update(state="cancelled")
    assert deliver_due().obsolete == 1
    assert "aino@people.example" not in [message.to[0] for message in server.accepted]


def test_event_cancelled_behind_our_back_is_reminded_of_by_nobody(everyone, server, clock):
    deliver_due()
    Event.objects.update(status="cancelled")
    clock.move_to(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC))
    report = deliver_due()
    assert (report.sent, report.obsolete) == (0, 3)


def test_meeting_moved_behind_our_back_is_not_reminded_of_at_its_old_time(everyone, server, clock):
    deliver_due()
    everyone.meetings.update(starts_at=everyone.starts_at + dt.timedelta(days=1), ends_at=None)
    clock.move_to(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC))
    report = deliver_due()
    assert (report.sent, report.obsolete) == (0, 3)


def test_reminder_of_one_meeting_does_not_speak_of_another_at_the_same_time(book, server, clock):
    event = make_event(kind="group_session", meetings=2)
    book(event)
    deliver_due()
    first, second = event.meetings.all()
    event.meetings.filter(pk=first.pk).update(status="cancelled")
    event.meetings.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)
    clock.move_to(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC))
    report = deliver_due()
    assert (report.sent, report.obsolete) == (0, 1)


def test_tick_that_was_down_sends_what_is_still_useful_and_misses_the_rest(everyone, server, clock):
    deliver_due()
    clock.move_to(dt.datetime(2026, 12, 1, 14, 59, tzinfo=dt.UTC))
    Message.objects.filter(registration__name="Aino", kind="reminder").update(
        useful_until=dt.datetime(2026, 12, 1, 14, 0, tzinfo=dt.UTC)
    )
    report = deliver_due()
    assert (report.sent, report.missed) == (2, 1)


def test_no_reminder_after_the_start(everyone, server, clock):
    deliver_due()
    clock.move_to(everyone.starts_at)
    report = deliver_due()
    assert (report.sent, report.missed) == (0, 3)


# Claims


def test_claimed_message_belongs_to_one_until_its_lease_runs_out(everyone, now):
    first = due.claim(now, size=2)
    second = due.claim(now)
    assert first and second
    assert not set(first.ids) & set(second.ids)
    assert due.claim(now) is None
    assert due.claim(first.until - dt.timedelta(seconds=1)) is None
    third = due.claim(first.until)
    assert third and set(third.ids) == {*first.ids, *second.ids}
    assert due.settle(first.ids[0], first, "sent") is False, "whoever lost the lease writes nothing any more"
    assert due.settle(first.ids[0], third, "sent") is True


def test_worker_that_died_is_made_up_for_under_the_same_message_id(everyone, server, clock, monkeypatch):
    from opinovi_wagtail.outbox import deliver

    class Killed(BaseException):
        pass

    def killed(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(deliver.due, "settle", killed)
        with pytest.raises(Killed):
            deliver_due()
    assert len(server.accepted) == 1
    assert deliver_due().sent == 0, "its lease still runs"
    clock.shift(dt.timedelta(minutes=6))
    assert deliver_due().sent == 3
    ids = [message.extra_headers["Message-ID"] for message in server.accepted]
    assert len(ids) == 4 and len(set(ids)) == 3


def test_batch_that_takes_longer_than_its_lease_is_given_back_and_goes_on(everyone, server, clock, monkeypatch):
    send = server.send_messages

    def slow(messages):
        clock.shift(dt.timedelta(minutes=4, seconds=30))
        return send(messages)

    monkeypatch.setattr(server, "send_messages", slow)
    report = deliver_due()
    assert (report.sent, report.released) == (3, 3)
    assert len({message.extra_headers["Message-ID"] for message in server.accepted}) == 3


def test_age_of_the_oldest_is_known(everyone, server, now, clock):
    assert due.oldest_due(now) == now
    deliver_due()
    assert due.oldest_due(now) is None


def test_only_what_was_asked_for(everyone, server):
    pk = Message.objects.filter(kind="confirmation").values_list("pk", flat=True)[0]
    assert deliver_due(only=[pk]).sent == 1
