"""Which column of a table means what: guessed from Finnish, Swedish and English headings, corrected by the source."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Fields whose cells are words and may come once per language (``title_sv``, ``Nimi (ruotsiksi)``).
WORDS = ("title", "summary", "description", "provider", "place", "price_text", "accessibility", "start_text")

_HEADINGS: dict[str, str] = {
    "course_id": "course id|courseid|course code|kurssin tunnus|kurssikoodi|koulutuksen tunnus|koulutus id|koulutuskoodi"
    "|kurskod|kurs id|utbildnings id|utbildningskod|oid|readable id|external id|koulutuksen oid",
    "run_id": "run id|runid|run code|course run|toteutuksen tunnus|toteutus id|toteutuskoodi|toteutuksen oid|ryhmän tunnus"
    "|kurssitunnus|kurstillfälle id|tillfälle id|genomförande id|group id",
    "any_id": "id|tunnus|koodi|kod|code|identifier|tunniste|nro|numero|kurssinumero|kursnummer|nummer|number",
    "title": "title|name|nimi|otsikko|kurssi|kurssin nimi|koulutus|koulutuksen nimi|kurs|kursens namn|kursnamn|namn|rubrik"
    "|utbildning|utbildningens namn|course|course name|course title",
    "summary": "summary|tiivistelmä|lyhyt kuvaus|ingress|sammandrag|kort beskrivning|short description",
    "description": "description|kuvaus|sisältö|esittely|beskrivning|innehåll|content|lisätiedot|kurssikuvaus|tilläggsinformation",
    "provider": "provider|järjestäjä|oppilaitos|arrangör|utbildningsanordnare|läroanstalt|institution|organizer|organiser"
    "|offered by|koulutuksen järjestäjä|organisaatio|organisation|organization",
    "provider_id": "provider id|järjestäjän tunnus|organisaatio oid|y tunnus|fo nummer|business id|oppilaitoksen oid",
    "url": "url|link|linkki|länk|www|verkkosivu|www osoite|webbplats|web|website|osoite verkossa|lisätietolinkki",
    "apply_url": "apply url|application url|hakulinkki|ilmoittautumislinkki|ansökningslänk|anmälningslänk|registration url"
    "|ilmoittautuminen|hakeutuminen|hakulomake|anmälan|registration link|booking url",
    "image": "image|kuva|bild|image url|kuvan osoite|course image url",
    "education_type": "education type|koulutustyyppi|koulutuslaji|utbildningstyp|utbildningsform|type of education"
    "|type|tyyppi|typ",
    "fields": "field|fields|field of education|koulutusala|ala|utbildningsområde|bransch|områden",
    "level": "nqf|eqf|eqf level|nqf level|vaativuustaso|eqf taso|nqf taso|eqf nivå|nqf nivå",
    "credits": "credits|laajuus|opintopisteet|osaamispisteet|omfattning|studiepoäng|kompetenspoäng|scope|ects",
    "credit_unit": "credit unit|laajuuden yksikkö|yksikkö|enhet|unit",
    "prior_education": "prior education|pohjakoulutus|pohjakoulutusvaatimus|koulutustausta|grundutbildning|utbildningsbakgrund",
    "situations": "situation|situations|elämäntilanne|livssituation|kohderyhmä|målgrupp|target group",
    "starts": "start|starts|start date|begins|alkaa|alkamispäivä|alku|aloituspäivä|alkupvm|börjar|startdatum|startar|alkamisaika"
    "|begin|aloitus|ajankohta|tid|date|päivämäärä|datum",
    "ends": "end|ends|end date|päättyy|loppuu|päättymispäivä|loppupvm|slutar|slutdatum|avslutas|päättymisaika",
    "duration": "duration|kesto|längd|varaktighet",
    "forms": "form|teaching form|opetusmuoto|opetustapa|toteutustapa|undervisningsform|mode of study|mode",
    "times": "time|teaching time|opetusaika|ajankohta vuorokaudessa|undervisningstid|time of day",
    "languages": "language|languages|opetuskieli|opetuskielet|kieli|undervisningsspråk|språk|language of instruction",
    "municipality": "municipality|kunta|paikkakunta|kommun|ort|city|kaupunki|stad|town",
    "place": "place|venue|paikka|toimipaikka|opetuspaikka|toimipiste|plats|lokal|location",
    "address": "address|osoite|katuosoite|adress|gatuadress|street address",
    "online_url": "online url|etäosoite|verkko osoite|online link|nätadress|zoom|teams",
    "accessibility": "accessibility|esteettömyys|saavutettavuus|tillgänglighet",
    "price": "price|hinta|kurssimaksu|maksu|pris|kursavgift|avgift|cost|fee|osallistumismaksu",
    "price_text": "price text|hinnan lisätieto|maksun kuvaus|prisinformation|price description|maksutiedot",
    "currency": "currency|valuutta|valuta",
    "free": "free|maksuton|ilmainen|avgiftsfri|gratis",
    "apply_from": "apply from|application start|haku alkaa|hakuaika alkaa|ilmoittautuminen alkaa|ansökan börjar|anmälan börjar"
    "|registration opens|registration begins|anmälan öppnar",
    "apply_until": "apply until|application end|deadline|haku päättyy|hakuaika päättyy|ilmoittautuminen päättyy"
    "|viimeinen hakupäivä"
    "|ansökan slutar|ansökan avslutas|anmälan avslutas|sista ansökningsdag|sista anmälningsdag|registration ends"
    "|registration closes|application deadline",
    "application": "application|hakutapa|ansökningssätt|ansökan|application type",
    "places": "places|paikkoja|paikat|aloituspaikat|platser|nybörjarplatser|seats|capacity|paikkamäärä|antal platser"
    "|enimmäismäärä",
    "places_left": "places left|vapaita paikkoja|vapaat paikat|lediga platser|seats left|available seats|paikkoja jäljellä",
    "funding": "funding|rahoitus|finansiering",
    "status": "status|tila",
    "modified": "modified|muokattu|päivitetty|uppdaterad|ändrad|updated|last modified",
    "licence": "licence|license|lisenssi|licens",
    "published": "published|julkaistu|publicerad",
    "start_text": "start text|alkamisen lisätieto|aikataulu|tidtabell|schedule",
}  # fmt: skip
HEADINGS = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split("|")}

_LANGUAGES = {
    "fi": "fi|fin|suomi|suomeksi|finska|på finska|finnish|in finnish",
    "sv": "sv|swe|se|ruotsi|ruotsiksi|svenska|på svenska|swedish|in swedish",
    "en": "en|eng|englanti|englanniksi|engelska|på engelska|english|in english",
}
LANGUAGES = tuple(_LANGUAGES)
_SUFFIXES = sorted(
    ((name, tag) for tag, names in _LANGUAGES.items() for name in names.split("|")), key=lambda pair: -len(pair[0])
)
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


# What a column can be.
FIELDS = frozenset(_HEADINGS) - {"any_id"}


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


def meaning(name: str) -> tuple[str, str]:
    """``(field, language)`` of a normalised heading; ``("", "")`` where it means nothing to us."""
    if name in HEADINGS:
        return HEADINGS[name], ""
    for suffix, language in _SUFFIXES:
        if name.endswith(" " + suffix):
            field = HEADINGS.get(name[: -len(suffix) - 1], "")
            return (field, language) if field in WORDS else (field, "")
    return "", ""


def normal(heading: str) -> str:
    """A heading in lower case with its separators as single spaces."""
    return _SEPARATORS.sub(" ", heading.strip().lower()).strip()


def lists_institutions(headings: Sequence[str]) -> bool:
    """Whether the table is a register of institutions."""
    return bool(_INSTITUTIONS & {normal(heading).replace(" ", "") for heading in headings})


def _target(name: Any) -> tuple[str, str]:
    field, _sign, language = str(name).rpartition("_")
    return (field, language) if field in WORDS and language in _LANGUAGES else (str(name), "")


def _settle_bare_id(single: dict[str, int]) -> None:
    """A column called only "id" identifies the course, or the run where the course has a column of its own."""
    place = single.pop("any_id", None)
    if place is not None:
        single.setdefault("run_id" if "course_id" in single else "course_id", place)
