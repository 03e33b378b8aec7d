"""The rows of facts in a letter: what, when, where, for whom, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opinovi_wagtail.models import Event
from opinovi_wagtail.rules.changes import MeetingFacts

from .circumstances import Circumstances
from .lines import Line, joined, mailbox, phone, text, weblink


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is said under it.

    ``listed``: several things, each on a line of its own in plain text too. ``stands_out``: one has to know it to come.
    """

    label: str
    values: tuple[Line, ...]
    listed: bool = False
    stands_out: bool = False

    @property
    def on_one_line(self) -> Line:
        return joined(self.values)


def what(given: Circumstances) -> list[Fact]:
    return [Fact(_("Event"), (given.title,), stands_out=True)]


def meetings(given: Circumstances, several: Sequence[MeetingFacts]) -> list[Fact]:
    """When and where to be."""
    if not several:
        return [Fact(pgettext("in a message", "When"), (text(_("not known yet")),), stands_out=True)]
    if len(several) == 1:
        when = Fact(pgettext("in a message", "When"), (given.when(several[0]),), stands_out=True)
        return [when, *where(given, several[0])]
    return list_of(given, several, _("Meetings"))


def list_of(given: Circumstances, several: Sequence[MeetingFacts], label: str) -> list[Fact]:
    """Meetings one under the other; a place that they share is said once, below them."""
    if all(meeting.where == several[0].where for meeting in several):
        return [Fact(label, tuple(map(given.when, several)), listed=True), *where(given, several[0])]
    return [Fact(label, tuple(_when_and_how_to_join(given, meeting) for meeting in several), listed=True)]


def later_meetings(given: Circumstances, meeting: MeetingFacts, later: Sequence[MeetingFacts]) -> list[Fact]:
    """What comes after ``meeting``; where to go is said again only if it is somewhere else."""
    if not later:
        return []
    stays = all(other.where == meeting.where for other in later)
    said = given.when if stays else partial(_when_and_how_to_join, given)
    return [Fact(_("Later meetings"), tuple(map(said, later)), listed=True)]


def where(given: Circumstances, meeting: MeetingFacts) -> list[Fact]:
    """Where to go, and the address for joining online if it is for the reader."""
    address = joining(given, meeting)
    place = given.place(meeting) if address else given.where(meeting)
    if not place and not address:
        place = text(_("not known yet"))
    return [
        *([Fact(pgettext("in a message", "Where"), (place,), stands_out=True)] if place else []),
        *([Fact(_("Online"), (address,), stands_out=True)] if address else []),
    ]


def joining(given: Circumstances, meeting: MeetingFacts) -> Line:
    """The address for joining online; empty where there is none, or not for this reader."""
    return weblink(meeting.where.online_url) if given.may_join else Line()


def person(given: Circumstances) -> list[Fact]:
    """Who is registered, and how many come along. A name is what somebody typed, so it is never a link."""
    registration = given.registration
    facts = [Fact(_("Name"), (text(registration.name),))]
    if registration.party_size > 1:
        facts.append(Fact(_("People"), (text(str(registration.party_size)),)))
    return facts


def organiser(given: Circumstances) -> list[Fact]:
    """Who organises the event, and whom to ask and how."""
    return [Fact(_("Organiser"), (given.organiser, *contact(given.event)))]


def contact(event: Event) -> Iterable[Line]:
    """The event's own contact, else the partner's, as on the event's page."""
    if event.contact_name:
        yield text(event.contact_name)
    own = event.contact_phone or event.contact_email
    number = event.contact_phone if own else event.partner.phone
    address = event.contact_email if own else event.partner.email
    if number:
        yield phone(number)
    if address:
        yield mailbox(address)


def _when_and_how_to_join(given: Circumstances, meeting: MeetingFacts) -> Line:
    address = joining(given, meeting)
    if address:
        return joined([given.when(meeting), given.place(meeting), address])
    return given.when_and_where(meeting)
