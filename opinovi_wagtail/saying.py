"""Words by language, and which of them a visitor is shown. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .conf import conf


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language it is in (BCP 47); both empty when there is none."""

    text: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def say(words: Mapping[str, str] | None, language: str) -> Said:
    """``words`` in the best language there is for a visitor who reads ``language``.

    The visitor's own language comes first, then ``OPINOVI_WAGTAIL["LANGUAGES"]`` in their order, then any other.
    """
    words = words or {}
    for candidate in (language, language.split("-")[0], *conf.LANGUAGES, *sorted(words)):
        text = words.get(candidate)
        if text and text.strip():
            return Said(text, candidate)
    return Said()


def all_words(words: Mapping[str, str] | None) -> str:
    """Every text of ``words`` in one string, for searching."""
    return " ".join(text for text in (words or {}).values() if text)
