"""Nine funding guides with facts that hold in Finland, as far as their sources were read; the partner is fictional.

What the sources do not agree on (the expense compensation of independent study) is left out. ``CHECKED`` is the day of the
newest source: after 90 days every guide says so itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from opinovi_wagtail.models import FundingGuide, Partner
from opinovi_wagtail.pages.models import FundingGuidePage, FundingGuidePageAmount, FundingGuidePageReference
from opinovi_wagtail.rules.states import GuideStatus

from .tree import Tree

CHECKED = dt.date(2026, 2, 28)
# A reference has one name for every language: the official Finnish and Swedish ones together.
KELA = ("Kela – FPA", "https://www.kela.fi/")
JOB_MARKET = ("Työmarkkinatori – Jobbmarknaden", "https://tyomarkkinatori.fi/")


@dataclass(frozen=True, slots=True)
class Sample:
    """A guide. ``words`` are the texts of the page by language, ``amounts`` are (label, sum, unit, year)."""

    scheme: str
    words: dict[str, dict[str, str]]
    situations: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    amounts: tuple[tuple[dict[str, str], str, str, int], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    replaced_by: str = ""


GUIDES: tuple[Sample, ...] = (
    Sample(
        "opintotuki",
        situations=("employed", "unemployed", "outside"),
        amounts=(({"fi": "Opintoraha, itsenäisesti asuva aikuinen", "sv": "Studiepenning, vuxen med eget boende"},
                  "279.38", "eur_month", 2026),),
        references=((*KELA, "L 65/1994"),),
        facts={"apply_url": "https://www.kela.fi/"},
        words={
            "fi": {
                "title": "Opintotuki",
                "summary": "Kelan tuki päätoimiseen opiskeluun: opintoraha ja lainatakaus, osalle asumisen tuki.",
                "eligibility": "Voit ehkä saada opintotukea, jos opiskelet päätoimisesti toisella asteella tai"
                " korkeakoulussa ja tulosi pysyvät tulorajoissa.",
                "how_to_apply": "Hae opintotukea Kelasta. Asumisen tukea haetaan erikseen.",
                "granter": "Kela", "payer": "Kela",
                "body": "<p>Toisen asteen opinnoissa tukikuukausia ei ole rajattu. Korkeakouluopinnoissa on enimmäismäärä.</p>",
            },
            "sv": {
                "title": "Studiestöd",
                "summary": "FPA:s stöd för heltidsstudier: studiepenning och lånegaranti, för en del även stöd för boendet.",
                "eligibility": "Du kan ha rätt till studiestöd om du studerar på heltid på andra stadiet eller vid en"
                " högskola och dina inkomster håller sig inom gränserna.",
                "how_to_apply": "Ansök om studiestöd hos FPA. Stöd för boendet söks separat.",
                "granter": "FPA", "payer": "FPA",
                "body": "<p>På andra stadiet är antalet stödmånader inte begränsat. För högskolestudier finns ett högsta"
                " antal.</p>",
            },
        },
    ),
    Sample(
        "omaehtoinen-opiskelu",
        situations=("unemployed",),
        amounts=(({"fi": "Yleistuki", "sv": "Allmänt stöd"}, "37.21", "eur_day", 2026),),
        references=((*JOB_MARKET, "L 380/2023"), (*KELA, "")),
        facts={"apply_url": "https://tyomarkkinatori.fi/"},
        words={
            "fi": {
                "title": "Omaehtoinen opiskelu työttömyysetuudella",
                "summary": "Voit ehkä opiskella päätoimisesti ja saada samalla yleistukea tai päivärahaa.",
                "eligibility": "Olet työnhakija ja täyttänyt 25 vuotta, ja työvoimaviranomainen arvioi, että koulutus on"
                " sinulle tarpeen. Opinnot ovat päätoimisia.",
                "how_to_apply": "Sovi opinnoista työvoimaviranomaisen kanssa ennen kuin ne alkavat.",
                "deadlines": "Sovi ennen opintojen alkua. Tukea voi saada enintään 24 kuukautta.",
                "granter": "Työvoimaviranomainen", "payer": "Kela tai työttömyyskassa",
                "body": "<p>Yleistuki korvasi työmarkkinatuen ja peruspäivärahan 1.5.2026.</p>",
            },
            "sv": {
                "title": "Frivilliga studier med arbetslöshetsförmån",
                "summary": "Du kan eventuellt studera på heltid och samtidigt få allmänt stöd eller dagpenning.",
                "eligibility": "Du är arbetssökande och har fyllt 25 år, och arbetskraftsmyndigheten bedömer att du behöver"
                " utbildningen. Studierna är på heltid.",
                "how_to_apply": "Kom överens om studierna med arbetskraftsmyndigheten innan de börjar.",
                "deadlines": "Kom överens före studiestarten. Stödet kan betalas för högst 24 månader.",
                "granter": "Arbetskraftsmyndigheten", "payer": "FPA eller arbetslöshetskassan",
                "body": "<p>Allmänt stöd ersatte arbetsmarknadsstödet och grunddagpenningen den 1 maj 2026.</p>",
            },
        },
    ),
    Sample(
        "lyhytkestoiset-opinnot",
        situations=("unemployed",),
        references=((*JOB_MARKET, "L 1290/2002"),),
        facts={"apply_url": "https://tyomarkkinatori.fi/"},
        words={
            "fi": {
                "title": "Lyhytkestoiset opinnot työttömänä",
                "summary": "Enintään kuusi kuukautta kestävät opinnot, joiden ajan työttömyysetuus voi jatkua.",
                "eligibility": "Olet täyttänyt 25 vuotta. Opinnot kestävät enintään kuusi kuukautta, ja ne antavat"
                " ammatillisia valmiuksia tai tukevat yritystoimintaa.",
                "how_to_apply": "Kerro opinnoista työvoimaviranomaiselle ennen kuin ne alkavat.",
                "deadlines": "Ilmoita ennen opintojen alkua.",
                "granter": "Työvoimaviranomainen", "payer": "Kela tai työttömyyskassa",
            },
            "sv": {
                "title": "Kortvariga studier som arbetslös",
                "summary": "Studier i högst sex månader under vilka arbetslöshetsförmånen kan fortsätta.",
                "eligibility": "Du har fyllt 25 år. Studierna varar i högst sex månader och ger yrkesfärdigheter eller"
                " stöder företagsverksamhet.",
                "how_to_apply": "Berätta om studierna för arbetskraftsmyndigheten innan de börjar.",
                "deadlines": "Meddela före studiestarten.",
                "granter": "Arbetskraftsmyndigheten", "payer": "FPA eller arbetslöshetskassan",
            },
        },
    ),
    Sample(
        "tyovoimakoulutus",
        situations=("unemployed", "threatened"),
        references=((*JOB_MARKET, "L 380/2023"),),
        facts={"apply_url": "https://tyomarkkinatori.fi/"},
        words={
            "fi": {
                "title": "Työvoimakoulutus",
                "summary": "Maksuton ammatillinen koulutus työttömille ja niille, joiden työ on loppumassa.",
                "eligibility": "Olet työtön tai työttömyysuhan alainen työnhakija, ja koulutus on sinulle tarpeen.",
                "how_to_apply": "Hae koulutukseen Työmarkkinatorilla.",
                "granter": "Työvoimaviranomainen", "payer": "Kela tai työttömyyskassa",
            },
            "sv": {
                "title": "Arbetskraftsutbildning",
                "summary": "Avgiftsfri yrkesutbildning för arbetslösa och för dem vars arbete håller på att ta slut.",
                "eligibility": "Du är arbetssökande, arbetslös eller riskerar att bli arbetslös, och behöver utbildningen.",
                "how_to_apply": "Ansök till utbildningen på Jobbmarknaden.",
                "granter": "Arbetskraftsmyndigheten", "payer": "FPA eller arbetslöshetskassan",
            },
        },
    ),
    Sample(
        "oppisopimus",
        situations=("employed", "unemployed"),
        amounts=(
            ({"fi": "Päiväraha palkattomalta koulutuspäivältä", "sv": "Dagpenning för en oavlönad utbildningsdag"},
             "15", "eur_day", 2022),
            ({"fi": "Perheavustus, jos sinulla on huollettava lapsi", "sv": "Familjeunderstöd om du försörjer barn"},
             "17", "eur_day", 2022),
            ({"fi": "Majoituskorvaus", "sv": "Logiersättning"}, "8", "eur_day", 2022),
        ),
        references=(("Opetushallitus – Utbildningsstyrelsen", "https://www.oph.fi/", "L 531/2017"),),
        words={
            "fi": {
                "title": "Oppisopimus: opiskelijan etuudet",
                "summary": "Opit työssä ja saat palkkaa. Palkattomilta koulutuspäiviltä voit ehkä saada korvauksia.",
                "eligibility": "Sinulla on työpaikka, jossa oppisopimus tehdään, tai olet yrittäjä.",
                "how_to_apply": "Ota yhteyttä koulutuksen järjestäjään. Korvauksia haetaan järjestäjältä.",
                "granter": "Koulutuksen järjestäjä", "payer": "Työnantaja ja koulutuksen järjestäjä",
            },
            "sv": {
                "title": "Läroavtal: förmåner för den studerande",
                "summary": "Du lär dig i arbetet och får lön. För oavlönade utbildningsdagar kan du eventuellt få ersättning.",
                "eligibility": "Du har en arbetsplats där läroavtalet ingås, eller är företagare.",
                "how_to_apply": "Kontakta utbildningsanordnaren. Ersättningarna söks hos anordnaren.",
                "granter": "Utbildningsanordnaren", "payer": "Arbetsgivaren och utbildningsanordnaren",
            },
        },
    ),
    Sample(
        "opintovapaa",
        situations=("employed",),
        references=(
            ("Työ- ja elinkeinoministeriö – Arbets- och näringsministeriet", "https://tem.fi/opintovapaa", "L 273/1979"),
        ),
        words={
            "fi": {
                "title": "Opintovapaa",
                "summary": "Voit jäädä töistä vapaalle opiskelemaan, ja työsuhteesi jatkuu. Vapaa on palkaton.",
                "eligibility": "Työsuhteesi on kestänyt vähintään vuoden: enintään kaksi vuotta vapaata viiden vuoden"
                " aikana. Vähintään kolme kuukautta kestäneessä työsuhteessa enintään viisi päivää. Ei koske"
                " oppisopimusopiskelijaa.",
                "how_to_apply": "Hae vapaata kirjallisesti työnantajaltasi.",
                "deadlines": "Hae vähintään 45 päivää ennen opintojen alkua, enintään viiden päivän vapaata vähintään 15 päivää"
                " ennen.",
                "granter": "Työnantaja",
            },
            "sv": {
                "title": "Studieledighet",
                "summary": "Du kan vara ledig från arbetet för att studera, och anställningen fortsätter."
                " Ledigheten är oavlönad.",
                "eligibility": "Anställningen har varat i minst ett år: högst två års ledighet under fem år. När den har varat i"
                " minst tre månader: högst fem dagar. Gäller inte läroavtalsstuderande.",
                "how_to_apply": "Ansök skriftligt hos din arbetsgivare.",
                "deadlines": "Ansök minst 45 dagar före studiestarten, för högst fem dagars ledighet minst 15 dagar före.",
                "granter": "Arbetsgivaren",
            },
        },
    ),
    Sample(
        "muutosturvakoulutus",
        situations=("threatened", "unemployed"),
        references=((*JOB_MARKET, "L 1290/2002, L 380/2023"),),
        facts={"apply_url": "https://tyomarkkinatori.fi/"},
        words={
            "fi": {
                "title": "Muutosturvakoulutus 55 vuotta täyttäneille",
                "summary": "Koulutusta sinulle, joka olet täyttänyt 55 vuotta ja jonka työsuhde on irtisanottu.",
                "eligibility": "Olet täyttänyt 55 vuotta, työsuhteesi on kestänyt vähintään viisi vuotta ja sinut irtisanotaan"
                " taloudellisista tai tuotannollisista syistä.",
                "how_to_apply": "Ilmoittaudu työnhakijaksi työvoimaviranomaiselle. Se järjestää koulutuksen.",
                "deadlines": "Ilmoittaudu työnhakijaksi 60 päivän kuluessa irtisanomisesta. Koulutus kestää enintään kuusi"
                " kuukautta, ja sen arvo on enintään kahden kuukauden palkka.",
                "granter": "Työvoimaviranomainen",
                "payer": "Työvoimaviranomainen; muutosturvaraha: Kela tai työttömyyskassa",
            },
            "sv": {
                "title": "Utbildning inom omställningsskyddet för dem som fyllt 55 år",
                "summary": "Utbildning för dig som har fyllt 55 år och har blivit uppsagd.",
                "eligibility": "Du har fyllt 55 år, anställningen har varat i minst fem år och du sägs upp av ekonomiska eller"
                " produktionsmässiga orsaker.",
                "how_to_apply": "Anmäl dig som arbetssökande hos arbetskraftsmyndigheten. Den ordnar utbildningen.",
                "deadlines": "Anmäl dig som arbetssökande inom 60 dagar från uppsägningen. Utbildningen varar i högst sex månader"
                " och är värd högst två månaders lön.",
                "granter": "Arbetskraftsmyndigheten",
                "payer": "Arbetskraftsmyndigheten; omställningspenningen: FPA eller arbetslöshetskassan",
            },
        },
    ),
    Sample(
        "ammatillinen-kuntoutus",
        situations=("employed", "outside"),
        references=((*KELA, "L 566/2005"), ("Finlex", "https://www.finlex.fi/", "L 395/2006")),
        facts={"apply_url": "https://www.kela.fi/"},
        words={
            "fi": {
                "title": "Ammatillinen kuntoutus",
                "summary": "Kun sairaus tai vamma uhkaa työkykyäsi, kuntoutus voi tarkoittaa koulutusta uuteen työhön.",
                "eligibility": "Sairaus tai vamma uhkaa työkykyäsi. Jos sinulla on riittävästi ansioita viime vuosilta, asiasi"
                " hoitaa työeläkeyhtiö. Muuten sen hoitaa Kela.",
                "how_to_apply": "Kysy ensin työterveyshuollosta tai omalta lääkäriltäsi. Hae kuntoutusta työeläkeyhtiöstä tai"
                " Kelasta.",
                "granter": "Työeläkeyhtiö tai Kela", "payer": "Työeläkeyhtiö tai Kela",
            },
            "sv": {
                "title": "Yrkesinriktad rehabilitering",
                "summary": "När en sjukdom eller skada hotar din arbetsförmåga kan rehabilitering innebära utbildning"
                " för ett nytt arbete.",
                "eligibility": "En sjukdom eller skada hotar din arbetsförmåga. Om du har tillräckliga inkomster från de senaste"
                " åren sköts ärendet av arbetspensionsbolaget. Annars sköts det av FPA.",
                "how_to_apply": "Fråga först företagshälsovården eller din läkare. Ansök om rehabilitering hos"
                " arbetspensionsbolaget eller FPA.",
                "granter": "Arbetspensionsbolaget eller FPA", "payer": "Arbetspensionsbolaget eller FPA",
            },
        },
    ),
    Sample(
        "aikuiskoulutustuki",
        situations=("employed",),
        references=(("Työllisyysrahasto – Sysselsättningsfonden", "https://www.tyollisyysrahasto.fi/", ""),),
        facts={"status": GuideStatus.ENDED, "valid_until": dt.date(2025, 12, 31)},
        replaced_by="opintovapaa",
        words={
            "fi": {
                "title": "Aikuiskoulutustuki",
                "summary": "Työllisyysrahaston tuki työssä oleville. Se on lakkautettu, eikä sitä enää myönnetä.",
                "eligibility": "Opintojen ja tuen piti alkaa viimeistään 31.7.2024. Tukea maksettiin vuoden 2025 loppuun.",
                "granter": "Työllisyysrahasto", "payer": "Työllisyysrahasto",
            },
            "sv": {
                "title": "Vuxenutbildningsstöd",
                "summary": "Sysselsättningsfondens stöd för dem som arbetar. Det är avskaffat och beviljas inte längre.",
                "eligibility": "Studierna och stödet skulle börja senast den 31 juli 2024. Stödet betalades till slutet av"
                " år 2025.",
                "granter": "Sysselsättningsfonden", "payer": "Sysselsättningsfonden",
            },
        },
    ),
)  # fmt: skip


def make_guides(tree: Tree, partners: dict[str, Partner]) -> None:
    """All of them, in Finnish and Swedish."""
    for sample in GUIDES:
        owner: FundingGuidePage | None = None
        for language, words in sample.words.items():
            parent = tree.guides[language]
            texts = {name: text for name, text in words.items() if name != "body"}
            if owner is None:
                page = FundingGuidePage(
                    locale=parent.locale,
                    slug=slugify(words["title"]),
                    partner=partners["verkosto"],
                    scheme=sample.scheme,
                    situations=list(sample.situations),
                    replaced_by=FundingGuide.objects.filter(scheme=sample.replaced_by or "-").first(),
                    verified_on=CHECKED,
                    live=False,
                    **texts,
                    **sample.facts,
                )
                page.amounts = [
                    FundingGuidePageAmount(label=label, minimum=amount, unit=unit, as_of=dt.date(year, 1, 1))
                    for label, amount, unit, year in sample.amounts
                ]
                page.references = [
                    FundingGuidePageReference(publisher={"fi": publisher}, url=url, statute=statute)
                    for publisher, url, statute in sample.references
                ]
                parent.add_child(instance=page)
            else:
                page = owner.copy_for_translation(parent.locale)
                page.slug = slugify(words["title"])
                page.draft_title = words["title"]
                for name, text in texts.items():
                    setattr(page, name, text)
            page.body = [("text", words["body"])] if "body" in words else []
            page.save_revision().publish()
            owner = owner or page
