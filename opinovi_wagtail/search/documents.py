"""What of a row can be found by searching: its words in every language, its partner and its places, folded for matching."""

from __future__ import annotations

import re
import unicodedata

from opinovi_wagtail.models import Course, Event, FundingGuide, all_words
from opinovi_wagtail.vocabularies import get_vocabulary

_TAG = re.compile(r"<[^>]*>")


def fold(text: str) -> str:
    """``text`` as it is compared: case folded, markup and repeated space gone; å, ä and ö stay letters of their own."""
    plain = _TAG.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(plain.casefold().split())


def document_for(row: Course | Event | FundingGuide) -> str:
    """The folded text in which ``row`` is searched. Reads the row and its partner only."""
    parts = [all_words(row.title), all_words(row.summary), all_words(row.partner.name), all_words(row.provider_name)]
    match row:
        case Course():
            fields = get_vocabulary("fields")
            parts.append(all_words(row.description))
            parts.extend(all_words(fields.codes[code].names) for code in row.fields if code in fields)
        case Event():
            parts.append(all_words(row.description))
        case FundingGuide():
            parts.extend([row.scheme, all_words(row.body), all_words(row.eligibility)])
    return fold(" ".join(parts))
