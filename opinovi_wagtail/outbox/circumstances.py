"""What a letter is written from, and how its reader reads it: which meetings, when and where, and who may join."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.models import Event, Message, Registration, Said, say
from opinovi_wagtail.rules.changes import MeetingFacts, Where
from opinovi_wagtail.rules.states import RegistrationState
from opinovi_wagtail.whereabouts import parts_of_place

from .lines import Line, joined, one_line, text, unbroken_clock, weblink, words


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The message, the meetings as they are now, and the link that only the recipient has."""

    message: Message
    meetings: tuple[MeetingFacts, ...]
    link: str
    position: int | None = None

    @property
    def registration(self) -> Registration:
        return self.message.registration

    @property
    def event(self) -> Event:
        return self.message.event

    @property
    def language(self) -> str:
        return self.registration.language

    @property
    def address(self) -> Line:
        return weblink(self.link)

    @property
    def title(self) -> Line:
        return words(say(self.event.title, self.language), self.language)

    @property
    def organiser(self) -> Line:
        partner = self.event.partner
        return words(say(partner.name, self.language), self.language) or text(partner.slug)

    @property
    def held(self) -> list[MeetingFacts]:
        return [meeting for meeting in self.meetings if meeting.held]

    @property
    def to_come(self) -> list[MeetingFacts]:
        """The meetings that were not over when the message was caused; all that are held when every one was."""
        held = self.held
        return [meeting for meeting in held if meeting.over_at > self.message.created_at] or held

    @property
    def waits(self) -> bool:
        return self.registration.state == RegistrationState.WAITING

    @property
    def may_join(self) -> bool:
        """Whether the address of an online meeting is for the reader."""
        return self.registration.state == RegistrationState.CONFIRMED

    def when(self, meeting: MeetingFacts) -> Line:
        """``Tue 24 Nov 2026, 17:00–18:30``."""
        return unbroken_clock(
            dates.short_when(
                meeting.starts_at, meeting.ends_at, self.language, self.event.timezone, all_day=meeting.all_day
            )
        )

    def when_in_sentence(self, meeting: MeetingFacts) -> Line:
        """``Tuesday 24 November 2026, 17:00``."""
        if meeting.all_day:
            return self.when(meeting)
        return unbroken_clock(dates.when(meeting.starts_at, self.language, self.event.timezone))

    def place(self, meeting: MeetingFacts) -> Line:
        """``Library, Torikatu 2, Salo``; empty where there is no place to go to."""
        return joined(words(part, self.language) for part in _parts(meeting.where, self.language))

    def where(self, meeting: MeetingFacts) -> Line:
        """The place, and that one takes part online; without the address, which is not for everybody."""
        return joined([self.place(meeting), text(_("Online") if meeting.where.online_url else "")])

    def when_and_where(self, meeting: MeetingFacts) -> Line:
        return joined([self.when(meeting), self.where(meeting)])


def place_in_words(where: Where, language: str) -> str:
    """A place on one line: its name, street address and municipality, or that it is online."""
    said = ", ".join(one_line(part.text) for part in _parts(where, language))
    if said or not where.online_url:
        return said
    return _("Online")


def _parts(where: Where, language: str) -> list[Said]:
    codes = [where.municipality] if where.municipality else []
    return parts_of_place(say(where.names, language), where.address, codes, language)
