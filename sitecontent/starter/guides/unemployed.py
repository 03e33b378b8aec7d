"""What pays for studying while unemployed: independent studies, short-term studies, labour market training."""

from __future__ import annotations

from sitecontent.starter.words import heading, picture, points, text

from .sample import JOB_MARKET, KELA, NEXT_CHECK, Amount, Reference, Sample, said

UNEMPLOYED: tuple[Sample, ...] = (
    Sample(
        "omaehtoinen-opiskelu",
        situations=("unemployed",),
        amounts=(
            Amount(
                {"fi": "Yleistuki", "sv": "Allmänt stöd", "en": "General social security benefit (yleistuki)"},
                "eur_day",
                2026,
                "37.21",
            ),
        ),
        references=(
            Reference(JOB_MARKET, "https://tyomarkkinatori.fi/", "L 380/2023"),
            Reference(
                KELA,
                "https://www.sttinfo.fi/tiedote/71696995/yleistuki-korvaa-kelan-tyottomyystuet-toukokuussa-2026",
            ),
        ),
        facts={"apply_url": "https://tyomarkkinatori.fi/"},
        words={
            "fi": said(
                "Omaehtoinen opiskelu työttömyysetuudella",
                "Voit ehkä opiskella päätoimisesti ja saada samalla yleistukea tai ansiopäivärahaa. Sovi opinnoista"
                " ennen kuin ne alkavat.",
                picture("books", decorative=True),
                heading("Mitä omaehtoinen opiskelu on?"),
                text(
                    "Omaehtoinen tarkoittaa, että valitset koulutuksen ja haet siihen itse. Opintojen aikana saat"
                    " työttömyysetuutta etkä opintotukea."
                ),
                heading("Mitä yleistuki on?"),
                text(
                    "Yleistuki on Kelan tuki työttömälle, joka ei saa ansiopäivärahaa. Se korvasi työmarkkinatuen ja"
                    " peruspäivärahan 1.5.2026. Yleistuki on keskimäärin noin 800 euroa kuukaudessa (vuoden 2026"
                    " tieto). Muut tulosi voivat pienentää sitä."
                ),
                heading("Missä järjestyksessä?"),
                text(
                    "<ol><li>Ota yhteyttä työvoimaviranomaiseen ja kerro, mitä haluat opiskella.</li>"
                    "<li>Hae koulutukseen.</li><li>Odota päätöstä, ennen kuin aloitat opinnot.</li></ol>"
                ),
                eligibility="Voit ehkä saada etuutta, kun kaikki nämä täyttyvät:\n"
                "• Olet työnhakija ja täyttänyt 25 vuotta.\n"
                "• Työvoimaviranomainen arvioi, että tarvitset koulutusta.\n"
                "• Opinnot ovat päätoimisia.\n"
                "• Opinnoista on sovittu ennen kuin ne alkavat.",
                how_to_apply="Ota yhteyttä työvoimaviranomaiseen eli kuntasi työllisyyspalveluihin. Asioi"
                " Työmarkkinatorilla tai soita.",
                deadlines="Sovi ennen opintojen alkua.\nEtuutta voi saada opintoihin enintään 24 kuukautta.",
                advice_contact="Kuntasi työllisyyspalvelut",
                granter="Työvoimaviranomainen",
                payer="Kela tai työttömyyskassa",
            ),
            "sv": said(
                "Frivilliga studier med arbetslöshetsförmån",
                "Du kan eventuellt studera på heltid och samtidigt få allmänt stöd eller inkomstrelaterad dagpenning."
                " Kom överens om studierna innan de börjar.",
                picture("books", decorative=True),
                heading("Vad är frivilliga studier?"),
                text(
                    "Frivilliga betyder att du själv väljer utbildningen och söker till den. Under studierna får du"
                    " arbetslöshetsförmån och inte studiestöd."
                ),
                heading("Vad är allmänt stöd?"),
                text(
                    "Allmänt stöd är FPA:s stöd för arbetslösa som inte får inkomstrelaterad dagpenning. Det ersatte"
                    " arbetsmarknadsstödet och grunddagpenningen den 1 maj 2026. Allmänt stöd är i medeltal ungefär"
                    " 800 euro i månaden (uppgift för 2026). Dina andra inkomster kan minska det."
                ),
                heading("I vilken ordning?"),
                text(
                    "<ol><li>Kontakta arbetskraftsmyndigheten och berätta vad du vill studera.</li>"
                    "<li>Sök till utbildningen.</li><li>Vänta på beslutet innan du börjar studera.</li></ol>"
                ),
                eligibility="Du kan eventuellt få förmånen när allt det här stämmer:\n"
                "• Du är arbetssökande och har fyllt 25 år.\n"
                "• Arbetskraftsmyndigheten bedömer att du behöver utbildningen.\n"
                "• Studierna är på heltid.\n"
                "• Ni har kommit överens om studierna innan de börjar.",
                how_to_apply="Kontakta arbetskraftsmyndigheten, det vill säga sysselsättningstjänsterna i din kommun."
                " Du kan sköta ärendet på Jobbmarknaden eller ringa.",
                deadlines="Kom överens före studiestarten.\nDu kan få förmånen för studier i högst 24 månader.",
                advice_contact="Sysselsättningstjänsterna i din kommun",
                granter="Arbetskraftsmyndigheten",
                payer="FPA eller arbetslöshetskassan",
            ),
            "en": said(
                "Independent study on unemployment benefit",
                "You may be able to study full-time and receive the general social security benefit or an"
                " earnings-related allowance. Agree on your studies before they begin.",
                picture("books", decorative=True),
                heading("What is independent study?"),
                text(
                    "Independent means that you choose the course and apply for it yourself. While you study you"
                    " receive unemployment benefit and not student financial aid."
                ),
                heading("What is the general social security benefit?"),
                text(
                    "The general social security benefit (yleistuki) is Kela’s support for unemployed people who do"
                    " not receive an earnings-related allowance. It replaced labour market subsidy and basic"
                    " unemployment allowance on 1 May 2026. It is about €800 a month on average (2026 figure). Your"
                    " other income may reduce it."
                ),
                eligibility="You may be eligible when all of this is true:\n"
                "• You are a jobseeker and at least 25 years old.\n"
                "• The employment authority considers that you need the training.\n"
                "• The studies are full-time.\n"
                "• You have agreed on the studies before they begin.",
                how_to_apply="Contact the employment authority, which means the employment services of your"
                " municipality. Use Job Market Finland or call.",
                deadlines="Agree with the employment authority before the studies begin.\nThe benefit can be paid for"
                " at most 24 months of studies.",
                advice_contact="The employment services of your municipality",
                granter="Employment authority",
                payer="Kela or an unemployment fund",
            ),
        },
    ),
    Sample(
        "lyhytkestoiset-opinnot",
        situations=("unemployed",),
        references=(Reference(JOB_MARKET, "https://tyomarkkinatori.fi/", "L 1290/2002"),),
        facts={"apply_url": "https://tyomarkkinatori.fi/", "review_due": NEXT_CHECK},
        words={
            "fi": said(
                "Lyhytkestoiset opinnot työttömänä",
                "Enintään kuuden kuukauden opinnot, joiden aikana työttömyysetuus voi jatkua. Kerro opinnoista ennen"
                " kuin ne alkavat.",
                heading("Millaisiin opintoihin?"),
                text(
                    points(
                        "opintoihin, joista saat ammatillisia valmiuksia eli taitoja työhön",
                        "opintoihin, jotka tukevat yritystoimintaasi",
                    ),
                    "Harrastusluonteiset opinnot eivät kuulu tähän. Jos opinnot kestävät yli kuusi kuukautta, katso"
                    " omaehtoinen opiskelu.",
                ),
                eligibility="Voit ehkä saada etuutta, kun kaikki nämä täyttyvät:\n"
                "• Olet työtön työnhakija ja täyttänyt 25 vuotta.\n"
                "• Opinnot kestävät yhteensä enintään kuusi kuukautta.\n"
                "• Opinnot antavat ammatillisia valmiuksia tai tukevat yritystoimintaa.",
                how_to_apply="Kerro opinnoista työvoimaviranomaiselle eli kuntasi työllisyyspalveluille. Kysy samalla,"
                " miten työnhaku jatkuu opintojen aikana.",
                deadlines="Kerro ennen opintojen alkua.\nOpinnot voivat kestää enintään kuusi kuukautta.",
                advice_contact="Kuntasi työllisyyspalvelut",
                granter="Työvoimaviranomainen",
                payer="Kela tai työttömyyskassa",
            ),
            "sv": said(
                "Kortvariga studier som arbetslös",
                "Studier i högst sex månader under vilka arbetslöshetsförmånen kan fortsätta. Berätta om studierna"
                " innan de börjar.",
                heading("Vilka studier?"),
                text(
                    points(
                        "studier som ger yrkesfärdigheter, alltså kunskaper för arbetet",
                        "studier som stöder din företagsverksamhet",
                    ),
                    "Studier av hobbykaraktär räknas inte hit. Om studierna varar i mer än sex månader, se frivilliga"
                    " studier.",
                ),
                eligibility="Du kan eventuellt få förmånen när allt det här stämmer:\n"
                "• Du är arbetslös arbetssökande och har fyllt 25 år.\n"
                "• Studierna varar i sammanlagt högst sex månader.\n"
                "• Studierna ger yrkesfärdigheter eller stöder företagsverksamhet.",
                how_to_apply="Berätta om studierna för arbetskraftsmyndigheten, det vill säga"
                " sysselsättningstjänsterna i din kommun. Fråga samtidigt hur du ska söka arbete under studierna.",
                deadlines="Berätta före studiestarten.\nStudierna får vara i högst sex månader.",
                advice_contact="Sysselsättningstjänsterna i din kommun",
                granter="Arbetskraftsmyndigheten",
                payer="FPA eller arbetslöshetskassan",
            ),
            "en": said(
                "Short-term studies while unemployed",
                "Studies of at most six months during which unemployment benefit may continue. Tell the employment"
                " authority before they begin.",
                heading("What kind of studies?"),
                text(
                    points("studies that give you skills for work", "studies that support your business"),
                    "Hobby studies do not count. If the studies take more than six months, see independent study.",
                ),
                eligibility="You may be eligible when all of this is true:\n"
                "• You are an unemployed jobseeker and at least 25 years old.\n"
                "• The studies last at most six months in all.\n"
                "• The studies give you skills for work or support a business.",
                how_to_apply="Tell the employment authority about your studies, which means the employment services of"
                " your municipality. Ask at the same time how you should look for work while you study.",
                deadlines="Tell the employment authority before the studies begin.\nThe studies can last at most six"
                " months.",
                advice_contact="The employment services of your municipality",
                granter="Employment authority",
                payer="Kela or an unemployment fund",
            ),
        },
    ),
    Sample(
        "tyovoimakoulutus",
        situations=("unemployed", "threatened"),
        references=(Reference(JOB_MARKET, "https://tyomarkkinatori.fi/", "L 380/2023"),),
        facts={"apply_url": "https://tyomarkkinatori.fi/", "review_due": NEXT_CHECK},
        words={
            "fi": said(
                "Työvoimakoulutus",
                "Maksuton ammatillinen koulutus työttömille ja niille, joiden työ on loppumassa.",
                picture("workshop", decorative=True),
                heading("Miten tämä eroaa omaehtoisesta opiskelusta?"),
                text(
                    "Työvoimakoulutuksen hankkii viranomainen. Se valitsee opiskelijat yhdessä oppilaitoksen kanssa."
                    " Omaehtoisessa opiskelussa etsit paikan itse."
                ),
                heading("Millaista koulutusta on?"),
                text(
                    "Voit opiskella uuden ammatin, tutkinnon osan tai lyhyen kurssin. Ilmoituksessa kerrotaan, kenelle"
                    " se on."
                ),
                heading("Työnantajalle"),
                text(
                    "Yritys voi suunnitella koulutuksen yhdessä viranomaisen kanssa. RekryKoulutus on uusille"
                    " työntekijöille, TäsmäKoulutus omalle henkilöstölle ja MuutosKoulutus irtisanotuille. Ehdot"
                    " sovitaan alueellasi."
                ),
                eligibility="Voit ehkä päästä koulutukseen, kun\n"
                "• olet työtön työnhakija tai työsi on loppumassa\n"
                "• tarvitset koulutusta työllistyäksesi.",
                how_to_apply="Etsi koulutus Työmarkkinatorilta ja täytä hakemus verkossa. Perustele, miksi haluat"
                " juuri tähän koulutukseen.",
                deadlines="Jokaisella koulutuksella on oma hakuaikansa. Se näkyy ilmoituksessa.",
                advice_contact="Kuntasi työllisyyspalvelut",
                granter="Työvoimaviranomainen",
                payer="Kela tai työttömyyskassa",
            ),
            "sv": said(
                "Arbetskraftsutbildning",
                "Avgiftsfri yrkesutbildning för arbetslösa och för dem vars arbete håller på att ta slut.",
                picture("workshop", decorative=True),
                heading("Hur skiljer den sig från frivilliga studier?"),
                text(
                    "Arbetskraftsutbildningen köps av myndigheten. Den väljer de studerande tillsammans med"
                    " läroanstalten. Vid frivilliga studier söker du själv en plats."
                ),
                heading("Vilka utbildningar finns det?"),
                text(
                    "Du kan lära dig ett nytt yrke, en examensdel eller gå en kort kurs. I annonsen står det vem den"
                    " är för."
                ),
                heading("För arbetsgivaren"),
                text(
                    "Ett företag kan planera utbildningen tillsammans med myndigheten. RekryteringsUtbildning är för"
                    " nya anställda, PrecisionsUtbildning för den egna personalen och OmställningsUtbildning för"
                    " uppsagda. Villkoren avtalas i din region."
                ),
                eligibility="Du kan eventuellt komma med i utbildningen när\n"
                "• du är arbetslös arbetssökande eller ditt arbete håller på att ta slut\n"
                "• du behöver utbildning för att få arbete.",
                how_to_apply="Sök en utbildning på Jobbmarknaden och fyll i ansökan på nätet. Motivera varför du vill"
                " gå just den utbildningen.",
                deadlines="Varje utbildning har sin egen ansökningstid. Den står i annonsen.",
                advice_contact="Sysselsättningstjänsterna i din kommun",
                granter="Arbetskraftsmyndigheten",
                payer="FPA eller arbetslöshetskassan",
            ),
            "en": said(
                "Labour market training",
                "Free vocational training for the unemployed and for those whose job is ending.",
                picture("workshop", decorative=True),
                heading("How does it differ from independent study?"),
                text(
                    "The authority buys labour market training and chooses the students together with the institution."
                    " In independent study you look for a place yourself."
                ),
                heading("What can I study?"),
                text("A new profession, a part of a qualification or a short course. Each notice says for whom it is."),
                eligibility="You may get a place when\n"
                "• you are an unemployed jobseeker or your job is ending\n"
                "• you need training in order to find work.",
                how_to_apply="Look for a course in Job Market Finland and fill in the application online. Give your"
                " reasons for choosing that course.",
                deadlines="Each course has its own application period. You find it in the notice.",
                advice_contact="The employment services of your municipality",
                granter="Employment authority",
                payer="Kela or an unemployment fund",
            ),
        },
    ),
)
