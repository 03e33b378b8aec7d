"""Info events that one can still come to; two more come from a partner's own system."""

from __future__ import annotations

from opinovi_wagtail.rules.states import RegistrationMode
from sitecontent.starter.words import Words, heading, picture, points, text

from .sample import Sample

INFO_EVENTS: tuple[Sample, ...] = (
    Sample(
        "aurakoski",
        7,
        place="verkosto",
        registered=3,
        facts={
            "places": 30,
            "languages": ["fi"],
            "audiences": ["employed", "unemployed", "outside"],
            "contact_name": "Minna Lindroos",
            "contact_phone": "+358 2 555 0100",
            "contact_email": "neuvonta@verkosto.example",
        },
        words={
            "fi": Words(
                "Aikuisopiskelun ilta",
                "Mitä aikuinen voi opiskella ja miten opiskelun voi rahoittaa? Tule kuuntelemaan ja kysymään.",
                (
                    picture("people"),
                    text(
                        "Ohjaajat kertovat lyhyesti, millaisia koulutuksia aikuisille on ja miten niihin haetaan."
                        " Sen jälkeen on aikaa kysymyksille. Voit kysyä myös kahden kesken."
                    ),
                    heading("Illan ohjelma"),
                    text(
                        points(
                            "klo 17.00: opiskelu työn ohessa, päätoimisesti tai oppisopimuksella",
                            "klo 17.30: opintotuki, opintovapaa ja opiskelu työttömänä",
                            "klo 18.00: kysymyksiä ja kahvia",
                        ),
                        "Tilaisuus on suomeksi. Saat vastauksia myös ruotsiksi ja englanniksi.",
                    ),
                ),
            ),
            "sv": Words(
                "Infokväll om vuxenstudier",
                "Vad kan du studera som vuxen och hur kan du finansiera studierna? Kom och lyssna och fråga.",
                (
                    picture("people"),
                    text(
                        "Vägledare berättar kort vilka utbildningar det finns för vuxna och hur man söker till dem."
                        " Efter det finns det tid för frågor. Du kan också fråga enskilt."
                    ),
                    heading("Kvällens program"),
                    text(
                        points(
                            "kl. 17.00: studera vid sidan av arbetet, på heltid eller med läroavtal",
                            "kl. 17.30: studiestöd, studieledighet och studier som arbetslös",
                            "kl. 18.00: frågor och kaffe",
                        ),
                        "Kvällen hålls på finska. Du får svar också på svenska och engelska.",
                    ),
                ),
            ),
            "en": Words(
                "Evening for adult learners",
                "What can you study as an adult, and how can you pay for it? Come and listen and ask.",
                (
                    picture("people"),
                    text(
                        "Counsellors tell you briefly what courses there are for adults and how to apply for them. Then"
                        " there is time for questions. You can also ask in private."
                    ),
                    heading("Programme"),
                    text(
                        points(
                            "17:00: studying alongside work, full-time or as an apprentice",
                            "17:30: student financial aid, study leave and studying while unemployed",
                            "18:00: questions and coffee",
                        ),
                        "The evening is in Finnish. You will also get answers in Swedish and English.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "skargardsleden",
        10,
        place="skargardsleden",
        registered=4,
        facts={
            "places": 20,
            "languages": ["sv"],
            "audiences": ["employed", "unemployed", "outside"],
            "contact_name": "Fredrik Öhman",
            "contact_phone": "+358 2 555 0130",
        },
        words={
            "sv": Words(
                "Infotillfälle för vuxna i Pargas",
                "Studera på svenska, nära dig och vid sidan av arbetet. Kom och hör om kommande utbildningar.",
                (
                    picture("archipelago"),
                    text(
                        "Vi berättar om kommande utbildningar och hur du söker. Du får också höra vilket stöd du kan"
                        " få för studierna.",
                        "Du behöver inte ha bestämt dig. Kom med dina frågor, så hjälper vi dig vidare.",
                    ),
                    heading("Bra att veta"),
                    text(
                        points(
                            "Kaffe serveras från kl. 16.30.",
                            "Tillfället är avgiftsfritt.",
                            "Du kan ta med dig en vän.",
                        )
                    ),
                ),
            ),
            "fi": Words(
                "Infotilaisuus aikuisille Paraisilla",
                "Opiskele ruotsiksi, lähellä kotia ja työn ohessa. Tule kuulemaan tulevista koulutuksista.",
                (
                    picture("archipelago"),
                    text(
                        "Kerromme tulevista koulutuksista ja hakemisesta. Kerromme myös, mitä tukea opintoihin voi"
                        " saada.",
                        "Sinun ei tarvitse olla vielä päättänyt mitään. Ota kysymyksesi mukaan, niin autamme"
                        " eteenpäin.",
                    ),
                    heading("Hyvä tietää"),
                    text(
                        points(
                            "Tilaisuus on ruotsiksi. Voit kysyä myös suomeksi.",
                            "Kahvia on tarjolla klo 16.30 alkaen.",
                            "Tilaisuus on maksuton.",
                        )
                    ),
                ),
            ),
            "en": Words(
                "Info event for adults in Pargas",
                "Study in Swedish, close to home and alongside work. Come and hear about coming courses.",
                (
                    picture("archipelago"),
                    text(
                        "We tell you about coming courses and how to apply. We also tell you what support there is for"
                        " studying.",
                        "You do not need to have decided anything yet. Bring your questions, and we will help you"
                        " onward.",
                    ),
                    heading("Good to know"),
                    text(
                        points(
                            "The event is in Swedish. You can also ask in English.",
                            "Coffee is served from 16:30.",
                            "The event is free of charge.",
                        )
                    ),
                ),
            ),
        },
    ),
    Sample(
        "lounaistuuli",
        12,
        at=(18, 0),
        minutes=60,
        online="https://meet.lounaistuuli.example/alanvaihtaja",
        registered=2,
        as_row=True,
        facts={"places": None, "languages": ["fi", "en"], "audiences": ["employed", "threatened"]},
        words={
            "fi": Words(
                "Alanvaihtajan info verkossa",
                "Haluatko uuden ammatin? Kerromme, miten pääset alkuun avoimessa korkeakoulussa.",
                (
                    text(
                        "Avoimessa korkeakoulussa voit kokeilla uutta alaa ilman pääsykoetta. Kerromme, mitä opinnot"
                        " maksavat ja miten ne sovitetaan työhön.",
                        "Saat linkin sähköpostiin, kun ilmoittaudut. Kameraa ei tarvitse avata.",
                    ),
                ),
            ),
            "sv": Words(
                "Info på nätet för dig som vill byta bransch",
                "Vill du ha ett nytt yrke? Vi berättar hur du kommer i gång vid öppna högskolan.",
                (
                    text(
                        "Vid öppna högskolan kan du pröva på en ny bransch utan inträdesprov. Vi berättar vad studierna"
                        " kostar och hur du kombinerar dem med arbetet. Tillfället hålls på finska och engelska.",
                        "Du får länken per e-post när du anmäler dig. Du behöver inte ha kameran på.",
                    ),
                ),
            ),
            "en": Words(
                "Changing careers: online info",
                "Would you like a new profession? We tell you how to get started at the open university.",
                (
                    text(
                        "At the open university you can try a new field without an entrance exam. We tell you what the"
                        " studies cost and how to fit them in with your work.",
                        "You get the link by email when you register. You do not have to switch on your camera.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "kuparilaakso",
        14,
        place="kuparilaakso",
        registered=7,
        facts={"places": 5, "languages": ["fi"], "audiences": ["unemployed"]},
        words={
            "fi": Words(
                "Rahoitusinfo työttömälle",
                "Milloin voit opiskella työttömyysetuudella? Pienessä ryhmässä ehditään käydä läpi jokaisen tilanne.",
                (
                    picture("coins"),
                    text(
                        "Käymme läpi omaehtoisen opiskelun, lyhytkestoiset opinnot ja työvoimakoulutuksen. Ne ovat"
                        " kolme eri tapaa opiskella niin, että työttömyysetuus voi jatkua.",
                        "Saat mukaasi listan siitä, mitä pitää tehdä ennen kuin opinnot alkavat.",
                    ),
                ),
            ),
            "sv": Words(
                "Info om finansiering för arbetslösa",
                "När kan du studera med arbetslöshetsförmån? I en liten grupp hinner vi gå igenom allas situation.",
                (
                    picture("coins"),
                    text(
                        "Vi går igenom frivilliga studier, kortvariga studier och arbetskraftsutbildning. Det är tre"
                        " olika sätt att studera så att arbetslöshetsförmånen kan fortsätta. Tillfället hålls på"
                        " finska.",
                        "Du får med dig en lista över vad du ska göra innan studierna börjar.",
                    ),
                ),
            ),
            "en": Words(
                "Funding info for the unemployed",
                "When can you study on unemployment benefit? In a small group there is time for everyone’s situation.",
                (
                    picture("coins"),
                    text(
                        "We go through independent studies, short-term studies and labour market training. They are"
                        " three ways to study so that your unemployment benefit can continue. The event is in Finnish.",
                        "You will get a list of what to do before the studies begin.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "peltojoki",
        5,
        at=(10, 0),
        place="peltojoki",
        facts={"registration_mode": RegistrationMode.NONE, "languages": ["fi"], "audiences": ["outside"]},
        words={
            "fi": Words(
                "Kotivanhempien aamukahvi",
                "Tule lasten kanssa kahville ja juttelemaan opiskelusta. Leikkinurkka odottaa.",
                (
                    picture("books", decorative=True),
                    text(
                        "Ohjaaja on paikalla koko ajan. Voit kysyä esimerkiksi, miten opiskelu ja lastenhoito sopivat"
                        " yhteen tai mistä aloittaa, kun edellisistä opinnoista on kauan.",
                        "Tule, kun ehdit, ja lähde, kun siltä tuntuu.",
                    ),
                ),
            ),
            "sv": Words(
                "Morgonkaffe för hemmaföräldrar",
                "Kom på kaffe med barnen och prata om studier. Det finns en lekhörna.",
                (
                    picture("books", decorative=True),
                    text(
                        "En vägledare är på plats hela tiden och talar finska och svenska. Du kan till exempel fråga"
                        " hur studier och barnpassning går ihop, eller var du kan börja om det är länge sedan du"
                        " studerade.",
                        "Kom när du hinner och gå när det passar dig.",
                    ),
                ),
            ),
            "en": Words(
                "Morning coffee for parents at home",
                "Come for coffee with your children and talk about studying. There is a play corner.",
                (
                    picture("books", decorative=True),
                    text(
                        "A counsellor is there all the time. You can ask, for example, how studying and childcare fit"
                        " together, or where to begin if it is a long time since you last studied.",
                        "Come when you can and leave when you like.",
                    ),
                ),
            ),
        },
    ),
)
