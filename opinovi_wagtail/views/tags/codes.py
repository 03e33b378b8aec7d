"""The names of codes."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from opinovi_wagtail.search.filters import FORMS
from opinovi_wagtail.vocabularies import get_vocabulary

from .words import reading

register = template.Library()


@register.filter
def code_label(code: str, vocabulary: str) -> str:
    return get_vocabulary(vocabulary).label(code, reading()) if code else ""


@register.filter
def code_labels(codes: Iterable[str] | None, vocabulary: str) -> str:
    """The names of ``codes``, with commas."""
    names = get_vocabulary(vocabulary)
    return ", ".join(names.label(code, reading()) for code in codes or ())


@register.filter
def form_in_words(code: str) -> str:
    """A form of teaching with what it means."""
    return str(FORMS.get(code) or code_label(code, "forms"))
