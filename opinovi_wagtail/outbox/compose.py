"""Makes the mail of a message: a text and an HTML part in the recipient's language, with calendar files."""

from __future__ import annotations

import hashlib
import re
from email.message import Message as RawMessage
from email.utils import parseaddr, quote
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Message, Partner, Registration, say
from opinovi_wagtail.rules.changes import MeetingFacts
from opinovi_wagtail.rules.states import RegistrationState
from opinovi_wagtail.tokens import token_of

from . import invitation
from .circumstances import Circumstances
from .letters import Letter, letter_for
from .lines import Line, direction, one_line, sentence, weblink

_GAP = re.compile(r"\n{3,}")
_METHOD = re.compile(rb"^METHOD:(\w+)", re.MULTILINE)


class Mail(EmailMultiAlternatives):
    """A mail whose calendar parts name their method, without which mail programs show them as plain files."""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        made: RawMessage = super().message(*args, **kwargs)
        for part in made.walk():
            if part.get_content_type() == "text/calendar":
                found = _METHOD.search(part.get_payload(decode=True))  # type: ignore[arg-type]
                if found:
                    part.set_param("method", found[1].decode())
        return made


def compose(message: Message, meetings: tuple[MeetingFacts, ...], position: int | None = None) -> Mail | None:
    """The mail of ``message``, whose registration, event and partner are loaded; ``None`` when there is nothing to say.

    ``position`` is the number on the waiting list of one who waits.
    """
    registration, event = message.registration, message.event
    with translation.override(registration.language):
        link = links.self_service_url(event, token_of(registration))
        given = Circumstances(message, meetings, link, position)
        letter = letter_for(given)
        if letter is None:
            return None
        context = _context(given, letter)
        mail = Mail(
            subject=one_line(letter.subject),
            body=_without_gaps(render_to_string("opinovi_wagtail/mail/letter.txt", context)),
            from_email=sender(event.partner, registration.language),
            to=[registration.email],
            reply_to=[address] if (address := reply_address(event)) else None,
            headers={
                "Message-ID": message.message_id or message_id(message),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "Content-Language": registration.language,
            },
        )
        mail.attach_alternative(render_to_string("opinovi_wagtail/mail/letter.html", context), "text/html")
        _attach_calendar(mail, given, letter)
    return mail


def message_id(message: Message) -> str:
    """The Message-ID: the same for every attempt, because it follows from what the message is about."""
    about = f"{message.registration.key.hex}:{message.kind}:{message.occurrence}"
    digest = hashlib.blake2b(about.encode(), digest_size=16).hexdigest()
    return f"<opinovi.{digest}@{from_address().rpartition('@')[2] or 'localhost'}>"


def from_address() -> str:
    """The bare address that mails come from."""
    return parseaddr(conf.FROM_EMAIL or settings.DEFAULT_FROM_EMAIL)[1]


def sender(partner: Partner, language: str) -> str:
    """The partner's name with the site's address, so that replies and spam filters both find their way."""
    name = one_line(say(partner.name, language).text)
    return f'"{quote(name)}" <{from_address()}>' if name else from_address()


def reply_address(event: Event) -> str:
    """Where answers go: to the event's contact, else to the partner; empty: to the sender."""
    return event.contact_email or event.partner.email


def invited_from(event: Event, language: str) -> invitation.Subject:
    """What calendar files about ``event`` say in ``language``."""
    return invitation.Subject(
        event_key=event.key,
        zone=event.timezone,
        sequence=event.sequence,
        title=one_line(say(event.title, language).text),
        url=links.url_for(event, language),
        organiser_name=one_line(say(event.partner.name, language).text),
        organiser_email=reply_address(event) or from_address(),
    )


def _context(given: Circumstances, letter: Letter) -> dict[str, Any]:
    event, language = given.event, given.language
    reading = direction(language)
    notice = say(event.notice, language)
    return {
        "letter": letter,
        "subject": one_line(letter.subject),
        "language": language,
        "direction": reading,
        # Mail programs know left and right only.
        "start": "right" if reading == "rtl" else "left",
        "end": "left" if reading == "rtl" else "right",
        "service": str(conf.SERVICE_NAME),
        "notice": notice.text.strip(),
        "notice_language": notice.language,
        "notice_direction": direction(notice.language),
        "self_service": given.address,
        "sees_registration": letter.action is None and given.registration.state != RegistrationState.CANCELLED,
        "button_fails": sentence(_("If the button does not work, use this link: %(link)s"), link=given.address),
        # Whoever registered for a hidden event is served, but its page is not shown.
        "event_page": weblink(links.url_for(event, language), _("Read about the event")) if event.listed else Line(),
        "reason": sentence(
            _(
                "You are getting this message because your email address was used to register for the event."
                " Sent by: %(organiser)s."
            ),
            organiser=given.organiser,
        ),
        "can_reply": bool(reply_address(event)),
        "privacy_notice": weblink(event.partner.privacy_notice_url, _("How we use your details")),
    }


def _attach_calendar(mail: Mail, given: Circumstances, letter: Letter) -> None:
    if given.registration.confirmed_at is None:
        return  # nobody invited them
    subject = invited_from(given.message.event, given.language)
    attendee = _attendee(given.registration)
    stamp = given.message.created_at
    files = [
        invitation.request(subject, meeting, _location(given, meeting), attendee, stamp, cancelled=cancelled)
        for meetings, cancelled in ((letter.invite, False), (letter.call_off, True))
        for meeting in meetings
        if meeting.over_at > stamp
    ]
    if len(files) == 1:
        # As an alternative the mail itself becomes the invitation.
        mail.attach_alternative(files[0], "text/calendar")
    for number, text in enumerate(files, 1):
        mail.attach("invitation.ics" if len(files) == 1 else f"invitation-{number}.ics", text, "text/calendar")


def _location(given: Circumstances, meeting: MeetingFacts) -> str:
    """The place; for a meeting that is only online its address, which calendars make a button of."""
    return given.place(meeting).plain or one_line(meeting.where.online_url)


def _without_gaps(text: str) -> str:
    """What is not said in a template leaves empty lines behind: one is enough."""
    return _GAP.sub("\n\n", text).strip("\n") + "\n"


def _attendee(registration: Registration) -> invitation.Attendee:
    return invitation.Attendee(one_line(registration.name), registration.email)
