"""Where a meeting or a run is: what it says itself, else what is known of the place it names."""

from __future__ import annotations

from typing import Any

from opinovi_wagtail.models import Said, say
from opinovi_wagtail.vocabularies import get_vocabulary
from opinovi_wagtail.whereabouts import parts_of_place


def whereabouts(thing: Any, language: str) -> list[Said]:
    """Name, street address and municipalities of ``thing``, its own before those of the place it names."""
    place = thing.place
    name = say(thing.place_name, language) or (say(place.name, language) if place else Said())
    address = thing.place_address or (place.address if place else "")
    own = getattr(thing, "municipality", "") or (place.municipality if place else "")
    codes = [own] if own else list(getattr(thing, "municipalities", ()))
    return parts_of_place(name, address, codes, language)


def town_or_name(thing: Any, language: str) -> Said:
    """Where a meeting or a run is, as short as can be: its municipality or municipalities, else the name of its place."""
    place = thing.place
    own = getattr(thing, "municipality", "")
    codes = [own] if own else list(getattr(thing, "municipalities", ()))
    if not codes and place and place.municipality:
        codes = [place.municipality]
    if codes:
        labels = get_vocabulary("municipalities")
        return Said(", ".join(labels.label(code, language) for code in codes), language)
    return say(thing.place_name, language) or (say(place.name, language) if place else Said())
