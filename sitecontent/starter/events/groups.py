"""Groups, and one kind of guidance; two more groups come from a partner's own system."""

from __future__ import annotations

from opinovi_wagtail.rules.states import EventKind, RegistrationMode
from sitecontent.starter.words import Words, heading, picture, steps, text

from .sample import Sample

GROUPS: tuple[Sample, ...] = (
    Sample(
        "verkosto",
        9,
        kind=EventKind.GROUP_SESSION,
        at=(13, 0),
        minutes=120,
        weeks=4,
        place="verkosto",
        registered=2,
        facts={
            "places": 10,
            "languages": ["fi"],
            "audiences": ["unemployed", "threatened"],
            "contact_name": "Minna Lindroos",
            "contact_phone": "+358 2 555 0100",
        },
        words={
            "fi": Words(
                "Uraryhmä",
                "Mitä seuraavaksi? Neljä tapaamista, joissa mietimme yhdessä seuraavaa askelta.",
                (
                    picture("signpost"),
                    text("Ryhmässä on enintään kymmenen ihmistä ja yksi ohjaaja. Kaikki, mitä kerrot, jää ryhmään."),
                    heading("Neljä tapaamista"),
                    text(
                        steps(
                            "mitä osaan ja mistä innostun",
                            "mitä töitä ja koulutuksia on",
                            "miten opiskelun voi rahoittaa",
                            "oma suunnitelma",
                        ),
                        "Ilmoittaudu yhdellä kertaa kaikkiin tapaamisiin.",
                    ),
                ),
            ),
            "sv": Words(
                "Karriärgrupp",
                "Vad härnäst? Fyra träffar där vi tillsammans funderar på nästa steg.",
                (
                    picture("signpost"),
                    text(
                        "I gruppen finns högst tio personer och en vägledare. Det du berättar stannar i gruppen."
                        " Gruppen träffas på finska."
                    ),
                    heading("Fyra träffar"),
                    text(
                        steps(
                            "vad jag kan och vad jag tycker om",
                            "vilka arbeten och utbildningar det finns",
                            "hur studierna kan finansieras",
                            "en egen plan",
                        ),
                        "Du anmäler dig till alla träffar på en gång.",
                    ),
                ),
            ),
            "en": Words(
                "Career group",
                "What next? Four meetings in which we think about the next step together.",
                (
                    picture("signpost"),
                    text(
                        "There are at most ten people and one counsellor in the group. What you say stays in the"
                        " group. The group meets in Finnish."
                    ),
                    heading("Four meetings"),
                    text(
                        steps(
                            "what I can do and what I like",
                            "what jobs and courses there are",
                            "how to pay for studying",
                            "a plan of your own",
                        ),
                        "You register once for all meetings.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "aurakoski",
        13,
        kind=EventKind.GROUP_SESSION,
        at=(13, 0),
        minutes=150,
        weeks=2,
        place="aurakoski",
        registered=7,
        facts={"places": 8, "languages": ["fi"], "audiences": ["employed", "unemployed", "outside"]},
        words={
            "fi": Words(
                "Hakemustyöpaja",
                "Kirjoita hakemus valmiiksi ohjaajan kanssa. Kaksi iltapäivää, pieni ryhmä.",
                (
                    picture("phone", decorative=True),
                    text(
                        "Ensimmäisellä kerralla katsomme, mitä hakemuksessa kysytään, ja aloitamme kirjoittamisen."
                        " Toisella kerralla viimeistelemme ja lähetämme hakemukset.",
                        "Saat tietokoneen lainaksi. Ota mukaan todistuksesi ja pankkitunnukset tai mobiilivarmenne.",
                    ),
                ),
            ),
            "sv": Words(
                "Ansökningsverkstad",
                "Skriv klart din ansökan tillsammans med en vägledare. Två eftermiddagar i en liten grupp.",
                (
                    picture("phone", decorative=True),
                    text(
                        "Första gången ser vi vad som frågas i ansökan och börjar skriva. Andra gången finslipar"
                        " vi ansökningarna och skickar in dem. Verkstaden hålls på finska.",
                        "Du får låna en dator. Ta med dina betyg och dina bankkoder eller ditt mobilcertifikat.",
                    ),
                ),
            ),
            "en": Words(
                "Application workshop",
                "Finish your application together with a counsellor. Two afternoons in a small group.",
                (
                    picture("phone", decorative=True),
                    text(
                        "At the first meeting we look at what the application asks and begin to write. At the second"
                        " we polish the applications and send them. The workshop is in Finnish.",
                        "You can borrow a computer. Bring your certificates and your online banking codes or mobile"
                        " certificate.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        35,
        kind=EventKind.GROUP_SESSION,
        at=(17, 30),
        weeks=3,
        place="vakkalahti",
        opens=8,
        facts={"places": 12, "languages": ["fi"], "audiences": ["employed", "unemployed", "threatened"]},
        words={
            "fi": Words(
                "Oman osaamisen tunnistaminen",
                "Osaat enemmän kuin todistuksesi kertovat. Kolme iltaa, joiden jälkeen sinulla on lista osaamisestasi.",
                (
                    picture("books"),
                    text(
                        "Moni taito on opittu töissä, harrastuksissa tai kotona. Opimme sanomaan sen niin, että"
                        " oppilaitos tai työnantaja ymmärtää.",
                        "Aiempi osaaminen voi lyhentää opintojasi.",
                    ),
                ),
            ),
            "sv": Words(
                "Känn igen ditt kunnande",
                "Du kan mer än dina betyg berättar. Tre kvällar, och sedan har du en lista över vad du kan.",
                (
                    picture("books"),
                    text(
                        "Mycket har du lärt dig i arbetet, på fritiden eller hemma. Vi övar oss på att säga det så att"
                        " en läroanstalt eller arbetsgivare förstår. Gruppen träffas på finska.",
                        "Det du redan kan kan förkorta dina studier.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "skargardsleden",
        16,
        kind=EventKind.GROUP_SESSION,
        at=(17, 30),
        weeks=3,
        place="skargardsleden",
        registered=3,
        facts={"places": 12, "languages": ["sv"], "audiences": ["employed", "threatened"]},
        # On purpose in one language only: the others see what the site says then.
        words={
            "sv": Words(
                "Vägledningsgrupp",
                "Tre kvällar i Pargas för dig som funderar på att byta bransch.",
                (
                    picture("archipelago", decorative=True),
                    text(
                        "Vi träffas tre gånger och är högst tolv personer. Du får prova på ett intressetest och tala"
                        " med andra som är i samma situation.",
                        "Gruppen är avgiftsfri. Du anmäler dig till alla träffar på en gång.",
                    ),
                ),
            ),
        },
    ),
    Sample(
        "peltojoki",
        18,
        kind=EventKind.GROUP_SESSION,
        at=(18, 0),
        weeks=4,
        place="peltojoki",
        registered=8,
        as_row=True,
        facts={"places": 8, "waiting_list": False, "languages": ["fi"], "audiences": ["employed"]},
        words={
            "fi": Words(
                "Työssä jaksaminen",
                "Neljä iltaa keinoista, jotka auttavat palautumaan työpäivän jälkeen.",
                (text("Ryhmä on pieni, jotta jokainen ehtii puhua. Uusi ryhmä alkaa myöhemmin."),),
            ),
            "sv": Words(
                "Att orka i arbetet",
                "Fyra kvällar om hur du återhämtar dig efter arbetsdagen.",
                (
                    text(
                        "Gruppen är liten så att alla hinner prata. Gruppen träffas på finska. En ny grupp börjar"
                        " senare."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        10,
        kind=EventKind.GROUP_SESSION,
        at=(8, 30),
        place="vakkalahti",
        closes=-1,
        as_row=True,
        facts={
            "places": 10,
            "languages": ["fi"],
            "audiences": ["employers"],
            "contact_name": "Heidi Rantanen",
            "contact_phone": "+358 2 555 0141",
        },
        words={
            "fi": Words(
                "Työnantajaklinikka",
                "Puuttuuko työpaikalta osaajia? Tuo kysymys, niin katsomme koulutuksen ja rahoituksen yhdessä.",
                (text("Kolme yritystä kerrallaan. Paikalla on myös työvoimaviranomaisen yritysasiantuntija."),),
            ),
            "sv": Words(
                "Arbetsgivarklinik",
                "Saknas det kunnig personal på din arbetsplats? Ta med din fråga, så ser vi på utbildning och"
                " finansiering tillsammans.",
                (
                    text(
                        "Tre företag åt gången. Arbetskraftsmyndighetens företagsexpert är också på plats. Vi talar"
                        " finska."
                    ),
                ),
            ),
        },
    ),
    Sample(
        "vakkalahti",
        11,
        kind=EventKind.GUIDANCE,
        at=(12, 0),
        minutes=240,
        place="vakkalahti",
        as_row=True,
        facts={
            "registration_mode": RegistrationMode.ELSEWHERE,
            "registration_url": "https://www.vakkalahti.example/ajanvaraus",
            "languages": ["fi"],
            "audiences": ["employed", "unemployed", "outside"],
        },
        words={
            "fi": Words(
                "Ohjaajan vastaanotto Uudessakaupungissa",
                "Varaa puolen tunnin aika. Ohjaaja auttaa valinnoissa, hakemisessa ja rahoituksessa.",
                (text("Saat oman ajan, joten voit puhua rauhassa."),),
            ),
            "sv": Words(
                "Vägledarens mottagning i Nystad",
                "Boka en tid på en halv timme. Vägledaren hjälper dig med val, ansökan och finansiering.",
                (text("Du får en egen tid, så du kan prata i lugn och ro. Mottagningen är på finska."),),
            ),
            "en": Words(
                "A counsellor’s appointments in Uusikaupunki",
                "Book half an hour. The counsellor helps you with courses, applying and funding.",
                (text("You have a time of your own, so you can talk in peace. The appointments are in Finnish."),),
            ),
        },
    ),
)
