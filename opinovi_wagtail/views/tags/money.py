"""Sums and prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opinovi_wagtail.views.prices import says_only_the_price

from .words import reading, words

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """``1 250,50 €`` in Finnish and Swedish, ``€1,250.50`` in English; whole sums without cents."""
    if amount is None:
        return ""
    cents = 0 if amount == amount.to_integral_value() else 2
    digits = f"{amount:,.{cents}f}"
    english = reading().split("-")[0] not in ("fi", "sv")
    if not english:
        digits = digits.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    if currency not in ("EUR", ""):
        return f"{digits}\N{NO-BREAK SPACE}{currency}"
    return f"€{digits}" if english else f"{digits}\N{NO-BREAK SPACE}€"


@register.simple_tag
def price(row: Any) -> SafeString | str:
    """What a run or an event costs: free, a sum, words, or nothing when nobody has said."""
    said = words(row.price_text)
    if row.price_free:
        shown: SafeString | str = _("Free of charge")
    elif row.price_amount is not None:
        shown = money(row.price_amount, row.price_currency)
    else:
        return said
    return format_html("{} ({})", shown, said) if said and not says_only_the_price(row, reading()) else shown
