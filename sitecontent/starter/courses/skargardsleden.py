"""Courses of the institute in the archipelago: rolling, as an apprenticeship, still to open, in Swedish only."""

from __future__ import annotations

from opinovi_wagtail.models import CourseRun
from sitecontent.starter.words import Words, heading, picture, points, text

from .sample import Run, Sample

SITE = "https://www.skargardsleden.example"

SKARGARDSLEDEN: tuple[Sample, ...] = (
    Sample(
        "skargardsleden",
        facts={
            "education_type": "upper_secondary_vocational",
            "level": 4,
            "credits_amount": 180,
            "credits_unit": "osp",
            "fields": ["09"],
            "prior_education": ["basic"],
        },
        runs=(
            Run(
                at="skargardsleden",
                facts={
                    "start_kind": CourseRun.StartKind.PERSONAL,
                    "start_text": {
                        "sv": "Nya studerande börjar varje månad utom i juli.",
                        "fi": "Uusia opiskelijoita aloittaa joka kuukausi paitsi heinäkuussa.",
                    },
                    "duration_amount": 2,
                    "duration_unit": CourseRun.DurationUnit.YEAR,
                    "forms": ["blended"],
                    "times": ["day"],
                    "languages": ["sv"],
                    "price_free": True,
                    "application": "rolling",
                    "apply_url": "https://opintopolku.fi/",
                },
            ),
        ),
        words={
            "sv": Words(
                "Närvårdare",
                "Grundexamen inom social- och hälsovårdsbranschen för vuxna. Det du redan kan förkortar studierna.",
                (
                    picture("care"),
                    text(
                        "Som närvårdare arbetar du till exempel på ett äldreboende, i hemvården, på ett sjukhus eller"
                        " på ett daghem. Du lär dig en stor del av yrket på en arbetsplats."
                    ),
                    heading("Så här studerar du"),
                    text(
                        points(
                            "Vi gör upp en egen studieplan för dig.",
                            "Du har närundervisning i Pargas två dagar i veckan.",
                            "Resten studerar du på nätet och på en arbetsplats.",
                        ),
                        "Utbildningen är avgiftsfri. Arbetskläder och en del av böckerna betalar du själv.",
                    ),
                ),
            ),
            "fi": Words(
                "Lähihoitaja ruotsiksi (närvårdare)",
                "Sosiaali- ja terveysalan perustutkinto aikuisille, ruotsiksi. Aiempi osaamisesi lyhentää opintoja.",
                (
                    picture("care"),
                    text(
                        "Lähihoitajana työskentelet esimerkiksi palvelutalossa, kotihoidossa, sairaalassa tai"
                        " päiväkodissa. Suuren osan ammatista opit työpaikalla."
                    ),
                    heading("Näin opiskelet"),
                    text(
                        points(
                            "Teemme sinulle oman opintosuunnitelman.",
                            "Lähiopetusta on Paraisilla kahtena päivänä viikossa.",
                            "Muun ajan opiskelet verkossa ja työpaikalla.",
                        ),
                        "Koulutus on maksuton. Työvaatteet ja osan kirjoista maksat itse.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "skargardsleden",
        facts={
            "education_type": "further_vocational",
            "level": 4,
            "credits_amount": 150,
            "credits_unit": "osp",
            "fields": ["10"],
        },
        runs=(
            Run(
                starts=95,
                ends=480,
                opens=20,
                closes=65,
                at="skargardsleden",
                facts={
                    "forms": ["blended"],
                    "times": ["weekend"],
                    "languages": ["sv"],
                    "price_amount": 320,
                    "price_free": False,
                    "application": "separate",
                    "apply_url": "https://opintopolku.fi/",
                    "places": 14,
                },
                saturday=True,
            ),
        ),
        # On purpose in Swedish only.
        words={
            "sv": Words(
                "Skärgårdsguide",
                "Yrkesexamen för dig som vill visa skärgården för andra. Veckoslutsstudier under ungefär ett år.",
                (
                    picture("archipelago"),
                    text(
                        "Du lär dig om naturen och historien i skärgården, om säkerhet till sjöss och om att berätta"
                        " så att gästerna lyssnar. Du gör din praktik under sommarsäsongen."
                    ),
                    heading("För vem"),
                    text(
                        "Du behöver ingen tidigare utbildning i branschen. Du behöver kunna svenska och lite engelska."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "skargardsleden",
        facts={"education_type": "liberal", "fields": ["02"], "situations": ["unemployed", "employed", "outside"]},
        runs=(
            Run(
                starts=20,
                ends=110,
                opens=-15,
                closes=17,
                at="skargardsleden",
                facts={
                    "forms": ["contact"],
                    "times": ["evening"],
                    "languages": ["sv"],
                    "price_amount": 75,
                    "price_free": False,
                    "apply_url": f"{SITE}/anmalan/svenska",
                    "apply_login": CourseRun.ApplyLogin.NONE,
                    "places": 15,
                },
            ),
            Run(
                starts=22,
                ends=112,
                opens=-15,
                closes=17,
                facts={
                    "forms": ["distance"],
                    "times": ["evening"],
                    "languages": ["sv"],
                    "online_url": f"{SITE}/distans",
                    "price_amount": 75,
                    "price_free": False,
                    "apply_url": f"{SITE}/anmalan/svenska-distans",
                    "apply_login": CourseRun.ApplyLogin.NONE,
                    "places": 20,
                },
            ),
        ),
        words={
            "sv": Words(
                "Svenska för nybörjare",
                "Lär dig svenska från början, en kväll i veckan. I Pargas eller på distans.",
                (
                    text(
                        "Du lär dig att hälsa, handla, fråga om vägen och prata lite om dig själv. Alla är nybörjare."
                    ),
                    heading("Innan du anmäler dig"),
                    text("Du behöver inga förkunskaper. Boken får du låna av oss."),
                ),
            ),
            "fi": Words(
                "Ruotsia aloittelijoille",
                "Opi ruotsia alusta, yksi ilta viikossa. Paraisilla tai etäyhteydellä.",
                (
                    text(
                        "Opit tervehtimään, käymään kaupassa, kysymään tietä ja kertomaan hieman itsestäsi. Kaikki ovat"
                        " aloittelijoita."
                    ),
                    heading("Ennen kuin ilmoittaudut"),
                    text("Et tarvitse aiempaa ruotsin taitoa. Saat kirjan lainaksi meiltä."),
                ),
            ),
            "en": Words(
                "Swedish for beginners",
                "Learn Swedish from the beginning, one evening a week. In Pargas or online.",
                (
                    text(
                        "You learn to greet people, to shop, to ask the way and to say a little about yourself."
                        " Everybody is a beginner."
                    ),
                    heading("Before you register"),
                    text("You need no Swedish beforehand. You can borrow the book from us."),
                ),
            ),
        },
    ),
    Sample(
        "skargardsleden",
        facts={
            "education_type": "vocational_unit",
            "level": 4,
            "credits_amount": 30,
            "credits_unit": "osp",
            "fields": ["04"],
            "prior_education": ["basic"],
        },
        runs=(
            Run(
                starts=34,
                ends=170,
                opens=-20,
                closes=24,
                at="skargardsleden",
                facts={
                    "forms": ["blended"],
                    "times": ["evening"],
                    "languages": ["sv"],
                    "price_free": True,
                    "application": "rolling",
                    "apply_url": f"{SITE}/ansok/bokforing",
                    "apply_login": CourseRun.ApplyLogin.STRONG,
                    "places": 18,
                },
            ),
        ),
        words={
            "sv": Words(
                "Bokföring, flerform",
                "En examensdel om bokföring vid sidan av arbetet. Två kvällar i månaden i Pargas, resten på nätet.",
                (
                    picture("laptop"),
                    text(
                        "Du lär dig bokföra ett litet företags verifikat, räkna moms och göra ett bokslut. Du övar med"
                        " ett riktigt bokföringsprogram."
                    ),
                    text(
                        "Examensdelen är en del av grundexamen inom affärsverksamhet. Du kan fortsätta till hela"
                        " examen."
                    ),
                ),
            ),
            "fi": Words(
                "Kirjanpito ruotsiksi, monimuoto",
                "Kirjanpidon tutkinnon osa työn ohessa, ruotsiksi. Kaksi iltaa kuussa Paraisilla, muu verkossa.",
                (
                    picture("laptop"),
                    text(
                        "Opit kirjaamaan pienen yrityksen tositteet, laskemaan arvonlisäveron ja tekemään"
                        " tilinpäätöksen. Harjoittelet oikealla kirjanpito-ohjelmalla."
                    ),
                    text("Tutkinnon osa kuuluu liiketoiminnan perustutkintoon. Voit jatkaa koko tutkintoon."),
                ),
            ),
        },
    ),
    Sample(
        "skargardsleden",
        as_row=True,
        facts={
            "education_type": "upper_secondary_vocational",
            "level": 4,
            "credits_amount": 180,
            "credits_unit": "osp",
            "fields": ["10"],
            "prior_education": ["basic"],
        },
        runs=(
            Run(
                at="skargardsleden",
                facts={
                    "start_kind": CourseRun.StartKind.ROLLING,
                    "duration_amount": "2.5",
                    "duration_unit": CourseRun.DurationUnit.YEAR,
                    "forms": ["apprenticeship"],
                    "languages": ["sv"],
                    "funding": ["apprenticeship"],
                    "price_free": True,
                    "application": "rolling",
                    "apply_url": f"{SITE}/laroavtal",
                    "apply_login": CourseRun.ApplyLogin.NONE,
                },
            ),
        ),
        words={
            "sv": Words(
                "Kock, läroavtal",
                "Lär dig kockens yrke i ett kök och få lön. Läroavtal är ett arbetsavtal där studierna ingår.",
                (
                    text(
                        "Du behöver en arbetsplats. Har du ingen, hjälper vi dig att söka bland restaurangerna på"
                        " orten."
                    ),
                    text("Du har teoridagar i Pargas ungefär en gång i månaden."),
                ),
            ),
            "fi": Words(
                "Kokki ruotsiksi, oppisopimus",
                "Opi kokin ammatti keittiössä ja saa palkkaa. Oppisopimus on työsopimus, johon opinnot kuuluvat.",
                (
                    text("Tarvitset työpaikan. Jos sinulla ei ole sitä, autamme etsimään ravintolan lähialueelta."),
                    text("Teoriaa opiskellaan Paraisilla noin kerran kuussa, ruotsiksi."),
                ),
            ),
        },
    ),
)
