"""Courses for industry and logistics: applications closed, no dates yet, full, bought together with an employer."""

from __future__ import annotations

from opinovi_wagtail.models import CourseRun
from sitecontent.starter.words import Words, heading, picture, points, text

from .sample import Run, Sample

SITE = "https://www.vakkalahti.example"

VAKKALAHTI: tuple[Sample, ...] = (
    Sample(
        "vakkalahti",
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
                starts=27,
                ends=750,
                opens=-60,
                closes=-4,
                at="vakkalahti",
                facts={
                    "forms": ["contact"],
                    "times": ["day"],
                    "languages": ["fi"],
                    "price_free": True,
                    "application": "separate",
                    "apply_url": "https://opintopolku.fi/",
                    "places": 20,
                },
            ),
            Run(
                facts={
                    "start_kind": CourseRun.StartKind.PERSONAL,
                    "municipalities": ["895", "400"],
                    "forms": ["apprenticeship"],
                    "languages": ["fi"],
                    "funding": ["apprenticeship"],
                    "price_free": True,
                    "application": "rolling",
                    "apply_url": f"{SITE}/oppisopimus",
                    "apply_login": CourseRun.ApplyLogin.NONE,
                },
            ),
        ),
        words={
            "fi": Words(
                "Logistiikan perustutkinto",
                "Opi ammatti varastoihin, kuljetuksiin ja terminaaleihin. Voit opiskella päivisin tai"
                " oppisopimuksella.",
                (
                    text(
                        "Opit ottamaan vastaan, keräämään ja lähettämään tavaraa sekä ajamaan trukkia. Suuren osan opit"
                        " yritysten varastoissa Vakka-Suomessa."
                    ),
                    heading("Kenelle"),
                    text("Et tarvitse kokemusta alalta. Ajokortista on hyötyä, mutta se ei ole pakollinen."),
                ),
            ),
            "sv": Words(
                "Grundexamen i logistik",
                "Ett yrke inom lager, transporter och terminaler. Du kan studera på dagtid eller med läroavtal.",
                (
                    text(
                        "Du lär dig att ta emot, plocka och skicka varor och att köra truck. En stor del lär du dig i"
                        " företagens lager i Nystadsregionen. Undervisningen är på finska."
                    ),
                    heading("För vem"),
                    text("Du behöver ingen erfarenhet av branschen. Ett körkort är till nytta men inget krav."),
                ),
            ),
            "en": Words(
                "Vocational qualification in logistics",
                "A profession in warehouses, transport and terminals. Study in the daytime or as an apprentice.",
                (
                    text(
                        "You learn to receive, pick and send goods and to drive a forklift. You learn much of it in the"
                        " warehouses of local companies. The teaching is in Finnish."
                    ),
                    heading("For whom"),
                    text("You need no experience. A driving licence is useful but not required."),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        as_row=True,
        facts={
            "education_type": "further_vocational",
            "level": 4,
            "credits_amount": 150,
            "credits_unit": "osp",
            "fields": ["07"],
            "situations": ["employed", "unemployed"],
        },
        # Without dates: the group begins when there are enough people.
        runs=(
            Run(
                at="vakkalahti",
                facts={
                    "start_text": {
                        "fi": "Ryhmä alkaa, kun opiskelijoita on kymmenen.",
                        "sv": "Gruppen börjar när det finns tio studerande.",
                    },
                    "forms": ["blended", "apprenticeship"],
                    "times": ["day"],
                    "languages": ["fi"],
                    "price_amount": 290,
                    "price_free": False,
                },
            ),
        ),
        words={
            "fi": Words(
                "Teollisuusputkiasennuksen ammattitutkinto",
                "Putkiasentajan osaamista telakoille ja tehtaille. Opit suurimman osan työssä.",
                (
                    text(
                        "Opit lukemaan putkistokuvia, tekemään esivalmisteita ja asentamaan putkistoja turvallisesti."
                        " Tutkinto sopii sinulle, jolla on jo kokemusta metallialalta."
                    ),
                ),
            ),
            "sv": Words(
                "Yrkesexamen i industrirörmontering",
                "Rörmontörens kunnande för varv och fabriker. Du lär dig det mesta i arbetet.",
                (
                    text(
                        "Du lär dig att läsa rörritningar, tillverka delar och montera rör på ett säkert sätt. Examen"
                        " passar dig som redan har erfarenhet av metallbranschen. Undervisningen är på finska."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        facts={"education_type": "labour_market", "fields": ["07"], "situations": ["employed", "threatened"]},
        runs=(
            Run(
                starts=50,
                ends=140,
                opens=-10,
                closes=35,
                at="vakkalahti",
                facts={
                    "duration_amount": 12,
                    "duration_unit": CourseRun.DurationUnit.DAY,
                    "forms": ["contact"],
                    "times": ["day"],
                    "languages": ["fi"],
                    "funding": ["labour_market_training"],
                    "price_free": True,
                    "price_text": {
                        "fi": "Työnantaja maksaa osan koulutuksesta.",
                        "sv": "Arbetsgivaren betalar en del av utbildningen.",
                    },
                    "apply_url": f"{SITE}/yrityksille/laadunhallinta",
                    "apply_login": CourseRun.ApplyLogin.NONE,
                    "places": 16,
                },
            ),
        ),
        words={
            "fi": Words(
                "Laadunhallinta tuotannossa",
                "Yrityksen omalle henkilöstölle: laatu, mittaaminen ja poikkeamien korjaaminen. 12 päivää.",
                (
                    picture("workshop"),
                    text(
                        "Tämä on TäsmäKoulutus. Se tarkoittaa koulutusta, jonka työnantaja ja työvoimaviranomainen"
                        " suunnittelevat ja maksavat yhdessä yrityksen omalle henkilöstölle."
                    ),
                    heading("Työnantajalle"),
                    text(
                        points(
                            "Koulutusta on vähintään kymmenen päivää osallistujaa kohden.",
                            "Koulutus ei johda tutkintoon.",
                            "Maksuosuudet sovitaan ennen koulutusta.",
                        ),
                        "Voit ilmoittaa useita työntekijöitä samalla lomakkeella.",
                    ),
                ),
            ),
            "sv": Words(
                "Kvalitetsledning i produktionen",
                "För företagets egen personal: kvalitet, mätning och korrigering av avvikelser. 12 dagar.",
                (
                    picture("workshop"),
                    text(
                        "Det här är en PrecisionsUtbildning. Det betyder en utbildning som arbetsgivaren och"
                        " arbetskraftsmyndigheten planerar och betalar tillsammans för företagets egen personal."
                    ),
                    heading("För arbetsgivaren"),
                    text(
                        points(
                            "Utbildningen är minst tio dagar per deltagare.",
                            "Utbildningen leder inte till en examen.",
                            "Betalningsandelarna avtalas före utbildningen.",
                        ),
                        "Du kan anmäla flera anställda på samma blankett. Utbildningen hålls på finska.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        as_row=True,
        facts={"education_type": "other", "fields": ["10"]},
        runs=(
            Run(
                starts=11,
                ends=11,
                saturday=True,
                opens=-30,
                closes=8,
                at="vakkalahti",
                facts={
                    "duration_amount": 8,
                    "duration_unit": CourseRun.DurationUnit.HOUR,
                    "forms": ["contact"],
                    "times": ["weekend"],
                    "languages": ["fi", "en"],
                    "price_amount": 190,
                    "price_free": False,
                    "apply_url": f"{SITE}/verkkokauppa/trukkikortti",
                    "apply_login": CourseRun.ApplyLogin.ACCOUNT,
                    "places": 10,
                    "places_left": 0,
                },
            ),
        ),
        words={
            "fi": Words(
                "Trukkikortti",
                "Yhden lauantain kurssi: turvallinen trukin ajo ja käyttökoe.",
                (
                    text(
                        "Aamupäivällä opiskelet teoriaa, iltapäivällä ajat. Kurssin jälkeen saat todistuksen eli"
                        " trukkikortin."
                    ),
                ),
            ),
            "sv": Words(
                "Truckkort",
                "En kurs på en lördag: säker truckkörning och körprov.",
                (
                    text(
                        "På förmiddagen studerar du teori, på eftermiddagen kör du. Efter kursen får du ett intyg,"
                        " truckkortet."
                    ),
                ),
            ),
            "en": Words(
                "Forklift licence",
                "A course on one Saturday: safe driving and a driving test.",
                (text("In the morning you study theory, in the afternoon you drive. Then you get a certificate."),),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        facts={
            "education_type": "further_vocational",
            "level": 4,
            "credits_amount": 120,
            "credits_unit": "osp",
            "fields": ["04"],
            "situations": ["employed", "unemployed", "threatened"],
        },
        runs=(
            Run(
                starts=40,
                ends=330,
                opens=-12,
                closes=30,
                at="vakkalahti",
                facts={
                    "forms": ["blended"],
                    "times": ["day_and_evening"],
                    "languages": ["fi"],
                    "price_amount": 420,
                    "price_free": False,
                    "application": "rolling",
                    "apply_url": f"{SITE}/hae/yrittajan-ammattitutkinto",
                    "apply_login": CourseRun.ApplyLogin.STRONG,
                    "places": 22,
                },
            ),
        ),
        words={
            "fi": Words(
                "Yrittäjän ammattitutkinto",
                "Oletko yrittäjä tai aikeissa aloittaa? Esimerkkinä on oma yrityksesi. Opinnot kestävät noin vuoden.",
                (
                    picture("phone", decorative=True),
                    text(
                        "Opintojen aikana teet yrityksellesi liiketoimintasuunnitelman, budjetin ja"
                        " markkinointisuunnitelman. Lähipäiviä on kerran kuussa, muu on verkossa iltaisin."
                    ),
                    text("Koulutus sopii myös sinulle, joka jatkat vanhempiesi yritystä."),
                ),
            ),
            "sv": Words(
                "Yrkesexamen för företagare",
                "Är du företagare eller på väg att bli det? Exemplet är ditt eget företag. Studierna tar ungefär ett"
                " år.",
                (
                    picture("phone", decorative=True),
                    text(
                        "Under studierna gör du en affärsplan, en budget och en marknadsföringsplan för ditt eget"
                        " företag. Du har en närstudiedag i månaden, resten är på nätet på kvällarna. Undervisningen"
                        " är på finska."
                    ),
                    text("Utbildningen passar också dig som tar över familjens företag."),
                ),
            ),
        },
    ),
)
