"""What the holder of a self-service link can do: see the registration, add it to a calendar, cancel it.

GET and HEAD change nothing, because mail scanners follow links. Whoever holds the link acts: there is no other secret, so
there is no CSRF token either (and with ``Referrer-Policy: no-referrer`` browsers send ``Origin: null``, which Django's check
refuses).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.registrations.cancel import cancel
from opinovi_wagtail.registrations.errors import NoSuchRegistration, TooLateToCancel
from opinovi_wagtail.registrations.register import waiting_position
from opinovi_wagtail.registrations.tokens import find
from opinovi_wagtail.rules.enrolment import EnrolmentState, enrolment_state, facts_of
from opinovi_wagtail.rules.states import RegistrationState

from .alternates import Alternate, alternate
from .calendar import calendar_response
from .enrolment import Shown, enrolment
from .machine import dead_end, machine_page
from .sentences import phone_link, sentence

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

LANGUAGE = "language"  # the parameter with which the reader leaves the language of the registration


def private(view: View) -> View:
    """Finds the registration, speaks its language, and keeps the page out of caches, frames, indexes and referrers."""

    @never_cache
    @xframe_options_deny
    @transaction.non_atomic_requests
    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        registration = find(token)
        asked = request.GET.get(LANGUAGE)
        if asked in conf.LANGUAGES:
            language = asked
        else:
            language = registration.language if registration else _language_without_registration()
        with translation.override(language):
            if registration is None:
                response = dead_end(request, "unknown_link", language, _in_other_languages())
            else:
                response = view(request, registration, token)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def _in_other_languages() -> list[Alternate]:
    # Without the address, so that a page never repeats a link that may have been guessed.
    return [alternate(code, f"?{LANGUAGE}={code}") for code in conf.LANGUAGES]


def _address(view: str, registration: Registration, token: str) -> str:
    """The address of a view of this link, which goes on in the language being read."""
    language = get_language() or registration.language
    query = "" if language == registration.language else f"?{LANGUAGE}={language}"
    return reverse(f"opinovi_wagtail:{view}", args=[token]) + query


def _language_without_registration() -> str:
    """The browser's language, where the site asks for it."""
    active = (get_language() or "").split("-")[0]
    return active if active in conf.LANGUAGES else conf.LANGUAGES[0]


@require_safe
@private
def self_service(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """What is registered and how it stands."""
    return _page(request, registration, token)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def self_service_cancel(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """GET asks, POST cancels; twice is once."""
    if request.method != "POST":
        if not _can_cancel(registration):
            return _page(request, registration, token)
        return _page(request, registration, token, name="cancel", title=_cancel_question(registration))
    try:
        cancel(registration.pk)
    except (TooLateToCancel, NoSuchRegistration):
        return _page(request, registration, token, status=409)
    except Exception:
        # Whatever broke, the person at the other end is told whom to call.
        logger.exception("Cancelling failed for registration %s", registration.pk)
        return _page(request, registration, token, problem=_our_fault(registration.event), status=503)
    return HttpResponseRedirect(_address("self_service", registration, token))


@require_safe
@private
def self_service_calendar(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The meetings as a calendar file."""
    return calendar_response(registration.event, get_language() or registration.language)


def _cancel_question(registration: Registration) -> str:
    if registration.state == RegistrationState.WAITING:
        return _("Do you want to leave the waiting list?")
    return _("Do you want to cancel your place?")


def _can_cancel(registration: Registration) -> bool:
    state = enrolment_state(facts_of(registration.event), timezone.now()).state
    over = state in (EnrolmentState.PAST, EnrolmentState.CANCELLED)
    return registration.state != RegistrationState.CANCELLED and not over


def _page(
    request: HttpRequest,
    registration: Registration,
    token: str,
    *,
    name: str = "self_service",
    title: str = "",
    problem: SafeString | str = "",
    status: int = 200,
) -> HttpResponse:
    event = registration.event
    language = get_language() or registration.language
    alive = registration.state != RegistrationState.CANCELLED
    standing = _standing(registration)
    heading = title or _("Your registration")
    addresses = {
        f"{name}_url": _address(view, registration, token)
        for name, view in (
            ("self", "self_service"),
            ("cancel", "self_service_cancel"),
            ("calendar", "self_service_calendar"),
        )
    }
    context: dict[str, Any] = {
        **addresses,
        "registration": registration,
        "event": event,
        "meetings": list(event.meetings.select_related("place")),
        "event_url": links.url_for(event, language) if event.listed else "",
        "heading": heading,
        "standing": standing,
        "about_event": _about_event(event) if alive else "",
        "again": _again(registration, language),
        "alive": alive,
        "may_join": registration.state == RegistrationState.CONFIRMED,
        "waits": registration.state == RegistrationState.WAITING,
        "can_cancel": _can_cancel(registration),
        "problem": problem,
    }
    # Whoever hears the page hears its title first: it says what has happened, or that nothing has.
    if problem:
        title = _("Error: %(heading)s") % {"heading": heading}
    elif not alive:
        title = str(standing)
    return machine_page(
        request,
        name,
        context,
        title=title or heading,
        language=language,
        status=status,
        alternates=_in_other_languages(),
    )


def _standing(registration: Registration) -> SafeString | str:
    match registration.state:
        case RegistrationState.CONFIRMED:
            return _("You are registered.")
        case RegistrationState.WAITING:
            return sentence(
                _(
                    "You are on the waiting list. Your number: %(position)s. We will tell you at once if a place"
                    " becomes free."
                ),
                position=waiting_position(registration),
            )
        case RegistrationState.OFFERED:
            return _("A place is free for you.")
    if registration.cancelled_by == Registration.CancelledBy.ORGANISER:
        return _("The organiser has cancelled your registration.")
    if registration.confirmed_at is None:
        return _("You are no longer on the waiting list. Thank you for letting us know.")
    return _("Your place has been cancelled. Thank you for letting us know.")


def _again(registration: Registration, language: str) -> Shown | None:
    """How to come after all, for someone who has cancelled; ``None`` where there is no way."""
    if registration.state != RegistrationState.CANCELLED:
        return None
    if registration.cancelled_by == Registration.CancelledBy.ORGANISER:
        return None
    shown = enrolment(registration.event, now=timezone.now(), language=language)
    return shown if shown.register_url else None


def _about_event(event: Event) -> str:
    match enrolment_state(facts_of(event), timezone.now()).state:
        case EnrolmentState.CANCELLED:
            return _("This event has been cancelled. We are telling everyone who registered.")
        case EnrolmentState.POSTPONED:
            return _(
                "This event has been postponed. We will tell you the new time when we know it."
                " Your registration is still valid."
            )
        case EnrolmentState.PAST:
            return _("This event has already taken place.")
    return ""


def _our_fault(event: Event) -> SafeString:
    if not event.partner.phone:
        return sentence(
            _("Something went wrong on our side and your place has not been cancelled yet. Try again in a moment.")
        )
    return sentence(
        _(
            "Something went wrong on our side and your place has not been cancelled yet. Try again in a moment or call:"
            " %(phone)s."
        ),
        phone=phone_link(event.partner.phone),
    )
