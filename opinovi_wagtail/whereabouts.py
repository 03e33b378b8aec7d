"""Where something is, as the parts of one line without repetitions; how the parts are marked up is for whoever shows them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .models import Said
from .vocabularies import get_vocabulary


def parts_of_place(name: Said, address: str, municipalities: Collection[str], language: str) -> list[Said]:
    """Name, street address and municipalities (national codes) for somebody who reads ``language``; what is empty is left out.

    A municipality with which the address ends already, in whichever language, is not said again; nor one that the name gives
    after a comma (``Ammattiopisto, Salo``). A name such as ``Villa Salo`` does not say where it is.
    """
    codes = list(municipalities)
    after_comma = name.text.rpartition(",")[2] if "," in name.text else ""
    if len(codes) == 1 and any(ends_with_municipality(text, codes[0]) for text in (address, after_comma)):
        codes = []
    labels = get_vocabulary("municipalities")
    named = ", ".join(labels.label(code, language) for code in codes)
    return list(_without_repetitions([name, Said(address, language), Said(named, language)]))


def ends_with_municipality(address: str, code: str) -> bool:
    """Whether ``address`` names the municipality at its end: ``Aurakatu 1, 20100 Turku``."""
    municipalities = get_vocabulary("municipalities")
    if code not in municipalities:
        return False
    names = municipalities.codes[code].names.values()
    return any(re.search(rf"(?<!\w){re.escape(name)}[\s.,]*$", address, re.IGNORECASE) for name in names if name)


def _without_repetitions(parts: Iterable[Said]) -> Iterable[Said]:
    seen = set()
    for part in parts:
        key = part.text.strip().casefold()
        if key and key not in seen:
            seen.add(key)
            yield part
