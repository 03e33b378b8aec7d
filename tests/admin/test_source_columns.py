"""Columns of the table: what they are taken to be, corrected by hand, and what becomes of the first rows."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.utils import translation
from django.utils.html import escape

from opinovi_wagtail.admin.columns_form import target_name
from opinovi_wagtail.models import CatalogueSource, Course
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
    with mock.patch("opinovi_wagtail.admin.columns.read_sample") as read:
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
    assert dict(first.facts)["Start"] == "12 January 2027"
    assert dict(first.facts)["Price"] == "1250.50 EUR"
    assert dict(first.facts)["Municipality"] == "Salo"
    assert [name for name, _reason in second.issues] == ["Start", "Municipalities"]
    assert "Atlantis" in text(page)
    source.refresh_from_db()
    assert "columns" not in source.options


def test_saved_columns_are_what_the_next_run_reads_by(admin, source):
    sent = chosen(look(admin, source), **{"Was wir lehren": "title", "Titel": "title_sv", "Hinta": ""})
    with mock.patch("opinovi_wagtail.admin.columns.read_sample") as read:
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


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"Was wir lehren": "title", "Titel": "title"}, "Two columns cannot be the same: Title."),
        ({"Koodi": ""}, "Choose the column that is the title of the course."),
        ({"Was wir lehren": "password"}, "Select a valid choice."),
    ],
)
def test_a_choice_that_cannot_be_is_explained_and_not_saved(changed, sentence, admin, source):
    page = look(admin, source, save="1", **chosen(look(admin, source), **changed))
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


@pytest.mark.parametrize(
    ("language", "name"), [("fi", "Otsikko (suomi)"), ("sv", "Titel (finska)"), ("en", "Title (Finnish)")]
)
def test_a_language_in_brackets_is_written_as_in_a_sentence(language, name):
    with translation.override(language):
        assert target_name("title_fi") == name
