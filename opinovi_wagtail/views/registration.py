"""The registration form of an event: shows it, sends what was typed to the verb, and says what became of it.

These addresses are their own, never cached, and outside the page tree: the language stands in the path.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django import forms
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, say
from opinovi_wagtail.registrations.entry import MAX_NAME, cleaned
from opinovi_wagtail.registrations.errors import (
    EventFull,
    InvalidEntry,
    NoSuchEvent,
    PartyTooBig,
    RegistrationClosed,
    SameContactLimit,
)
from opinovi_wagtail.registrations.register import Entry, Outcome, register
from opinovi_wagtail.rules.enrolment import Enrolment, EnrolmentState, enrolment_state, facts_of

from .enrolment import organiser_contact, say_state
from .frame import render_page
from .machine import in_other_languages, machine_page, not_found
from .registered import result_path
from .sentences import phone_link, sentence

logger = logging.getLogger(__name__)


class RegistrationForm(forms.Form):
    """Three questions. What is wrong with the answers is decided where they are stored; here it becomes sentences."""

    name = forms.CharField(required=False, max_length=1000, strip=True)
    email = forms.CharField(required=False, max_length=1000, strip=True)
    contact_language = forms.ChoiceField(required=False)
    submission_key = forms.UUIDField(required=False)

    def __init__(self, *args: Any, language: str, may_wait: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.may_wait = may_wait
        self.entry: Entry | None = None
        self.fields["name"].label = _("Name")
        self.fields["email"].label = _("Email address")
        self.fields["email"].help_text = _("We send the confirmation here, and use the address only for this event.")
        self.fields["contact_language"].label = _("Which language should we write to you in?")
        self.fields["contact_language"].choices = [
            (code, get_language_info(code)["name_local"].capitalize()) for code in conf.LANGUAGES
        ]

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        entry = Entry(
            name=asked.get("name", ""),
            email=asked.get("email", ""),
            language=asked.get("contact_language") or self.language,
            submission_key=asked.get("submission_key"),
            may_wait=self.may_wait,
        )
        try:
            self.entry = cleaned(entry)
        except InvalidEntry as error:
            for name, code in error.problems.items():
                field = "email" if name == "contact" else name
                if field not in self.errors:
                    self.add_error(field if field in self.fields else None, _problem(field, code))
        return asked


def _problem(field: str, code: str) -> str:
    match field, code:
        case "name", "too_long":
            return _("Shorten the name: at most %(count)s characters.") % {"count": MAX_NAME}
        case "name", _code:
            return _("Enter your name.")
        case "email", "missing":
            return _("Enter an email address so that we can confirm your place.")
    return _("Check the email address. It should look like name@example.fi.")


def _say_errors(count: int) -> str:
    return ngettext(
        "Check %(count)s answer. Everything you typed is still in the form.",
        "Check %(count)s answers. Everything you typed is still in the form.",
        count,
    ) % {"count": count}


def find_event(key: uuid.UUID) -> Event | None:
    return Event.objects.select_related("partner").filter(key=key).first()


@method_decorator(
    [never_cache, transaction.non_atomic_requests, sensitive_post_parameters("name", "email")], name="dispatch"
)
class Register(View):
    """GET shows the form or why there is none; POST registers. A failure keeps everything that was typed."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.language = kwargs["language"]
        if self.language not in conf.LANGUAGES:
            return not_found(request, self.language)
        with translation.override(self.language):
            try:
                self.event = find_event(kwargs["key"])
                if self.event is None:
                    return not_found(request, self.language)
                self.now = timezone.now()
                self.answer = enrolment_state(facts_of(self.event), self.now)
                if self.answer.state is EnrolmentState.HIDDEN:
                    return not_found(request, self.language)
                return super().dispatch(request, *args, **kwargs)
            except DatabaseError:
                logger.exception("The registration form could not reach the database")
                return self._out_of_order(request)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if not self.answer.takes_registrations:
            return self._state_page(request, self.answer)
        return self._form_page(request, self._form(), status=200)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid() or form.entry is None:
            if not self.answer.takes_registrations:
                return self._state_page(request, self.answer, status=409)
            return self._form_page(request, form, status=422)
        try:
            outcome = register(self.event.pk, form.entry, now=self.now)
            position = position_to_show(outcome, form.entry, self.now)
        except RegistrationClosed as error:
            return self._state_page(request, error.enrolment, status=409)
        except EventFull as error:
            return self._full_page(request, form, error)
        except SameContactLimit:
            contact = organiser_contact(self.event)
            problem = sentence(
                _("We could not register you here. Contact the organiser: %(contact)s."), contact=contact
            )
            return self._form_page(request, form, problem=problem, status=409)
        except NoSuchEvent:
            return not_found(request, self.language)
        except Exception:
            # Whatever broke, the person at the other end keeps what they typed and is told whom to call.
            logger.exception("Registering failed for event %s", self.event.pk)
            return self._form_page(request, form, problem=our_fault(self.event.partner.phone), status=503)
        return HttpResponseRedirect(result_path(self.event, outcome.registration, position, self.language))

    def _form(self, data: Any = None) -> RegistrationForm:
        waits = data is not None and data.get("may_wait") == "1"
        initial = {"contact_language": self.language, "submission_key": uuid.uuid4()}
        return RegistrationForm(data, initial=initial, language=self.language, may_wait=waits)

    def _full_page(self, request: HttpRequest, form: RegistrationForm, error: EventFull) -> HttpResponse:
        if not error.can_wait:
            full = Enrolment(EnrolmentState.FULL, places_left=0)
            return self._state_page(request, full, status=409)
        if isinstance(error, PartyTooBig):
            problem = sentence(
                _(
                    "Places left: %(left)s. You are registering %(party)s people. Register fewer people or join the"
                    " waiting list together."
                ),
                left=error.places_left,
                party=error.party_size,
            )
        else:
            problem = sentence(
                _(
                    "The last place was taken while you were filling in the form. Your details are still in the form."
                    " Would you like to join the waiting list?"
                )
            )
        return self._form_page(request, form, problem=problem, waits=True, status=409)

    def _form_page(
        self,
        request: HttpRequest,
        form: RegistrationForm,
        *,
        status: int,
        problem: SafeString | str = "",
        waits: bool | None = None,
    ) -> HttpResponse:
        waits = (self.answer.can_wait or form.may_wait) if waits is None else waits
        errors = sum(len(messages) for messages in form.errors.values()) if form.is_bound else 0
        summary = _say_errors(errors) if errors else ""
        context = {
            "event": self.event,
            "form": form,
            "problem": problem,
            "summary": summary,
            "waits": waits,
            "state": "" if problem else say_state(self.event, self.answer, self.language),
            "event_url": links.url_for(self.event, self.language),
            "call": phone_link(self.event.partner.phone) if self.event.partner.phone else "",
            "privacy_notice": self.event.partner.privacy_notice_url,
            "meetings": list(self.event.meetings.select_related("place")),
        }
        heading = _("Join the waiting list") if waits else _("Register")
        title = self._titled(_("Error: %(heading)s") % {"heading": heading} if summary or problem else heading)
        return self._page(request, "form", context, title, status)

    def _state_page(self, request: HttpRequest, answer: Enrolment, *, status: int = 200) -> HttpResponse:
        context = {
            "event": self.event,
            "state": say_state(self.event, answer, self.language),
            "event_url": links.url_for(self.event, self.language),
            "meetings": list(self.event.meetings.select_related("place")),
        }
        return self._page(request, "closed", context, self._titled(_("Registration")), status)

    def _titled(self, heading: str) -> str:
        return f"{heading}: {say(self.event.title, self.language)}"

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], title: str, status: int) -> HttpResponse:
        return machine_page(
            request,
            name,
            context,
            title=title,
            language=self.language,
            status=status,
            alternates=in_other_languages(request),
        )

    def _out_of_order(self, request: HttpRequest) -> HttpResponse:
        """Sentence and what was typed, from memory alone."""
        typed = RegistrationForm(request.POST or None, language=self.language)
        return render_page(
            request,
            "opinovi_wagtail/registration/out_of_order.html",
            {"problem": our_fault(""), "form": typed},
            title=_("Registration"),
            language=self.language,
            status=503,
            alternates=in_other_languages(request),
            robots="noindex",
        )


def our_fault(phone: str) -> SafeString:
    """Nothing has been stored, and that is not the visitor's doing."""
    if not phone:
        return sentence(
            _("Something went wrong on our side and your registration has not been saved yet. Try again in a moment.")
        )
    return sentence(
        _(
            "Something went wrong on our side and your registration has not been saved yet. Try again in a moment or"
            " call: %(phone)s."
        ),
        phone=phone_link(phone),
    )


def position_to_show(outcome: Outcome, entry: Entry, now: Any) -> int | None:
    """The number on the waiting list that the page shows; ``None`` for a place.

    Someone who knows a name and an address must not learn from the page that they are registered already: to another form
    with the same person it answers what it would answer to a stranger. Raises what ``register`` would raise to them.
    """
    registration = outcome.registration
    if outcome.created or (entry.submission_key and registration.submission_key == entry.submission_key):
        return outcome.position
    answer = enrolment_state(facts_of(Event.objects.get(pk=registration.event_id)), now)
    if answer.is_open:
        return None
    if answer.can_wait and entry.may_wait:
        return answer.waiting + 1
    if answer.can_wait or answer.state is EnrolmentState.FULL:
        raise EventFull(can_wait=answer.can_wait, waiting=answer.waiting)
    raise RegistrationClosed(answer)
