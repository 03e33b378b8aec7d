"""What each kind of message says: a subject, sentences in order of importance, facts, and the calendar changes that go with it.

Called with the recipient's language active. Every variable stands in the nominative or after a colon. Nothing is said
twice: what the opening names is not among the facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.rules.changes import MeetingFacts, same_meeting
from opinovi_wagtail.rules.states import EventStatus, MessageKind

from . import facts
from .circumstances import Circumstances
from .facts import Fact
from .lines import Line, joined, sentence, text
from .snapshot import from_payload

Change = tuple[MeetingFacts, MeetingFacts]


@dataclass(frozen=True, slots=True)
class Action:
    """The one main thing that a reader may want to do: what the button says, and what stands before the bare address."""

    label: str
    before_address: str


@dataclass(slots=True)
class Letter:
    """What is said. ``opening`` is the heading; ``preview`` is what mail programs show beside the subject.

    ``cannot_come`` is a sentence with the address of the action in it. ``invite`` and ``call_off`` are the meetings that
    calendars are to take in and to strike out.
    """

    subject: str
    opening: Line
    preview: Line
    paragraphs: list[Line] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    action: Action | None = None
    cannot_come: Line = field(default_factory=Line)
    invite: list[MeetingFacts] = field(default_factory=list)
    call_off: list[MeetingFacts] = field(default_factory=list)


def letter_for(given: Circumstances) -> Letter | None:
    """The letter of a message; ``None`` when there is nothing left to say."""
    return _WRITERS[MessageKind(given.message.kind)](given)


def _manage(given: Circumstances) -> Action:
    if given.waits:
        return Action(
            _("See your registration or leave the waiting list"),
            _("See your registration or leave the waiting list:"),
        )
    return Action(_("See your registration or cancel it"), _("See your registration or cancel it:"))


def _all_facts(given: Circumstances) -> list[Fact]:
    return [
        *facts.what(given),
        *facts.meetings(given, given.to_come),
        *facts.person(given),
        *facts.organiser(given),
    ]


def _next(given: Circumstances) -> Line:
    """The next meeting on one line: what matters most, if only one line is read."""
    return given.when_and_where(given.to_come[0]) if given.to_come else Line()


def _confirmation(given: Circumstances) -> Letter:
    again = given.message.payload.get("again")
    return Letter(
        _("Your place is booked: %(title)s") % {"title": given.title},
        opening=text(_("Your place is booked.")),
        preview=_next(given),
        paragraphs=[text(_("You already have a place, so you do not need to do anything."))] if again else [],
        facts=_all_facts(given),
        action=_manage(given),
        invite=given.held,
    )


def _waiting(given: Circumstances) -> Letter:
    number = sentence(
        _("Your number: %(position)s. We will tell you at once if a place becomes free."),
        position=text(str(given.position)),
    )
    return Letter(
        _("You are on the waiting list: %(title)s") % {"title": given.title},
        opening=text(_("You are on the waiting list.")),
        preview=number,
        paragraphs=[number],
        facts=_all_facts(given),
        action=_manage(given),
    )


def _promoted(given: Circumstances) -> Letter:
    return Letter(
        _("A place became free for you: %(title)s") % {"title": given.title},
        opening=text(_("A place became free, and it is now yours.")),
        preview=_next(given),
        paragraphs=[text(_("You do not need to do anything."))],
        facts=_all_facts(given),
        action=_manage(given),
        invite=given.held,
    )


def _reminder(given: Circumstances) -> Letter | None:
    meeting = _reminded_of(given)
    if meeting is None:
        return None
    later = [other for other in given.held if other.starts_at > meeting.starts_at]
    if given.event.places is None:
        cannot_come = _("Can’t come? Cancel here: %(link)s")
    else:
        cannot_come = _("Can’t come? Cancel here and we will give your place to someone else: %(link)s")
    return Letter(
        _("Reminder: %(title)s") % {"title": given.title},
        opening=text(_("A reminder: you are registered.")),
        preview=given.when_and_where(meeting),
        facts=[
            *facts.what(given),
            *facts.meetings(given, [meeting]),
            *facts.later_meetings(given, meeting, later),
            *facts.person(given),
            *facts.organiser(given),
        ],
        action=_manage(given),
        cannot_come=sentence(cannot_come, link=given.address),
    )


def _reminded_of(given: Circumstances) -> MeetingFacts | None:
    """The meeting of a reminder, if it is still held at the time for which the reminder was planned."""
    _rule, key, start = given.message.occurrence.split(":")
    for meeting in given.held:
        if meeting.key == key and f"{meeting.starts_at.astimezone(dt.UTC):%Y%m%dT%H%M}" == start:
            return meeting
    return None


def _changed(given: Circumstances) -> Letter | None:
    known_status = given.message.payload.get("status", EventStatus.SCHEDULED)
    if given.event.status == EventStatus.POSTPONED:
        return None if known_status == EventStatus.POSTPONED else _postponed(given)
    if known_status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return _held_after_all(given, known_status)
    return _moved(given)


def _postponed(given: Circumstances) -> Letter:
    what_now = text(_("We will tell you the new time when we know it. Your registration is still valid."))
    old = tuple(map(given.when, given.to_come))
    return Letter(
        _("Postponed: %(title)s") % {"title": given.title},
        opening=text(_("This event has been postponed.")),
        preview=what_now,
        paragraphs=[what_now],
        facts=[
            *facts.what(given),
            *([Fact(_("Before"), old, listed=len(old) > 1)] if old else []),
            *facts.person(given),
            *facts.organiser(given),
        ],
        action=_manage(given),
        call_off=given.held,
    )


def _held_after_all(given: Circumstances, known_status: str) -> Letter:
    if known_status == EventStatus.CANCELLED:
        subject = _("The event takes place after all: %(title)s")
        opening, valid = _("The event takes place after all."), _("Your registration is valid again.")
    else:
        subject = _("The event has a new time: %(title)s")
        opening, valid = _("The event has a new time."), _("Your registration is still valid.")
    return Letter(
        subject % {"title": given.title},
        opening=text(opening),
        preview=_next(given),
        paragraphs=[text(valid)],
        facts=_all_facts(given),
        action=_manage(given),
        invite=given.held,
    )


def _moved(given: Circumstances) -> Letter | None:
    known = {
        key: from_payload(key, values) if values else None for key, values in given.message.payload["before"].items()
    }
    now = {meeting.key: meeting for meeting in given.held}
    moved: list[Change] = []
    called_off, added = [], []
    for key, old in known.items():
        new = now.get(key)
        if old and new and not same_meeting(old, new):
            moved.append((old, new))
        elif old and not new:
            called_off.append(old)
        elif new and not old:
            added.append(new)
    # What differs in the rows may read the same, as an address to which its town was added does.
    noticed = [pair for pair in moved if _reads_differently(given, pair)]
    joins_elsewhere = given.may_join and any(
        old.where.online_url and new.where.online_url and old.where.online_url != new.where.online_url
        for old, new in moved
    )
    calendar = {"invite": [new for _old, new in moved] + added, "call_off": called_off}
    if noticed or called_off or added:
        return _other_times(given, noticed, called_off, added, joins_elsewhere, calendar)
    return _other_address(given, calendar) if joins_elsewhere else None


def _reads_differently(given: Circumstances, pair: Change) -> bool:
    old, new = pair
    return given.when_and_where(old).plain != given.when_and_where(new).plain


def _other_address(given: Circumstances, calendar: dict[str, list[MeetingFacts]]) -> Letter:
    return Letter(
        _("New link for joining online: %(title)s") % {"title": given.title},
        opening=text(_("The link for joining online has changed.")),
        preview=_next(given),
        facts=_all_facts(given),
        action=_manage(given),
        **calendar,
    )


def _other_times(
    given: Circumstances,
    moved: list[Change],
    called_off: list[MeetingFacts],
    added: list[MeetingFacts],
    joins_elsewhere: bool,
    calendar: dict[str, list[MeetingFacts]],
) -> Letter:
    only_one = len(moved) == 1 and not called_off and not added
    if only_one:
        opening = _("The time or place of the event has changed: %(title)s.")
    else:
        opening = _("The times or places of the event have changed: %(title)s.")
    rows = []
    for old, new in moved:
        rows.append(Fact(_("Now"), (given.when_and_where(new),), stands_out=True))
        rows.append(Fact(_("Before"), (given.when_and_where(old),)))
    rows += _meetings_under(_("Not held"), called_off, given)
    rows += _meetings_under(ngettext("New meeting", "New meetings", len(added)), added, given)
    if len(given.to_come) > 1:
        rows += facts.list_of(given, given.to_come, _("All meetings"))
    elif given.to_come and (address := facts.joining(given, given.to_come[0])):
        rows.append(Fact(_("Online"), (address,), stands_out=True))
    return Letter(
        _("Time or place changed: %(title)s") % {"title": given.title},
        opening=sentence(opening, title=given.title),
        preview=_first_news(given, moved, called_off, added),
        paragraphs=[text(_("The link for joining online has changed."))] if joins_elsewhere else [],
        facts=[*rows, *facts.person(given), *facts.organiser(given)],
        action=_manage(given),
        **calendar,
    )


def _first_news(
    given: Circumstances, moved: list[Change], called_off: list[MeetingFacts], added: list[MeetingFacts]
) -> Line:
    if moved:
        old, new = moved[0]
        values = {"new": given.when_and_where(new), "old": given.when_and_where(old)}
        return sentence(_("Now: %(new)s. Before: %(old)s."), **values)
    if called_off:
        return sentence(_("Not held: %(old)s."), old=given.when_and_where(called_off[0]))
    return sentence(_("New meeting: %(new)s."), new=given.when_and_where(added[0]))


def _meetings_under(label: str, meetings: list[MeetingFacts], given: Circumstances) -> list[Fact]:
    said = tuple(map(given.when_and_where, meetings))
    return [Fact(label, said, listed=len(said) > 1)] if said else []


def _cancelled(given: Circumstances) -> Letter:
    to_come = given.to_come or list(given.meetings)
    values = {
        "title": given.title,
        "when": given.when_in_sentence(to_come[0]) if to_come else text(_("time not known yet")),
    }
    if given.message.occurrence == "registration":
        subject = _("Your registration has been cancelled: %(title)s")
        opening = _("The organiser has cancelled your registration: %(title)s, %(when)s.")
        paragraphs: list[Line] = []
    else:
        subject = _("Cancelled: %(title)s")
        opening = _("We are sorry: the event has been cancelled: %(title)s, %(when)s.")
        paragraphs = [text(_("You do not need to do anything."))]
    said = sentence(opening, **values)
    # The opening has named the first.
    off = [Fact(_("Not held"), tuple(map(given.when, to_come)), listed=True)] if len(to_come) > 1 and paragraphs else []
    return Letter(
        subject % {"title": given.title},
        opening=said,
        preview=joined(paragraphs) or values["when"],
        paragraphs=paragraphs,
        facts=[*off, *facts.person(given), *facts.organiser(given)],
        call_off=list(given.meetings),
    )


def _cancelled_by_me(given: Circumstances) -> Letter:
    had_place = given.registration.confirmed_at is not None
    if had_place:
        subject = _("Your place has been cancelled: %(title)s")
        opening = _("Your place has been cancelled.")
    else:
        subject = _("You have left the waiting list: %(title)s")
        opening = _("You are no longer on the waiting list.")
    thanks = text(_("Thank you for letting us know."))
    return Letter(
        subject % {"title": given.title},
        opening=text(opening),
        preview=thanks,
        paragraphs=[thanks],
        facts=_all_facts(given),
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
