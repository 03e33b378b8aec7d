"""``opinovi_preview``: what an administrator sees of a feed before anything is stored."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.catalogues.feeds import as_bytes
from tests.catalogues.test_linked_events import event, page
from tests.sync.feed_server import feed_server


def preview(*arguments):
    out = StringIO()
    call_command("opinovi_preview", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def feed(tmp_path):
    path = tmp_path / "feed.json"
    path.write_bytes(as_bytes(page(event(1), event(2, name=None), event(3, type_id="Course"), event(4, end_time="x"))))
    return str(path)


def test_json_lines_end_with_the_summary(feed):
    lines = [json.loads(line) for line in preview("linked-events", feed, "--json")]
    assert [line["kind"] for line in lines] == ["event", "skipped", "course", "event", "summary"]
    assert lines[0]["title"]["fi"] == "Aikuisopiskelun ilta 1"
    assert lines[1] == {
        "kind": "skipped",
        "remote_id": "demo:2",
        "issues": [{"field": "title", "message": "The record has no title in any language."}],
    }
    assert lines[-1] == {
        "kind": "summary", "format": "linked-events", "courses": 1, "events": 2, "skipped": 1, "issues": 2,
        "remarks": [],
    }  # fmt: skip


def test_table_explains_each_issue_and_sums_up(feed):
    lines = preview("linked-events", feed)
    assert lines[0].startswith("event  demo:1  Aikuisopiskelun ilta 1  2027-01-12")
    assert any("! title:" in line for line in lines)
    assert lines[-1] == "1 course · 2 events · 1 skipped · 2 issues"


def test_a_table_is_previewed_as_a_new_source_would_read_it(tmp_path):
    path = tmp_path / "kurser.csv"
    path.write_text("Kurskod;Namn;Kommun;Pris\nK1;Svets;Pargas;10 €\n", encoding="utf-8")
    course, summary = (json.loads(line) for line in preview("csv", str(path), "--json"))
    assert course["title"] == {"sv": "Svets"}
    told = "The headings of the table are in Swedish, so its texts are taken to be in Swedish, too."
    assert told in [remark["message"] for remark in summary["remarks"]]


def test_limit_shows_the_first_records_only(feed):
    assert len(preview("linked-events", feed, "--json", "--limit", "1")) == 2


def test_address_is_fetched(settings):
    with feed_server() as server:
        server.answer("/", as_bytes(page(event(1))))
        settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "ALLOWED_INTERNAL_HOSTS": (server.host,)}
        assert preview("linked-events", server.url())[-1].startswith("0 courses · 1 event ·")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense", "x.json"), "no catalogue format nonsense.*csv, .*linked-events, .*opintopolku"),
        (("csv", "/nowhere/x.csv"), "There is no file /nowhere/x.csv."),
        (("csv", "/"), "/ is a folder, not a file."),
        (("broken", "{feed}"), "The catalogue format broken cannot be loaded: No module named"),
        (("csv", "http://127.0.0.1/"), "ALLOWED_INTERNAL_HOSTS"),
        (("csv", "file:///etc/passwd"), "http"),
        (("opintopolku", "{feed}"), "none that Opintopolku"),
        (("csv", "{feed}"), "JSON"),
    ],
)
def test_what_cannot_be_previewed_is_one_sentence(feed, settings, arguments, said):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CATALOGUE_FORMATS": {"broken": "nowhere.at_all.Format"}}
    with pytest.raises(CommandError, match=said) as failed:
        preview(*(argument.format(feed=feed) for argument in arguments))
    assert "\n" not in str(failed.value)


def test_a_start_that_is_no_day_is_said_in_words(tmp_path):
    path = tmp_path / "courses.csv"
    path.write_text("id;title;start;municipality\n1;Hoiva;rolling;Turku\n2;Hitsaus;;Turku\n", "utf-8")
    lines = preview("csv", str(path))
    assert lines[0] == "course  1  Hoiva  At any time"
    assert "course  2  Hitsaus  Not known yet" in lines


@pytest.fixture
def notes_column(tmp_path):
    path = tmp_path / "courses.csv"
    path.write_text("id;nimi;kunta;Muistio\n1;Hoiva;Turku;x\n2;Hitsaus;Salo;y\n", "utf-8")
    return str(path)


def test_what_is_said_of_the_feed_as_a_whole_is_said_once(notes_column):
    said = "1 column of the table is not used: Muistio"
    assert preview("csv", notes_column)[-2:] == [f"! {said}", "2 courses · 0 events · 0 skipped · 0 issues"]
    summary = json.loads(preview("csv", notes_column, "--json")[-1])
    assert summary["remarks"] == [{"field": "", "message": said}]


@pytest.mark.parametrize(("language", "word"), [("fi", "kurssi|koulutus"), ("sv", "utbildning|kurs"), ("en", "course")])
def test_the_language_of_what_is_said_can_be_chosen(notes_column, language, word):
    lines = preview("csv", notes_column, "--language", language)
    assert re.match(f"({word})  1  Hoiva", lines[0])


def test_document_without_anything_usable_fails(tmp_path):
    path = tmp_path / "empty.json"
    path.write_bytes(as_bytes(page()))
    with pytest.raises(CommandError, match="Nothing"):
        preview("linked-events", str(path))


def test_preview_touches_no_row(feed):
    """No database is allowed in this test, so any query would fail it."""
    assert preview("linked-events", feed)
