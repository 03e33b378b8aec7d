"""Which column of a table means what: guessed from Finnish, Swedish and English headings, corrected by the source."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .heading_terms import LANGUAGES, WORDS, meaning

_UNITS = {
    "opintopisteet": "op", "studiepoäng": "op", "ects": "op", "osaamispisteet": "osp", "kompetenspoäng": "osp",
}  # fmt: skip
_SEPARATORS = re.compile(r"[\s_\-./:()\[\]*]+")
# Headings that only a register of institutions has; without this their names would pass for courses.
_INSTITUTIONS = {"organisaatiotyypit", "oppilaitosnumero", "oppilaitostyyppi", "yritysmuoto"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands: its column, or for words a column per language ("" is the source's own language)."""

    single: dict[str, int]
    words: dict[str, dict[str, int]]
    credit_unit: str = ""  # where the heading of the scope already says it

    @property
    def recognised(self) -> int:
        """How many columns have a meaning."""
        return len(self.single) + sum(len(columns) for columns in self.words.values())

    def targets(self) -> dict[int, str]:
        """What each used column is, as the option ``columns`` calls it: place -> ``title``, ``title_sv``, ``starts`` …"""
        found = {place: field for field, place in self.single.items()}
        for field, places in self.words.items():
            found |= {place: f"{field}_{language}" if language else field for language, place in places.items()}
        return found


def guess(headings: Sequence[str], chosen: Mapping[str, Any] | None = None, ignored: Collection[str] = ()) -> Columns:
    """What the columns called ``headings`` mean. ``chosen`` (``{"title_sv": "Kursens namn"}``) wins over the guess, and
    columns whose headings are among ``ignored`` mean nothing."""
    single: dict[str, int] = {}
    words: dict[str, dict[str, int]] = {}
    unit = ""
    own = {named: target for target, heading in (chosen or {}).items() if (named := normal(str(heading)))}
    present = {normal(heading) for heading in headings}
    own_targets = {target for named, target in own.items() if named in present}
    nobody_wants = {normal(heading) for heading in ignored} - own.keys()
    for place, heading in enumerate(headings):
        name = normal(heading)
        if name in nobody_wants:
            continue
        if name in own:
            field, language = _target(own[name])
        else:
            field, language = meaning(name)
            if f"{field}_{language}".rstrip("_") in own_targets:
                continue
        if field in WORDS:
            words.setdefault(field, {}).setdefault(language, place)
        elif field:
            single.setdefault(field, place)
            unit = unit or _UNITS.get(name, "") if field == "credits" else unit
    _settle_bare_id(single)
    return Columns(single, words, unit)


def absent(headings: Sequence[str], chosen: Mapping[str, Any]) -> list[str]:
    """The headings in ``chosen`` that the table does not have."""
    present = {"", *map(normal, headings)}
    return [str(heading) for heading in chosen.values() if normal(str(heading)) not in present]


def unused(headings: Sequence[str], columns: Columns, ignored: Collection[str] = ()) -> list[str]:
    """The headings that mean nothing to us, apart from those of which somebody has said that they are not wanted."""
    nobody_wants, used = {normal(heading) for heading in ignored}, columns.targets()
    return [
        heading
        for place, heading in enumerate(headings)
        if place not in used and heading.strip() and normal(heading) not in nobody_wants
    ]


def normal(heading: str) -> str:
    """A heading in lower case with its separators as single spaces."""
    return _SEPARATORS.sub(" ", heading.strip().lower()).strip()


def lists_institutions(headings: Sequence[str]) -> bool:
    """Whether the table is a register of institutions."""
    return bool(_INSTITUTIONS & {normal(heading).replace(" ", "") for heading in headings})


def _target(name: Any) -> tuple[str, str]:
    field, _sign, language = str(name).rpartition("_")
    return (field, language) if field in WORDS and language in LANGUAGES else (str(name), "")


def _settle_bare_id(single: dict[str, int]) -> None:
    """A column called only "id" identifies the course, or the run where the course has a column of its own."""
    place = single.pop("any_id", None)
    if place is not None:
        single.setdefault("run_id" if "course_id" in single else "course_id", place)
