"""Opintopolku: searches, their details, and every kind of single document that holds a course."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from opinovi_wagtail.catalogues.base import FetchError, FormatError, NotFollowed
from tests.catalogues.feeds import fetch_from, fields_noted, only, read

HELSINKI = ZoneInfo("Europe/Helsinki")
BASE = "https://opintopolku.fi/konfo-backend"
SEARCH = f"{BASE}/external/search/toteutukset-koulutuksittain?size=2&sijainti=maakunta_02"
NATIONAL = {"oid": "1.2.246.562.10.00000000001", "nimi": {"fi": "Opetushallitus"}}


def oid(kind, number):
    return f"1.2.246.562.{kind}.{number:020d}"


def organisation(number, name, municipality="853"):
    return {
        "oid": oid(10, number),
        "nimi": {"fi": name},
        "paikkakunta": {"koodiUri": f"kunta_{municipality}", "nimi": {"fi": "Turku"}},
    }


def koulutus(number=1, **changes):
    return {
        "oid": oid(13, number),
        "tila": "julkaistu",
        "nimi": {"fi": "Lähiesimiestyön ammattitutkinto", "sv": "Yrkesexamen i arbetsledning"},
        "koulutustyyppi": "amm",
        "koulutukset": [{"koodiUri": "koulutus_1#2", "nimi": {"fi": "Lähiesimiestyön ammattitutkinto"}}],
        "organisaatio": organisation(7, "Aurakosken aikuisopisto"),
        "tarjoajat": [],
        "nqf": [{"koodiUri": "nqf_4"}],
        "koulutuskoodienAlatJaAsteet": [
            {
                "koulutusalaKoodiUrit": [
                    "kansallinenkoulutusluokitus2016koulutusalataso1_04",
                    "kansallinenkoulutusluokitus2016koulutusalataso2_041",
                    "kansallinenkoulutusluokitus2016koulutusalataso3_0413",
                    "okmohjauksenala_2",
                ]
            }
        ],
        "metadata": {
            "kuvaus": {"fi": "<p>Johtajaksi</p>"},
            "opintojenLaajuus": {"koodiUri": "opintojenlaajuus_150", "nimi": {"fi": "150"}},
            "opintojenLaajuusyksikko": {"koodiUri": "opintojenlaajuusyksikko_6#1"},
        },
        "modified": "2026-11-01T12:00:00",
    } | changes


def toteutus(number=1, of=1, provider=None, **changes):
    provider = provider or organisation(7, "Aurakosken aikuisopisto")
    return {
        "oid": oid(17, number),
        "koulutusOid": oid(13, of),
        "tila": "julkaistu",
        "nimi": {"fi": "Lähiesimiestyön ammattitutkinto, Turku"},
        "koulutustyyppi": "amm",
        "organisaatio": provider,
        "tarjoajat": [provider],
        "metadata": {
            "opetus": {
                "opetuskieli": [{"koodiUri": "oppilaitoksenopetuskieli_3#1"}],
                "opetusaika": [{"koodiUri": "opetusaikakk_2#1"}],
                "opetustapa": [{"koodiUri": "opetuspaikkakk_4#1"}, {"koodiUri": "opetuspaikkakk_6#1"}],
                "maksullisuustyyppi": "maksullinen",
                "maksunMaara": 200.5,
                "suunniteltuKestoVuodet": 1,
                "suunniteltuKestoKuukaudet": 6,
            },
            "hasJotpaRahoitus": True,
        },
        "modified": "2026-11-05T12:00",
    } | changes


def hakukohde(number=1, of=1, **changes):
    return {
        "oid": oid(20, number),
        "toteutusOid": oid(17, of),
        "hakuOid": oid(29, 1),
        "tila": "julkaistu",
        "nimi": {"fi": "Lähiesimiestyön ammattitutkinto"},
        "hakuajat": [],
        "pohjakoulutusvaatimus": [{"koodiUri": "pohjakoulutusvaatimuskouta_er#1"}],
        "hakulomakeLinkki": {"fi": "https://hakemus.example/1"},
        "metadata": {"aloituspaikat": {"lukumaara": 16}},
    } | changes


def haku(**changes):
    return {
        "oid": oid(29, 1),
        "tila": "julkaistu",
        "nimi": {"fi": "Jatkuva haku"},
        "hakutapa": {"koodiUri": "hakutapa_03#1"},
        "hakuajat": [{"alkaa": "2026-08-01T08:00", "paattyy": "2027-01-31T15:00"}],
        "metadata": {
            "koulutuksenAlkamiskausi": {
                "alkamiskausityyppi": "alkamiskausi ja -vuosi",
                "koulutuksenAlkamiskausi": {"koodiUri": "kausi_k#1"},
                "koulutuksenAlkamisvuosi": "2027",
            }
        },
    } | changes


def whole(**changes):
    """The external API's koulutus with everything that was asked for."""
    return koulutus(toteutukset=[toteutus()], hakukohteet=[hakukohde()], haut=[haku()], **changes)


def test_koulutus_becomes_a_course_toteutus_a_run_and_hakukohde_its_application():
    shown = only("opintopolku", whole())
    assert shown.usable and not shown.issues
    course = shown.record
    assert (course.remote_id, course.education_type, course.level) == (oid(13, 1), "further_vocational", 4)
    assert course.fields == ("041",)
    assert (course.credits.amount, course.credits.unit) == (Decimal(150), "osp")
    assert course.provider.name == {"fi": "Aurakosken aikuisopisto"}
    assert course.prior_education == ("basic",)
    assert course.url == f"https://opintopolku.fi/konfo/fi/koulutus/{oid(13, 1)}"
    assert course.modified == dt.datetime(2026, 11, 5, 12, 0, tzinfo=HELSINKI)
    (run,) = course.runs
    assert (run.remote_id, run.start.season) == (oid(17, 1), "2027-spring")
    assert (run.forms, run.times, run.languages) == (("blended", "apprenticeship"), ("evening",), ("fi", "sv"))
    assert (run.municipalities, run.place.name) == (("853",), {"fi": "Aurakosken aikuisopisto"})
    assert (run.price.amount, run.price.free) == (Decimal("200.50"), False)
    assert (run.duration.amount, run.duration.unit) == (Decimal(18), "month")
    assert run.apply_from == dt.datetime(2026, 8, 1, 8, 0, tzinfo=HELSINKI)
    assert run.apply_until == dt.datetime(2027, 1, 31, 15, 0, tzinfo=HELSINKI)
    assert (run.application, run.apply_url, run.places) == ("rolling", "https://hakemus.example/1", 16)
    assert run.funding == ("jotpa", "apprenticeship")


@pytest.mark.parametrize("state", ["tallennettu", "arkistoitu", "poistettu"])
def test_what_is_not_published_is_a_tombstone_or_left_out(state):
    assert only("opintopolku", whole(tila=state)).deleted
    course = only("opintopolku", koulutus(toteutukset=[toteutus(1, tila=state), toteutus(2)])).record
    assert [run.remote_id for run in course.runs] == [oid(17, 2)]
    course = only(
        "opintopolku", koulutus(toteutukset=[toteutus()], hakukohteet=[hakukohde(tila=state)], haut=[haku()])
    ).record
    assert course.runs[0].apply_until is None


def test_national_qualification_is_a_course_of_each_institution_that_arranges_it():
    """So that a partner's filter finds its own, and a visitor sees who arranges it."""
    mine, other = organisation(7, "Aurakosken aikuisopisto"), organisation(8, "Peltojoen opisto", "430")
    runs = [toteutus(1, provider=mine), toteutus(2, provider=other), toteutus(3, provider=mine)]
    targets = [hakukohde(1, of=1), hakukohde(2, of=2)]
    document = koulutus(organisaatio=NATIONAL, toteutukset=runs, hakukohteet=targets, haut=[haku()])
    _format, shown = read("opintopolku", document)
    assert [one.remote_id for one in shown] == [f"{oid(13, 1)}/{oid(10, 7)}", f"{oid(13, 1)}/{oid(10, 8)}"]
    first, second = (one.record for one in shown)
    assert first.provider.name == {"fi": "Aurakosken aikuisopisto"}
    assert [run.remote_id for run in first.runs] == [oid(17, 1), oid(17, 3)]
    assert [run.municipalities for run in second.runs] == [("430",)]
    assert second.runs[0].apply_until is not None


def test_internal_toteutus_has_its_application_inside():
    inside = toteutus(
        hakutiedot=[
            {
                "hakuOid": oid(29, 1),
                "hakutapa": {"koodiUri": "hakutapa_01"},
                "hakukohteet": [hakukohde(hakuajat=[{"alkaa": "2027-02-01T08:00", "paattyy": "2027-03-01T15:00"}])],
            }
        ]
    )
    course = only("opintopolku", inside).record
    assert (course.remote_id, course.title) == (oid(13, 1), {"fi": "Lähiesimiestyön ammattitutkinto, Turku"})
    (run,) = course.runs
    assert run.application == "joint"
    assert run.apply_until == dt.datetime(2027, 3, 1, 15, 0, tzinfo=HELSINKI)


def periods(*given):
    targets = [hakukohde(number, hakuajat=[period]) for number, period in enumerate(given)]
    return only("opintopolku", koulutus(toteutukset=[toteutus()], hakukohteet=targets, haut=[haku()])).record.runs[0]


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ([{"alkaa": "2026-01-01", "paattyy": "2026-02-01"}, {"alkaa": "2027-01-01", "paattyy": "2027-02-01"}], 2027),
        ([{"alkaa": "2025-01-01"}, {"alkaa": "2027-01-01", "paattyy": "2027-02-01"}], 2025),
        (
            [
                {"alkaa": "2026-01-01", "paattyy": "2026-12-01", "hakuAuki": True},
                {"alkaa": "2027-01-01", "paattyy": "2027-02-01", "hakuAuki": False},
            ],
            2026,
        ),
    ],
    ids=["the later", "the one without an end", "the one that is open"],
)
def test_of_several_application_periods_the_most_useful_one_is_shown(given, opens):
    assert periods(*given).apply_from.year == opens


@pytest.mark.parametrize(
    ("beginning", "start", "ends_on", "noted"),
    [
        ({"alkamiskausityyppi": "henkilokohtainen suunnitelma"}, ("kind", "personal"), None, False),
        (
            {
                "alkamiskausityyppi": "tarkka alkamisajankohta",
                "koulutuksenAlkamispaivamaara": "2027-03-01T09:00",
                "koulutuksenPaattymispaivamaara": "2027-05-31T15:00",
            },
            ("on", dt.date(2027, 3, 1)),
            dt.date(2027, 5, 31),
            False,
        ),
        (
            {
                "alkamiskausityyppi": "tarkka alkamisajankohta",
                "koulutuksenAlkamispaivamaara": "2027-03-01T09:00",
                "koulutuksenPaattymispaivamaara": "2026-05-31T15:00",
            },
            ("on", dt.date(2027, 3, 1)),
            None,
            True,
        ),
        ({"alkamiskausityyppi": "alkamiskausi ja -vuosi"}, ("kind", "unknown"), None, True),
    ],
    ids=["personal", "day", "end before start", "season without year"],
)
def test_start_of_a_run(beginning, start, ends_on, noted):
    target = hakukohde(metadata={"koulutuksenAlkamiskausi": beginning})
    shown = only("opintopolku", koulutus(toteutukset=[toteutus()], hakukohteet=[target]))
    run = shown.record.runs[0]
    assert getattr(run.start, start[0]) == start[1]
    assert run.ends_on == ends_on
    assert bool(shown.issues) is noted


def hit(number=1, *runs, **changes):
    return {
        "oid": oid(13, number),
        "nimi": {"fi": f"Koulutus {number}"},
        "koulutustyyppi": "tuva",
        "kuvaus": {"fi": "<p>Kuvaus</p>"},
        "_score": 3.2,
        "toteutukset": [
            {
                "toteutusOid": oid(17, run),
                "toteutusNimi": {"fi": "T"},
                "oppilaitosOid": oid(10, 7),
                "oppilaitosNimi": {"fi": "Aurakosken aikuisopisto"},
                "kunnat": [{"koodiUri": "kunta_853", "nimi": {"fi": "Turku"}}],
            }
            for run in runs
        ],
    } | changes


def details_url(number):
    return f"{BASE}/external/koulutus/{oid(13, number)}?toteutukset=true&hakukohteet=true&haut=true"


def test_search_is_read_page_by_page_and_each_hit_completed_with_its_details():
    asked = []
    pages = {
        f"{BASE}/external/search/toteutukset-koulutuksittain?size=2&sijainti=maakunta_02&page=2": {
            "total": 3,
            "hits": [hit(3, 3)],
        },
        **{
            details_url(n): koulutus(
                n, toteutukset=[toteutus(n, of=n), toteutus(90 + n, of=n)], hakukohteet=[], haut=[]
            )
            for n in (1, 2, 3)
        },
    }
    chosen, shown = read("opintopolku", {"total": 3, "hits": [hit(1, 1), hit(2, 2)]}, SEARCH, pages, asked)
    assert [one.remote_id for one in shown] == [oid(13, n) for n in (1, 2, 3)]
    assert shown[0].record.education_type == "further_vocational"
    assert [run.remote_id for run in shown[0].record.runs] == [oid(17, 1)], "only what the search found"
    assert chosen.complete
    assert len(asked) == 5


def test_search_of_which_a_score_changes_has_the_same_bytes():
    from opinovi_wagtail.catalogues.base import Options
    from opinovi_wagtail.catalogues.registry import get_format

    def raws(score):
        pages = {SEARCH: {"total": 1, "hits": [hit(1, 1, _score=score)]}, details_url(1): whole()}
        return [raw.raw for raw in get_format("opintopolku", Options()).read(SEARCH, fetch_from(pages))]

    assert raws(1.0) == raws(2.0)


def test_hits_are_useful_without_details():
    _chosen, (shown,) = read("opintopolku", {"total": 1, "hits": [hit(1, 1)]}, SEARCH, details=False)
    course = shown.record
    assert shown.usable
    assert (course.title, course.education_type) == ({"fi": "Koulutus 1"}, "preparatory")
    assert course.provider.name == {"fi": "Aurakosken aikuisopisto"}
    assert (course.runs[0].remote_id, course.runs[0].municipalities) == (oid(17, 1), ("853",))


def test_search_in_a_file_is_taken_as_it_is():
    _chosen, (shown,) = read("opintopolku", {"total": 1, "hits": [hit(1)]}, "search.json")
    assert shown.usable


def test_failing_details_are_an_issue_of_that_course_only():
    pages = {details_url(1): whole()}
    document = {"total": 2, "hits": [hit(1, 1), hit(2, 2)]}
    _chosen, shown = read("opintopolku", document, SEARCH, pages)
    assert [one.usable for one in shown] == [True, False]
    assert "details" in shown[1].issues[0].message


def test_details_that_fail_again_and_again_end_the_run():
    document = {"total": 9, "hits": [hit(n, n) for n in range(9)]}
    with pytest.raises(FetchError):
        read("opintopolku", document, SEARCH.replace("size=2", "size=9"))


def test_previewed_search_reads_no_further_page():
    url = SEARCH
    pages = {f"{SEARCH}&page=2": NotFollowed("alone")}
    chosen, shown = read("opintopolku", {"total": 3, "hits": [hit(1), hit(2)]}, url, pages, details=False)
    assert len(shown) == 2
    assert not chosen.complete


def test_search_that_repeats_its_page_is_an_error():
    page = {"total": 9, "hits": [hit(1), hit(2)]}
    pages = {f"{SEARCH}&page={n}": page for n in range(2, 9)}
    with pytest.raises(FormatError, match="again and again"):
        read("opintopolku", page, SEARCH, pages, details=False)


def test_hit_that_comes_twice_because_pages_shifted_is_taken_once():
    pages = {
        f"{SEARCH}&page=2": {"total": 4, "hits": [hit(2, 2), hit(3, 3)]},
        **{details_url(n): koulutus(n, toteutukset=[toteutus(n, of=n)]) for n in (1, 2, 3)},
    }
    chosen, shown = read("opintopolku", {"total": 4, "hits": [hit(1, 1), hit(2, 2)]}, SEARCH, pages)
    assert [one.remote_id for one in shown] == [oid(13, n) for n in (1, 2, 3)]
    assert not chosen.complete


def test_hakukohde_alone_shows_the_course_that_one_applies_to():
    document = hakukohde(
        toteutus={"oid": oid(17, 1), "tila": "julkaistu", "nimi": {"fi": "Ammattitutkinto"}, "tarjoajat": []},
        haku=haku(),
    )
    course = only("opintopolku", document).record
    assert (course.title, course.runs[0].places) == ({"fi": "Ammattitutkinto"}, 16)
    assert course.runs[0].application == "rolling"


def test_haku_with_its_toteutukset_gives_their_courses():
    document = haku(
        koulutukset=[koulutus(1), koulutus(2)],
        toteutukset=[toteutus(1, of=1), toteutus(2, of=2), toteutus(3, of=2)],
        hakukohteet=[hakukohde(1, of=1)],
    )
    _format, shown = read("opintopolku", document)
    assert [(one.remote_id, len(one.record.runs)) for one in shown] == [(oid(13, 1), 1), (oid(13, 2), 2)]
    assert shown[0].record.runs[0].apply_until is not None


def test_comparison_of_favourites_shows_each_application_target():
    entry = {
        "toteutusOid": oid(17, 1),
        "hakukohdeOid": oid(20, 1),
        "nimi": {"fi": "Osaamisala"},
        "koulutustyyppi": "amm",
        "jarjestyspaikka": organisation(9, "Kaarina", "202"),
    }
    course = only("opintopolku", [entry]).record
    assert (course.remote_id, course.runs[0].municipalities) == (f"{oid(17, 1)}/{oid(20, 1)}", ("202",))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"oid": oid(10, 1), "nimi": {"fi": "Opisto"}}, "institution"),
        ({"total": 1, "hits": [{"oid": oid(10, 1), "nimi": {"fi": "Opisto"}}]}, "institutions"),
        ({"koulutukset": {"total": 0, "hits": []}, "oppilaitokset": {"total": 0, "hits": []}}, "autocomplete"),
        ({"total": 1, "hits": 7}, "list of hits"),
        ({"message": "Not found"}, "none that Opintopolku"),
    ],
)
def test_document_without_a_course_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("opintopolku", document)


def test_haku_without_its_courses_is_explained():
    assert not only("opintopolku", [haku()]).usable


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"koulutustyyppi": "tuva"}, "preparatory"),
        ({"koulutustyyppi": "aikuisten-perusopetus"}, "basic"),
        ({"koulutustyyppi": "vapaa-sivistystyo-osaamismerkki"}, "open_badge"),
        ({"koulutustyyppi": "kk-opintojakso", "koulutustyyppiPath": "kk-muu/kk-opintojakso-avoin"}, "open_university"),
        ({"koulutustyyppi": "kk-opintojakso", "metadata": {"isAvoinKorkeakoulutus": True}}, "open_university"),
        (
            {"koulutustyyppi": "amm", "koulutukset": [], "nimi": {"fi": "Yrittäjän erikoisammattitutkinto"}},
            "specialist_vocational",
        ),
        (
            {"koulutustyyppi": "amm", "koulutukset": [], "nimi": {"fi": "Autoalan perustutkinto"}},
            "upper_secondary_vocational",
        ),
    ],
)
def test_type_of_education(changes, expected):
    assert only("opintopolku", koulutus(**changes)).record.education_type == expected


def test_unknown_codes_are_noted_and_left_out():
    odd = toteutus()
    odd["metadata"]["opetus"]["opetusaika"] = [{"koodiUri": "opetusaikakk_99#1", "nimi": {"fi": "Öisin"}}]
    shown = only("opintopolku", koulutus(koulutustyyppi="uusi-tyyppi", toteutukset=[odd]))
    assert shown.usable
    assert shown.record.runs[0].times == ()
    assert fields_noted(shown) == {"times", "education_type"}


def test_tuition_fee_of_foreign_students_is_no_price():
    free = toteutus()
    free["metadata"]["opetus"] = {"maksut": [{"maksullisuustyyppi": "lukuvuosimaksu", "maksunMaara": 9000}]}
    assert only("opintopolku", koulutus(toteutukset=[free])).record.runs[0].price is None
