"""Prices as feeds write them: ``1 250,50 €``, ``€1,250.50``, ``maksuton``; several amounts stay words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

MOST = Decimal(1_000_000)  # euros; more than that is a typing error

_AMOUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)")
_EURO = re.compile(r"€|\beuro|\beur\b|(?<=\d)e\b", re.IGNORECASE)
_TO = re.compile(r"\s?[–—-]\s?\d")  # the lower end of a range
_FREE = re.compile(
    r"\b(?:maksuton|maksuttomia|ilmainen|ilmaiseksi|ilmaista|veloituksetta|avgiftsfri\w*|gratis|kostnadsfri\w*|free|fritt)\b",
    re.IGNORECASE,
)
_SPACES = re.compile("[ \u00a0\u202f']")


@lru_cache(maxsize=2048)
def amount(text: str) -> Decimal | None:
    """The only sum in ``text``, in its main unit; nothing where there is none or where there are several.

    A number followed or preceded by a euro sign counts; a bare number counts when the text is nothing else.
    """
    text = text.strip()
    found = set()
    for match in _AMOUNT.finditer(text):
        before, after = text[max(0, match.start() - 5) : match.start()], text[match.end() : match.end() + 6]
        if (
            match[0] == text
            or _EURO.match(after.lstrip())
            or _EURO.search(before[-2:])
            or after[:2] == ",-"
            or _TO.match(after)
        ):
            found.add(as_decimal(match[0]))
    found.discard(None)
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=2048)
def says_free(text: str) -> bool:
    """Whether ``text`` says in Finnish, Swedish or English that something costs nothing."""
    return bool(_FREE.search(text))


def as_decimal(value: object) -> Decimal | None:
    """A number, or a number written with either decimal sign, as a sum between 0 and ``MOST``; otherwise nothing."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(_normal(value) if isinstance(value, str) else str(value))
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or not 0 <= number <= MOST:
        return None
    return number.quantize(Decimal("0.01"))


def _normal(text: str) -> str:
    text = _SPACES.sub("", text.strip())
    if "," in text and "." in text:
        thousands = "," if text.rfind(".") > text.rfind(",") else "."
        text = text.replace(thousands, "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+", text):
        text = text.replace(",", "").replace(".", "")
    return text.replace(",", ".")
