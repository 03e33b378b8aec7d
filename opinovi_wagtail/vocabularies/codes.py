"""Loads the code sets under ``data/`` and answers for them; knows nothing of models or requests.

Sources: national code sets of the Finnish National Agency for Education and Statistics Finland (municipalities,
regions, KKL2016 fields, EQF levels, teaching form and time, application kinds, education types, prior education).
Codes are the plugin's own slugs, except municipalities, regions, fields and levels, which keep their national codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code set; ``national`` lists the national codes that mean the same."""

    code: str
    names: dict[str, str]
    national: tuple[str, ...] = ()
    parent: str = ""

    def label(self, language: str) -> str:
        """The name in ``language`` (a BCP 47 tag; its region is ignored), else Finnish, else the code."""
        return self.names.get(language.split("-")[0]) or self.names.get("fi") or self.code


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A named, ordered code set."""

    name: str
    codes: dict[str, Code] = field(repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __len__(self) -> int:
        return len(self.codes)

    def label(self, code: str, language: str) -> str:
        """The name of ``code`` in ``language``; an unknown code is its own label."""
        found = self.codes.get(code)
        return found.label(language) if found else code

    def choices(self, language: str) -> list[tuple[str, str]]:
        """``(code, name)`` pairs in the order of the set, for form fields."""
        return [(entry.code, entry.label(language)) for entry in self]

    def from_national(self, code: str) -> str | None:
        """Our code for a national one: ``"opetuspaikkakk_1#2"``, ``"kunta_853"`` and ``"1"`` all work."""
        bare = code.split("#")[0].rsplit("_", 1)[-1]
        return _by_national(self.name).get(bare)

    def from_name(self, name: str) -> str | None:
        """The code whose name in any language is ``name``, ignoring case and surrounding space."""
        return _by_name(self.name).get(" ".join(name.split()).casefold())


def _load(name: str) -> Vocabulary:
    entries = json.loads(resources.files(__package__).joinpath("data", f"{name}.json").read_text("utf-8"))
    codes = {}
    for entry in entries:
        national = entry.get("national", ())
        codes[entry["code"]] = Code(
            code=entry["code"],
            names={language: entry[language] for language in LANGUAGES if entry.get(language)},
            national=(national,) if isinstance(national, str) else tuple(national),
            parent=entry.get("parent", entry.get("region", "")),
        )
    return Vocabulary(name, codes)


NAMES = (
    "applications",
    "audiences",
    "credit_units",
    "education_types",
    "event_types",
    "fields",
    "forms",
    "funding",
    "languages",
    "levels",
    "municipalities",
    "prior_education",
    "referral_types",
    "regions",
    "situations",
    "times",
)
VOCABULARIES: dict[str, Vocabulary] = {name: _load(name) for name in NAMES}

_KEEP_NATIONAL_CODES = {"municipalities", "regions", "fields", "levels"}


def get_vocabulary(name: str) -> Vocabulary:
    """The code set called ``name``; raises ``KeyError`` for an unknown one."""
    return VOCABULARIES[name]


@cache
def _by_national(name: str) -> dict[str, str]:
    vocabulary = VOCABULARIES[name]
    if name in _KEEP_NATIONAL_CODES:
        return {code: code for code in vocabulary.codes}
    return {national: entry.code for entry in vocabulary for national in entry.national}


@cache
def _by_name(name: str) -> dict[str, str]:
    return {label.casefold(): entry.code for entry in VOCABULARIES[name] for label in entry.names.values()}
