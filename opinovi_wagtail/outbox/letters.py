"""What each kind of message says: a subject, sentences in order of importance, and the calendar changes that go with it.

Called with the recipient's language active. Every variable stands in the nominative or after a colon.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail import dates
from opinovi_wagtail.models import Message, Registration, say
from opinovi_wagtail.rules.changes import MeetingFacts, Where, same_meeting
from opinovi_wagtail.rules.states import EventStatus, MessageKind
from opinovi_wagtail.vocabularies import get_vocabulary

from .snapshot import from_payload


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a letter is written from: the message, the meetings as they are now, and the link that only the recipient has."""

    message: Message
    meetings: tuple[MeetingFacts, ...]
    link: str
    position: int | None = None

    @property
    def registration(self) -> Registration:
        return self.message.registration

    @property
    def language(self) -> str:
        return self.registration.language

    @property
    def title(self) -> str:
        return " ".join(say(self.message.event.title, self.language).text.split())

    @property
    def held(self) -> list[MeetingFacts]:
        return [meeting for meeting in self.meetings if meeting.held]

    def when(self, meeting: MeetingFacts) -> str:
        """``Tue 24 Nov 2026, 17:00–18:30``."""
        return dates.short_when(
            meeting.starts_at, meeting.ends_at, self.language, self.message.event.timezone, all_day=meeting.all_day
        )

    def when_in_sentence(self, meeting: MeetingFacts) -> str:
        """``Tuesday 24 November 2026, 17:00``."""
        if meeting.all_day:
            return self.when(meeting)
        return dates.when(meeting.starts_at, self.language, self.message.event.timezone)

    def where(self, meeting: MeetingFacts) -> str:
        return place_in_words(meeting.where, self.language)

    def when_and_where(self, meeting: MeetingFacts) -> str:
        place = self.where(meeting)
        return f"{self.when(meeting)}, {place}" if place else self.when(meeting)


@dataclass(slots=True)
class Letter:
    """A subject, paragraphs above the facts, and whether facts and a way to cancel follow.

    ``invite`` and ``call_off`` are the meetings that calendars are to take in and to strike out.
    """

    subject: str
    paragraphs: list[str]
    after: list[str] = field(default_factory=list)
    shows_facts: bool = True
    can_cancel: bool = True
    invite: list[MeetingFacts] = field(default_factory=list)
    call_off: list[MeetingFacts] = field(default_factory=list)


def place_in_words(where: Where, language: str) -> str:
    """A place on one line: its name, street address and municipality, or that it is online."""
    municipality = get_vocabulary("municipalities").label(where.municipality, language) if where.municipality else ""
    parts = [say(where.names, language).text, where.address, municipality]
    said = ", ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    if said or not where.online_url:
        return said
    return _("Online")


def letter_for(given: Circumstances) -> Letter | None:
    """The letter of a message; ``None`` when there is nothing left to say."""
    return _WRITERS[MessageKind(given.message.kind)](given)


def _confirmation(given: Circumstances) -> Letter:
    if given.message.payload.get("again"):
        opening = _("You already have a place, so you do not need to do anything.")
    else:
        opening = _("Your place is booked.")
    return Letter(
        _("Your place is booked: %(title)s") % {"title": given.title},
        [_("Hello!"), opening],
        invite=given.held,
    )


def _waiting(given: Circumstances) -> Letter:
    return Letter(
        _("You are on the waiting list: %(title)s") % {"title": given.title},
        [
            _("Hello!"),
            _(
                "You are on the waiting list. Your number: %(position)s. "
                "We will tell you at once if a place becomes free."
            )
            % {"position": given.position},
        ],
    )


def _promoted(given: Circumstances) -> Letter:
    return Letter(
        _("A place became free for you: %(title)s") % {"title": given.title},
        [_("Hello!"), _("A place became free, and it is now yours. You do not need to do anything.")],
        invite=given.held,
    )


def _reminder(given: Circumstances) -> Letter | None:
    meeting = _reminded_of(given)
    if meeting is None:
        return None
    return Letter(
        _("Reminder: %(title)s") % {"title": given.title},
        [
            _("Hello! A reminder: you are registered. Event: %(title)s. When: %(when)s. Where: %(place)s.")
            % {"title": given.title, "when": given.when(meeting), "place": given.where(meeting) or _("not known yet")},
            _("Can’t come? Cancel here and we will give your place to someone else: %(link)s") % {"link": given.link},
        ],
        can_cancel=False,  # the second line has said it
    )


def _reminded_of(given: Circumstances) -> MeetingFacts | None:
    """The meeting of a reminder, if it is still held at the time for which the reminder was planned."""
    _rule, key, start = given.message.occurrence.split(":")
    for meeting in given.held:
        if meeting.key == key and f"{meeting.starts_at.astimezone(dt.UTC):%Y%m%dT%H%M}" == start:
            return meeting
    return None


def _changed(given: Circumstances) -> Letter | None:
    event = given.message.event
    known_status = given.message.payload.get("status", EventStatus.SCHEDULED)
    if event.status == EventStatus.POSTPONED:
        return None if known_status == EventStatus.POSTPONED else _postponed(given)
    if known_status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return _held_after_all(given, known_status)
    return _moved(given)


def _postponed(given: Circumstances) -> Letter:
    return Letter(
        _("Postponed: %(title)s") % {"title": given.title},
        [
            _("Hello!"),
            _(
                "This event has been postponed. We will tell you the new time when we know it. "
                "Your registration is still valid."
            ),
            _("Event: %(title)s.") % {"title": given.title},
        ],
        shows_facts=False,
        call_off=given.held,
    )


def _held_after_all(given: Circumstances, known_status: str) -> Letter:
    if known_status == EventStatus.CANCELLED:
        subject = _("The event takes place after all: %(title)s")
        opening = _("The event takes place after all: %(title)s. Your registration is valid again.")
    else:
        subject = _("The event has a new time: %(title)s")
        opening = _("The event has a new time: %(title)s. Your registration is still valid.")
    title = {"title": given.title}
    return Letter(subject % title, [_("Hello!"), opening % title], invite=given.held)


def _moved(given: Circumstances) -> Letter | None:
    known = {
        key: from_payload(key, values) if values else None for key, values in given.message.payload["before"].items()
    }
    now = {meeting.key: meeting for meeting in given.held}
    moved, called_off, added = [], [], []
    for key, old in known.items():
        new = now.get(key)
        if old and new and not same_meeting(old, new):
            moved.append((old, new))
        elif old and not new:
            called_off.append(old)
        elif new and not old:
            added.append(new)
    if not (moved or called_off or added):
        return None
    sentences = [_("Hello!")]
    if len(moved) == 1 and not called_off and not added:
        old, new = moved[0]
        sentences.append(
            _("The time or place of the event has changed: %(title)s. Now: %(new)s. Before: %(old)s.")
            % {"title": given.title, "new": given.when_and_where(new), "old": given.when_and_where(old)}
        )
    else:
        sentences.append(_("The times or places of the event have changed: %(title)s.") % {"title": given.title})
        for old, new in moved:
            values = {"new": given.when_and_where(new), "old": given.when_and_where(old)}
            sentences.append(_("Now: %(new)s. Before: %(old)s.") % values)
        sentences += [_("Not held: %(old)s.") % {"old": given.when_and_where(old)} for old in called_off]
        sentences += [_("New meeting: %(new)s.") % {"new": given.when_and_where(new)} for new in added]
    return Letter(
        _("Time or place changed: %(title)s") % {"title": given.title},
        sentences,
        invite=[new for _old, new in moved] + added,
        call_off=called_off,
    )


def _cancelled(given: Circumstances) -> Letter:
    first = next(iter(given.held or given.meetings), None)
    values = {"title": given.title, "when": given.when_in_sentence(first) if first else _("time not known yet")}
    if given.message.occurrence == "registration":
        subject = _("Your registration has been cancelled: %(title)s")
        sentence = _("The organiser has cancelled your registration: %(title)s, %(when)s.")
    else:
        subject = _("Cancelled: %(title)s")
        sentence = _("We are sorry: the event has been cancelled: %(title)s, %(when)s. You do not need to do anything.")
    return Letter(
        subject % values,
        [_("Hello!"), sentence % values],
        shows_facts=False,
        can_cancel=False,
        call_off=list(given.meetings),
    )


def _cancelled_by_me(given: Circumstances) -> Letter:
    had_place = given.registration.confirmed_at is not None
    if had_place:
        subject = _("Your place has been cancelled: %(title)s")
        sentence = _("Your place has been cancelled. Thank you for letting us know.")
    else:
        subject = _("You have left the waiting list: %(title)s")
        sentence = _("You are no longer on the waiting list. Thank you for letting us know.")
    return Letter(
        subject % {"title": given.title},
        [_("Hello!"), sentence],
        can_cancel=False,
        call_off=given.held if had_place else [],
    )


_WRITERS: dict[MessageKind, Callable[[Circumstances], Letter | None]] = {
    MessageKind.CONFIRMATION: _confirmation,
    MessageKind.WAITING: _waiting,
    MessageKind.PROMOTED: _promoted,
    MessageKind.REMINDER: _reminder,
    MessageKind.CHANGED: _changed,
    MessageKind.CANCELLED: _cancelled,
    MessageKind.CANCELLED_BY_ME: _cancelled_by_me,
}


def people_in_words(party_size: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", party_size) % {"count": party_size}
