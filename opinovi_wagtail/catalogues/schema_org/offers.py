"""What a schema.org item costs, and when and where one registers for it: its ``offers``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from opinovi_wagtail.record import Price
from opinovi_wagtail.telling import gettext as _

from .. import moments, money
from ..notes import Notes
from ..words import SUMMARY, line
from .graph import Node
from .values import Reading, count, first, has_type, labels, nodes

_FREE_CATEGORY = {"free": True, "paid": False, "subscription": False}
_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


@dataclass(frozen=True, slots=True)
class Terms:
    """How one registers: where, from when until when, and for how many there is room."""

    url: str = ""
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    places: int | None = None
    places_left: int | None = None

    @property
    def known(self) -> bool:
        """Whether anything of it is known."""
        return (
            bool(self.url or self.opens_at or self.closes_at) or self.places is not None or self.places_left is not None
        )


@dataclass(frozen=True, slots=True)
class _Cost:
    amount: Decimal | None
    currency: str
    free: bool | None
    text: str


def price(node: Node, reading: Reading, notes: Notes) -> Price | None:
    """The price in the offers of ``node``: a sum where they name exactly one in one currency, else their words."""
    free = _boolean(first(node, "isAccessibleForFree"))
    costs = [cost for offer in nodes(node, "offers") for cost in _costs(offer, notes)]
    if not costs:
        return None if free is None else Price(free=free)
    frees = {cost.free for cost in costs}
    if frees == {True}:
        return Price(free=True)
    sums = {(cost.amount, cost.currency) for cost in costs}
    if len(sums) == 1:
        ((amount, currency),) = sums
        if amount is not None and free is not True:
            return Price(amount=amount, currency=currency, free=False)
    said = " · ".join(dict.fromkeys(cost.text for cost in costs if cost.text))
    text = {reading.language: line(said, "price", notes, SUMMARY)} if said else {}
    if free is None:
        free = False if frees == {False} else None
    return Price(free=free, text=text) if text or free is not None else None


def terms(node: Node, reading: Reading, notes: Notes, field: str = "registration") -> Terms:
    """How one registers. Of several offers the earliest opening and the latest closing; issues are of ``field``."""
    offers = nodes(node, "offers")
    opens = [
        found
        for offer in offers
        if (found := _moment(offer, ("availabilityStarts", "validFrom"), reading, field, notes))
    ]
    closes = [_moment(offer, ("availabilityEnds", "validThrough"), reading, field, notes) for offer in offers]
    ends = [moment for moment in closes if moment]
    urls = {reading.url(offer, "url", field, notes) for offer in offers} - {reading.url(node, "url", field, Notes())}
    places = count(node, ("maximumAttendeeCapacity", "maximumEnrollment"), field, notes)
    left = count(node, ("remainingAttendeeCapacity",), field, notes)
    states = [set(labels(offer, "availability")) for offer in offers]
    if left is None and states and all("SoldOut" in state for state in states):
        left = 0
    return Terms(
        url=urls.pop() if len(urls) == 1 else "",
        opens_at=min((moments.opening(moment, reading.zone) for moment in opens), default=None),
        closes_at=max(moments.closing(moment, reading.zone) for moment in ends)
        if ends and len(ends) == len(closes)
        else None,
        places=places,
        places_left=min(left, places) if left is not None and places is not None else left,
    )


def _moment(offer: Node, names: tuple[str, ...], reading: Reading, field: str, notes: Notes) -> moments.Moment | None:
    return next((found for name in names if (found := reading.moment(offer, name, field, notes))), None)


def _costs(offer: Node, notes: Notes) -> list[_Cost]:
    """What one offer asks, with a name for it where it has one; of an aggregate its ends where they differ."""
    categories = list(labels(offer, "category"))
    name = next((text for text in [*labels(offer, "name"), *categories]), "")
    free = next((_FREE_CATEGORY[text.lower()] for text in categories if text.lower() in _FREE_CATEGORY), None)
    specifications = nodes(offer, "priceSpecification") if first(offer, "price") is None else []
    found = []
    for holder in specifications or [offer]:
        names = (
            ("lowPrice", "highPrice")
            if has_type(offer, "AggregateOffer") and first(holder, "price") is None
            else ("price",)
        )
        values = list(dict.fromkeys(str(value).strip() for key in names if (value := first(holder, key)) is not None))
        currency = str(first(holder, "priceCurrency") or first(offer, "priceCurrency") or "").strip().upper()
        found += [_cost(value, currency, name, free, notes) for value in values]
    if not found and free is not None:
        found.append(_Cost(None, "EUR", free, "" if free else name))
    return found


def _cost(value: str, currency: str, name: str, free: bool | None, notes: Notes) -> _Cost:
    amount = money.as_decimal(value)
    if amount == 0 or free or money.says_free(value):
        return _Cost(None, "EUR", True, name)
    if amount is None and (euros := money.amount(value)) is not None:
        amount, currency = euros, currency or "EUR"
    known = bool(re.fullmatch(r"[A-Z]{3}", currency))
    shown = f"{value} {currency}" if known and money.as_decimal(value) is not None else value
    text = line(f"{name}: {shown}" if name else shown, "price", notes)
    if amount is None:
        return _Cost(None, "EUR", None, text)
    if not known:
        notes.add("price", _("The price has no currency, so it is shown as it is written."))
        return _Cost(None, "EUR", False, text)
    return _Cost(amount, currency, False, text)


def _boolean(value: object) -> bool | None:
    text = str(value).strip().lower().rpartition("/")[2]
    return True if text in _TRUE else False if text in _FALSE else None
