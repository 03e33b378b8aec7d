"""What columns of tables are called in Finnish, Swedish and English; knows neither a table nor a source."""

from __future__ import annotations

# Fields whose cells are words and may come once per language (``title_sv``, ``Nimi (ruotsiksi)``).
WORDS = ("title", "summary", "description", "provider", "place", "price_text", "accessibility", "start_text")

# Field -> language -> headings. A heading that says nothing about the language it is written in stands under each in
# which it is a word, or under ANY.
ANY = ""
_HEADINGS: dict[str, dict[str, str]] = {
    "course_id": {
        "fi": "kurssin tunnus|kurssikoodi|koulutuksen tunnus|koulutus id|koulutuskoodi|koulutuksen oid",
        "sv": "kurskod|kurs id|utbildnings id|utbildningskod",
        "en": "course id|courseid|course code|readable id|external id",
        ANY: "oid",
    },
    "run_id": {
        "fi": "toteutuksen tunnus|toteutus id|toteutuskoodi|toteutuksen oid|ryhmän tunnus|kurssitunnus",
        "sv": "kurstillfälle id|tillfälle id|genomförande id",
        "en": "run id|runid|run code|course run|group id",
    },
    "any_id": {
        "fi": "tunnus|koodi|tunniste|nro|numero|kurssinumero",
        "sv": "kod|kursnummer|nummer",
        "en": "code|identifier|number",
        ANY: "id",
    },
    "title": {
        "fi": "nimi|otsikko|kurssi|kurssin nimi|koulutus|koulutuksen nimi",
        "sv": "kurs|kursens namn|kursnamn|namn|rubrik|utbildning|utbildningens namn",
        "en": "title|name|course|course name|course title",
    },
    "summary": {
        "fi": "tiivistelmä|lyhyt kuvaus",
        "sv": "ingress|sammandrag|kort beskrivning",
        "en": "summary|short description",
    },
    "description": {
        "fi": "kuvaus|sisältö|esittely|lisätiedot|kurssikuvaus",
        "sv": "beskrivning|innehåll|tilläggsinformation",
        "en": "description|content",
    },
    "provider": {
        "fi": "järjestäjä|oppilaitos|koulutuksen järjestäjä|organisaatio",
        "sv": "arrangör|utbildningsanordnare|läroanstalt|institution|organisation",
        "en": "provider|institution|organizer|organiser|offered by|organization|organisation",
    },
    "provider_id": {
        "fi": "järjestäjän tunnus|organisaatio oid|y tunnus|oppilaitoksen oid",
        "sv": "fo nummer",
        "en": "provider id|business id",
    },
    "url": {
        "fi": "linkki|verkkosivu|www osoite|osoite verkossa|lisätietolinkki",
        "sv": "länk|webbplats",
        "en": "link|website",
        ANY: "url|www|web",
    },
    "apply_url": {
        "fi": "hakulinkki|ilmoittautumislinkki|ilmoittautuminen|hakeutuminen|hakulomake",
        "sv": "ansökningslänk|anmälningslänk|anmälan",
        "en": "apply url|application url|registration url|registration link|booking url",
    },
    "image": {"fi": "kuva|kuvan osoite", "sv": "bild", "en": "image|image url|course image url"},
    "education_type": {
        "fi": "koulutustyyppi|koulutuslaji|tyyppi",
        "sv": "utbildningstyp|utbildningsform|typ",
        "en": "education type|type of education|type",
    },
    "fields": {
        "fi": "koulutusala|ala",
        "sv": "utbildningsområde|bransch|områden",
        "en": "field|fields|field of education",
    },
    "level": {
        "fi": "vaativuustaso|eqf taso|nqf taso",
        "sv": "eqf nivå|nqf nivå",
        "en": "eqf level|nqf level",
        ANY: "nqf|eqf",
    },
    "credits": {
        "fi": "laajuus|opintopisteet|osaamispisteet",
        "sv": "omfattning|studiepoäng|kompetenspoäng",
        "en": "credits|scope",
        ANY: "ects",
    },
    "credit_unit": {"fi": "laajuuden yksikkö|yksikkö", "sv": "enhet", "en": "credit unit|unit"},
    "prior_education": {
        "fi": "pohjakoulutus|pohjakoulutusvaatimus|koulutustausta",
        "sv": "grundutbildning|utbildningsbakgrund",
        "en": "prior education",
    },
    "situations": {
        "fi": "elämäntilanne|kohderyhmä",
        "sv": "livssituation|målgrupp|situation",
        "en": "situation|situations|target group",
    },
    "starts": {
        "fi": "alkaa|alkamispäivä|alku|aloituspäivä|alkupvm|alkamisaika|aloitus|ajankohta|päivämäärä",
        "sv": "start|börjar|startdatum|startar|tid|datum",
        "en": "start|starts|start date|begins|begin|date",
    },
    "ends": {
        "fi": "päättyy|loppuu|päättymispäivä|loppupvm|päättymisaika",
        "sv": "slutar|slutdatum|avslutas",
        "en": "end|ends|end date",
    },
    "duration": {"fi": "kesto", "sv": "längd|varaktighet", "en": "duration"},
    "forms": {
        "fi": "opetusmuoto|opetustapa|toteutustapa",
        "sv": "form|undervisningsform",
        "en": "form|teaching form|mode of study|mode",
    },
    "times": {
        "fi": "opetusaika|ajankohta vuorokaudessa",
        "sv": "undervisningstid",
        "en": "time|teaching time|time of day",
    },
    "languages": {
        "fi": "opetuskieli|opetuskielet|kieli",
        "sv": "undervisningsspråk|språk",
        "en": "language|languages|language of instruction",
    },
    "municipality": {
        "fi": "kunta|paikkakunta|kaupunki",
        "sv": "kommun|ort|stad",
        "en": "municipality|city|town",
    },
    "place": {
        "fi": "paikka|toimipaikka|opetuspaikka|toimipiste",
        "sv": "plats|lokal",
        "en": "place|venue|location",
    },
    "address": {"fi": "osoite|katuosoite", "sv": "adress|gatuadress", "en": "address|street address"},
    "online_url": {
        "fi": "etäosoite|verkko osoite",
        "sv": "nätadress",
        "en": "online url|online link",
        ANY: "zoom|teams",
    },
    "accessibility": {"fi": "esteettömyys|saavutettavuus", "sv": "tillgänglighet", "en": "accessibility"},
    "price": {
        "fi": "hinta|kurssimaksu|maksu|osallistumismaksu",
        "sv": "pris|kursavgift|avgift",
        "en": "price|cost|fee",
    },
    "price_text": {
        "fi": "hinnan lisätieto|maksun kuvaus|maksutiedot",
        "sv": "prisinformation",
        "en": "price text|price description",
    },
    "currency": {"fi": "valuutta", "sv": "valuta", "en": "currency"},
    "free": {"fi": "maksuton|ilmainen", "sv": "avgiftsfri|gratis", "en": "free"},
    "apply_from": {
        "fi": "haku alkaa|hakuaika alkaa|ilmoittautuminen alkaa",
        "sv": "ansökan börjar|anmälan börjar|anmälan öppnar",
        "en": "apply from|application start|registration opens|registration begins",
    },
    "apply_until": {
        "fi": "haku päättyy|hakuaika päättyy|ilmoittautuminen päättyy|viimeinen hakupäivä",
        "sv": "ansökan slutar|ansökan stänger|ansökan avslutas|anmälan slutar|anmälan stänger|anmälan avslutas"
        "|sista ansökningsdag|sista anmälningsdag|deadline",
        "en": "apply until|application end|deadline|registration ends|registration closes|application deadline",
    },
    "application": {"fi": "hakutapa", "sv": "ansökningssätt|ansökan", "en": "application|application type"},
    "places": {
        "fi": "paikkoja|paikat|aloituspaikat|paikkamäärä|enimmäismäärä",
        "sv": "platser|nybörjarplatser|antal platser",
        "en": "places|seats|capacity",
    },
    "places_left": {
        "fi": "vapaita paikkoja|vapaat paikat|paikkoja jäljellä",
        "sv": "lediga platser",
        "en": "places left|seats left|available seats",
    },
    "funding": {"fi": "rahoitus", "sv": "finansiering", "en": "funding"},
    "status": {"fi": "tila", "sv": "status", "en": "status"},
    "modified": {
        "fi": "muokattu|päivitetty",
        "sv": "uppdaterad|ändrad",
        "en": "modified|updated|last modified",
    },
    "licence": {"fi": "lisenssi", "sv": "licens", "en": "licence|license"},
    "published": {"fi": "julkaistu", "sv": "publicerad", "en": "published"},
    "start_text": {"fi": "alkamisen lisätieto|aikataulu", "sv": "tidtabell", "en": "start text|schedule"},
}
_BY_LANGUAGE = [
    (heading, field, language)
    for field, languages in _HEADINGS.items()
    for language, headings in languages.items()
    for heading in headings.split("|")
]
HEADINGS = {heading: field for heading, field, _language in _BY_LANGUAGE}
_WRITTEN_IN: dict[str, set[str]] = {}
for _heading, _field, _language in _BY_LANGUAGE:
    _WRITTEN_IN.setdefault(_heading, set()).add(_language)
# What a column can be.
FIELDS = frozenset(_HEADINGS) - {"any_id"}

# What languages are called at the end of a heading.
_LANGUAGES = {
    "fi": "fi|fin|suomi|suomeksi|finska|på finska|finnish|in finnish",
    "sv": "sv|swe|se|ruotsi|ruotsiksi|svenska|på svenska|swedish|in swedish",
    "en": "en|eng|englanti|englanniksi|engelska|på engelska|english|in english",
}
LANGUAGES = tuple(_LANGUAGES)
_SUFFIXES = sorted(
    ((name, tag) for tag, names in _LANGUAGES.items() for name in names.split("|")), key=lambda pair: -len(pair[0])
)


def meaning(name: str) -> tuple[str, str]:
    """``(field, language)`` of a normalised heading; ``("", "")`` where it means nothing to us."""
    if name in HEADINGS:
        return HEADINGS[name], ""
    for suffix, language in _SUFFIXES:
        if name.endswith(" " + suffix):
            field = HEADINGS.get(name[: -len(suffix) - 1], "")
            return (field, language) if field in WORDS else (field, "")
    return "", ""


def written_in(name: str) -> str:
    """The language that a normalised heading is written in, where only one of ours has it; otherwise nothing."""
    if name not in _WRITTEN_IN:
        # As with its meaning, a language at its end is passed over: "Nimi (ruotsiksi)" is Finnish.
        suffix = next((suffix for suffix, _language in _SUFFIXES if name.endswith(" " + suffix)), "")
        name = name[: -len(suffix) - 1] if suffix else name
    (language, *others) = _WRITTEN_IN.get(name) or {ANY}
    return "" if others else language
