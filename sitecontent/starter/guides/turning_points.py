"""What pays for studying when a job or health fails, and a scheme that has ended but is still searched for."""

from __future__ import annotations

import datetime as dt

from opinovi_wagtail.rules.states import GuideStatus
from sitecontent.starter.words import heading, picture, points, steps, text

from .sample import (
    EMPLOYMENT_FUND,
    HEALTH_VILLAGE,
    JOB_MARKET,
    KELA,
    NEXT_CHECK,
    PENSION_CENTRE,
    UNEMPLOYMENT_FUND,
    Amount,
    Reference,
    Sample,
    said,
)

TURNING_POINTS: tuple[Sample, ...] = (
    Sample(
        "muutosturvakoulutus",
        situations=("threatened", "unemployed"),
        amounts=(
            Amount(
                {
                    "fi": "Koulutus, jonka arvo on enintään kahden kuukauden palkkasi",
                    "sv": "Utbildning som är värd högst två månadslöner",
                    "en": "Training worth at most two months of your pay",
                },
                "in_kind",
                2026,
            ),
        ),
        references=(
            Reference(JOB_MARKET, "https://tyomarkkinatori.fi/", "L 1290/2002, L 380/2023"),
            Reference(UNEMPLOYMENT_FUND, "https://www.ytkkassa.fi/ansioturvaopas/muutosturva/"),
            Reference(KELA, "https://www.kela.fi/"),
        ),
        facts={"apply_url": "https://tyomarkkinatori.fi/", "review_due": NEXT_CHECK},
        words={
            "fi": said(
                "Muutosturvakoulutus 55 vuotta täyttäneille",
                "Koulutusta sinulle, joka olet täyttänyt 55 vuotta ja jonka työnantaja on irtisanonut. Ilmoittaudu"
                " työnhakijaksi 60 päivän kuluessa irtisanomisesta.",
                heading("Näin toimit"),
                text(
                    steps(
                        "Ilmoittaudu työnhakijaksi Työmarkkinatorilla heti, kun saat irtisanomisilmoituksen.",
                        "Työvoimaviranomainen eli kuntasi työllisyyspalvelut selvittää, onko sinulla oikeus"
                        " muutosturvaan.",
                        "Sovi koulutuksesta työvoimaviranomaisen kanssa.",
                        "Hae muutosturvaraha työttömyyskassastasi. Jos et kuulu kassaan, hae se Kelasta.",
                    )
                ),
                heading("Mistä päivästä 60 päivää lasketaan?"),
                text(
                    "Siitä päivästä, jona saat irtisanomisilmoituksen. Älä odota, että työt loppuvat: aika voi kulua"
                    " umpeen jo irtisanomisaikana.",
                    "Esimerkki: saat irtisanomisilmoituksen 1. syyskuuta. Ilmoittaudu työnhakijaksi viimeistään 31."
                    " lokakuuta.",
                ),
                heading("Muutosturvaraha"),
                text(
                    "Koulutuksen lisäksi voit ehkä saada muutosturvarahan. Se on noin yhden kuukauden palkka, ja se"
                    " maksetaan kerran. Siitä maksetaan veroa."
                ),
                heading("Milloin muutosturvaa ei saa?"),
                text(
                    points(
                        "Irtisanouduit itse tai sovit työsuhteen päättymisestä työnantajan kanssa.",
                        "Työsuhde päättyi työnantajan konkurssiin tai yrityssaneeraukseen.",
                    )
                ),
                eligibility="Voit ehkä saada koulutuksen, kun kaikki nämä täyttyvät:\n"
                "• Olet täyttänyt 55 vuotta viimeistään irtisanomispäivänä.\n"
                "• Työsuhteesi on kestänyt vähintään viisi vuotta.\n"
                "• Sinut irtisanottiin taloudellisista tai tuotannollisista syistä.\n"
                "• Ilmoittaudut työnhakijaksi 60 päivän kuluessa.",
                how_to_apply="Ilmoittaudu työnhakijaksi Työmarkkinatorilla. Työvoimaviranomainen järjestää"
                " koulutuksen.",
                deadlines="60 päivää irtisanomisesta: ilmoittaudu työnhakijaksi.\n"
                "3 kuukautta työsuhteen päättymisestä: hae muutosturvaraha.\n"
                "Koulutus kestää enintään kuusi kuukautta.",
                advice_contact="Kuntasi työllisyyspalvelut. Muutosturvarahasta: työttömyyskassa tai Kela",
                granter="Työvoimaviranomainen",
                payer="Koulutus: työvoimaviranomainen. Muutosturvaraha: työttömyyskassa tai Kela",
            ),
            "sv": said(
                "Utbildning inom omställningsskyddet för dem som fyllt 55 år",
                "Utbildning för dig som har fyllt 55 år och har blivit uppsagd. Anmäl dig som arbetssökande inom 60"
                " dagar från uppsägningen.",
                heading("Så här gör du"),
                text(
                    steps(
                        "Anmäl dig som arbetssökande på Jobbmarknaden genast när du får beskedet om uppsägning.",
                        "Arbetskraftsmyndigheten, alltså sysselsättningstjänsterna i din kommun, utreder om du har"
                        " rätt till omställningsskydd.",
                        "Kom överens om utbildningen med arbetskraftsmyndigheten.",
                        "Ansök om omställningspenning hos din arbetslöshetskassa. Om du inte hör till någon kassa"
                        " ansöker du hos FPA.",
                    )
                ),
                heading("Från vilken dag räknas de 60 dagarna?"),
                text(
                    "Från den dag då du får beskedet om uppsägning. Vänta inte tills arbetet tar slut: tiden kan gå ut"
                    " redan under uppsägningstiden.",
                    "Exempel: du får beskedet den 1 september. Anmäl dig som arbetssökande senast den 31 oktober.",
                ),
                heading("Omställningspenning"),
                text(
                    "Utöver utbildningen kan du eventuellt få omställningspenning. Den är ungefär en månadslön och"
                    " betalas en gång. Du betalar skatt på den."
                ),
                heading("När får man inte omställningsskydd?"),
                text(
                    points(
                        "Du sade upp dig själv eller kom överens med arbetsgivaren om att anställningen upphör.",
                        "Anställningen upphörde på grund av arbetsgivarens konkurs eller företagssanering.",
                    )
                ),
                eligibility="Du kan eventuellt få utbildningen när allt det här stämmer:\n"
                "• Du har fyllt 55 år senast på uppsägningsdagen.\n"
                "• Anställningen har varat i minst fem år.\n"
                "• Du blev uppsagd av ekonomiska orsaker eller produktionsorsaker.\n"
                "• Du anmäler dig som arbetssökande inom 60 dagar.",
                how_to_apply="Anmäl dig som arbetssökande på Jobbmarknaden. Arbetskraftsmyndigheten ordnar"
                " utbildningen.",
                deadlines="60 dagar från uppsägningen: anmäl dig som arbetssökande.\n"
                "3 månader från anställningens slut: ansök om omställningspenning.\n"
                "Utbildningen varar i högst sex månader.",
                advice_contact="Sysselsättningstjänsterna i din kommun. Om omställningspenningen: arbetslöshetskassan"
                " eller FPA",
                granter="Arbetskraftsmyndigheten",
                payer="Utbildningen: arbetskraftsmyndigheten. Omställningspenningen: arbetslöshetskassan eller FPA",
            ),
            "en": said(
                "Change security training for those aged 55 or over",
                "Training for you who are 55 or older and whose employer has given you notice. Register as a jobseeker"
                " within 60 days of the notice.",
                heading("What to do"),
                text(
                    steps(
                        "Register as a jobseeker in Job Market Finland as soon as you get your notice.",
                        "The employment authority, which means the employment services of your municipality, finds out"
                        " whether you are entitled to change security.",
                        "Agree on the training with the employment authority.",
                        "Apply for the change security allowance from your unemployment fund. If you are not a member"
                        " of a fund, apply to Kela.",
                    )
                ),
                heading("From which day are the 60 days counted?"),
                text(
                    "From the day on which you get your notice. Do not wait until your work ends: the time may run out"
                    " during the period of notice.",
                    "Example: you get your notice on 1 September. Register as a jobseeker by 31 October.",
                ),
                heading("Change security allowance"),
                text(
                    "You may also be eligible for the change security allowance. It is about one month’s pay and is"
                    " paid once. You pay tax on it."
                ),
                eligibility="You may be eligible when all of this is true:\n"
                "• You were 55 or older on the day of the notice.\n"
                "• Your employment has lasted at least five years.\n"
                "• You were given notice for financial or production-related reasons.\n"
                "• You register as a jobseeker within 60 days.",
                how_to_apply="Register as a jobseeker in Job Market Finland. The employment authority arranges the"
                " training.",
                deadlines="60 days from the notice: register as a jobseeker.\n"
                "3 months from the end of the employment: apply for the allowance.\n"
                "The training takes at most six months.",
                advice_contact="The employment services of your municipality. On the allowance: unemployment fund or"
                " Kela",
                granter="Employment authority",
                payer="Training: employment authority. Allowance: unemployment fund or Kela",
            ),
        },
    ),
    Sample(
        "ammatillinen-kuntoutus",
        situations=("employed", "outside"),
        references=(
            Reference(KELA, "https://www.kela.fi/ammatillinen-kuntoutus", "L 566/2005"),
            Reference(PENSION_CENTRE, "https://www.telp.fi/", "L 395/2006"),
            Reference(HEALTH_VILLAGE, "https://www.terveyskyla.fi/"),
        ),
        facts={"apply_url": "https://www.kela.fi/ammatillinen-kuntoutus"},
        until_new_year=True,
        words={
            "fi": said(
                "Ammatillinen kuntoutus",
                "Kun sairaus tai vamma uhkaa työkykyäsi, kuntoutus voi tarkoittaa koulutusta uuteen työhön.",
                picture("care"),
                heading("Työeläkeyhtiö vai Kela?"),
                text(
                    "Kuntoutusta järjestävät sekä työeläkeyhtiöt että Kela. Työeläkeyhtiö on se yhtiö, jossa"
                    " työnantajasi tai sinä yrittäjänä olet vakuuttanut eläkkeesi.",
                    points(
                        "Työeläkeyhtiö hoitaa asiasi todennäköisesti, jos olet ollut useita vuosia työssä etkä ole"
                        " ollut pitkään pois. Ansioita pitää olla tarpeeksi viideltä viime vuodelta. Raja oli 41"
                        " 143,38 euroa vuoden 2024 tasossa.",
                        "Kela hoitaa asiasi todennäköisesti, jos olet ollut vain vähän työssä tai pitkään poissa"
                        " työelämästä.",
                        "Jos kyse on työtapaturmasta, ammattitaudista tai liikennevahingosta, kysy ensin"
                        " vakuutusyhtiöstä, joka korvaa vahingon.",
                    ),
                ),
                heading("Esimerkki"),
                text(
                    "Kirvesmiehen selkä ei enää kestä nostamista. Hän on ollut töissä kymmenen vuotta. Hän puhuu ensin"
                    " työterveyshuollossa ja saa lääkärinlausunnon. Sitten hän hakee kuntoutusta työeläkeyhtiöstään."
                    " Hän haluaa opiskella rakennusalan työnjohtajaksi. Opintojen aikana hän voi saada kuntoutusrahaa."
                ),
                heading("Mistä raha tulee opintojen aikana?"),
                text("Kuntoutusrahan maksaa se, joka kuntoutuksen myöntää. Kysy määrä ennen kuin opinnot alkavat."),
                eligibility="Voit ehkä saada kuntoutusta, kun\n"
                "• lääkäri on todennut sairauden tai vamman\n"
                "• se uhkaa työkykyäsi tai on jo heikentänyt sitä\n"
                "• kuntoutus auttaa sinua jatkamaan työssä tai palaamaan työhön.",
                how_to_apply="Puhu ensin työterveyshuollossa tai oman lääkärisi kanssa. Tarvitset B-lausunnon eli"
                " lääkärin laajan lausunnon. Hae sitten kuntoutusta työeläkeyhtiöstäsi tai Kelasta. Jos et tiedä,"
                " kumpi hoitaa asiasi, kysy ohjaajalta.",
                deadlines="Hae mahdollisimman aikaisin, ennen kuin opinnot alkavat.",
                transition_text="Tuloraja, jonka mukaan asian hoitaa työeläkeyhtiö tai Kela, muuttuu joka vuosi 1."
                " tammikuuta. Kysy ajantasainen raja työeläkeyhtiöstäsi.",
                advice_contact="Työterveyshuolto, oma työeläkeyhtiösi tai Kela",
                granter="Työeläkeyhtiö tai Kela",
                payer="Työeläkeyhtiö tai Kela",
            ),
            "sv": said(
                "Yrkesinriktad rehabilitering",
                "När en sjukdom eller skada hotar din arbetsförmåga kan rehabilitering innebära utbildning för ett"
                " nytt arbete.",
                picture("care"),
                heading("Arbetspensionsbolaget eller FPA?"),
                text(
                    "Rehabilitering ordnas både av arbetspensionsbolagen och av FPA. Arbetspensionsbolaget är det"
                    " bolag där din arbetsgivare, eller du själv som företagare, har försäkrat din pension.",
                    points(
                        "Arbetspensionsbolaget sköter sannolikt ditt ärende om du har arbetat i flera år och inte har"
                        " varit borta länge. Du ska ha tillräckliga inkomster från de fem senaste åren. Gränsen var 41"
                        " 143,38 euro på 2024 års nivå.",
                        "FPA sköter sannolikt ditt ärende om du har arbetat bara lite eller länge varit borta från"
                        " arbetslivet.",
                        "Om det gäller ett olycksfall i arbetet, en yrkessjukdom eller en trafikskada ska du först"
                        " fråga det försäkringsbolag som ersätter skadan.",
                    ),
                ),
                heading("Exempel"),
                text(
                    "En timmermans rygg tål inte längre lyft. Han har arbetat i tio år. Han talar först med"
                    " företagshälsovården och får ett läkarutlåtande. Sedan ansöker han om rehabilitering hos sitt"
                    " arbetspensionsbolag. Han vill studera till arbetsledare i byggbranschen. Under studierna kan han"
                    " få rehabiliteringspenning."
                ),
                heading("Varifrån kommer pengarna under studierna?"),
                text(
                    "Rehabiliteringspenningen betalas av den som beviljar rehabiliteringen. Fråga hur stor den är"
                    " innan studierna börjar."
                ),
                eligibility="Du kan eventuellt få rehabilitering när\n"
                "• en läkare har konstaterat en sjukdom eller skada\n"
                "• den hotar din arbetsförmåga eller redan har försvagat den\n"
                "• rehabiliteringen hjälper dig att fortsätta arbeta eller att återgå till arbetet.",
                how_to_apply="Tala först med företagshälsovården eller din läkare. Du behöver ett B-utlåtande, det"
                " vill säga ett utförligt läkarutlåtande. Ansök sedan om rehabilitering hos ditt arbetspensionsbolag"
                " eller FPA. Fråga en vägledare om du inte vet vem som sköter ditt ärende.",
                deadlines="Ansök så tidigt som möjligt, innan studierna börjar.",
                transition_text="Inkomstgränsen som avgör om ärendet sköts av arbetspensionsbolaget eller FPA ändras"
                " varje år den 1 januari. Fråga ditt arbetspensionsbolag om den nya gränsen.",
                advice_contact="Företagshälsovården, ditt arbetspensionsbolag eller FPA",
                granter="Arbetspensionsbolaget eller FPA",
                payer="Arbetspensionsbolaget eller FPA",
            ),
            "en": said(
                "Vocational rehabilitation",
                "When an illness or injury threatens your ability to work, rehabilitation can mean training for new"
                " work.",
                picture("care"),
                heading("Pension insurance company or Kela?"),
                text(
                    "Rehabilitation is arranged both by pension insurance companies and by Kela. Your pension"
                    " insurance company is the one in which your employer, or you as an entrepreneur, have insured"
                    " your pension.",
                    points(
                        "The pension insurance company probably deals with your case if you have worked for several"
                        " years and have not been away for long. You need to have earned enough in the last five"
                        " years. The limit was €41,143.38 at the 2024 level.",
                        "Kela probably deals with your case if you have worked only a little or have been away from"
                        " work for a long time.",
                        "If the cause is an accident at work, an occupational disease or a traffic accident, first ask"
                        " the insurance company that compensates for it.",
                    ),
                ),
                heading("Example"),
                text(
                    "A carpenter’s back can no longer stand lifting. He has worked for ten years. First he talks to"
                    " occupational health care and gets a medical statement. Then he applies for rehabilitation from"
                    " his pension insurance company. He wants to study to become a supervisor. He can get a"
                    " rehabilitation allowance while he studies."
                ),
                eligibility="You may be eligible when\n"
                "• a doctor has found an illness or injury\n"
                "• it threatens your ability to work or has already weakened it\n"
                "• rehabilitation helps you to stay at work or return to it.",
                how_to_apply="First talk to occupational health care or your doctor. You need an extensive medical"
                " statement (B-lausunto). Then apply to your pension insurance company or Kela. If you do not know"
                " which of them deals with your case, ask a counsellor.",
                deadlines="Apply as early as possible, before the studies begin.",
                transition_text="The income limit that decides between the pension insurance company and Kela changes"
                " every year on 1 January. Ask your pension insurance company for the new limit.",
                advice_contact="Occupational health care, your pension insurance company or Kela",
                granter="Pension insurance company or Kela",
                payer="Pension insurance company or Kela",
            ),
        },
    ),
    Sample(
        "aikuiskoulutustuki",
        situations=("employed",),
        references=(
            Reference(EMPLOYMENT_FUND, "https://www.tyollisyysrahasto.fi/"),
            Reference(
                KELA,
                "https://www.sttinfo.fi/tiedote/70245237/kela-ei-enaa-myonna-aikuiskoulutustuen-lainatakausta-uusiin-opintoihin"
                "-elokuusta-2024-alkaen",
            ),
        ),
        facts={"status": GuideStatus.ENDED, "valid_until": dt.date(2025, 12, 31)},
        replaced_by="opintovapaa",
        words={
            "fi": said(
                "Aikuiskoulutustuki",
                "Työllisyysrahaston tuki työssä oleville. Se on lakkautettu, eikä sitä enää myönnetä.",
                heading("Mitä voit tehdä sen sijaan?"),
                text(
                    points(
                        "Jää opintovapaalle ja hae opintotukea, jos opiskelet päätoimisesti.",
                        "Opiskele oppisopimuksella: saat palkkaa ja opit työssä.",
                        "Opiskele iltaisin tai verkossa työn ohessa.",
                        "Jos terveytesi estää nykyisen työn, kysy ammatillisesta kuntoutuksesta.",
                    ),
                    "Ohjaaja auttaa sinua vertailemaan näitä. Neuvonta on maksutonta.",
                ),
                heading("Ammattitutkintostipendi"),
                text("Myös ammattitutkintostipendi on lakkautettu."),
                eligibility="Opintojen ja tuen piti alkaa viimeistään 31.7.2024. Tukea maksettiin vuoden 2025 loppuun.",
                how_to_apply="Tukea ei voi enää hakea. Valitse jokin vaihtoehdoista.",
                granter="Työllisyysrahasto",
                payer="Työllisyysrahasto",
            ),
            "sv": said(
                "Vuxenutbildningsstöd",
                "Sysselsättningsfondens stöd för dem som arbetar. Det är avskaffat och beviljas inte längre.",
                heading("Vad kan du göra i stället?"),
                text(
                    points(
                        "Ta studieledigt och ansök om studiestöd, om du studerar på heltid.",
                        "Studera med läroavtal: du får lön och lär dig i arbetet.",
                        "Studera på kvällarna eller på nätet vid sidan av arbetet.",
                        "Om hälsan hindrar ditt nuvarande arbete, fråga om yrkesinriktad rehabilitering.",
                    ),
                    "En vägledare hjälper dig att jämföra alternativen. Rådgivningen är avgiftsfri.",
                ),
                heading("Yrkesexamensstipendium"),
                text("Yrkesexamensstipendiet är också avskaffat."),
                eligibility="Studierna och stödet skulle börja senast den 31 juli 2024. Stödet betalades till slutet"
                " av år 2025.",
                how_to_apply="Du kan inte längre ansöka om stödet. Välj något av alternativen.",
                granter="Sysselsättningsfonden",
                payer="Sysselsättningsfonden",
            ),
            "en": said(
                "Adult education allowance",
                "The Employment Fund’s support for people in work. It has been abolished and is no longer granted.",
                heading("What can you do instead?"),
                text(
                    points(
                        "Take study leave and apply for student financial aid, if you study full-time.",
                        "Study as an apprentice: you are paid and learn at work.",
                        "Study in the evening or online alongside work.",
                        "If your health prevents your present work, ask about vocational rehabilitation.",
                    ),
                    "A counsellor helps you to compare these. Advice is free.",
                ),
                eligibility="The studies and the support had to start by 31 July 2024. The support was paid until the"
                " end of 2025.",
                how_to_apply="You can no longer apply. Choose one of the alternatives.",
                granter="Employment Fund",
                payer="Employment Fund",
            ),
        },
    ),
)
