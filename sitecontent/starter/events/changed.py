"""Info events that are over, called off, moved, waiting for a new time, or not published yet."""

from __future__ import annotations

from opinovi_wagtail.rules.states import EventStatus
from sitecontent.starter.words import Words, picture, text

from .sample import Sample

CHANGED: tuple[Sample, ...] = (
    Sample(
        "aurakoski",
        -20,
        place="aurakoski",
        facts={"places": 40, "languages": ["fi"], "audiences": ["unemployed", "outside"]},
        words={
            "fi": Words(
                "Hoiva-alan info",
                "Millaista on työ hoiva-alalla, ja miten sinne opiskellaan?",
                (
                    picture("care"),
                    text("Hoiva-avustaja ja lähihoitaja kertoivat työstään, ja opettaja kertoi koulutuksista."),
                ),
            ),
            "sv": Words(
                "Info om vårdbranschen",
                "Hur är det att arbeta inom vården, och hur utbildar man sig till branschen?",
                (
                    picture("care"),
                    text(
                        "En omsorgsassistent och en närvårdare berättade om sitt arbete och en lärare om"
                        " utbildningarna."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        20,
        at=(9, 0),
        place="vakkalahti",
        facts={
            "status": EventStatus.CANCELLED,
            "places": 25,
            "languages": ["fi"],
            "audiences": ["employers"],
            "contact_phone": "+358 2 555 0140",
        },
        words={
            "fi": Words(
                "Oppisopimus yrityksille",
                "Työnantaja: näin otat oppisopimusopiskelijan. Aamukahvi ja puolen tunnin tietoisku.",
                (text("Kerromme, mitä oppisopimus vaatii työpaikalta ja mistä korvauksista voi sopia."),),
                {"notice": "Kouluttaja on sairastunut. Järjestämme uuden tilaisuuden myöhemmin."},
            ),
            "sv": Words(
                "Läroavtal för företag",
                "Arbetsgivare: så tar du emot en läroavtalsstuderande. Morgonkaffe och en halvtimmes information.",
                (text("Vi berättar vad läroavtal kräver av arbetsplatsen och vilka ersättningar man kan avtala om."),),
                {"notice": "Utbildaren har insjuknat. Vi ordnar ett nytt tillfälle senare."},
            ),
        },
    ),
    Sample(
        "verkosto",
        25,
        place="verkosto",
        as_row=True,
        facts={
            "status": EventStatus.POSTPONED,
            "places": 30,
            "languages": ["fi"],
            "audiences": ["employed", "outside"],
        },
        words={
            "fi": Words(
                "Kuntoutus ja uusi ammatti",
                "Kun terveys estää paluun vanhaan työhön: mitä ammatillinen kuntoutus tarkoittaa ja kuka sen maksaa.",
                (text("Paikalla on asiantuntija Kelasta ja työeläkeyhtiöstä. Voit kysyä myös nimettömänä."),),
            ),
            "sv": Words(
                "Rehabilitering och ett nytt yrke",
                "När hälsan hindrar dig från att återgå till ditt gamla arbete: vad yrkesinriktad rehabilitering"
                " innebär och vem som betalar den.",
                (
                    text(
                        "En sakkunnig från FPA och en från ett arbetspensionsbolag är på plats. Du kan också fråga"
                        " anonymt."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "kuparilaakso",
        22,
        at=(12, 0),
        minutes=60,
        online="https://meet.kuparilaakso.example/muutosturva",
        registered=5,
        as_row=True,
        facts={
            "status": EventStatus.MOVED,
            "notice": {
                "fi": "Tilaisuus on siirretty viikolla eteenpäin ja pidetään verkossa. Ilmoittautumisesi on voimassa.",
                "sv": "Tillfället har flyttats en vecka framåt och hålls på nätet. Din anmälan gäller fortfarande.",
                "en": "The event has been moved one week ahead and is held online. Your registration is still valid.",
            },
            "places": 60,
            "languages": ["fi"],
            "audiences": ["threatened", "unemployed"],
        },
        words={
            "fi": Words(
                "Muutosturva 55+",
                "Onko työnantajasi irtisanonut sinut ja oletko täyttänyt 55 vuotta? Kerromme, mitä pitää tehdä 60"
                " päivän kuluessa.",
                (
                    text(
                        "Käymme läpi muutosturvarahan ja muutosturvakoulutuksen vaihe vaiheelta. Lopuksi on aikaa"
                        " kysymyksille."
                    ),
                ),
            ),
            "sv": Words(
                "Omställningsskydd 55+",
                "Har din arbetsgivare sagt upp dig och har du fyllt 55 år? Vi berättar vad du ska göra inom 60 dagar.",
                (
                    text(
                        "Vi går igenom omställningspenningen och utbildningen inom omställningsskyddet steg för steg."
                        " Till sist finns det tid för frågor. Tillfället hålls på finska."
                    ),
                ),
            ),
            "en": Words(
                "Change security 55+",
                "Has your employer given you notice, and are you 55 or older? We tell you what to do within 60 days.",
                (
                    text(
                        "We go through the change security allowance and the training step by step. Then there is time"
                        " for questions. The event is in Finnish."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "verkosto",
        40,
        at=(9, 0),
        minutes=360,
        place="verkosto",
        draft=True,
        facts={"places": 40, "languages": ["fi", "sv"], "audiences": ["professionals"]},
        words={
            "fi": Words(
                "Verkostopäivä",
                "Opin Ovi -verkoston yhteinen päivä ohjaajille. Vain kumppaneille.",
                (text("Aiheina tulevat tapahtumat ja rahoitusoppaiden tarkistus."),),
            ),
            "sv": Words(
                "Nätverksdag",
                "Nätverket Opin Ovis gemensamma dag för vägledare. Endast för partner.",
                (text("Vi talar om kommande evenemang och kontrollen av finansieringsguiderna."),),
            ),
        },
    ),
)
