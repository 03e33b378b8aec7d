"""Codes and names from feeds turned into the codes of our vocabularies; what is not known becomes a note."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.vocabularies import get_vocabulary

from .notes import Notes
from .words import clean_text

# What the national sets have and our vocabularies do not: bilingual teaching, and the requirement codes of application
# targets, which are another set than the one in the search filters.
_GROUPS: dict[str, tuple[str, ...]] = {
    "työttömät": ("unemployed",),
    "arbetslösa": ("unemployed",),
    "unemployed": ("unemployed",),
    "työssä olevat": ("employed",),
    "työlliset": ("employed",),
    "employed": ("employed",),
}
_ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "languages": {"3": ("fi", "sv"), "se": ("smi",)},
    "prior_education": {
        "er": ("basic",),
        "yl": ("basic",),
        "lk": ("upper_secondary",),
        "yo": ("matriculation",),
        "xx": (),
    },
    "times": {
        short: (code,)
        for code, shorts in {
            "day": "day|daytime|päivä|päivällä|päivisin|dag|dagtid",
            "evening": "evening|evenings|ilta|illalla|iltaisin|kväll|kvällar|kvällstid",
            "weekend": "weekend|weekends|viikonloppu|viikonloppuna|viikonloppuisin|veckoslut|helg",
        }.items()
        for short in shorts.split("|")
    },
    "situations": _GROUPS,
    "audiences": _GROUPS
    | {
        "maahanmuuttajat": ("immigrants",),
        "invandrare": ("immigrants",),
        "immigrants": ("immigrants",),
        "yritykset": ("employers",),
        "työnantajat": ("employers",),
        "arbetsgivare": ("employers",),
        "employers": ("employers",),
    },
}


def codes(vocabulary: str, values: Iterable[Any], field: str, notes: Notes) -> tuple[str, ...]:
    """Our codes of ``vocabulary`` for ``values``, in order, each once.

    A value is one of our codes, a national code (``"kunta_853#2"``), a name in any of the three languages, or the
    national ``{"koodiUri": …, "nimi": {…}}``. Unknown ones are noted and left out.
    """
    found: dict[str, None] = {}
    for value in values:
        known = _known(vocabulary, value)
        if known is None:
            shown = clean_text(str(_uri(value) if isinstance(value, dict) else value))[:60]
            notes.add(field, _("The code %(code)r is not known, so it was left out.") % {"code": shown})
            continue
        found.update(dict.fromkeys(known))
    return tuple(found)


def code(vocabulary: str, value: Any, field: str, notes: Notes) -> str:
    """As ``codes`` for a single value; empty where there is none."""
    if value is None or value == "":
        return ""
    return next(iter(codes(vocabulary, (value,), field, notes)), "")


def _known(vocabulary: str, value: Any) -> tuple[str, ...] | None:
    if isinstance(value, dict):
        known = _known_text(vocabulary, _uri(value))
        names = value.get("nimi")
        if known is None and isinstance(names, dict):
            known = next((by for name in names.values() if (by := _by_name(vocabulary, name)) is not None), None)
        return known
    return _known_text(vocabulary, value)


def _known_text(vocabulary: str, text: Any) -> tuple[str, ...] | None:
    if not isinstance(text, str) or len(text) > 200:
        return None
    text = text.strip()
    entries = get_vocabulary(vocabulary)
    if text in entries:
        return (text,)
    bare = text.split("#")[0].rsplit("_", 1)[-1].casefold()
    if bare in _ALIASES.get(vocabulary, {}):
        return _ALIASES[vocabulary][bare]
    if (national := entries.from_national(text)) is not None:
        return (national,)
    return _by_name(vocabulary, text)


def _by_name(vocabulary: str, name: Any) -> tuple[str, ...] | None:
    found = get_vocabulary(vocabulary).from_name(name) if isinstance(name, str) and len(name) <= 200 else None
    return (found,) if found else None


def _uri(value: dict[str, Any]) -> Any:
    return value.get("koodiUri")
