"""Sends what is due: re-checks every message at the moment of sending, and marks it after the server has accepted it.

A worker that is killed in between sends one message twice, under the same Message-ID; nothing is lost. Logs hold ids only.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core import mail
from django.utils import timezone

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Message
from opinovi_wagtail.rules.enrolment import facts_of, is_past
from opinovi_wagtail.rules.messages import MessageFacts, Verdict, pause_after, verdict
from opinovi_wagtail.rules.states import MessageState

from . import due
from .compose import Mail, compose, message_id
from .due import Claim
from .snapshot import meetings_of, waiting_position

logger = logging.getLogger(__name__)

# A mail server that breaks the connection so many times in a row is left alone until the next tick.
BROKEN_CONNECTIONS = 2
SERVER_PAUSE = dt.timedelta(minutes=1)
MAX_BATCHES = 100


@dataclass(slots=True)
class Report:
    """How many messages ended how; ``released`` were claimed and not tried, because the server does not answer."""

    sent: int = 0
    retrying: int = 0
    failed: int = 0
    obsolete: int = 0
    missed: int = 0
    released: int = 0


class _Fault(Enum):
    """Whose fault a failed attempt is."""

    ADDRESS = "address"  # the server said no for good
    PASSING = "passing"  # the server said not now, or the mail could not be made
    CONNECTION = "connection"


class _Post:
    """One connection to the mail server for a whole batch, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self._connection: Any = None

    def send(self, composed: Mail) -> None:
        if self._connection is None:
            connection = _mail_server()
            connection.open()
            self._connection = connection
        self._connection.send_messages([composed])

    def hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (OSError, smtplib.SMTPException):
            logger.debug("The mail server had hung up already.")


def _mail_server() -> Any:
    """The site's mail server, not called yet: its default mailer where Django has them (6.1), else of ``EMAIL_BACKEND``."""
    connection = mail.mailers.default if hasattr(mail, "mailers") else mail.get_connection()
    if hasattr(connection, "timeout"):
        connection.timeout = conf.SMTP_TIMEOUT
    return connection


def deliver_due(*, only: Collection[int] = ()) -> Report:
    """Sends everything that is due now (of ``only``, if given), batch by batch, and answers how it went.

    Stops early when the mail server does not answer; what it has claimed by then is given back.
    """
    report = Report()
    post = _Post()
    try:
        for _number in range(MAX_BATCHES):
            claimed = due.claim(timezone.now(), only=only)
            if claimed is None or not _deliver(claimed, post, report):
                break
    finally:
        post.hang_up()
    return report


def _deliver(claimed: Claim, post: _Post, report: Report) -> bool:
    """Sends a claimed batch; answers whether to go on with the next."""
    broken = 0
    # So that nobody takes over what is being sent right now.
    margin = dt.timedelta(seconds=min(2 * conf.SMTP_TIMEOUT, conf.MESSAGE_LEASE_SECONDS / 2))
    for number, pk in enumerate(claimed.ids):
        now = timezone.now()
        if now >= claimed.until - margin:
            report.released += due.release(claimed.ids[number:], claimed, now)
            return True
        fault = _deliver_one(pk, claimed, post, report)
        if fault is not _Fault.CONNECTION:
            broken = 0
            continue
        post.hang_up()
        broken += 1
        if broken >= BROKEN_CONNECTIONS:
            report.released += due.release(claimed.ids[number + 1 :], claimed, timezone.now() + SERVER_PAUSE)
            return False
    return True


def _deliver_one(pk: int, claimed: Claim, post: _Post, report: Report) -> _Fault | None:
    message = Message.objects.select_related("registration", "event__partner__site").get(pk=pk)
    try:
        composed = _prepared(message, claimed, report)
        if composed is None:
            return None
        post.send(composed)
    except Exception as error:
        fault = _fault(error)
        if fault is _Fault.PASSING and not isinstance(error, smtplib.SMTPException):
            logger.exception("Message %s could not be made.", pk)
        else:
            logger.warning("Message %s was not sent: %s %s", pk, type(error).__name__, _code(error) or "")
        _failed(message, claimed, fault, error, report)
        return fault
    if due.settle(pk, claimed, MessageState.SENT, sent_at=timezone.now(), last_error=""):
        report.sent += 1
    else:
        logger.warning("Message %s was sent after its lease had run out.", pk)
    return None


def _prepared(message: Message, claimed: Claim, report: Report) -> Mail | None:
    """The mail, if the message still holds; otherwise its end is written down."""
    now = timezone.now()
    registration, event = message.registration, message.event
    decided = verdict(
        MessageFacts(
            kind=message.kind,
            registration_state=registration.state,
            event_status=event.status,
            anonymised=registration.anonymised_at is not None or not registration.email,
            about_event=message.occurrence != "registration",
            event_past=is_past(facts_of(event), now),
            useful_until=message.useful_until,
        ),
        now,
    )
    composed = None
    if decided is Verdict.SEND:
        if not message.message_id:
            message.message_id = message_id(message)
            Message.objects.filter(pk=message.pk).update(message_id=message.message_id)
        composed = compose(message, meetings_of(event.pk), waiting_position(registration))
        if composed is None:
            decided = Verdict.OBSOLETE
    if decided is Verdict.OBSOLETE:
        report.obsolete += due.settle(message.pk, claimed, MessageState.OBSOLETE)
    elif decided is Verdict.MISSED:
        report.missed += due.settle(message.pk, claimed, MessageState.MISSED)
    return composed


def _failed(message: Message, claimed: Claim, fault: _Fault, error: Exception, report: Report) -> None:
    said = f"{type(error).__name__}: {error}"[:500]
    if fault is _Fault.ADDRESS or message.attempts >= conf.MESSAGE_MAX_ATTEMPTS:
        report.failed += due.settle(message.pk, claimed, MessageState.FAILED, last_error=said)
        return
    due_at = timezone.now() + pause_after(message.attempts)
    report.retrying += due.settle(message.pk, claimed, MessageState.RETRYING, last_error=said, due_at=due_at)


def _fault(error: Exception) -> _Fault:
    code = _code(error)
    if isinstance(error, smtplib.SMTPServerDisconnected) or code == 421:
        return _Fault.CONNECTION
    # What the server has against us, it has against every mail.
    if isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)):
        return _Fault.CONNECTION
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _Fault.PASSING
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _Fault.ADDRESS
    if isinstance(error, smtplib.SMTPException):
        return _Fault.ADDRESS if code is not None and code >= 500 else _Fault.PASSING
    return _Fault.CONNECTION if isinstance(error, OSError) else _Fault.PASSING


def _code(error: Exception) -> int | None:
    """The server's answer: 4xx means not now, 5xx means never."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((int(code) for code, _text in error.recipients.values()), default=None)
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else None
