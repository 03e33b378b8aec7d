"""The way of a registration through every page that the form and the self-service link can show; nothing here judges them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from django.db import DatabaseError
from django.urls import reverse

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.registrations.cancel import CancelledBy, cancel
from opinovi_wagtail.registrations.register import Entry, Outcome, register
from opinovi_wagtail.rules.states import RegistrationState

from .conftest import Visitor
from .driving import follow
from .world import World, fill, form_of

FORM = "opinovi_wagtail.views.registration"
SELF_SERVICE = "opinovi_wagtail.views.self_service"


def states_of_the_form(visitor: Visitor, world: World, language: str) -> Iterator[str]:
    """The name of each state, while the visitor sees its page."""
    page, events = visitor.page, world.events

    def fill_in(name: str, email: str = "liisa@example.fi") -> None:
        page.fill("[name=name]", name)
        page.fill("[name=email]", email)

    visitor.open(form_of(events["open"], language))
    yield "form"
    follow(page, "main button")
    assert page.locator("#opinovi-summary").is_visible()
    yield "form-errors"
    fill_in("Liisa Åkerblom", "liisa@")
    follow(page, "main button")
    yield "form-bad-address"
    fill_in("Liisa Åkerblom")
    with patch(f"{FORM}.register", side_effect=RuntimeError("for a test")):
        follow(page, "main button")
    assert page.locator("#opinovi-problem").is_visible()
    yield "form-our-fault"
    follow(page, "main button")
    page.wait_for_url("**/registered/**")
    yield "registered"

    fill(events["open"], 4)
    Registration.objects.filter(event=events["open"]).update(email="liisa@example.fi")
    visitor.open(form_of(events["open"], language))
    fill_in("Yksi Liikaa")
    follow(page, "main button")
    assert page.locator("#opinovi-problem").is_visible()
    yield "form-too-many-of-one-address"

    visitor.open(form_of(events["group"], language))
    fill_in("Matti")
    fill(events["group"], 5)
    follow(page, "main button")
    assert page.locator("#opinovi-problem").is_visible()
    assert page.input_value("[name=name]") == "Matti"
    yield "form-last-place-gone"
    follow(page, "main button")
    page.wait_for_url("**/registered/**")
    yield "waiting"

    visitor.open(form_of(events["full, two wait"], language))
    assert page.locator("button[name=may_wait]").is_visible()
    yield "form-waiting-list"
    for name in ("cancelled", "closed", "opens later", "full without a queue", "postponed"):
        visitor.open(form_of(events[name], language))
        assert page.locator("main form").count() == 0
        yield f"form-{name}"
    visitor.open(reverse("opinovi_wagtail:register", kwargs={"language": language, "key": uuid.uuid4()}))
    yield "no-such-event"
    forgotten = {"language": language, "key": events["open"].key, "reference": "x:y:z"}
    visitor.open(reverse("opinovi_wagtail:registered", kwargs=forgotten))
    yield "forgotten"
    with patch(f"{FORM}.find_event", side_effect=DatabaseError("for a test")):
        visitor.open(form_of(events["open"], language))
    assert page.locator("[role=alert]").is_visible()
    yield "out-of-order"


def states_of_self_service(visitor: Visitor, world: World, language: str) -> Iterator[str]:
    """The name of each state, while the visitor sees its page."""
    page, events = visitor.page, world.events

    def book(event: Event, name: str) -> Outcome:
        email = f"{name.split()[0].casefold()}@example.fi"
        return register(event.pk, Entry(name=name, email=email, language=language, may_wait=True))

    def visit(outcome: Outcome, view: str = "self_service") -> None:
        visitor.open(reverse(f"opinovi_wagtail:{view}", args=[outcome.token]))

    booked = book(events["open"], "Cecilia Ceder")
    visit(booked)
    yield "self-service"
    follow(page, "a.opinovi-button--quiet")
    yield "cancel-question"
    with patch(f"{SELF_SERVICE}.cancel", side_effect=RuntimeError("for a test")):
        follow(page, "main button")
    assert page.locator("[role=alert]").is_visible()
    yield "cancelling-failed"
    visit(booked, "self_service_cancel")
    follow(page, "main button")
    yield "cancelled-by-me"

    waiting = book(events["full, one waits"], "Daniel Dahl")
    visit(waiting)
    yield "self-service-waiting"
    follow(page, "a.opinovi-button--quiet")
    yield "leave-question"
    follow(page, "main button")
    yield "left-the-list"

    offered = book(events["full, one waits"], "Eeva Erola")
    Registration.objects.filter(pk=offered.registration.pk).update(state=RegistrationState.OFFERED)
    visit(offered)
    yield "self-service-offered"

    thrown_out = book(events["open without limit"], "Filip Fors")
    cancel(thrown_out.registration.pk, by=CancelledBy.ORGANISER)
    visit(thrown_out)
    yield "cancelled-by-organiser"

    told = book(events["group"], "Gun Grön")
    for status in ("postponed", "cancelled"):
        with changes.event_change(events["group"].pk) as event:
            event.status = status
        visit(told)
        yield f"self-service-{status}"

    visitor.open(reverse("opinovi_wagtail:self_service", args=["x" * 43]) + f"?language={language}")
    yield "unknown-link"


def broken(visitor: Visitor, address: Any) -> None:
    """Opens ``address`` while the lists cannot be made."""
    with patch("opinovi_wagtail.views.courses.CourseFilters", side_effect=RuntimeError("for a test")):
        visitor.open(address)
