"""Courses of the open university: online, at one's own pace, in English, one that is over."""

from __future__ import annotations

from opinovi_wagtail.models import CourseRun
from sitecontent.starter.words import Words, heading, picture, points, text

from .sample import Run, Sample

SITE = "https://www.lounaistuuli.example"

LOUNAISTUULI: tuple[Sample, ...] = (
    Sample(
        "lounaistuuli",
        facts={"education_type": "open_uas", "level": 6, "credits_amount": 15, "credits_unit": "op", "fields": ["09"]},
        runs=(
            Run(
                starts=44,
                ends=165,
                opens=-8,
                closes=33,
                facts={
                    "forms": ["online", "distance"],
                    "times": ["evening"],
                    "languages": ["fi"],
                    "online_url": f"{SITE}/sosiaaliala",
                    "price_amount": 225,
                    "price_free": False,
                    "apply_url": f"{SITE}/ilmoittaudu/sosiaaliala",
                    "apply_login": CourseRun.ApplyLogin.STRONG,
                    "places": 60,
                },
            ),
        ),
        words={
            "fi": Words(
                "Sosiaalialan opinnot, avoin AMK",
                "Kokeile sosionomin opintoja ilman pääsykoetta. Verkossa, yhtenä iltana viikossa.",
                (
                    picture("laptop"),
                    text(
                        "Avoin AMK tarkoittaa ammattikorkeakoulun opintoja, joihin kuka tahansa voi ilmoittautua. Et"
                        " tarvitse ylioppilastutkintoa."
                    ),
                    heading("Mihin opinnoista on hyötyä"),
                    text(
                        "Opinnot voidaan lukea hyväksi, jos pääset myöhemmin tutkinto-opiskelijaksi. Kun"
                        " opintopisteitä on tarpeeksi, voit hakea tutkintoon avoimen väylää pitkin."
                    ),
                ),
            ),
            "sv": Words(
                "Studier inom det sociala området, öppna YH",
                "Pröva på socionomstudier utan inträdesprov. På nätet, en kväll i veckan.",
                (
                    picture("laptop"),
                    text(
                        "Öppna YH betyder yrkeshögskolestudier som vem som helst kan anmäla sig till. Du behöver ingen"
                        " studentexamen. Undervisningen är på finska."
                    ),
                    heading("Nytta av studierna"),
                    text(
                        "Studierna kan räknas till godo om du senare blir antagen till examensstudier. När du har"
                        " tillräckligt många studiepoäng kan du söka till examensstudier via den öppna leden."
                    ),
                ),
            ),
            "en": Words(
                "Social services studies at an open university of applied sciences",
                "Try the studies of a social services professional without an entrance exam. Online, one evening a"
                " week.",
                (
                    picture("laptop"),
                    text(
                        "Anybody can register for open studies. You do not need to have passed the matriculation"
                        " examination. The teaching is in Finnish."
                    ),
                    heading("What the studies are good for"),
                    text(
                        "If you are admitted to a degree programme later, the studies can be counted towards your"
                        " degree."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "lounaistuuli",
        facts={
            "education_type": "open_university",
            "level": 6,
            "credits_amount": 25,
            "credits_unit": "op",
            "fields": ["01"],
        },
        runs=(
            Run(
                facts={
                    "start_kind": CourseRun.StartKind.ROLLING,
                    "duration_amount": 12,
                    "duration_unit": CourseRun.DurationUnit.MONTH,
                    "forms": ["online"],
                    "times": ["any_time"],
                    "languages": ["fi"],
                    "online_url": f"{SITE}/kasvatustiede",
                    "price_amount": 375,
                    "price_free": False,
                    "application": "rolling",
                    "apply_url": f"{SITE}/ilmoittaudu/kasvatustiede",
                    "apply_login": CourseRun.ApplyLogin.STRONG,
                },
            ),
        ),
        words={
            "fi": Words(
                "Kasvatustieteen perusopinnot, avoin yliopisto",
                "Yliopisto-opintoja omaan tahtiin. Voit aloittaa milloin vain, ja aikaa on vuosi.",
                (
                    picture("books"),
                    text(
                        "Opit, miten lapset ja aikuiset oppivat ja mitä opettaja tarvitsee. Opiskelet verkossa ja"
                        " palautat tehtävät silloin, kun sinulle sopii."
                    ),
                    text("Avoin yliopisto tarkoittaa yliopiston opintoja, joihin ei ole pohjakoulutusvaatimusta."),
                ),
            ),
            "sv": Words(
                "Grundstudier i pedagogik, öppna universitetet",
                "Universitetsstudier i egen takt. Du kan börja när som helst och har ett år på dig.",
                (
                    picture("books"),
                    text(
                        "Du lär dig hur barn och vuxna lär sig och vad en lärare behöver. Du studerar på nätet och"
                        " lämnar in uppgifterna när det passar dig. Studierna är på finska."
                    ),
                    text("Öppna universitetet betyder universitetsstudier utan krav på tidigare utbildning."),
                ),
            ),
            "en": Words(
                "Basic studies in education at an open university",
                "University studies at your own pace. Start whenever you like; you have one year.",
                (
                    picture("books"),
                    text(
                        "You learn how children and adults learn and what a teacher needs. You study online and hand"
                        " in your work when it suits you. The studies are in Finnish and require no earlier education."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "lounaistuuli",
        facts={
            "education_type": "small_competence_unit",
            "level": 6,
            "credits_amount": 10,
            "credits_unit": "op",
            "fields": ["06"],
            "situations": ["employed", "outside"],
        },
        runs=(
            Run(
                starts=30,
                ends=100,
                opens=-5,
                closes=25,
                facts={
                    "forms": ["online"],
                    "times": ["any_time"],
                    "languages": ["fi", "en"],
                    "funding": ["jotpa"],
                    "online_url": f"{SITE}/data",
                    "price_free": True,
                    "apply_url": f"{SITE}/hae/data-analytiikka",
                    "apply_login": CourseRun.ApplyLogin.ACCOUNT,
                    "places": 40,
                },
            ),
        ),
        words={
            "fi": Words(
                "Data-analytiikka työssä",
                "Pieni osaamiskokonaisuus: opi lukemaan, siivoamaan ja esittämään lukuja. Maksuton, verkossa.",
                (
                    picture("laptop", decorative=True),
                    text(
                        "Pieni osaamiskokonaisuus on lyhyt koulutus, josta saat todistuksen ja opintopisteitä."
                        " Opiskelet verkossa omaan tahtiin, noin kuusi tuntia viikossa."
                    ),
                    heading("Kenelle"),
                    text(
                        points(
                            "Käytät työssäsi taulukkoja ja haluat saada niistä enemmän irti.",
                            "Et tarvitse ohjelmointitaitoa.",
                        ),
                        "Jos olet työtön työnhakija, kysy ennen hakemista, voitko osallistua.",
                    ),
                ),
            ),
            "sv": Words(
                "Dataanalys i arbetet",
                "Liten kompetenshelhet: lär dig att läsa, rensa och presentera siffror. Avgiftsfri, på nätet.",
                (
                    picture("laptop", decorative=True),
                    text(
                        "En liten kompetenshelhet är en kort utbildning som ger ett intyg och studiepoäng. Du studerar"
                        " på nätet i egen takt, ungefär sex timmar i veckan. Materialet är på finska och engelska."
                    ),
                    heading("För vem"),
                    text(
                        points(
                            "Du använder tabeller i ditt arbete och vill få ut mer av dem.",
                            "Du behöver inte kunna programmera.",
                        ),
                        "Om du är arbetslös arbetssökande: fråga innan du ansöker om du kan delta.",
                    ),
                ),
            ),
            "en": Words(
                "Data analytics at work",
                "A short course: learn to read, clean and present figures. Free of charge, online.",
                (
                    picture("laptop", decorative=True),
                    text(
                        "You get a certificate and credits. You study online at your own pace, about six hours a week."
                        " The material is in Finnish and English."
                    ),
                    heading("For whom"),
                    text(
                        points(
                            "You use tables at work and want to get more out of them.",
                            "You do not need to know how to program.",
                        ),
                        "If you are an unemployed jobseeker, ask before you apply whether you can take part.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "lounaistuuli",
        as_row=True,
        facts={"education_type": "continuing", "fields": ["04"], "situations": ["employed"]},
        runs=(
            Run(
                starts=60,
                ends=150,
                opens=14,
                closes=52,
                at="lounaistuuli",
                facts={
                    "forms": ["blended"],
                    "times": ["weekend"],
                    "languages": ["fi"],
                    "price_amount": 690,
                    "price_free": False,
                    "apply_url": f"{SITE}/ilmoittaudu/projektijohtaminen",
                    "apply_login": CourseRun.ApplyLogin.ACCOUNT,
                    "places": 24,
                },
                saturday=True,
            ),
        ),
        words={
            "fi": Words(
                "Projektijohtaminen",
                "Suunnittele, aikatauluta ja johda projekti. Kuusi lauantaita Turussa, muu verkossa.",
                (text("Teet kurssin aikana oman työpaikkasi projektisuunnitelman ja saat siitä palautetta."),),
            ),
            "sv": Words(
                "Projektledning",
                "Planera, tidsätt och led ett projekt. Sex lördagar i Åbo, resten på nätet.",
                (
                    text(
                        "Under kursen gör du en projektplan för din egen arbetsplats och får respons på den."
                        " Undervisningen är på finska."
                    ),
                ),
            ),
            "en": Words(
                "Project management",
                "Plan, schedule and lead a project. Six Saturdays in Turku, the rest online.",
                (
                    text(
                        "During the course you make a project plan for your own workplace and get feedback on it. The"
                        " teaching is in Finnish."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "lounaistuuli",
        as_row=True,
        facts={"education_type": "continuing", "fields": ["02"]},
        # Over: the address stays, the lists no longer show it.
        runs=(
            Run(
                starts=-75,
                ends=-10,
                opens=-120,
                closes=-80,
                facts={
                    "forms": ["distance"],
                    "times": ["evening"],
                    "languages": ["en"],
                    "online_url": f"{SITE}/business-english",
                    "price_amount": 180,
                    "price_free": False,
                    "apply_url": f"{SITE}/ilmoittaudu/business-english",
                    "apply_login": CourseRun.ApplyLogin.ACCOUNT,
                    "places": 20,
                },
            ),
        ),
        words={
            "fi": Words(
                "Business English",
                "Työelämän englantia: kokoukset, sähköpostit ja puhelut. Etäopetus, kymmenen iltaa.",
                (text("Lähtötaso on B1 eli selviydyt tavallisista tilanteista englanniksi."),),
            ),
            "sv": Words(
                "Business English",
                "Engelska för arbetslivet: möten, e-post och samtal. Distansundervisning, tio kvällar.",
                (text("Utgångsnivån är B1, det vill säga du klarar dig i vanliga situationer på engelska."),),
            ),
            "en": Words(
                "Business English",
                "English for working life: meetings, emails and calls. Distance teaching, ten evenings.",
                (text("The starting level is B1: you manage everyday situations in English."),),
            ),
        },
    ),
)
