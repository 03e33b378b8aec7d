"""The races: every racer is a forked process with a database connection of its own, and a barrier lets all start at once."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.models import Sum
from django.utils import timezone

from opinovi_wagtail import changes, queue
from opinovi_wagtail.models import Event, Meeting, Message, Registration, ReminderRule
from opinovi_wagtail.outbox import deliver, due
from opinovi_wagtail.registrations import locking
from opinovi_wagtail.registrations.cancel import cancel
from opinovi_wagtail.registrations.errors import RegistrationError
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_event, make_partner

FORK = multiprocessing.get_context("fork")
CHECK = "opinovi_event_not_oversold"


def race(racers: Sequence[Callable[[], Any]]) -> list[str]:
    """Runs all at once and answers for each what it returned, or the name of what it raised."""
    connection.close()
    barrier = FORK.Barrier(len(racers))
    results = FORK.Queue()

    def run(number: int, racer: Callable[[], Any]) -> None:
        connection.ensure_connection()
        barrier.wait(60)
        try:
            said = str(racer())
        except (RegistrationError, IntegrityError) as error:
            said = type(error).__name__
        except Exception as error:
            said = f"unexpected {type(error).__name__}: {error}"
        connection.close()
        results.put((number, said))

    processes = [FORK.Process(target=run, args=item) for item in enumerate(racers)]
    for process in processes:
        process.start()
    found = dict(results.get(timeout=60) for _process in processes)
    for process in processes:
        process.join()
    return [found[number] for number in range(len(racers))]


def coming(**fields: Any) -> Event:
    # The races share a database, and each counts its factories' numbers from one.
    partner = make_partner(slug=uuid.uuid4().hex)
    return make_event(partner, starts=timezone.now() + dt.timedelta(days=7), **fields)


def person(number: int, **fields: Any) -> Entry:
    return Entry(f"Person {number}", f"person{number}@people.example", language="en", **fields)


def registering(event: Event, number: int, **fields: Any) -> Callable[[], str]:
    return lambda: register(event.pk, person(number, **fields)).registration.state


def state_of(event: Event) -> dict[str, Any]:
    event.refresh_from_db()
    people = Registration.objects.filter(event=event)
    by_state = dict(people.values_list("state").annotate(Sum("party_size")))
    return {"taken": event.places_taken, "waiting": event.waiting_count, "people": by_state}


def last_seat() -> dict[str, Any]:
    event = coming(places=1)
    return {"answers": race([registering(event, number) for number in range(16)]), **state_of(event)}


def sixteen_seats() -> dict[str, Any]:
    event = coming(places=16)
    return {"answers": race([registering(event, number) for number in range(16)]), **state_of(event)}


def same_form() -> dict[str, Any]:
    """One form, sent by eight clicks at once; and one person with eight forms."""
    event = coming(places=16)
    key = event.key
    answers = race([registering(event, 1, submission_key=key) for _click in range(8)])
    answers += race([registering(event, 2) for _form in range(8)])
    return {"answers": answers, **state_of(event)}


def unlocked() -> dict[str, Any]:
    """The control: everyone reads the event before anyone writes it, because nobody locks it."""
    event = coming(places=1)
    everyone_has_read = FORK.Barrier(16)

    def read_without_locking(event_id: int) -> Event:
        found = Event.objects.get(pk=event_id)
        everyone_has_read.wait(60)
        return found

    locking.lock_event = read_without_locking
    locking.INTEGRITY_ATTEMPTS = 1
    return {"answers": race([registering(event, number) for number in range(16)]), **state_of(event)}


def unlocked_and_unchecked() -> dict[str, Any]:
    constraint = next(c for c in Event._meta.constraints if c.name == CHECK)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Event, constraint)
    try:
        return unlocked()
    finally:
        Event.objects.update(places=None)
        with connection.schema_editor() as editor:
            editor.add_constraint(Event, constraint)


def cancelling_and_promoting() -> list[dict[str, Any]]:
    """Holders leave, waiting people leave, the room grows and newcomers come, all at once; several rounds."""

    def enlarge(event: Event) -> str:
        with changes.event_change(event.pk) as larger:
            larger.places = 3
        return "larger"

    rounds = []
    for start in range(0, 600, 100):
        event = coming(places=2)
        rows = [register(event.pk, person(start + n, may_wait=True)).registration.pk for n in range(6)]
        answers = race(
            [
                lambda pk=rows[0]: cancel(pk).changed,
                lambda pk=rows[0]: cancel(pk).changed,
                lambda pk=rows[1]: cancel(pk).changed,
                lambda pk=rows[2]: cancel(pk).changed,
                lambda event=event: enlarge(event),
                registering(event, start + 50, may_wait=True),
                registering(event, start + 51, may_wait=True),
            ]
        )
        order = Registration.objects.filter(event=event).exclude(state="cancelled").order_by("created_at", "pk")
        told = Message.objects.filter(event=event, kind="promoted").values_list("registration", flat=True)
        rounds.append({"answers": answers, "order": [r.state for r in order], "told": len(told), **state_of(event)})
    return rounds


def with_mail(count: int) -> Event:
    """An event with so many confirmations to be sent, and nothing else to be sent."""
    Message.objects.all().delete()
    event = coming(places=None)
    for number in range(count):
        register(event.pk, person(number))
    return event


def two_deliverers() -> dict[str, Any]:
    with_mail(60)
    return {"answers": race([lambda: deliver.deliver_due().sent for _worker in range(2)]), **message_states()}


def killed_after_accept() -> dict[str, Any]:
    """A worker dies by SIGKILL when the server has accepted its third mail and nobody has written that down."""
    with_mail(8)
    connection.close()

    def work_and_die() -> None:
        settle, done = due.settle, []

        def settle_or_die(*args: Any, **kwargs: Any) -> bool:
            done.append(args)
            if len(done) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return settle(*args, **kwargs)

        due.settle = settle_or_die
        deliver.deliver_due()

    worker = FORK.Process(target=work_and_die)
    worker.start()
    worker.join(30)
    at_once = deliver.deliver_due().sent
    time.sleep(3.1)  # the lease is a matter of the wall clock, which other processes read too
    after_lease = deliver.deliver_due().sent
    return {"exit": worker.exitcode, "at_once": at_once, "after_lease": after_lease, **message_states()}


def message_states() -> dict[str, Any]:
    rows = Message.objects.filter(kind="confirmation")
    return {"states": {state: rows.filter(state=state).count() for state in set(rows.values_list("state", flat=True))}}


def through_the_worker() -> dict[str, Any]:
    """Registers, so that the worker is asked to confirm; then ticks, as beat does, until the reminder is sent."""
    Message.objects.all().delete()
    partner = make_partner(slug=uuid.uuid4().hex)
    event = Event.objects.create(partner=partner, title={"en": "Evening for adult learners"}, places=20)
    starts = timezone.now() + dt.timedelta(hours=1, seconds=3)
    with changes.event_change(event.pk):
        Meeting.objects.create(event=event, starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
    ReminderRule.objects.create(event=event, hours_before=1)
    register(event.pk, person(1))

    def wait_for(kind: str, *, ticking: bool) -> str:
        until = time.monotonic() + 40
        while time.monotonic() < until:
            row = Message.objects.get(kind=kind)
            if row.state == "sent":
                break
            if ticking:
                queue.send("opinovi_wagtail.tick")
            time.sleep(0.3)
        return row.state

    return {"confirmation": wait_for("confirmation", ticking=False), "reminder": wait_for("reminder", ticking=True)}


def prepare() -> str:
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    return "ready"
