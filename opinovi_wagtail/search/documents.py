"""What of a row can be found by searching: its words in every language, its partner and its places, folded for matching."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opinovi_wagtail.saying import all_words
from opinovi_wagtail.vocabularies import get_vocabulary

if TYPE_CHECKING:
    from opinovi_wagtail.models import Course, Event, FundingGuide

_TAG = re.compile(r"<[^>]*>")
_WORDS = ("title", "summary", "description", "body", "eligibility", "provider_name")


def fold(text: str) -> str:
    """``text`` as it is compared: case folded, markup and repeated space gone; å, ä and ö stay letters of their own."""
    plain = _TAG.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(plain.casefold().split())


def document(facts: Mapping[str, Any], partner_name: Mapping[str, str]) -> str:
    """The folded text in which a row with these field values is searched."""
    parts = [all_words(partner_name)]
    parts.extend(all_words(facts[name]) for name in _WORDS if facts.get(name))
    if codes := facts.get("fields"):
        fields = get_vocabulary("fields")
        parts.extend(all_words(fields.codes[code].names) for code in codes if code in fields)
    if scheme := facts.get("scheme"):
        parts.append(scheme)
    return fold(" ".join(parts))


def document_for(row: Course | Event | FundingGuide) -> str:
    """The folded text in which ``row`` is searched. Reads the row and its partner only."""
    names = (*_WORDS, "fields", "scheme")
    return document({name: getattr(row, name, None) for name in names}, row.partner.name)
