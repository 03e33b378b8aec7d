"""What the descriptions of courses, events and guides are made of: words, organisers, places, offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from opinovi_wagtail.models import Said, say
from opinovi_wagtail.views.labels import same_language
from opinovi_wagtail.views.organisers import named_organiser
from opinovi_wagtail.views.prose import without_markup
from opinovi_wagtail.vocabularies import get_vocabulary

Thing = dict[str, Any]

IN_STOCK = "https://schema.org/InStock"
OUT_OF_STOCK = "https://schema.org/OutOfStock"
SOLD_OUT = "https://schema.org/SoldOut"


def thing(kind: str, **properties: Any) -> Thing:
    """A node of type ``kind`` without the properties that are not known. ``id_`` stands for ``@id``."""
    known = {name: value for name, value in properties.items() if value not in (None, "", [], {})}
    named = {"@id": known.pop("id_")} if "id_" in known else {}
    return {"@type": kind, **named, **known}


def one_or_all(values: Iterable[Any]) -> Any:
    """``values``, each once: the one that there is, else all of them."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found[0] if len(found) == 1 else found


def said(words: Mapping[str, str] | None, language: str) -> Any:
    """``words``, plain text, as a reader of ``language`` finds them on the page; with their language where it is another."""
    return _in_its_language(say(words, language), language)


def prose(words: Mapping[str, str] | None, language: str) -> Any:
    """Like ``said``, of words that may hold markup."""
    found = say(words, language)
    return _in_its_language(Said(without_markup(found.text), found.language), language)


def _in_its_language(found: Said, language: str) -> Any:
    if not found:
        return None
    if same_language(found.language, language):
        return found.text
    return {"@language": found.language, "@value": found.text}


def web_address(url: str | None) -> str | None:
    """``url`` if it is one of the web: what a source gives may be anything."""
    parts = urlsplit(url or "")
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def organiser(row: Any, language: str, kind: str = "Organization") -> Thing:
    """Who organises ``row``; how to reach them is known of partners only."""
    given = named_organiser(row)
    if given is not None:
        return thing(kind, name=said(given, language))
    partner = row.partner
    return thing(
        kind,
        name=said(partner.name, language) or partner.slug,
        url=web_address(partner.website),
        email=partner.email,
        telephone=partner.phone,
    )


def online_address(where: Any) -> str:
    """The address of an online meeting or course, of its own or of its place; not for everybody's eyes."""
    return where.online_url or (where.place.online_url if where.place else "")


def places(where: Any, language: str) -> list[Thing]:
    """The places on the map of a meeting or a run; more than one where only municipalities are known."""
    place = where.place
    name = said(where.place_name, language) or (said(place.name, language) if place else None)
    street = where.place_address or (place.address if place else "")
    own = getattr(where, "municipality", "") or (place.municipality if place else "")
    codes = [own] if own else list(getattr(where, "municipalities", ()))
    postcode = place.postcode if place and not where.place_address else ""
    if name or street:
        return [
            thing("Place", name=name, address=_address(street, postcode, codes if len(codes) == 1 else [], language))
        ]
    return [thing("Place", name=_town(code, language), address=_address("", "", [code], language)) for code in codes]


def virtual_location(url: str) -> Thing:
    """Where one takes part online: ``url`` says how to."""
    return thing("VirtualLocation", url=url)


def offer(
    row: Any,
    language: str,
    *,
    url: str | None = None,
    availability: str | None = None,
    opens: dt.datetime | None = None,
    closes: dt.datetime | None = None,
    zone: dt.tzinfo | None = None,
) -> Thing | None:
    """What ``row`` (a run or an event) costs and how one gets it; ``None`` where nobody has said anything of it."""
    amount = 0 if row.price_free else row.price_amount
    free = is_free(row)
    known = thing(
        "Offer",
        price=None if amount is None else str(amount),
        priceCurrency=None if amount is None else row.price_currency or "EUR",
        category=None if free is None else "Free" if free else "Paid",
        description=said(row.price_text, language),
        availability=availability,
        availabilityStarts=opens.astimezone(zone).isoformat() if opens else None,
        availabilityEnds=closes.astimezone(zone).isoformat() if closes else None,
        url=web_address(url),
    )
    return known if len(known) > 1 else None


def is_free(row: Any) -> bool | None:
    """Whether ``row`` costs nothing; ``None`` where nobody has said."""
    if row.price_free is not None:
        return bool(row.price_free)
    return None if row.price_amount is None else row.price_amount == 0


def _address(street: str, postcode: str, codes: list[str], language: str) -> Thing | None:
    town = _town(codes[0], language) if codes else None
    known = thing(
        "PostalAddress",
        streetAddress=street,
        postalCode=postcode,
        addressLocality=town,
        # Municipalities are those of Finland; an address by itself could be anywhere.
        addressCountry="FI" if town else None,
    )
    return known if len(known) > 1 else None


def _town(code: str, language: str) -> str:
    return get_vocabulary("municipalities").label(code, language)
