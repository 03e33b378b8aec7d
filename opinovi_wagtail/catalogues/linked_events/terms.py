"""Maps what taking part in a Linked Events event costs and how one registers for it."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Price, RegistrationTerms
from opinovi_wagtail.telling import gettext as _

from .. import moments, money
from ..links import link
from ..notes import Notes
from ..words import SUMMARY, words

_REGISTRATION_LINK = re.compile(r"registration|ilmoittaudu|ilmoittautuminen|anmälan|sign-?up", re.IGNORECASE)


def price(found: dict[str, Any], language: str, notes: Notes) -> Price | None:
    """The price in the event's offers: a sum where they name exactly one, always the words."""
    offers = [offer for offer in entries(found.get("offers")) if isinstance(offer, dict)]
    if not offers:
        return None
    text: dict[str, str] = {}
    sums = set()
    several = False
    for offer in offers:
        said = words(offer.get("price"), "price", notes, language=language, limit=SUMMARY)
        described = words(offer.get("description"), "price", notes, language=language, limit=SUMMARY)
        for tag in {**said, **described}:
            parts = (text.get(tag), said.get(tag), described.get(tag))
            text[tag] = " · ".join(dict.fromkeys(part for part in parts if part))
        for part in said.values():
            amount = money.amount(part)
            if amount is not None:
                sums.add(amount)
            elif any(map(str.isdigit, part)):
                several = True
    gratis = {offer.get("is_free") is True for offer in offers}
    free = True if gratis == {True} else False if gratis == {False} and _says_paid(offers, sums) else None
    amount = sums.pop() if len(sums) == 1 and not several and free is not True else None
    return Price(amount=amount, free=free, text=text)


def terms(found: dict[str, Any], language: str, zone: ZoneInfo, notes: Notes) -> RegistrationTerms | None:
    """How one registers, from the registration (where it is included), the event itself or its course extension."""
    registration = found.get("registration")
    own = registration if isinstance(registration, dict) else {}
    holders = [holder for holder in (own, found, found.get("extension_course")) if isinstance(holder, dict)]

    def first(name: str) -> Any:
        return next((holder[name] for holder in holders if holder.get(name) is not None), None)

    opens = moments.noted(first("enrolment_start_time"), "registration", notes, zone)
    closes = moments.noted(first("enrolment_end_time"), "registration", notes, zone)
    url = link(own.get("signup_url"), "registration", notes, language=language) or _registration_link(found, notes)
    places = _count(first("maximum_attendee_capacity"), notes)
    left = _count(first("remaining_attendee_capacity"), notes)
    needed = True if registration or url or opens or closes else None
    if needed is None and places is None and left is None:
        return None
    return RegistrationTerms(
        needed=needed,
        url=url,
        opens_at=moments.opening(opens, zone) if opens else None,
        closes_at=moments.closing(closes, zone) if closes else None,
        places=places,
        places_left=min(left, places) if left is not None and places is not None else left,
    )


def entries(value: Any) -> list[Any]:
    """``value`` if it is a list; anything else holds no entries."""
    return value if isinstance(value, list) else []


def _says_paid(offers: list[dict[str, Any]], sums: set[Any]) -> bool:
    return bool(sums) or all(offer.get("is_free") is False for offer in offers)


def _registration_link(found: dict[str, Any], notes: Notes) -> str:
    for entry in entries(found.get("external_links")):
        if isinstance(entry, dict) and _REGISTRATION_LINK.search(str(entry.get("name"))[:200]):
            return link(entry.get("link"), "registration", notes)
    return ""


def _count(value: Any, notes: Notes) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
        notes.add("registration", _("The number of places is not a number that is possible, so it was left out."))
        return None
    return value
