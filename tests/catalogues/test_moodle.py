"""Moodle: what a course, a hidden one, an error and a text in several languages become."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from opinovi_wagtail.catalogues.base import FormatError, Options
from opinovi_wagtail.catalogues.moodle.multilang import MOST_LANGUAGES, by_language
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import Course, Start
from tests.catalogues.feeds import fields_noted, read

HELSINKI = ZoneInfo("Europe/Helsinki")
URL = "https://opi.example/moodle/webservice/rest/server.php?wsfunction=core_course_get_courses&moodlewsrestformat=json"


def course(number=7, **changes):
    """A course in the shape of the web service."""
    return {
        "id": number,
        "shortname": f"TIKU{number}",
        "categoryid": 3,
        "categoryname": "Vapaan sivistystyön kurssit",
        "fullname": "Tietokone tutuksi",
        "displayname": "TIKU Tietokone tutuksi",
        "idnumber": "A-17",
        "summary": "<p>Alkeista <b>alkaen</b></p><script>x</script>",
        "summaryformat": 1,
        "format": "topics",
        "startdate": 1799964000,
        "enddate": 1811714340,
        "visible": 1,
        "lang": "",
        "timecreated": 1767225600,
        "timemodified": 1767312000,
        "contacts": [{"id": 2, "fullname": "Aino Esimerkki"}],
        "customfields": [{"shortname": "content_type", "value": "Video"}],
        "courseimage": "https://opi.example/moodle/pluginfile.php/60/course/overviewfiles/kuva.jpg",
    } | changes


def one(found, url=URL, **options):
    _format, (shown,) = read("moodle", [found], url=url, **options)
    return shown


def test_course_becomes_a_course_with_one_run():
    shown = one(course(), licence="CC BY 4.0")
    record = shown.record
    assert shown.usable and not shown.issues
    assert isinstance(record, Course)
    assert (record.remote_id, record.origin, record.licence) == ("7", "opi.example", "CC BY 4.0")
    assert record.url == "https://opi.example/moodle/course/view.php?id=7"
    assert record.title == {"fi": "Tietokone tutuksi"}
    assert record.description == {"fi": "<p>Alkeista <b>alkaen</b></p>"}
    assert record.image.endswith("/kuva.jpg")
    assert record.modified == dt.datetime(2026, 1, 2, 2, 0, tzinfo=HELSINKI)
    assert (record.provider.name, record.provider.remote_id) == ({}, "")
    (run,) = record.runs
    assert (run.remote_id, run.url) == ("7", record.url)
    assert (run.start, run.ends_on) == (Start(on=dt.date(2027, 1, 15)), dt.date(2027, 5, 31))
    assert (run.forms, run.times, run.languages, run.price) == ((), (), (), None)
    assert "Aino" not in repr(record)


def test_zero_is_no_time():
    shown = one(course(startdate=0, enddate=0, timemodified=0))
    assert (shown.record.runs[0].start, shown.record.runs[0].ends_on) == (Start(kind="unknown"), None)
    assert shown.record.modified is None and not shown.issues


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("startdate", "soon", "start"),
        ("startdate", True, "start"),
        ("startdate", -5, "start"),
        ("startdate", 10**30, "start"),
        ("enddate", 1767225600, "ends_on"),
        ("enddate", 253402300799, "ends_on"),
        ("timemodified", 12.5, "modified"),
        ("fullname", ["x"], "title"),
        ("summary", {"fi": "x"}, "description"),
        ("courseimage", "javascript:alert(1)", "image"),
    ],
)
def test_impossible_value_is_left_out_and_noted(name, value, field):
    shown = one(course(**{name: value}))
    assert shown.usable
    assert fields_noted(shown) == {field}


@pytest.mark.parametrize("visible", [0, False, "0"])
def test_hidden_course_is_withdrawn(visible):
    shown = one(course(visible=visible))
    assert shown.deleted and shown.record.deleted and shown.remote_id == "7"
    assert fields_noted(shown) == {"status"}


@pytest.mark.parametrize("front", [course(1), course(5, format="site")], ids=["id", "format"])
def test_front_page_is_passed_over_in_silence(front):
    _format, shown = read("moodle", [front, course()], url=URL)
    assert [each.remote_id for each in shown] == ["7"]


@pytest.mark.parametrize(
    ("summary", "summaryformat", "shown"),
    [
        ("a <b>b</b>", 1, "a <b>b</b>"),
        ("yksi\n\nkaksi", 0, "<p>yksi</p><p>kaksi</p>"),
        ("a <b>b</b>", 2, "<p>a &lt;b&gt;b&lt;/b&gt;</p>"),
        ("1 < 2\n\n& 3", 2, "<p>1 &lt; 2</p><p>&amp; 3</p>"),
        ("- yksi", 4, "<p>- yksi</p>"),
    ],
)
def test_summary_is_read_as_the_format_it_says(summary, summaryformat, shown):
    assert one(course(summary=summary, summaryformat=summaryformat)).record.description == {"fi": shown}


def test_language_of_texts_is_the_course_s_then_the_source_s():
    assert set(one(course(lang="sv_fi"), language="en").record.title) == {"sv"}
    assert set(one(course(), language="en").record.title) == {"en"}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Kurssi", {"en": "Kurssi"}),
        (
            '<span lang="fi" class="multilang">Kurssi</span><span class="multilang" lang="sv">Kurs</span> 2027',
            {"fi": "Kurssi 2027", "sv": "Kurs 2027"},
        ),
        (
            '<span lang="fi" class="multilang">A <span style="x">b</span> c</span> d',
            {"fi": 'A <span style="x">b</span> c d'},
        ),
        ("{mlang fi}Kurssi{mlang}{mlang sv,de}Kurs{mlang}", {"fi": "Kurssi", "sv": "Kurs", "de": "Kurs"}),
        ("{mlang sv_fi}Kurs{mlang}{mlang other}Course{mlang}", {"sv": "Kurs", "en": "Course"}),
        ("{mlang en}Own{mlang}{mlang other}Course{mlang}", {"en": "Own"}),
        ("{mlang other}Course{mlang}", {"en": "Course"}),
        ('<span lang="fi">Kurssi</span>', {"en": '<span lang="fi">Kurssi</span>'}),
        ("{mlang fi}Kurssi", {"fi": "Kurssi"}),
        ('<span lang="fi" class="multilang">Kurssi', {"fi": "Kurssi"}),
        ("a {b} {mlang}", {"en": "a {b} {mlang}"}),
    ],
)
def test_text_in_several_languages_is_taken_apart(text, by):
    assert by_language(text, "en") == by


def test_multilingual_course_has_its_texts_by_language():
    shown = one(
        course(
            fullname="{mlang fi}Kurssi{mlang}{mlang sv}Kurs{mlang}",
            summary='<p><span lang="fi" class="multilang">Hei</span><span lang="sv" class="multilang">Hej</span></p>',
        )
    )
    assert shown.record.title == {"fi": "Kurssi", "sv": "Kurs"}
    assert shown.record.description == {"fi": "<p>Hei</p>", "sv": "<p>Hej</p>"}


def test_text_made_of_blocks_costs_no_more_than_its_length():
    names = [f"{a}{b}{c}" for a in "abcdefgh" for b in "abcdefgh" for c in "abcdefgh"]
    blocks = "".join(f"{{mlang {name}}}x" for name in names) * 20 + '<span lang="fi" class="multilang">' * 20_000
    began = time.monotonic()
    assert len(by_language(blocks, "fi")) <= MOST_LANGUAGES
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "picture",
    [
        "https://opi.example/webservice/pluginfile.php/60/course/overviewfiles/kuva.jpg",
        "https://opi.example/pluginfile.php/60/course/generated/course.svg",
        "",
        None,
    ],
)
def test_picture_that_is_none_for_everybody_is_left_out(picture):
    shown = one(course(courseimage=picture))
    assert shown.record.image == "" and not shown.issues


def test_address_of_a_course_is_made_only_from_that_of_the_web_service():
    shown = one(course(), url="https://opi.example/export/courses.json")
    assert (shown.record.url, shown.record.runs[0].url, shown.record.origin) == ("", "", "")


def test_answer_with_warnings_or_of_a_search_that_goes_on_is_not_complete():
    chosen, shown = read("moodle", {"courses": [course()], "warnings": []}, url=URL)
    assert len(shown) == 1 and chosen.complete
    chosen, _shown = read("moodle", {"courses": [course()], "warnings": [{"itemid": 9}]}, url=URL)
    assert not chosen.complete
    chosen, _shown = read("moodle", {"total": 40, "courses": [course()], "warnings": []}, url=URL)
    assert not chosen.complete


def test_no_courses_are_no_error():
    assert read("moodle", [], url=URL)[1] == []


@pytest.mark.parametrize(
    ("errorcode", "said"),
    [
        ("invalidtoken", "does not know the access token"),
        ("invalidtimedtoken", "has expired"),
        ("invalidiptoken", "network address"),
        ("accessexception", "right to read courses"),
        ("nopermissions", "right to read courses"),
        ("webservicesnotenabled", "switched off"),
        ("servicenotavailable", "switched off"),
        ("invalidrecord", "wsfunction"),
        ("sitemaintenance", "being maintained"),
        ("strange", r"an error \(strange\): Ei onnistu"),
        (None, r"an error \(–\): Ei onnistu"),
        (["x"], r"an error \(–\): Ei onnistu"),
    ],
)
def test_error_that_comes_with_status_200_is_a_sentence(errorcode, said):
    document = {"exception": "moodle_exception", "errorcode": errorcode, "message": "Ei <b>onnistu</b>"}
    with pytest.raises(FormatError, match=said):
        read("moodle", document, url=URL)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"users": []}, "not a list of courses"),
        ({"courses": {"a": 1}}, "not a list of courses"),
        ([{"id": 2, "fullname": "Aino Esimerkki", "email": "a@example.com"}], "not a list of courses"),
        (b"# core_course_get_courses\n\nx", "It begins with: # core_course_get_courses$"),
        (b'<?xml version="1.0"?><RESPONSE></RESPONSE>', "XML"),
        (b"", "empty"),
    ],
)
def test_document_that_is_something_else_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("moodle", document, url=URL)


@pytest.mark.parametrize("parameter", ["wstoken=0123abcd", "WSTOKEN=0123abcd", "%77stoken=0123abcd", "wstoken="])
def test_address_with_a_token_is_refused_before_anything_is_asked(parameter):
    asked = []
    with pytest.raises(FormatError, match="credentials of the source") as refused:
        read("moodle", [course()], url=f"{URL}&{parameter}", asked=asked)
    assert asked == []
    assert "0123abcd" not in str(refused.value)


def test_address_that_would_bring_xml_is_refused_before_anything_is_asked():
    with pytest.raises(FormatError, match="moodlewsrestformat=json"):
        read("moodle", [course()], url=URL.replace("&moodlewsrestformat=json", ""))


def test_token_goes_as_a_parameter_and_never_as_a_header():
    authorization = get_format("moodle", Options(credentials={"token": "s3cret"})).authorize(URL)
    assert (authorization.headers, authorization.params) == ({}, {"wstoken": "s3cret"})
    assert "s3cret" not in repr(authorization)
    assert get_format("moodle").authorize(URL).params == {}


def test_bad_record_beside_good_ones_is_an_issue():
    _format, shown = read("moodle", [course(), None, 5, course("x"), course(8, fullname=None)], url=URL)
    assert [each.remote_id for each in shown if each.usable] == ["7", "8"]
    assert shown[-1].record.title == {"fi": "TIKU Tietokone tutuksi"}
    assert all(each.issues for each in shown if not each.usable)
