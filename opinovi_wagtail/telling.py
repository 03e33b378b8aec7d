"""Sentences that remember what they were made of, so that a reader is told in their own language what was noticed in another.

A run of the sync is started by a worker, a command or somebody's click, and its report is read by somebody else. The functions
here are used like those of Django; what they answer is text in the active language, and :func:`plain` takes it apart into
JSON from which :func:`tell` makes the same sentence in the language of whoever reads it.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation

__all__ = ["Sentence", "gettext", "ngettext", "plain", "reason_of", "tell"]


class Sentence(str):
    """A translated sentence that knows its source text and the values in it."""

    source: dict[str, Any]

    @classmethod
    def of(cls, text: str, source: dict[str, Any]) -> Sentence:
        said = cls(text)
        said.source = source
        return said

    def __mod__(self, values: Any) -> Sentence:
        named = {name: plain(value) for name, value in dict(values).items()}
        return Sentence.of(str.__mod__(self, values), {**self.source, "with": named})

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (str(self), self.source)


def _again(text: str, source: dict[str, Any]) -> Sentence:
    return Sentence.of(text, source)


def gettext(text: str) -> Sentence:
    """``text`` in the active language. Fill it in with ``%`` and a mapping."""
    return Sentence.of(translation.gettext(text), {"text": text})


def ngettext(singular: str, plural: str, number: int) -> Sentence:
    """``singular`` or ``plural`` in the active language. Fill it in with ``%`` and a mapping."""
    return Sentence.of(
        translation.ngettext(singular, plural, number), {"text": singular, "plural": plural, "number": int(number)}
    )


def reason_of(error: BaseException) -> str:
    """The sentence that ``error`` was raised with, as it can be said again."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Sentence) else str(error)


def plain(value: Any) -> Any:
    """``value`` as JSON values: a number as itself, anything else as text, a sentence as what it was made of."""
    if isinstance(value, Sentence):
        return dict(value.source)
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return str(value).replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def tell(told: Any) -> str:
    """What :func:`plain` made of a sentence, in the active language. Never raises: a sentence whose translation no longer
    fits its values is said in its source language."""
    if not isinstance(told, dict):
        return "" if told is None else str(told)
    text, plural = str(told.get("text", "")), told.get("plural")
    number = told.get("number", 0)
    if plural is None:
        translated, original = translation.gettext(text), text
    else:
        translated = translation.ngettext(text, plural, number)
        original = text if number == 1 else plural
    if "with" not in told:
        return translated
    values = {name: tell(value) if isinstance(value, dict) else value for name, value in told["with"].items()}
    for sentence in (translated, original):
        try:
            return sentence % values
        except (KeyError, TypeError, ValueError):
            continue
    return original
