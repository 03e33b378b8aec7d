"""The names of codes."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from opinovi_wagtail.search.filters import FORMS
from opinovi_wagtail.vocabularies import get_vocabulary

from .words import reading

register = template.Library()

# Vocabularies whose names are no proper nouns and no abbreviations in any of the languages.
COMMON_NOUNS = ("forms", "times", "audiences")


@register.filter
def code_label(code: str, vocabulary: str) -> str:
    return get_vocabulary(vocabulary).label(code, reading()) if code else ""


@register.filter
def code_labels(codes: Iterable[str] | None, vocabulary: str) -> str:
    """The names of ``codes``, with commas."""
    names = get_vocabulary(vocabulary)
    return enumerated([names.label(code, reading()) for code in codes or ()], vocabulary)


def enumerated(names: Iterable[str], vocabulary: str) -> str:
    """``names`` of ``vocabulary`` with commas; common nouns after the first begin small: ``Lähiopetus, etäopetus``."""
    names = list(names)
    if vocabulary in COMMON_NOUNS:
        names[1:] = [name[:1].lower() + name[1:] for name in names[1:]]
    return ", ".join(names)


@register.filter
def form_in_words(code: str) -> str:
    """A form of teaching with what it means."""
    return str(FORMS.get(code) or code_label(code, "forms"))
