"""The front page and the three sections of the starter content, in each language; no models, so that error pages may ask."""

from __future__ import annotations

LANGUAGES = ("fi", "sv", "en")

# slug, title, introduction
HOMES = {
    "fi": ("fi", "Opin Ovi", "Neuvontaa ja koulutusta aikuisille Varsinais-Suomessa. Neuvonta on maksutonta."),
    "sv": ("sv", "Opin Ovi", "Vägledning och utbildning för vuxna i Egentliga Finland. Vägledningen är avgiftsfri."),
    "en": (
        "en",
        "Opin Ovi",
        "Guidance and education for adults in Southwest Finland. Guidance is free of charge.",
    ),
}
INDEXES: dict[str, dict[str, tuple[str, str, str]]] = {
    "courses": {
        "fi": ("koulutukset", "Koulutukset", "Koulutuksia, joihin aikuinen voi hakea."),
        "sv": ("utbildningar", "Utbildningar", "Utbildningar som vuxna kan söka till."),
        "en": ("courses", "Courses", "Courses for which adults can apply."),
    },
    "events": {
        "fi": ("tapahtumat", "Tapahtumat", "Infotilaisuuksia ja ryhmiä. Tule kysymään!"),
        "sv": ("evenemang", "Evenemang", "Informationstillfällen och grupper. Kom och fråga!"),
        "en": ("events", "Events", "Info events and groups. Come and ask!"),
    },
    "guides": {
        "fi": ("rahoitus", "Rahoitus", "Mitä tukea opiskeluun voi saada, keneltä ja miten."),
        "sv": ("finansiering", "Finansiering", "Vilket stöd man kan få för studier, av vem och hur."),
        "en": ("funding", "Funding", "What support there is for studying, who grants it and how to apply."),
    },
}
