"""Where a meeting or a run is, as the parts of one line without repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from opinovi_wagtail.models import Said, say
from opinovi_wagtail.vocabularies import get_vocabulary


def whereabouts(thing: Any, language: str) -> list[Said]:
    """Name, street address and municipalities of ``thing``, its own before those of the place it names.

    A municipality with which the address ends already, in whichever language, is not said again.
    """
    place = thing.place
    name = say(thing.place_name, language) or (say(place.name, language) if place else Said())
    address = thing.place_address or (place.address if place else "")
    own = getattr(thing, "municipality", "") or (place.municipality if place else "")
    codes = [own] if own else list(getattr(thing, "municipalities", ()))
    if not (len(codes) == 1 and ends_with_municipality(address, codes[0])):
        labels = get_vocabulary("municipalities")
        municipalities = ", ".join(labels.label(code, language) for code in codes)
    else:
        municipalities = ""
    return list(_without_repetitions([name, Said(address, language), Said(municipalities, language)]))


def town_or_name(thing: Any, language: str) -> Said:
    """Where ``thing`` is, as short as can be: its municipality, else the name of its place."""
    place = thing.place
    code = thing.municipality or (place.municipality if place else "")
    if code:
        return Said(get_vocabulary("municipalities").label(code, language), language)
    return say(thing.place_name, language) or (say(place.name, language) if place else Said())


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
