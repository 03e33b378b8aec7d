"""What pays for studying in general and beside a job: student financial aid, study leave, apprenticeship."""

from __future__ import annotations

from sitecontent.starter.words import heading, picture, points, text

from .sample import EDUCATION_AGENCY, FINLEX, KELA, MINISTRY, NEXT_CHECK, Amount, Reference, Sample, said

STUDYING: tuple[Sample, ...] = (
    Sample(
        "opintotuki",
        situations=("employed", "unemployed", "outside"),
        amounts=(
            Amount(
                {
                    "fi": "Opintoraha, itsenäisesti asuva aikuinen",
                    "sv": "Studiepenning, vuxen med eget boende",
                    "en": "Study grant, adult living independently",
                },
                "eur_month",
                2026,
                "279.38",
                taxable=True,
            ),
        ),
        references=(
            Reference(KELA, "https://www.kela.fi/opintotuki", "L 65/1994"),
            Reference(
                KELA,
                "https://www.sttinfo.fi/tiedote/70245237/kela-ei-enaa-myonna-aikuiskoulutustuen-lainatakausta-uusiin-opintoihin"
                "-elokuusta-2024-alkaen",
            ),
        ),
        facts={"apply_url": "https://www.kela.fi/opintotuki"},
        words={
            "fi": said(
                "Opintotuki",
                "Kelan tuki päätoimiseen opiskeluun. Siihen kuuluvat opintoraha ja lainatakaus, monelle myös"
                " asumislisä.",
                picture("coins"),
                heading("Mistä opintotuki koostuu?"),
                text(
                    points(
                        "Opintoraha on rahaa, jota ei makseta takaisin.",
                        "Lainatakaus tarkoittaa, että valtio takaa opintolainasi. Lainan saat pankista, ja maksat sen"
                        " takaisin.",
                        "Asumislisä auttaa vuokran maksussa. Sitä haetaan erikseen. Useimmat opiskelijat siirtyivät"
                        " yleisestä asumistuesta asumislisään elokuussa 2025.",
                    )
                ),
                heading("Kuinka kauan tukea saa?"),
                text(
                    "Toisen asteen opinnoissa, esimerkiksi ammatillisessa koulutuksessa, tukikuukausien määrää ei ole"
                    " rajattu. Voit saada tukea, vaikka sinulla on jo tutkinto. Korkeakoulussa tukikuukausia on"
                    " rajallinen määrä."
                ),
                heading("Opiskelu ja työ yhtä aikaa"),
                text(
                    "Kela katsoo koko vuoden tulojasi. Jos käyt töissä, tulosi voivat estää tuen. Tarkista"
                    " vuosituloraja Kelasta ennen kuin haet."
                ),
                heading("Jos raha ei riitä"),
                text(
                    "Toimeentulotuki on viimeinen vaihtoehto. Täysi-ikäisen opiskelijan pitää hakea ensin opintolainaa"
                    " (1.2.2026 alkaen)."
                ),
                eligibility="Voit ehkä saada opintotukea, kun kaikki nämä täyttyvät:\n"
                "• Opiskelet päätoimisesti peruskoulun jälkeen, esimerkiksi ammattiin tai korkeakoulussa.\n"
                "• Opintosi etenevät.\n"
                "• Vuositulosi jäävät alle Kelan tulorajan.",
                how_to_apply="Hae Kelan verkkopalvelussa OmaKelassa. Kirjaudut pankkitunnuksilla tai"
                " mobiilivarmenteella. Voit hakea myös paperilomakkeella.",
                deadlines="Hae heti, kun tiedät opiskelupaikkasi.",
                advice_contact="Kela, opiskelijan tuet",
                granter="Kela",
                payer="Kela",
            ),
            "sv": said(
                "Studiestöd",
                "FPA:s stöd för heltidsstudier. Till stödet hör studiepenning och lånegaranti, för många även"
                " bostadstillägg.",
                picture("coins"),
                heading("Vad består studiestödet av?"),
                text(
                    points(
                        "Studiepenning är pengar som du inte betalar tillbaka.",
                        "Lånegaranti betyder att staten går i borgen för ditt studielån. Lånet får du från en bank,"
                        " och du betalar tillbaka det.",
                        "Bostadstillägg hjälper dig att betala hyran. Du ansöker om det separat. De flesta studerande"
                        " gick över från allmänt bostadsbidrag till bostadstillägg i augusti 2025.",
                    )
                ),
                heading("Hur länge får man stödet?"),
                text(
                    "För studier på andra stadiet, till exempel yrkesutbildning, är antalet stödmånader inte"
                    " begränsat. Du kan få stöd även om du redan har en examen. För högskolestudier är antalet"
                    " stödmånader begränsat."
                ),
                heading("Studier och arbete samtidigt"),
                text(
                    "FPA ser på dina inkomster under hela året. Om du arbetar kan inkomsterna bli ett hinder för"
                    " stödet. Kontrollera årsinkomstgränsen hos FPA innan du ansöker."
                ),
                heading("Om pengarna inte räcker"),
                text(
                    "Utkomststöd är det sista alternativet. Den som har fyllt 18 år och studerar ska först ansöka om"
                    " studielån (sedan den 1 februari 2026)."
                ),
                eligibility="Du kan eventuellt få studiestöd när allt det här stämmer:\n"
                "• Du studerar på heltid efter grundskolan, till exempel till ett yrke eller vid en högskola.\n"
                "• Du gör framsteg i studierna.\n"
                "• Dina årsinkomster håller sig inom FPA:s gräns.",
                how_to_apply="Ansök i FPA:s e-tjänst MittFPA. Du loggar in med bankkoder eller mobilcertifikat. Du kan"
                " också ansöka på pappersblankett.",
                deadlines="Ansök genast när du vet var du ska studera.",
                advice_contact="FPA, stöd för studerande",
                granter="FPA",
                payer="FPA",
            ),
            "en": said(
                "Student financial aid",
                "Kela’s support for full-time studies: a study grant and a loan guarantee, for many also a housing"
                " supplement.",
                picture("coins"),
                heading("What does it consist of?"),
                text(
                    points(
                        "The study grant is money that you do not pay back.",
                        "The loan guarantee means that the state guarantees your student loan. You get the loan from a"
                        " bank and pay it back.",
                        "The housing supplement helps with the rent. You apply for it separately.",
                    )
                ),
                heading("For how long?"),
                text(
                    "In upper secondary education, for example vocational training, the number of months is not"
                    " limited. You can get aid even if you have a qualification. In higher education the number of"
                    " months is limited."
                ),
                heading("Studying and working"),
                text(
                    "Kela looks at your income of the whole year. If you work, your income may prevent you from"
                    " getting aid. Check the annual income limit with Kela before you apply."
                ),
                eligibility="You may be eligible when all of this is true:\n"
                "• You study full-time after basic education, for example for a profession or in higher education.\n"
                "• You make progress in your studies.\n"
                "• Your annual income stays within Kela’s limit.",
                how_to_apply="Apply in Kela’s online service. You log in with online banking codes or a mobile"
                " certificate. You can also use a paper form.",
                deadlines="Apply as soon as you know your place of study.",
                advice_contact="Kela, benefits for students",
                granter="Kela",
                payer="Kela",
            ),
        },
    ),
    Sample(
        "opintovapaa",
        situations=("employed",),
        references=(
            Reference(MINISTRY, "https://tem.fi/opintovapaa", "L 273/1979"),
            Reference(FINLEX, "https://www.finlex.fi/", "L 273/1979"),
        ),
        facts={"review_due": NEXT_CHECK},
        words={
            "fi": said(
                "Opintovapaa",
                "Voit jäädä töistä vapaalle opiskelemaan, ja työsuhteesi jatkuu. Vapaa on yleensä palkaton.",
                picture("signpost", decorative=True),
                heading("Millä elän vapaan aikana?"),
                text(
                    "Opintovapaa antaa aikaa, ei rahaa. Jos opiskelet päätoimisesti, voit ehkä saada opintotukea."
                    " Aikuiskoulutustukea ei enää myönnetä."
                ),
                heading("Mitä voin opiskella?"),
                text(
                    "Voit valita alan itse. Opintojen ei tarvitse liittyä työhösi. Koulutuksen pitää olla julkisesti"
                    " valvottua, kuten oppilaitosten koulutus yleensä on."
                ),
                heading("Voiko työnantaja kieltäytyä?"),
                text(
                    "Työnantaja voi siirtää vapaan alkua enintään kuudella kuukaudella, jos vapaa haittaisi työpaikkaa"
                    " tuntuvasti. Siirrosta kerrotaan sinulle ennen opintojen alkua."
                ),
                eligibility="• Olet ollut päätoimisesti saman työnantajan palveluksessa vähintään vuoden: voit saada"
                " enintään kaksi vuotta vapaata viiden vuoden aikana.\n"
                "• Olet ollut palveluksessa vähintään kolme kuukautta: voit saada enintään viisi päivää.\n"
                "• Oppisopimuskoulutukseen opintovapaata ei saa.",
                how_to_apply="Hae vapaata työnantajaltasi. Yli viiden päivän vapaata haetaan kirjallisesti.",
                deadlines="Yli viisi päivää: hae vähintään 45 päivää ennen opintojen alkua.\n"
                "Enintään viisi päivää: hae vähintään 15 päivää ennen.",
                advice_contact="Työpaikan luottamusmies tai ammattiliittosi",
                granter="Työnantaja",
            ),
            "sv": said(
                "Studieledighet",
                "Du kan vara ledig från arbetet för att studera, och din anställning fortsätter. Ledigheten är"
                " vanligen oavlönad.",
                picture("signpost", decorative=True),
                heading("Vad lever jag på under ledigheten?"),
                text(
                    "Studieledigheten ger tid, inte pengar. Om du studerar på heltid kan du eventuellt få studiestöd."
                    " Vuxenutbildningsstöd beviljas inte längre."
                ),
                heading("Vad får jag studera?"),
                text(
                    "Du väljer själv. Studierna behöver inte gälla ditt arbete. Utbildningen ska stå under offentlig"
                    " tillsyn, som läroanstalternas utbildning vanligen gör."
                ),
                heading("Kan arbetsgivaren säga nej?"),
                text(
                    "Arbetsgivaren kan skjuta upp ledigheten med högst sex månader, om ledigheten skulle vara till"
                    " kännbar olägenhet för arbetsplatsen. Du får veta det innan studierna börjar."
                ),
                eligibility="• Du har varit anställd i huvudsyssla hos samma arbetsgivare i minst ett år: du kan få"
                " högst två års ledighet under fem år.\n"
                "• Du har varit anställd i minst tre månader: du kan få högst fem dagar.\n"
                "• Du kan inte få studieledighet för läroavtalsutbildning.",
                how_to_apply="Ansök hos din arbetsgivare. Ledighet i mer än fem dagar söker du skriftligt.",
                deadlines="Mer än fem dagar: ansök minst 45 dagar före studiestarten.\n"
                "Högst fem dagar: ansök minst 15 dagar före.",
                advice_contact="Förtroendemannen på arbetsplatsen eller ditt fackförbund",
                granter="Arbetsgivaren",
            ),
            "en": said(
                "Study leave",
                "You can take leave from work in order to study, and your employment continues. The leave is usually"
                " unpaid.",
                picture("signpost", decorative=True),
                heading("What do I live on during the leave?"),
                text(
                    "Study leave gives you time, not money. If you study full-time, you may be eligible for student"
                    " financial aid. The adult education allowance is no longer granted."
                ),
                heading("Can my employer refuse?"),
                text(
                    "The employer can postpone the beginning of the leave by at most six months if it would cause"
                    " considerable harm to the workplace."
                ),
                eligibility="• Your main job with the same employer has lasted at least a year: at most two years of"
                " leave in five years.\n"
                "• It has lasted at least three months: at most five days.\n"
                "• There is no study leave for an apprenticeship.",
                how_to_apply="Apply to your employer. A leave of more than five days is applied for in writing.",
                deadlines="More than five days: apply at least 45 days before the studies begin.\n"
                "At most five days: apply at least 15 days before.",
                advice_contact="The shop steward at your workplace or your trade union",
                granter="Employer",
            ),
        },
    ),
    Sample(
        "oppisopimus",
        situations=("employed", "unemployed"),
        amounts=(
            Amount(
                {
                    "fi": "Päiväraha opiskelupäivältä, jolta ei saa palkkaa",
                    "sv": "Dagpenning för en studiedag utan lön",
                    "en": "Daily allowance for a study day without pay",
                },
                "eur_day",
                2022,
                "15",
            ),
            Amount(
                {
                    "fi": "Lisäksi perheavustus, jos sinulla on alle 18-vuotias lapsi",
                    "sv": "Dessutom familjebidrag, om du har barn under 18 år",
                    "en": "In addition a family allowance, if you have a child under 18",
                },
                "eur_day",
                2022,
                "17",
            ),
            Amount(
                {"fi": "Majoituskorvaus", "sv": "Inkvarteringsersättning", "en": "Accommodation allowance"},
                "eur_day",
                2022,
                "8",
            ),
        ),
        references=(
            Reference(EDUCATION_AGENCY, "https://www.oph.fi/", "L 531/2017"),
            Reference(FINLEX, "https://www.finlex.fi/", "679/2017"),
        ),
        words={
            "fi": said(
                "Oppisopimus: opiskelijan korvaukset",
                "Opit ammatin töissä ja saat palkkaa. Palkattomilta opiskelupäiviltä voit ehkä saada korvauksia.",
                picture("workshop"),
                heading("Mitä oppisopimus on?"),
                text(
                    "Oppisopimus on määräaikainen työsopimus, johon opinnot kuuluvat. Sen tekevät sinä, työnantaja ja"
                    " koulutuksen järjestäjä eli oppilaitos. Työpäiviltä saat palkkaa."
                ),
                heading("Milloin korvauksia voi saada?"),
                text(
                    points(
                        "Päivärahaa, kun olet oppilaitoksessa etkä saa siltä päivältä palkkaa.",
                        "Perheavustusta päivärahan lisäksi, kun sinulla on huollettavana alle 18-vuotias lapsi.",
                        "Majoituskorvausta, kun opiskelet muualla kuin kotikunnassasi tai työpaikkasi kunnassa ja"
                        " sinun pitää yöpyä.",
                        "Matkoista on oma korvauksensa. Kysy siitä oppilaitokselta.",
                    )
                ),
                heading("Työnantajalle"),
                text("Työnantajan koulutuskorvauksesta sovitaan aina erikseen koulutuksen järjestäjän kanssa."),
                eligibility="Voit aloittaa, kun\n"
                "• sinulla on työpaikka, jossa oppisopimus tehdään, tai\n"
                "• olet yrittäjä.\n"
                "Korvauksia voit ehkä saada päiviltä, joilta et saa palkkaa.",
                how_to_apply="Ota yhteyttä oppilaitokseen, joka järjestää koulutuksen. Korvauksia haetaan samasta"
                " paikasta.",
                deadlines="Voit aloittaa mihin aikaan vuodesta tahansa. Kysy oppilaitokselta, milloin korvauksia pitää"
                " hakea.",
                advice_contact="Oppilaitoksen oppisopimuspalvelut",
                granter="Koulutuksen järjestäjä",
                payer="Palkan maksaa työnantaja, korvaukset koulutuksen järjestäjä",
            ),
            "sv": said(
                "Läroavtal: ersättningar för den studerande",
                "Du lär dig ett yrke i arbetet och får lön. För studiedagar utan lön kan du eventuellt få ersättning.",
                picture("workshop"),
                heading("Vad är läroavtal?"),
                text(
                    "Läroavtal är ett tidsbundet arbetsavtal där studierna ingår. Det ingås av dig, arbetsgivaren och"
                    " utbildningsanordnaren, alltså läroanstalten. För arbetsdagarna får du lön."
                ),
                heading("När kan jag få ersättning?"),
                text(
                    points(
                        "Dagpenning när du är vid läroanstalten och inte får lön för den dagen.",
                        "Familjebidrag utöver dagpenningen när du försörjer barn under 18 år.",
                        "Inkvarteringsersättning när du studerar utanför din hemkommun och arbetsplatsens kommun och"
                        " måste övernatta.",
                        "För resor finns en egen ersättning. Fråga läroanstalten.",
                    )
                ),
                heading("För arbetsgivaren"),
                text("Arbetsgivarens utbildningsersättning avtalas alltid separat med utbildningsanordnaren."),
                eligibility="Du kan börja när\n"
                "• du har en arbetsplats där läroavtalet ingås, eller\n"
                "• du är företagare.\n"
                "Ersättning kan du eventuellt få för dagar då du inte får lön.",
                how_to_apply="Kontakta läroanstalten som ordnar utbildningen. Där ansöker du också om ersättningarna.",
                deadlines="Du kan börja när som helst under året. Fråga läroanstalten när du ska ansöka om"
                " ersättningarna.",
                advice_contact="Läroanstaltens läroavtalstjänster",
                granter="Utbildningsanordnaren",
                payer="Lönen betalas av arbetsgivaren, ersättningarna av utbildningsanordnaren",
            ),
            "en": said(
                "Apprenticeship: allowances for the student",
                "You learn a profession at work and are paid. For study days without pay you may be eligible for"
                " allowances.",
                picture("workshop"),
                heading("What is an apprenticeship?"),
                text(
                    "An apprenticeship is a fixed-term employment contract that includes studies. You, the employer"
                    " and the education provider make it together. You are paid for your working days."
                ),
                heading("When are allowances paid?"),
                text(
                    points(
                        "A daily allowance when you are at the institution and are not paid for that day.",
                        "A family allowance on top of it when you support a child under 18.",
                        "An accommodation allowance when you study outside your home municipality and that of your"
                        " workplace and have to stay overnight.",
                    )
                ),
                eligibility="You can begin when\n"
                "• you have a workplace for the apprenticeship, or\n"
                "• you are an entrepreneur.\n"
                "You may be eligible for allowances for days without pay.",
                how_to_apply="Contact the institution that arranges the training. You also apply there for the"
                " allowances.",
                deadlines="You can begin at any time of the year. Ask the institution when to apply for the"
                " allowances.",
                advice_contact="The apprenticeship services of the institution",
                granter="Education provider",
                payer="The employer pays the wages, the education provider the allowances",
            ),
        },
    ),
)
