"""Which records of a feed a source takes: by provider, municipality, type and language, with counts for choosing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from opinovi_wagtail.record import AnyRecord, Course, Event
from opinovi_wagtail.saying import say

DIMENSIONS = ("providers", "municipalities", "types", "languages")


@dataclass(frozen=True, slots=True)
class Filter:
    """A record passes when it has, for every dimension that is set, at least one of the wanted values.

    Providers match by identifier or by their name in any language, ignoring case. A record that does not say is left out
    wherever something is asked of it.
    """

    wanted: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, filters: Mapping[str, Any] | None) -> Filter:
        """The filter that ``CatalogueSource.filters`` describes; unknown dimensions are ignored."""
        wanted = {}
        for name in DIMENSIONS:
            values = (filters or {}).get(name) or ()
            if isinstance(values, str):
                values = [values]
            if folded := frozenset(_fold(str(value)) for value in values if str(value).strip()):
                wanted[name] = folded
        return cls(wanted)

    def takes(self, record: AnyRecord) -> bool:
        """Whether ``record`` passes. Tombstones always do."""
        if not self.wanted or record.deleted:
            return True
        return all(not wanted.isdisjoint(map(_fold, _values(record, name))) for name, wanted in self.wanted.items())


@dataclass(slots=True)
class Tally:
    """How many records of a feed there are by each value, for choosing a filter; ``taken`` by the present one."""

    records: int = 0
    taken: int = 0
    providers: Counter[str] = field(default_factory=Counter)
    municipalities: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, record: AnyRecord, *, taken: bool) -> None:
        self.records += 1
        self.taken += taken
        if name := say(record.provider.name, "fi").text or record.provider.remote_id:
            self.providers[name] += 1
        for dimension in DIMENSIONS[1:]:
            getattr(self, dimension).update(set(_values(record, dimension)))


def _values(record: AnyRecord, dimension: str) -> Iterable[str]:
    match dimension:
        case "providers":
            return [record.provider.remote_id, *record.provider.name.values()]
        case "types":
            return [record.education_type if isinstance(record, Course) else record.event_type]
        case "languages":
            return _languages(record)
    return _municipalities(record)


def _languages(record: AnyRecord) -> Iterable[str]:
    if isinstance(record, Event):
        return record.languages
    return [language for run in record.runs for language in run.languages]


def _municipalities(record: AnyRecord) -> Iterable[str]:
    if isinstance(record, Event):
        return [meeting.place.municipality for meeting in record.meetings if meeting.place]
    return [
        code for run in record.runs for code in (*run.municipalities, *([run.place.municipality] if run.place else []))
    ]


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
