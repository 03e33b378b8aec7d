"""One function per kind of letter: what has to happen so that it is sent, done with the public verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core import mail

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Partner
from opinovi_wagtail.outbox.deliver import deliver_due
from opinovi_wagtail.registrations.cancel import CancelledBy, cancel
from opinovi_wagtail.registrations.register import Entry, Outcome, register
from tests.factories import HELSINKI, make_event, make_partner

DAY = dt.timedelta(days=1)
DAY_BEFORE = dt.datetime(2026, 11, 30, 10, 0, tzinfo=HELSINKI)
DAY_BEFORE_THE_SECOND = dt.datetime(2026, 12, 7, 10, 0, tzinfo=HELSINKI)
ONLINE = "https://meet.partner.example/j/8123?pwd=aikuiset"


@dataclass
class Desk:
    """A partner that people register with in ``language``, and the clock (a ``time_machine`` traveller)."""

    clock: Any
    language: str = "en"
    of_partner: dict[str, Any] = field(default_factory=dict)
    of_event: dict[str, Any] = field(default_factory=dict)

    def partner(self) -> Partner:
        given = {
            "name": {"fi": "Aurakosken aikuisopisto", "sv": "Aurakoski vuxeninstitut", "en": "Aurakoski College"},
            "email": "opisto@partner.example",
            "privacy_notice_url": "https://www.partner.example/privacy",
        }
        return make_partner(**{**given, **self.of_partner})

    def event(self, **fields: Any) -> Event:
        made = make_event(self.partner(), **{**fields, **self.of_event})
        places = {"name": {"fi": "Palvelupiste", "sv": "Serviceställe", "en": "Service point"}}
        for place in made.partner.places.all():
            for name, value in places.items():
                setattr(place, name, value)
            place.save()
        return made

    def book(self, event: Event, name: str = "Aino Virtanen", **fields: Any) -> Outcome:
        given = {"email": f"{name.split()[0].casefold()}@people.example", "language": self.language}
        return register(event.pk, Entry(name, **{**given, **fields}))

    def sent(self) -> list[Any]:
        """Sends what is due; answers what was sent by that."""
        before = len(mail.outbox)
        deliver_due()
        return mail.outbox[before:]


def confirmation(desk: Desk) -> None:
    desk.book(desk.event(), party_size=2)


def confirmation_of_online(desk: Desk) -> None:
    event = desk.event()
    event.meetings.update(place=None, online_url=ONLINE)
    desk.book(event)


def confirmation_of_hybrid(desk: Desk) -> None:
    event = desk.event()
    event.meetings.update(online_url=ONLINE)
    desk.book(event)


def confirmation_of_group(desk: Desk) -> None:
    desk.book(desk.event(kind="group_session", meetings=4))


def confirmation_of_moving_group(desk: Desk) -> None:
    event = desk.event(kind="group_session", meetings=3)
    second = event.meetings.all()[1]
    event.meetings.filter(pk=second.pk).update(
        place=None, place_name={"en": "Library"}, place_address="Torikatu 2, Salo"
    )
    third = event.meetings.all()[2]
    event.meetings.filter(pk=third.pk).update(place=None, online_url=ONLINE)
    desk.book(event)


def confirmation_without_time(desk: Desk) -> None:
    desk.book(desk.event(meetings=0))


def already_registered(desk: Desk) -> None:
    event = desk.event()
    desk.book(event)
    desk.sent()
    desk.book(event)


def waiting_list(desk: Desk) -> None:
    event = desk.event(places=1)
    event.meetings.update(place=None, online_url=ONLINE)
    desk.book(event, "Bertta Lind")
    desk.book(event, may_wait=True)


def promoted(desk: Desk) -> None:
    event = desk.event(places=1)
    first = desk.book(event, "Bertta Lind")
    desk.book(event, may_wait=True)
    desk.sent()
    cancel(first.registration.pk)


def reminder(desk: Desk) -> None:
    desk.book(desk.event())
    desk.sent()
    desk.clock.move_to(DAY_BEFORE)


def reminder_without_limit(desk: Desk) -> None:
    event = desk.event(places=None)
    event.meetings.update(place=None, online_url=ONLINE)
    desk.book(event)
    desk.sent()
    desk.clock.move_to(DAY_BEFORE)


def reminder_of_group(desk: Desk) -> None:
    desk.book(desk.event(kind="group_session", meetings=4))
    desk.sent()
    desk.clock.move_to(DAY_BEFORE)
    desk.sent()
    desk.clock.move_to(DAY_BEFORE_THE_SECOND)


def changed(desk: Desk) -> None:
    event = desk.event()
    desk.book(event)
    desk.sent()
    with changes.event_change(event.pk):
        event.meetings.update(place=None, place_name={"en": "Library"}, place_address="Torikatu 2", municipality="734")


def changed_address_online(desk: Desk) -> None:
    event = desk.event()
    event.meetings.update(place=None, online_url="https://meet.partner.example/j/1")
    desk.book(event)
    desk.sent()
    with changes.event_change(event.pk):
        event.meetings.update(online_url=ONLINE)


def changed_group(desk: Desk) -> None:
    event = desk.event(kind="group_session", meetings=4)
    desk.book(event)
    desk.sent()
    first, second, third, _fourth = event.meetings.all()
    with changes.event_change(event.pk):
        event.meetings.filter(pk=first.pk).update(starts_at=first.starts_at + DAY, ends_at=first.ends_at + DAY)
        event.meetings.filter(pk=second.pk).update(status="cancelled")
        third.pk, third.key = None, "00000000-0000-4000-8000-000000000001"
        third.starts_at, third.ends_at = third.starts_at + DAY, third.ends_at + DAY
        third.save(force_insert=True)


def postponed(desk: Desk) -> None:
    event = desk.event()
    desk.book(event)
    desk.sent()
    with changes.event_change(event.pk) as later:
        later.status = "postponed"


def new_time(desk: Desk) -> None:
    event = desk.event()
    desk.book(event)
    desk.sent()
    with changes.event_change(event.pk) as later:
        later.status = "postponed"
    desk.sent()
    with changes.event_change(event.pk) as moved:
        moved.status = "moved"
        moved.meetings.update(starts_at=event.starts_at + 30 * DAY, ends_at=event.ends_at + 30 * DAY)


def held_after_all(desk: Desk) -> None:
    event = desk.event()
    desk.book(event)
    desk.sent()
    for status in ("cancelled", "scheduled"):
        with changes.event_change(event.pk) as changed_event:
            changed_event.status = status
        if status == "cancelled":
            desk.sent()


def cancelled(desk: Desk) -> None:
    event = desk.event()
    desk.book(event)
    desk.sent()
    with changes.event_change(event.pk) as off:
        off.status = "cancelled"
        off.notice = {"en": "The speaker is ill.\n\nWe hope to see you in spring.", "fi": "Puhuja on sairastunut."}


def cancelled_group(desk: Desk) -> None:
    event = desk.event(kind="group_session", meetings=3)
    event.meetings.update(online_url=ONLINE)
    desk.book(event)
    desk.sent()
    desk.clock.move_to(DAY_BEFORE_THE_SECOND)
    with changes.event_change(event.pk) as off:
        off.status = "cancelled"


def registration_cancelled(desk: Desk) -> None:
    outcome = desk.book(desk.event())
    desk.sent()
    cancel(outcome.registration.pk, by=CancelledBy.ORGANISER)


def cancelled_by_me(desk: Desk) -> None:
    outcome = desk.book(desk.event())
    desk.sent()
    cancel(outcome.registration.pk)


def left_the_waiting_list(desk: Desk) -> None:
    event = desk.event(places=1)
    desk.book(event, "Bertta Lind")
    outcome = desk.book(event, may_wait=True)
    desk.sent()
    cancel(outcome.registration.pk)


OCCASIONS: dict[str, Callable[[Desk], None]] = {
    occasion.__name__: occasion
    for occasion in (
        confirmation,
        confirmation_of_online,
        confirmation_of_hybrid,
        confirmation_of_group,
        confirmation_of_moving_group,
        confirmation_without_time,
        already_registered,
        waiting_list,
        promoted,
        reminder,
        reminder_without_limit,
        reminder_of_group,
        changed,
        changed_address_online,
        changed_group,
        postponed,
        new_time,
        held_after_all,
        cancelled,
        cancelled_group,
        registration_cancelled,
        cancelled_by_me,
        left_the_waiting_list,
    )
}


def letter_of(occasion: str, desk: Desk) -> Any:
    """The mail to Aino that ``occasion`` causes."""
    OCCASIONS[occasion](desk)
    return [sent for sent in desk.sent() if sent.to == ["aino@people.example"]][-1]
