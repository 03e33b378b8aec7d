"""The front page and the three sections of the starter content, by language; no models, so that error pages may ask."""

from __future__ import annotations

LANGUAGES = ("fi", "sv", "en")

# slug, title, introduction
HOMES = {
    "fi": (
        "fi",
        "Opin Ovi",
        (
            "Mietitkö opiskelua tai uutta suuntaa työelämässä? Autamme sinua löytämään koulutuksen ja keinon rahoittaa"
            " sen."
            "\n\n"
            "Neuvonta on maksutonta ja luottamuksellista. Se on tarkoitettu kaikille aikuisille Varsinais-Suomessa:"
            " työssä oleville, työttömille ja kotona oleville. Neuvomme myös työnantajia."
        ),
    ),
    "sv": (
        "sv",
        "Opin Ovi",
        (
            "Funderar du på att studera eller byta riktning i arbetslivet? Vi hjälper dig att hitta en utbildning och"
            " ett sätt att finansiera den."
            "\n\n"
            "Vägledningen är avgiftsfri och konfidentiell. Den är till för alla vuxna i Egentliga Finland: du kan ha"
            " ett arbete, vara arbetslös eller vara hemma. Vi ger också råd till arbetsgivare."
        ),
    ),
    "en": (
        "en",
        "Opin Ovi",
        (
            "Are you thinking about studying, or about a new direction at work? We help you to find a course and a way"
            " to pay for it."
            "\n\n"
            "Guidance is free of charge and confidential. It is for every adult in Southwest Finland: you may be"
            " working, unemployed or at home. We also advise employers."
        ),
    ),
}
# The introductions of the sections are rich text.
INDEXES: dict[str, dict[str, tuple[str, str, str]]] = {
    "courses": {
        "fi": (
            "koulutukset",
            "Koulutukset",
            "<p>Koulutuksia, joihin aikuinen voi hakea: tutkintoja, niiden osia ja lyhyitä kursseja.</p>",
        ),
        "sv": (
            "utbildningar",
            "Utbildningar",
            "<p>Utbildningar som vuxna kan söka till: examina, examensdelar och korta kurser.</p>",
        ),
        "en": (
            "courses",
            "Courses",
            "<p>Courses for which adults can apply: qualifications, parts of them and short courses.</p>",
        ),
    },
    "events": {
        "fi": (
            "tapahtumat",
            "Tapahtumat",
            "<p>Infotilaisuuksia ja ryhmiä, joissa voit kysyä ja tavata muita samassa tilanteessa olevia.</p>",
        ),
        "sv": (
            "evenemang",
            "Evenemang",
            "<p>Informationstillfällen och grupper där du kan fråga och träffa andra i samma situation.</p>",
        ),
        "en": (
            "events",
            "Events",
            "<p>Info events and groups in which you can ask and meet others in the same situation.</p>",
        ),
    },
    "guides": {
        "fi": (
            "rahoitus",
            "Rahoitus",
            (
                "<p>Mitä tukea opiskeluun voi saada, kuka sen myöntää ja miten sitä haetaan. Päätöksen tekee aina se,"
                " joka tuen myöntää.</p>"
            ),
        ),
        "sv": (
            "finansiering",
            "Finansiering",
            (
                "<p>Vilket stöd du kan få för studier, vem som beviljar det och hur du ansöker. Beslutet fattas alltid"
                " av den som beviljar stödet.</p>"
            ),
        ),
        "en": (
            "funding",
            "Funding",
            (
                "<p>What support there is for studying, who grants it and how to apply. The decision is always made by"
                " the body that grants the support.</p>"
            ),
        ),
    },
}
