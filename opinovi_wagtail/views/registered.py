"""The page after registering: what became of the form and what happens next; it can be reloaded and changes nothing."""

from __future__ import annotations

import uuid

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Registration
from opinovi_wagtail.rules.states import MessageKind

from .enrolment import calendar_path
from .machine import dead_end, in_other_languages, machine_page, not_found
from .sentences import sentence

RESULT_SALT = "opinovi_wagtail.registered"
RESULT_SECONDS = 60 * 60  # the page after registering can be reloaded for so long


def result_path(event: Event, registration: Registration, position: int | None, language: str) -> str:
    """The address of the page after registering: it names the registration, signed, and holds for an hour."""
    reference = signing.dumps({"r": str(registration.key), "n": position}, salt=RESULT_SALT, compress=True)
    return reverse(
        "opinovi_wagtail:registered", kwargs={"language": language, "key": event.key, "reference": reference}
    )


@never_cache
def registered(request: HttpRequest, language: str, key: uuid.UUID, reference: str) -> HttpResponse:
    """What became of the form. It may be reloaded; it changes nothing and does not lead to the self-service link."""
    if language not in conf.LANGUAGES:
        return not_found(request, language)
    with translation.override(language):
        try:
            told = signing.loads(reference, salt=RESULT_SALT, max_age=RESULT_SECONDS)
        except signing.BadSignature:
            told = {}
        row = (
            Registration.objects.select_related("event__partner")
            .filter(key=told.get("r"), event__key=key, anonymised_at=None)
            .first()
            if told
            else None
        )
        if row is None:
            return _unreferred(dead_end(request, "forgotten", language, in_other_languages(request)))
        waits = told["n"] is not None
        context = {
            "event": row.event,
            "result": _say_result(row, told["n"]),
            "waits": waits,
            "next_steps": _next_steps(row, waits),
            "meetings": list(row.event.meetings.select_related("place")),
            "event_url": links.url_for(row.event, language),
            "calendar_url": calendar_path(row.event, language),
        }
        response = machine_page(
            request,
            "registered",
            context,
            title=_("You are on the waiting list") if waits else _("Your place is booked"),
            language=language,
            alternates=in_other_languages(request),
        )
    return _unreferred(response)


def _say_result(registration: Registration, position: int | None) -> list[SafeString]:
    """What has become of the registration, beyond what the heading says."""
    if position is None:
        sent = _("We have sent a confirmation to %(email)s. If you cannot see it, check your spam folder.")
        return [sentence(sent, email=registration.email)]
    return [
        sentence(_("Your number: %(position)s. We will tell you at once if a place becomes free."), position=position)
    ]


def _next_steps(registration: Registration, waits: bool) -> list[SafeString | str]:
    """What happens and what to do from here on; only what will really happen."""
    if waits:
        sent = _(
            "We have sent a message to %(email)s. It has a link with which you can see or cancel your registration."
        )
        return [
            sentence(sent, email=registration.email),
            _("If you no longer want the place, leave the waiting list with the link, so that others move up."),
        ]
    steps: list[SafeString | str] = [_("The message has a link with which you can see or cancel your registration.")]
    if registration.messages.filter(kind=MessageKind.REMINDER).exists():
        steps.append(_("We will remind you before the event."))
    if registration.event.places is not None:
        steps.append(_("Can’t come? Cancel with the link, and we will give your place to someone else."))
    return steps


def _unreferred(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
