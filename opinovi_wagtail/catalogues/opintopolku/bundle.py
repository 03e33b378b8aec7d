"""Sorts Opintopolku's documents into bundles: one koulutus of one provider with what belongs to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

from .. import raw_json
from ..notes import Notes

# The Finnish National Agency for Education, which owns the national qualifications that many institutions arrange.
NATIONAL_OWNER = "1.2.246.562.10.00000000001"

_KINDS = {"10": "organisaatio", "13": "koulutus", "17": "toteutus", "20": "hakukohde", "29": "haku"}
_PREFIX = "1.2.246.562."

Object = dict[str, Any]


@dataclass(slots=True)
class Bundle:
    """A koulutus with its published toteutukset, hakukohteet and haut; ``error`` says why there is nothing to use."""

    remote_id: str
    raw: bytes
    koulutus: Object = field(default_factory=dict)
    toteutukset: list[Object] = field(default_factory=list)
    hakukohteet: list[Object] = field(default_factory=list)
    haut: list[Object] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    deleted: bool = False
    error: str = ""


def oid_kind(oid: Any) -> str:
    """What an oid identifies: ``koulutus``, ``toteutus``, ``hakukohde``, ``haku``, ``organisaatio`` or nothing known."""
    if not isinstance(oid, str) or not oid.startswith(_PREFIX):
        return ""
    return _KINDS.get(oid[len(_PREFIX) :].split(".")[0], "")


def bundles(raws: Iterable[bytes], hit: bytes | None = None) -> Iterator[Bundle]:
    """The bundles in the documents ``raws``; of a koulutus that ``hit`` found, only the toteutukset that it names."""
    wanted = None if hit is None else _named_by(raw_json.record(hit, Notes()))
    for raw in raws:
        notes = Notes()
        try:
            found = raw_json.record(raw, notes)
        except ValueError as error:
            yield Bundle("", raw, error=reason_of(error))
            continue
        yield from _bundled(found, raw, notes, wanted)


def oid_of(value: Any) -> str:
    """The oid in an object, or nothing."""
    oid = value.get("oid") if isinstance(value, dict) else None
    return oid if isinstance(oid, str) else ""


def objects(value: Any) -> list[Object]:
    """The objects in a list; anything else is passed over."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def published(found: Object) -> bool:
    """Whether an object is for the public; objects inside a search result carry no state because all of them are."""
    return found.get("tila", "julkaistu") == "julkaistu"


def _bundled(found: Object, raw: bytes, notes: Notes, wanted: set[str] | None) -> Iterator[Bundle]:
    kind = oid_kind(found.get("oid"))
    hakukohteet = [entry for entry in objects(found.get("hakukohteet")) if published(entry)]
    haut = [entry for entry in objects(found.get("haut")) if published(entry)]
    if kind == "koulutus" or (found.get("oid") and not kind and "toteutustenTarjoajat" in found):
        toteutukset = objects(found.get("toteutukset"))
        if wanted is not None:
            toteutukset = [entry for entry in toteutukset if oid_of(entry) in wanted]
        whole = Bundle("", raw, found, toteutukset, hakukohteet, haut, notes)
        yield from _by_provider(whole, narrowed=wanted is not None)
    elif kind == "toteutus":
        koulutus = found.get("koulutus") if isinstance(found.get("koulutus"), dict) else {}
        remote_id = oid_of(koulutus) or _text(found.get("koulutusOid")) or oid_of(found)
        yield Bundle(remote_id, raw, koulutus or {}, [found], hakukohteet, haut, notes, not published(found))
    elif kind == "hakukohde":
        yield _of_hakukohde(found, raw, notes)
    elif kind == "haku":
        yield from _of_haku(found, raw, notes)
    elif _text(found.get("toteutusOid")):
        yield _of_comparison(found, raw, notes)
    else:
        yield Bundle(_text(found.get("oid")), raw, error=_no_course())


def _by_provider(whole: Bundle, narrowed: bool) -> Iterator[Bundle]:
    """A national qualification once for each institution that arranges it, every other koulutus as it is."""
    koulutus = whole.koulutus
    oid = _text(koulutus.get("oid"))
    gone = not published(koulutus)
    runs = [entry for entry in whole.toteutukset if published(entry)]
    if not _is_shared(koulutus, runs):
        whole.remote_id, whole.toteutukset, whole.deleted = oid, runs, gone
        if narrowed:
            whole.raw = _canonical(koulutus, runs, whole.hakukohteet, whole.haut)
        yield whole
        return
    providers: dict[str, list[Object]] = {}
    for entry in runs:
        providers.setdefault(provider_of(entry)[0], []).append(entry)
    shared = {name: value for name, value in koulutus.items() if name not in _LISTS}
    for provider, entries in providers.items():
        oids = {run_oid(entry) for entry in entries}
        hakukohteet = [entry for entry in whole.hakukohteet if _text(entry.get("toteutusOid")) in oids]
        haku_oids = {_text(entry.get("hakuOid")) for entry in hakukohteet}
        haut = [entry for entry in whole.haut if oid_of(entry) in haku_oids]
        raw = _canonical(shared, entries, hakukohteet, haut)
        yield Bundle(f"{oid}/{provider}", raw, shared, entries, hakukohteet, haut, whole.notes, gone)


_LISTS = {
    "toteutukset",
    "hakukohteet",
    "haut",
    "tarjoajat",
    "organisaatiot",
    "_score",
    "timestamp",
    "formatoituModified",
}


def _is_shared(koulutus: Object, runs: list[Object]) -> bool:
    owner = oid_of(koulutus.get("organisaatio"))
    if owner:
        return owner == NATIONAL_OWNER and bool(runs)
    return len({provider_of(entry)[0] for entry in runs}) > 1


def provider_of(toteutus: Object) -> tuple[str, Any]:
    """Oid and name of the institution behind a toteutus, in a whole one and in a search hit."""
    organisation = toteutus.get("organisaatio")
    if isinstance(organisation, dict) and oid_of(organisation):
        return oid_of(organisation), organisation.get("nimi")
    return _text(toteutus.get("oppilaitosOid")), toteutus.get("oppilaitosNimi")


def run_oid(toteutus: Object) -> str:
    """The oid of a toteutus, in a whole one and in a search hit."""
    return oid_of(toteutus) or _text(toteutus.get("toteutusOid"))


def _of_hakukohde(found: Object, raw: bytes, notes: Notes) -> Bundle:
    toteutus = found.get("toteutus") if isinstance(found.get("toteutus"), dict) else {}
    koulutus = found.get("koulutus") if isinstance(found.get("koulutus"), dict) else {}
    haku = found.get("haku") if isinstance(found.get("haku"), dict) else {}
    if not oid_of(toteutus):
        toteutus = {
            "oid": _text(found.get("toteutusOid")),
            "nimi": found.get("nimi"),
            "organisaatio": found.get("organisaatio"),
            "tarjoajat": [found["jarjestyspaikka"]] if isinstance(found.get("jarjestyspaikka"), dict) else [],
        }
    remote_id = oid_of(koulutus) or _text((toteutus or {}).get("koulutusOid")) or oid_of(toteutus)
    gone = not (published(found) and published(toteutus or {}) and published(koulutus or {}))
    return Bundle(remote_id, raw, koulutus or {}, [toteutus or {}], [found], [haku] if haku else [], notes, gone)


def _of_haku(found: Object, raw: bytes, notes: Notes) -> Iterator[Bundle]:
    toteutukset = [entry for entry in objects(found.get("toteutukset")) if published(entry)]
    if not toteutukset:
        yield Bundle(oid_of(found), raw, error=_no_course())
        return
    koulutukset = {oid_of(entry): entry for entry in objects(found.get("koulutukset"))}
    hakukohteet = [entry for entry in objects(found.get("hakukohteet")) if published(entry)]
    haku = {name: value for name, value in found.items() if name not in ("koulutukset", "toteutukset", "hakukohteet")}
    runs: dict[str, list[Object]] = {}
    for entry in toteutukset:
        runs.setdefault(_text(entry.get("koulutusOid")) or oid_of(entry), []).append(entry)
    for oid, entries in runs.items():
        oids = {oid_of(entry) for entry in entries}
        targets = [entry for entry in hakukohteet if _text(entry.get("toteutusOid")) in oids]
        koulutus = koulutukset.get(oid, {})
        part = Bundle(oid, b"", koulutus, entries, targets, [haku], notes)
        for bundle in _by_provider(part, narrowed=True) if koulutus else [part]:
            bundle.raw = bundle.raw or _canonical(koulutus, entries, targets, [haku])
            yield bundle


def _of_comparison(found: Object, raw: bytes, notes: Notes) -> Bundle:
    """An entry of the comparison of favourites: one application target with its place, and little else."""
    place = found.get("jarjestyspaikka")
    toteutus = {
        "oid": found["toteutusOid"],
        "nimi": found.get("nimi"),
        "koulutustyyppi": found.get("koulutustyyppi"),
        "tarjoajat": [place] if isinstance(place, dict) else [],
        "organisaatio": place,
        "osoite": found.get("osoite"),
    }
    target = _text(found.get("hakukohdeOid"))
    remote_id = f"{found['toteutusOid']}/{target}" if target else found["toteutusOid"]
    return Bundle(remote_id, raw, {}, [toteutus], [], [], notes)


def _named_by(hit: Object) -> set[str] | None:
    named = {run_oid(entry) for entry in objects(hit.get("toteutukset"))}
    return named or None


def _canonical(*parts: Any) -> bytes:
    return json.dumps(parts, sort_keys=True).encode("ascii")


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""


def _no_course() -> str:
    return _("The entry is not a koulutus, toteutus or hakukohde, so no course can be read from it.")
