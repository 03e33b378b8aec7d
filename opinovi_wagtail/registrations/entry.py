"""What someone entered, made safe to store, to print and to put into a mail header."""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Registration

from .errors import InvalidEntry

MAX_PARTY = 50
MAX_NAME = 200
MAX_PHONE = 40

# Joiners belong to names in Persian, Hindi and other scripts; every other invisible sign only deceives.
_JOINERS = "\u200c\u200d"
_NOT_IN_ADDRESSES = set('"<>()[]\\,;: \t')


@dataclass(frozen=True, slots=True)
class Entry:
    """A registration as it was entered. ``may_wait``: join the waiting list if there is no place.

    ``submission_key`` is made when the form is shown, so that a form sent twice is one registration.
    """

    name: str
    email: str = ""
    phone: str = ""
    language: str = "fi"
    party_size: int = 1
    submission_key: uuid.UUID | None = None
    may_wait: bool = False
    entered_by: str = Registration.EnteredBy.REGISTRANT

    @property
    def contact(self) -> str:
        """What recognises the person together with the name: the address, else the digits of the number."""
        return self.email or "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def clean_line(text: str) -> str:
    """``text`` as one line of visible signs: no control signs, no bidirectional overrides, single spaces."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        if category in {"Cc", "Zl", "Zp"}:
            kept.append(" ")
        elif category not in {"Cf", "Cs", "Cn"} or sign in _JOINERS:
            kept.append(sign)
    return " ".join("".join(kept).split())


def cleaned(entry: Entry) -> Entry:
    """``entry`` with every text cleaned. Raises ``InvalidEntry`` with all of its problems at once."""
    problems = {}
    name, phone = clean_line(entry.name), clean_line(entry.phone)
    email = entry.email.strip()
    if not name:
        problems["name"] = "missing"
    elif len(name) > MAX_NAME:
        problems["name"] = "too_long"
    if email and not _usable(email):
        problems["email"] = "invalid"
    if len(phone) > MAX_PHONE:
        problems["phone"] = "too_long"
    if not email and not phone:
        problems["contact"] = "missing"
    if not 1 <= entry.party_size <= MAX_PARTY:
        problems["party_size"] = "invalid"
    if problems:
        raise InvalidEntry(problems)
    language = entry.language if entry.language in conf.LANGUAGES else conf.LANGUAGES[0]
    return replace(entry, name=name, email=email, phone=phone, language=language)


def _usable(email: str) -> bool:
    """An ordinary address: quoted local parts and literals are legal, and are how headers get attacked."""
    if len(email) > 254 or _NOT_IN_ADDRESSES & set(email) or clean_line(email) != unicodedata.normalize("NFC", email):
        return False
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
