"""What Opintopolku's codes say of a course: its type, fields, level, scope and length."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from opinovi_wagtail.record import Credits, Duration
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.vocabularies import get_vocabulary

from ..coding import code
from ..notes import Notes
from ..words import plain
from .bundle import Bundle, Object, objects

_TYPES = {
    "aikuisten-perusopetus": "basic",
    "lk": "upper_secondary_general",
    "telma": "telma",
    "tuva": "preparatory",
    "vapaa-sivistystyo-opistovuosi": "liberal",
    "vapaa-sivistystyo-muu": "liberal",
    "vapaa-sivistystyo-osaamismerkki": "open_badge",
    "amm-tutkinnon-osa": "vocational_unit",
    "amm-osaamisala": "vocational_unit",
    "erikoislaakari": "specialisation",
    "erikoistumiskoulutus": "specialisation",
    "amk": "higher",
    "yo": "higher",
    "amm-ope-erityisope-ja-opo": "higher",
    "ope-pedag-opinnot": "higher",
    "kk-opintojakso": "higher",
    "kk-opintokokonaisuus": "higher",
    "amm-muu": "other",
    "taiteen-perusopetus": "other",
    "muu": "other",
    "muu-koulutus": "other",
}
_LEVEL = re.compile(r"_0?([1-8])\Z")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def education_type_of(bundle: Bundle, notes: Notes) -> str:
    """Our code for the type of education; what Opintopolku does not tell apart stays as general as it is."""
    holder = bundle.koulutus or bundle.toteutukset[0]
    metadata = [obj(entry.get("metadata")) for entry in (holder, *bundle.toteutukset)]
    named = holder.get("koulutustyyppi") or metadata[0].get("tyyppi")
    kind = named if isinstance(named, str) else ""
    path = str(holder.get("koulutustyyppiPath") or "")
    if any(entry.get("isPieniOsaamiskokonaisuus") for entry in metadata):
        return "small_competence_unit"
    if "avoin" in path or any(entry.get("isAvoinKorkeakoulutus") for entry in metadata):
        return "open_uas" if "amk" in path else "open_university"
    if kind == "amm":
        return _vocational(holder)
    if kind in ("muu", "muu-koulutus", "amm-muu") and any(entry.get("isTaydennyskoulutus") for entry in metadata):
        return "continuing"
    if kind in _TYPES:
        return _TYPES[kind]
    if kind:
        notes.add("education_type", _("The type of education %(type)r is not known.") % {"type": str(kind)[:60]})
    return ""


def _vocational(holder: Object) -> str:
    """Which vocational qualification: the API says only ``amm``, the name of the national qualification says the rest."""
    names = [obj(entry.get("nimi")).get("fi") for entry in _codes_of_qualification(holder)]
    text = " ".join(str(name).lower() for name in [*names, obj(holder.get("nimi")).get("fi")] if name)
    if "erikoisammattitutkinto" in text:
        return "specialist_vocational"
    return "further_vocational" if "ammattitutkinto" in text else "upper_secondary_vocational"


def _codes_of_qualification(holder: Object) -> list[Object]:
    single = holder.get("koulutus")
    return objects(holder.get("koulutukset")) + ([single] if isinstance(single, dict) else [])


def fields_of(koulutus: Object, metadata: Object, notes: Notes) -> tuple[str, ...]:
    """The fields of education, the narrow ones where there are any; four-digit ones are named by their first three."""
    known = get_vocabulary("fields")
    uris = [uri(entry) for entry in objects(metadata.get("koulutusala"))]
    for entry in objects(koulutus.get("koulutuskoodienAlatJaAsteet")):
        uris += [one for one in array(entry.get("koulutusalaKoodiUrit")) if isinstance(one, str)]
    found: dict[str, None] = {}
    for one in filter(None, uris):
        if "koulutusala" not in one:  # the ministry's steering fields (okmohjauksenala) are another classification
            continue
        bare = one.split("#")[0].rsplit("_", 1)[-1]
        for length in (3, 2):
            if len(bare) >= length and bare[:length] in known:
                found[bare[:length]] = None
                break
        else:
            notes.add("fields", _("The code %(code)r is not known, so it was left out.") % {"code": one[:60]})
    return tuple(field for field in found if not any(other != field and other.startswith(field) for other in found))


def level_of(koulutus: Object) -> int | None:
    """The level in the national framework, else in the European one, 1 to 8."""
    for entry in objects(koulutus.get("nqf")) + objects(koulutus.get("eqf")):
        if match := _LEVEL.search(uri(entry).split("#")[0]):
            return int(match[1])
    return None


def credits_of(koulutus: Object, metadata: Object, notes: Notes) -> Credits | None:
    """The scope with its unit, from the koulutus or from the only unit of a qualification that it consists of."""
    parts = objects(koulutus.get("tutkinnonOsat")) + objects(metadata.get("tutkinnonOsat"))
    holders = [metadata, koulutus, *(parts if len(parts) == 1 else [])]
    for holder in holders:
        amount = _amount(holder, notes)
        if amount is None:
            continue
        unit = code("credit_units", holder.get("opintojenLaajuusyksikko"), "credits", notes)
        return Credits(amount=amount, unit=unit) if unit else None
    return None


def _amount(holder: Object, notes: Notes) -> Decimal | None:
    least, most = holder.get("opintojenLaajuusNumeroMin"), holder.get("opintojenLaajuusNumeroMax")
    number = holder.get("opintojenLaajuusNumero")
    if number is None and least is not None:
        number = least
        if most is not None and most != least:
            notes.add("credits", _("The scope varies; the smallest one is shown."))
    if number is None:
        scope = obj(holder.get("opintojenLaajuus"))
        name = plain(str(obj(scope.get("nimi")).get("fi") or ""))[:40]
        match = _NUMBER.match(name) or _NUMBER.fullmatch(uri(scope).split("#")[0].rsplit("_", 1)[-1])
        number = match[0].replace(",", ".") if match else None
    if number is None or isinstance(number, bool):
        return None
    try:
        amount = Decimal(str(number))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < amount < 10_000:
        return None
    return amount.normalize() if amount != amount.to_integral() else amount.quantize(Decimal(1))


def duration_of(teaching: Object) -> Duration | None:
    """The planned length in whole years, otherwise in months."""
    years, months = (whole(teaching.get(f"suunniteltuKesto{unit}")) for unit in ("Vuodet", "Kuukaudet"))
    if years and not months:
        return Duration(Decimal(years), "year")
    total = years * 12 + months
    return Duration(Decimal(total), "month") if total else None


def uri(value: Any) -> str:
    """The code in ``{"koodiUri": …}``, or nothing."""
    found = value.get("koodiUri") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def whole(value: Any) -> int:
    """A small whole number; anything else counts as 0."""
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1000 else 0


def obj(value: Any) -> Object:
    """``value`` if it is an object; anything else holds nothing."""
    return value if isinstance(value, dict) else {}


def array(value: Any) -> list[Any]:
    """``value`` if it is a list; anything else holds nothing."""
    return value if isinstance(value, list) else []
