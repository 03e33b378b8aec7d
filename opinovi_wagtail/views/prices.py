"""Whether a price in words says more than the sum beside it; how sums are written is the template tags' business."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from opinovi_wagtail.models import say

# "95 €", "95,00 euroa", "EUR 95", "95,-"
_ONLY_A_SUM = re.compile(r"(?:€|eur)?\s*(\d[\d\s]*(?:[.,]\d{1,2})?)\s*(?:,-)?\s*(?:€|eur|euroa?|e)?", re.IGNORECASE)
_ONLY_FREE = ("maksuton", "ilmainen", "avgiftsfri", "avgiftsfritt", "gratis", "kostnadsfri", "free", "free of charge")


def says_only_the_price(row: Any, language: str) -> bool:
    """Whether the price of ``row`` in words says no more than its sum, or than that it is free, does."""
    text = say(row.price_text, language).text.strip().rstrip(".")
    if row.price_free and text.casefold() in _ONLY_FREE:
        return True
    found = _ONLY_A_SUM.fullmatch(text)
    if not found or row.price_currency not in ("EUR", ""):
        return False
    said = Decimal("".join(found[1].split()).replace(",", "."))
    return said == (0 if row.price_free else row.price_amount)
