"""Which texts of a page need the label that says in which language they are; not what the label says."""

from __future__ import annotations

from opinovi_wagtail.models import Said


class Labels:
    """What the reader of one page has been told so far. It is asked for every text, in the order of the page.

    Texts that follow one another in the same other language have one label, at the first of them.
    """

    def __init__(self) -> None:
        self._of_all = ""
        self._told = ""

    def tell_of_all(self, language: str) -> None:
        """The page has said on top that its texts are in ``language``."""
        self._of_all = self._told = language

    def begin_part(self) -> None:
        """What follows is read by itself, as a card of a list is."""
        self._told = self._of_all

    def to_tell(self, said: Said, reading: str) -> str:
        """The language that has to be named before ``said``; empty where the reader knows it already."""
        if not said:
            return ""
        told, self._told = self._told, "" if same_language(said.language, reading) else said.language
        return self._told if self._told and not same_language(self._told, told) else ""


def same_language(one: str, other: str) -> bool:
    """Whether two BCP 47 codes name the same language: a country does not matter to a reader."""
    return one.split("-")[0] == other.split("-")[0]
