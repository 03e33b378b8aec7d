"""The language of the texts of a table whose headings do not name one: the source's choice, else a guess, else the site's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..base import Options
from .columns import normal
from .heading_terms import meaning, written_in

# The answer of a source that leaves it to the headings. A source without any answer has the site's first language.
BY_HEADINGS = "headings"
# Systems export English headings whatever language is below them.
_TELLING = ("fi", "sv")
_FEWEST = 2  # headings; a single one proves little, and a third of others too much


@dataclass(frozen=True, slots=True)
class TextLanguage:
    """``code`` is what the texts are taken to be in, ``headings`` what the headings are in (empty where that is not clear);
    ``guessed`` is whether the one comes from the other."""

    code: str
    headings: str = ""
    guessed: bool = False


def language_of_texts(headings: Sequence[str], options: Options) -> TextLanguage:
    """What the texts below ``headings`` are taken to be in, for columns that do not say it themselves."""
    told = language_of_headings(headings)
    own = str(options.options.get("language") or "")
    if own != BY_HEADINGS:
        return TextLanguage(own or options.language, told)
    return TextLanguage(told or options.language, told, guessed=bool(told))


def language_of_headings(headings: Sequence[str]) -> str:
    """Finnish or Swedish, where two thirds of the headings that belong to one language only are in it; otherwise nothing."""
    names = {name for heading in headings if meaning(name := normal(heading))[0]}
    votes = Counter(language for name in names if (language := written_in(name)))
    for language in _TELLING:
        if votes[language] >= _FEWEST and votes[language] * 3 >= votes.total() * 2:
            return language
    return ""
