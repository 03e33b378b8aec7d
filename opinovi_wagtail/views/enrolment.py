"""What an event's page says about getting in: one sentence for every state, and where to go next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail import dates
from opinovi_wagtail.models import Event
from opinovi_wagtail.rules.enrolment import Enrolment, EnrolmentState, enrolment_state, facts_of
from opinovi_wagtail.rules.states import RegistrationMode

from .sentences import contact, link, sentence

NOT_TO_COME = (EnrolmentState.PAST, EnrolmentState.CANCELLED, EnrolmentState.POSTPONED, EnrolmentState.HIDDEN)


@dataclass(frozen=True, slots=True)
class Shown:
    """The state of an event's registration as a visitor sees it. ``register_url`` is empty where there is no form."""

    state: EnrolmentState
    sentence: SafeString
    badge: str = ""
    register_url: str = ""
    can_wait: bool = False

    @property
    def brief(self) -> str:
        """The sentence for a card, which has nothing below it."""
        if self.state is EnrolmentState.FULL:
            return _("This event is full and the waiting list is closed.")
        return self.sentence

    @property
    def is_walk_in(self) -> bool:
        return self.state is EnrolmentState.WALK_IN

    @property
    def to_come(self) -> bool:
        """Whether the event is worth a line in a calendar."""
        return self.state not in NOT_TO_COME

    @property
    def points_to_list(self) -> bool:
        """Whether the sentence sends the visitor to other events."""
        return self.state in (EnrolmentState.PAST, EnrolmentState.FULL, EnrolmentState.HIDDEN)


def enrolment(event: Event, *, now: dt.datetime, language: str) -> Shown:
    """What to say of ``event`` at ``now``, in ``language``, which has to be the active one."""
    answer = enrolment_state(facts_of(event), now)
    return Shown(
        state=answer.state,
        sentence=say_state(event, answer, language),
        badge=places_left(answer.places_left) if answer.places_left else "",
        register_url=register_path(event, language) if answer.takes_registrations else "",
        can_wait=answer.can_wait,
    )


def register_path(event: Event, language: str) -> str:
    """The address of the form, on this host."""
    return reverse("opinovi_wagtail:register", kwargs={"language": language, "key": event.key})


def calendar_path(event: Event, language: str) -> str:
    """The calendar file of the event, on this host."""
    return reverse("opinovi_wagtail:event_calendar", kwargs={"language": language, "key": event.key})


def places_left(count: int) -> str:
    return ngettext("%(count)s place left", "%(count)s places left", count) % {"count": count}


def organiser_contact(event: Event) -> SafeString:
    """The event's own contact, else the partner's."""
    if event.contact_phone or event.contact_email:
        return contact(name=event.contact_name, phone=event.contact_phone, email=event.contact_email)
    return contact(phone=event.partner.phone, email=event.partner.email)


def say_state(event: Event, answer: Enrolment, language: str) -> SafeString:
    """The sentence for ``answer``; empty only for an open registration that closes at no known time."""
    when = dates.when(answer.when, language, event.timezone) if answer.when else ""
    match answer.state:
        case EnrolmentState.OPEN:
            return sentence(_("Register by %(when)s."), when=when) if when else SafeString()
        case EnrolmentState.OPENS_LATER:
            return sentence(_("Registration opens on %(when)s."), when=when)
        case EnrolmentState.CLOSED:
            whom = organiser_contact(event)
            if not whom:
                return sentence(_("Registration has closed."))
            return sentence(
                _("Registration has closed. Ask the organiser about free places: %(contact)s."), contact=whom
            )
        case EnrolmentState.FULL_QUEUE:
            return sentence(_full_but_waiting(answer.waiting), count=answer.waiting)
        case EnrolmentState.ELSEWHERE:
            if not event.registration_url:
                return sentence(_("Register with the organiser: %(contact)s."), contact=organiser_contact(event))
            return sentence(_("Register on the organiser’s own website: %(site)s."), site=link(event.registration_url))
    counted_here = event.registration_mode == RegistrationMode.HERE
    return sentence(_fixed(answer.state) if counted_here else _fixed_elsewhere(answer.state))


def _fixed_elsewhere(state: EnrolmentState) -> str:
    """Of those who registered elsewhere, or need not, nothing is known and nothing is promised."""
    match state:
        case EnrolmentState.CANCELLED:
            return _("This event has been cancelled.")
        case EnrolmentState.POSTPONED:
            return _("This event has been postponed. The new time is not known yet.")
    return _fixed(state)


def _full_but_waiting(waiting: int) -> str:
    if not waiting:
        return _("This event is full, but you can join the waiting list. Nobody is on the list yet.")
    return ngettext(
        "This event is full, but you can join the waiting list. There is %(count)s person on the list.",
        "This event is full, but you can join the waiting list. There are %(count)s people on the list.",
        waiting,
    )


def _fixed(state: EnrolmentState) -> str:
    match state:
        case EnrolmentState.FULL:
            return _("This event is full and the waiting list is closed. See other dates below.")
        case EnrolmentState.STARTED:
            return _("This event has already started, so you can no longer register.")
        case EnrolmentState.PAST:
            return _("This event has already taken place. See upcoming events.")
        case EnrolmentState.CANCELLED:
            return _("This event has been cancelled. We are telling everyone who registered.")
        case EnrolmentState.POSTPONED:
            # Visitors read this, registered or not.
            return _(
                "This event has been postponed. We will tell you the new time when we know it."
                " If you have registered, your registration is still valid."
            )
        case EnrolmentState.WALK_IN:
            return _("No need to register. Just come along!")
        case _:
            return _("This event is not published, so you cannot register for it.")
