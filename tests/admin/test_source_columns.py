"""Columns of the table: what they are taken to be, corrected by hand, and what becomes of the first rows."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.utils import translation
from django.utils.html import escape
from django.utils.text import capfirst

from opinovi_wagtail.admin.sources.columns_form import target_name
from opinovi_wagtail.catalogues.tables.heading_terms import FIELDS
from opinovi_wagtail.models import CatalogueSource, Course
from opinovi_wagtail.sync.report import part_name
from tests.factories import make_source

from .posting import as_posted
from .test_roles_matrix import text
from .test_sources import at

pytestmark = pytest.mark.django_db

TABLE = (
    "Koodi;Was wir lehren;Titel;Alkaa;Hinta;Kunta;Muistio;Kunta;\n"
    "A1;Schweißen;Svets;12.1.2027;1 250,50 €;Salo;x;Turku;z\n"
    "A2;<b>Kochen</b>;Mat;joskus;maksuton;Atlantis;y;Turku;z\n"
    "\n"
    "A3;Drei;;1.2.2027;5;Turku;x;Turku;z\n"
    "A4;Vier;;1.2.2027;5;Turku;x;Turku;z\n"
    "A5;Fünf;;1.2.2027;5;Turku;x;Turku;z\n"
    "A6;Sechs;;1.2.2027;5;Turku;x;Turku;z\n"
)


@pytest.fixture
def admin(log_in: Any) -> Any:
    return log_in("partner_admin")


@pytest.fixture
def source(ours: Any, feed: str, tmp_path: Any) -> CatalogueSource:
    (tmp_path / "feed" / "courses.csv").write_text(TABLE, encoding="utf-8")
    return make_source(ours["partner"], url=feed, options={"language": "fi", "kept": 1})


def look(client: Any, source: Any, **sent: Any) -> Any:
    return client.post(at("columns", source), sent)


def chosen(page: Any, **changed: str) -> dict[str, Any]:
    """What the page's form sends; ``changed`` by heading."""
    form = page.context["form"]
    sent = {"heading": form.headings, **as_posted(form)}
    return sent | {f"target_{form.headings.index(heading)}": target for heading, target in changed.items()}


def states(page: Any) -> dict[str, Any]:
    return {column.heading: column.target.value() if column.target else None for column in page.context["columns"][:7]}


def test_looking_at_the_address_fetches_nothing(admin, source):
    with mock.patch("opinovi_wagtail.admin.sources.columns.read_sample") as read:
        assert admin.get(at("columns", source)).status_code == 200
    read.assert_not_called()


def test_each_column_is_shown_with_examples_and_what_it_was_guessed_to_be(admin, source):
    page = look(admin, source)
    assert states(page) == {
        "Koodi": "course_id",
        "Was wir lehren": "",
        "Titel": "",
        "Alkaa": "starts",
        "Hinta": "price",
        "Kunta": "municipality",
        "Muistio": "",
    }
    assert page.context["columns"][1].examples == ["Schweißen", "<b>Kochen</b>", "Drei"]
    body = text(page)
    assert "Not used: Was wir lehren, Titel, Muistio, Kunta" in " ".join(body.split())
    assert "<b>Kochen" not in body
    assert "Another column has the same heading." in body
    assert "This column has no heading" in body
    source.refresh_from_db()
    assert source.options == {"language": "fi", "kept": 1}


def test_words_can_be_in_each_language_of_the_site(admin, source):
    body = text(look(admin, source))
    for name in ("Title", "Title (Finnish)", "Title (Swedish)", "Title (English)", "Price in words (Swedish)"):
        assert f">{name}</option>" in body
    assert ">Price (Swedish)</option>" not in body


def test_a_choice_can_be_looked_at_before_it_is_saved(admin, source):
    page = look(admin, source, **chosen(look(admin, source), **{"Was wir lehren": "title", "Titel": "title_sv"}))
    first, second, *rest = page.context["lines"]
    assert (first.title, first.usable, len(rest)) == ("Schweißen", True, 3)
    facts = {fact.label: fact.text for fact in first.facts}
    assert facts["First day"] == "12 January 2027"
    assert facts["Price"] == "€1,250.50"
    assert facts["Municipalities"] == "Salo"
    assert facts["Title (Swedish)"] == "Svets"
    assert [name for name, _reason in second.issues] == ["First day", "Municipalities"]
    assert "Atlantis" in text(page)
    source.refresh_from_db()
    assert "columns" not in source.options


def test_saved_columns_are_what_the_next_run_reads_by(admin, source):
    sent = chosen(look(admin, source), **{"Was wir lehren": "title", "Titel": "title_sv", "Hinta": ""})
    with mock.patch("opinovi_wagtail.admin.sources.columns.read_sample") as read:
        response = look(admin, source, save="1", **sent)
    read.assert_not_called()
    assert response.headers["Location"] == at("inspect", source)
    source.refresh_from_db()
    assert source.options == {
        "language": "fi",
        "kept": 1,
        "columns": {
            "course_id": "Koodi",
            "title": "Was wir lehren",
            "title_sv": "Titel",
            "starts": "Alkaa",
            "municipality": "Kunta",
        },
        "ignored_columns": ["Hinta", "Muistio"],
    }
    admin.post(at("sync", source))
    course = Course.objects.get(source=source, remote_id="A1")
    assert course.title == {"fi": "Schweißen", "sv": "Svets"}
    assert course.runs.get().price_amount is None
    assert states(look(admin, source))["Hinta"] == ""


@pytest.mark.parametrize("pressed", [{"save": "1"}, {}], ids=["save", "show"])
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"Was wir lehren": "title", "Titel": "title"}, "Two columns cannot be the same: Title."),
        ({"Koodi": ""}, "Choose the column that is the title of the course."),
        ({"Was wir lehren": "password"}, "Select a valid choice."),
    ],
)
def test_a_choice_that_cannot_be_is_explained_and_not_saved(changed, sentence, pressed, admin, source):
    page = look(admin, source, **pressed, **chosen(look(admin, source), **changed))
    assert sentence in text(page)
    assert "Nothing was saved yet" in text(page)
    source.refresh_from_db()
    assert "columns" not in source.options


def test_a_table_that_cannot_be_had_is_explained(admin, source):
    CatalogueSource.objects.filter(pk=source.pk).update(url=source.url.replace("courses", "gone"))
    assert "There is nothing at the address (404)." in text(admin.post(at("columns", source), follow=True))


@pytest.mark.parametrize("document", ["<html><body>Login</body></html>", '{"a": 1}', ""])
def test_what_is_no_table_is_explained(document, admin, source, tmp_path):
    (tmp_path / "feed" / "courses.csv").write_text(document, encoding="utf-8")
    page = admin.post(at("columns", source), follow=True)
    assert page.redirect_chain[-1][0] == at("inspect", source)
    assert escape("The document is") in text(page)


def test_a_table_that_is_too_large_is_not_read(admin, source, tmp_path):
    (tmp_path / "feed" / "courses.csv").write_text(TABLE + "A;B;C\n" * 900_000, encoding="utf-8")
    assert "larger than 5000000 bytes" in text(admin.post(at("columns", source), follow=True))


def test_a_table_without_rows_says_so(admin, source, tmp_path):
    (tmp_path / "feed" / "courses.csv").write_text("id;nimi\n", encoding="utf-8")
    assert "There are no rows below the headings." in text(look(admin, source))


def test_only_tables_have_columns(admin, ours):
    source = make_source(ours["partner"], format="opintopolku")
    assert admin.get(at("columns", source), follow=True).status_code == 404
    assert admin.post(at("columns", source), follow=True).status_code == 404
    assert at("columns", source) not in text(admin.get(at("inspect", source)))


SWEDISH = "Kurskod;Namn;Beskrivning;Kommun;Börjar;Pris\nA1;Svets;Lär dig svetsa;Salo;12.1.2027;10 €\n"


@pytest.fixture
def swedish(source: CatalogueSource, tmp_path: Any) -> CatalogueSource:
    """A table with Swedish headings, of a source that leaves the language of the texts to them."""
    (tmp_path / "feed" / "courses.csv").write_text(SWEDISH, encoding="utf-8")
    source.options = {"language": "headings"}
    source.save()
    return source


def test_the_language_of_the_texts_is_guessed_from_the_headings_shown_and_kept_when_it_is_saved(admin, swedish):
    page = look(admin, swedish)
    assert page.context["form"]["language"].value() == "sv"
    assert "The headings of the table are in Swedish, so its texts are taken to be in Swedish, too." in text(page)
    (line,) = page.context["lines"]
    assert (line.title, line.language) == ("Svets", "sv")
    assert '<h3 lang="sv">Svets</h3>' in text(page)
    assert ("Description (Swedish)", "Lär dig svetsa") in [(fact.label, fact.text) for fact in line.facts]
    look(admin, swedish, save="1", **chosen(page))
    swedish.refresh_from_db()
    assert swedish.options["language"] == "sv"
    admin.post(at("sync", swedish))
    assert Course.objects.get(source=swedish).title == {"sv": "Svets"}


def test_the_language_of_the_texts_is_corrected_on_the_page_of_the_columns(admin, swedish):
    sent = chosen(look(admin, swedish)) | {"language": "en"}
    page = look(admin, swedish, **sent)
    assert page.context["lines"][0].language == "en"
    assert "If its texts are in Swedish, too, choose that here." in text(page)
    look(admin, swedish, save="1", **sent)
    swedish.refresh_from_db()
    assert swedish.options["language"] == "en"


def test_a_source_from_before_the_guess_keeps_its_language_and_is_told_that_the_headings_say_another(
    admin, swedish, tmp_path
):
    CatalogueSource.objects.filter(pk=swedish.pk).update(options={})
    admin.post(at("sync", swedish))
    row = Course.objects.get(source=swedish)
    assert row.title == {"fi": "Svets"}
    CatalogueSource.objects.filter(pk=swedish.pk).update(etag="", last_modified="")
    admin.post(at("sync", swedish))
    assert (swedish.runs.first().updated, swedish.runs.first().unchanged) == (0, 1)
    (tmp_path / "feed" / "courses.csv").write_text(SWEDISH + "A2;Mat;Laga mat;Salo;1.2.2027;5 €\n", encoding="utf-8")
    admin.post(at("sync", swedish))
    assert list(Course.objects.filter(source=swedish).values_list("title", flat=True)) == [
        {"fi": "Svets"},
        {"fi": "Mat"},
    ]
    page = look(admin, swedish)
    assert page.context["form"]["language"].value() == "fi"
    assert "If its texts are in Swedish, too, choose that here." in text(page)


def test_a_language_that_the_site_does_not_have_stays_a_choice(admin, source):
    CatalogueSource.objects.filter(pk=source.pk).update(options={"language": "de"})
    sent = chosen(look(admin, source), **{"Was wir lehren": "title"})
    assert sent["language"] == "de"
    look(admin, source, save="1", **sent)
    source.refresh_from_db()
    assert source.options["language"] == "de"


def test_everything_that_has_a_column_is_in_the_first_rows(admin, source, tmp_path):
    table = {
        "Tunnus": "A1", "Nimi": "Hitsaus", "Tiivistelmä": "Lyhyesti", "Kuvaus": "Pitkästi", "Järjestäjä": "Opisto",
        "Koulutustyyppi": "liberal", "Laajuus": "5 op", "EQF": "4", "Alkaa": "12.1.2027",
        "Päättyy": "1.2.2027", "Kesto": "3 viikkoa", "Opetusmuoto": "Lähiopetus", "Opetusaika": "ilta",
        "Opetuskieli": "suomi", "Kunta": "Salo", "Paikka": "Halli 2", "Katuosoite": "Katu 1",
        "Etäosoite": "https://etana.example/1", "Esteettömyys": "Luiska", "Hinta": "20 €", "Hinnan lisätieto": "erissä",
        "Haku alkaa": "1.12.2026", "Haku päättyy": "15.12.2026", "Hakutapa": "rolling",
        "Hakulinkki": "https://haku.example/1", "Paikkoja": "20", "Vapaita paikkoja": "4", "Rahoitus": "jotpa",
        "Linkki": "https://opisto.example/a1", "Kuva": "https://opisto.example/a1.jpg", "Tila": "peruttu",
        "Pohjakoulutus": "basic", "Elämäntilanne": "unemployed", "Koulutusala": "091",
    }  # fmt: skip
    rows = [";".join(table), ";".join(table.values())]
    (tmp_path / "feed" / "courses.csv").write_text("\n".join(rows), encoding="utf-8")
    page = look(admin, source)
    (line,) = page.context["lines"]
    assert [(name, str(reason)) for name, reason in line.issues] == []
    told = {fact.label.partition(" (")[0] for fact in line.facts}
    together = {"Price in words"}  # said with the price
    with translation.override("en"):
        targets = {target_name(column.target.value()) for column in page.context["columns"]}
    assert targets - told == together


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_field_has_one_name_on_the_page_of_columns_and_in_reports(field):
    part = {"starts": "start", "ends": "ends_on", "municipality": "municipalities"}.get(field, field)
    # Of these a report speaks only within something larger: of the identifier, the organiser, the place, the price.
    within = {"course_id", "run_id", "provider_id", "address", "free", "currency", "credit_unit", "published", "url"}
    if field not in within:
        assert target_name(field) == capfirst(part_name(part))


@pytest.mark.parametrize(
    ("language", "name"), [("fi", "Otsikko (suomi)"), ("sv", "Titel (finska)"), ("en", "Title (Finnish)")]
)
def test_a_language_in_brackets_is_written_as_in_a_sentence(language, name):
    with translation.override(language):
        assert target_name("title_fi") == name
