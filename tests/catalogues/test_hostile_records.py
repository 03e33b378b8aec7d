"""Records that a careless or hostile feed sends: each becomes an issue or loses a field, and the rest goes on."""

from __future__ import annotations

import json

import pytest

from opinovi_wagtail.catalogues.words import body, plain
from opinovi_wagtail.record import to_line
from tests.catalogues.calendars import calendar, vevent
from tests.catalogues.feeds import fields_noted, read
from tests.catalogues.test_hellewi import course as hellewi_course
from tests.catalogues.test_linked_events import event
from tests.catalogues.test_moodle import course as moodle_course
from tests.catalogues.test_openedx import discovery_course, discovery_run, lms_run
from tests.catalogues.test_opinovi import course as published_course
from tests.catalogues.test_opintopolku import koulutus, toteutus
from tests.catalogues.test_schema_org import course as schema_course
from tests.catalogues.test_schema_org import html
from tests.catalogues.test_schema_org import instance as schema_run

GOOD = json.dumps(event(2)).encode()


def feed_with(raw):
    """A page whose first record is ``raw`` and whose second is fine."""
    return b'{"meta": {}, "data": [' + raw + b", " + GOOD + b"]}"


def raw_event(**changes):
    return json.dumps(event(1, **changes)).encode()


def first_of(raw):
    """What became of the bad record; the good one beside it must be as usable as ever."""
    _chosen, shown = read("linked-events", feed_with(raw))
    assert [one.usable for one in shown if one.remote_id == "demo:2"] == [True]
    assert len(shown) == 2
    return next(one for one in shown if one.remote_id != "demo:2")


def test_nul_is_removed():
    shown = first_of(raw_event(name={"fi": "A\x00B\x07C"}))
    assert shown.record.title == {"fi": "ABC"}


def test_lone_surrogate_is_removed():
    """msgspec refuses the whole page for it; the scanner takes it apart all the same."""
    shown = first_of(raw_event().replace(b"Aikuisopiskelun ilta 1", b"A\\ud800B"))
    assert shown.record.title["fi"] == "AB"
    to_line(shown.record).encode()


def test_title_of_ten_megabytes_is_refused():
    shown = first_of(raw_event(name={"fi": "x" * 10_000_000}))
    assert not shown.usable
    assert "larger" in shown.issues[0].message


def test_long_title_is_cut_and_noted():
    shown = first_of(raw_event(name={"fi": "x" * 1_000_000}))
    assert len(shown.record.title["fi"]) == 300
    assert fields_noted(shown) == {"title"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "http://user:secret@example.com/",
        "//example.com/",
        "http://",
        "http://[::1",
        "https://example.com:99999/",
        "mailto:someone@example.com",
        "https://exa mple.com\x00/\r\nX: y",
        "x" * 5000,
    ],
)
def test_address_that_is_not_for_people_is_dropped_and_noted(address):
    shown = first_of(raw_event(info_url={"fi": address}, images=[{"url": address}]))
    assert shown.usable
    assert (shown.record.url, shown.record.image) == ("", "")
    assert fields_noted(shown) == {"url", "image"}


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<svg onload=alert(1)>x</svg>", "x"),
        ("<p onclick=alert(1)>x</p>", "<p>x</p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ("<style>p{}</style>x<!-- y -->", "x"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener">x</a>'),
        ('<a href="https://a.example/">x</a>', '<a href="https://a.example/" rel="noopener">x</a>'),
        ('<iframe src="https://a.example"></iframe><b>x</b>', "<b>x</b>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("yksi\nkaksi\n\nkolme", "<p>yksi<br>kaksi</p><p>kolme</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<p>&nbsp;</p>", ""),
    ],
)
def test_only_harmless_markup_is_kept(html, safe):
    assert body(html) == safe


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>Kurssi</b> &amp; ilta", "Kurssi & ilta"),
        ("A<br>B<p>C</p>D", "A BC D"),
        ("<svg onload=alert(1)>x", "x"),
        ("a < b", "a < b"),
        ("  a \n b\t", "a b"),
        ("\u202eabc", "abc"),
        ("cafe\u0301", "café"),
    ],
)
def test_single_lines_have_no_markup(html, text):
    assert plain(html) == text


def test_markup_in_a_record_is_made_harmless():
    shown = first_of(
        raw_event(description={"fi": "<svg onload=alert(1)><p>x</p>"}, name={"fi": "<img src=x onerror=y>T"})
    )
    assert shown.record.description == {"fi": "<p>x</p>"}
    assert shown.record.title == {"fi": "T"}


@pytest.mark.parametrize("start", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-02-30", "soon", "1e999", 12])
def test_impossible_time_leaves_the_event_without_one(start):
    shown = first_of(raw_event(start_time=start, end_time=None))
    assert not shown.usable
    assert "meetings" in fields_noted(shown)


def test_end_before_start_is_left_out_and_noted():
    shown = first_of(raw_event(end_time="2027-01-11T10:00:00Z"))
    assert shown.usable
    assert shown.record.meetings[0].ends_at is None
    assert fields_noted(shown) == {"meetings"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000, "0." + "9" * 5000])
def test_number_that_is_none_is_left_out_and_the_page_survives(number):
    raw = raw_event(maximum_attendee_capacity="HERE").replace(b'"HERE"', number.encode())
    shown = first_of(raw)
    assert shown.usable
    assert shown.record.registration is None or shown.record.registration.places is None
    assert shown.issues


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_hundred_thousand_brackets_are_one_issue(brackets):
    opening = "[" if brackets == "[]" else '{"a":'
    closing = brackets[1]
    deep = opening * 100_000 + "1" + closing * 100_000
    raw = raw_event(custom_data="HERE").replace(b'"HERE"', deep.encode())
    shown = first_of(raw)
    assert not shown.usable
    assert "deep" in shown.issues[0].message


@pytest.mark.parametrize("raw", [b"null", b"17", b'"text"', b"[]", b"true", b"[[[]]]"])
def test_record_that_is_no_object_is_an_issue(raw):
    assert not first_of(raw).usable


def test_record_in_another_encoding_is_read_and_noted():
    raw = json.dumps(event(1, name={"fi": "Päivä"}), ensure_ascii=False).encode("cp1252")
    shown = first_of(raw)
    assert shown.record.title == {"fi": "Päivä"}
    assert "record" in fields_noted(shown)


def test_repeated_key_is_the_last_one():
    raw = raw_event()[:-1] + b', "id": "demo:7"}'
    assert first_of(raw).remote_id == "demo:7"


def test_unknown_codes_are_noted():
    shown = first_of(
        raw_event(
            event_status="EventEaten", in_language=[{"@id": "https://x.example/language/tlh/"}], type_id="Seminar"
        )
    )
    assert shown.usable
    assert fields_noted(shown) == {"status", "languages"}


def test_event_without_title_or_identifier_is_an_issue():
    assert not first_of(raw_event(name=None)).usable
    nameless = event(1)
    del nameless["id"], nameless["@id"]
    assert not first_of(json.dumps(nameless).encode()).usable


def test_opintopolku_survives_the_same(recwarn):
    bad = toteutus()
    bad["metadata"]["opetus"] |= {"maksunMaara": 10**40, "suunniteltuKestoVuodet": -3, "opetuskieli": "fi"}
    bad["tarjoajat"] = {"oid": 5}
    document = json.dumps(
        koulutus(
            nimi={"fi": "T\x00\ud83d", "x" * 99: "y", "sv": 5},
            toteutukset=[bad, "x", None],
            teemakuva="javascript:alert(1)",
            modified="9999-01-01T00:00:00",
        )
    )
    _chosen, (shown,) = read("opintopolku", document)
    assert shown.usable
    assert shown.record.title == {"fi": "T"}
    assert {"title", "image", "modified"} <= fields_noted(shown)
    to_line(shown.record).encode()


def test_table_survives_the_same():
    table = (
        "id;nimi;kuvaus;alkaa;päättyy;hinta;paikkoja;linkki\n"
        "1;A\x00B;<svg onload=alert(1)>x;31.12.9999;1.1.2027;1e999;" + "9" * 5000 + ";javascript:alert(1)\n"
        "2;Hyvä;Kuvaus;1.2.2027;1.3.2027;10 €;5;https://kurssit.example/\n"
    )
    _chosen, (bad, good) = read("csv", table)
    assert good.usable and not good.issues
    assert (bad.record.title, bad.record.description) == ({"fi": "AB"}, {"fi": "x"})
    assert {"start", "places", "url"} <= fields_noted(bad)


EVIL = "<svg onload=alert(1)><p>T\x00\u202e</p>"
# What stands in a bad record, and the record beside it, of each format whose pages are lists of JSON objects.
BESIDE = {
    "openedx, LMS": (
        "openedx",
        lms_run(number="BAD", name=EVIL, overview=EVIL, media={"image": {"raw": "javascript:alert(1)"}}),
        lms_run(number="GOOD"),
    ),
    "openedx, discovery": (
        "openedx",
        discovery_course(
            discovery_run(marketing_url="javascript:alert(1)", content_language=None, seats=[{"price": 1e999}]),
            key="BAD", title=EVIL, full_description=EVIL, image={"src": "data:text/html,x"},
        ),
        discovery_course(discovery_run(), key="GOOD"),
    ),
    "moodle": ("moodle", moodle_course(7, fullname=EVIL, summary=EVIL, courseimage="file:///etc/passwd"), moodle_course(8)),
    "opinovi": (
        "opinovi",
        published_course(1, title={"fi": EVIL}, description={"fi": EVIL}, image="vbscript:x", level=10**30),
        published_course(2),
    ),
}  # fmt: skip


def beside(name, bad, good):
    """What became of a bad record (as bytes) and of the good one after it on the page."""
    items = b"[" + bad + b", " + json.dumps(good).encode() + b"]"
    _chosen, shown = read(name, b'{"%s": %s}' % (b"courses" if name == "moodle" else b"results", items))
    assert len(shown) == 2
    assert shown[1].usable
    return shown[0]


@pytest.mark.parametrize(("name", "bad", "good"), BESIDE.values(), ids=BESIDE)
def test_hostile_values_of_learning_platforms_and_sites_do_no_harm(name, bad, good):
    shown = beside(name, json.dumps(bad).encode(), good)
    assert shown.usable
    written = to_line(shown.record)
    written.encode()
    (title,) = shown.record.title.values()
    assert "\x00" not in title and "\u202e" not in title
    assert "<svg" not in "".join(shown.record.description.values())
    assert shown.record.image == ""
    assert "image" in fields_noted(shown)
    for scheme in ("javascript:", "data:", "vbscript:", "file:"):
        assert scheme not in written


@pytest.mark.parametrize(("name", "bad", "good"), BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "deep"),
        (b'"' + b"x" * 6_000_000 + b'"', "larger"),
    ],
    ids=["deep", "large"],
)
def test_record_that_is_too_deep_or_too_large_leaves_the_one_beside_it(name, bad, good, value, said):
    raw = json.dumps(bad | {"extra": "HERE"}).encode().replace(b'"HERE"', value)
    shown = beside(name, raw, good)
    assert not shown.usable
    assert said in shown.issues[0].message


@pytest.mark.parametrize(("name", "bad", "good"), BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("number", [b"NaN", b"1e999", b"-Infinity", b"9" * 5000])
def test_number_that_is_none_leaves_the_rest_of_the_record(name, bad, good, number):
    raw = json.dumps(bad | {"extra": "HERE"}).replace("Infinity", "1").encode().replace(b'"HERE"', number)
    shown = beside(name, raw, good)
    assert shown.usable
    assert "record" in fields_noted(shown)


@pytest.mark.parametrize(("name", "bad", "good"), BESIDE.values(), ids=BESIDE)
def test_lone_surrogate_and_another_encoding_leave_the_rest_of_the_page(name, bad, good):
    for raw in (b'"A\\ud800B"', '"Päivä"'.encode("cp1252")):
        shown = beside(name, json.dumps(bad | {"extra": "HERE"}).encode().replace(b'"HERE"', raw), good)
        assert shown.usable
        to_line(shown.record).encode()


def test_calendar_survives_the_same():
    bad = vevent(
        "SUMMARY:A\x00B\x07C\u202e",
        "DESCRIPTION:<svg onload=alert(1)>x",
        "URL:javascript:alert(1)",
        "LOCATION:https://user:secret@a.example/",
        "IMAGE;VALUE=URI:data:image/png;base64,AAAA",
        "CONFERENCE:javascript:alert(1)",
        f"CATEGORIES:{',' * 100_000}",
        f"SEQUENCE:{'9' * 5000}",
        f"X-ALT-DESC;FMTTYPE=text/html:{'<head' * 20_000}",
        "LAST-MODIFIED:99991231T235959Z",
        f"EXDATE:{','.join(['20270112T150001Z'] * 10_000)}",
        f"SUMMARY;{'X=1;' * 1000}LANGUAGE=xx:y",
        UID="bad",
        SUMMARY=None,
    )
    _chosen, (shown, good) = read("icalendar", calendar(bad, vevent()))
    assert shown.usable and good.usable and not good.issues
    assert shown.record.title["fi"] == "ABC"
    assert "<head" not in shown.record.description["fi"]
    assert (shown.record.url, shown.record.image, shown.record.meetings[0].place) == ("", "", None)
    assert {"url", "image", "place", "modified", "meetings", "description"} <= fields_noted(shown)
    to_line(shown.record).encode()


def test_page_with_json_ld_survives_the_same():
    bad = schema_course(
        name="T\x00\u202e<svg onload=alert(1)>",
        description="<svg onload=alert(1)><p onclick=x>x</p>",
        image="javascript:alert(1)",
        dateModified="9999-01-01",
        provider={"name": "x" * 100_000},
        numberOfCredits=1e999,
        hasCourseInstance=[
            schema_run(
                **{"@id": "#paha"},
                startDate="2026-02-30",
                endDate="0001-01-01",
                inLanguage="tlh",
                maximumAttendeeCapacity="9" * 5000,
                offers={"price": "NaN", "priceCurrency": "EUR", "url": "file:///etc/passwd", "validFrom": 12},
                location={"@type": "VirtualLocation", "url": "http://user:secret@example.com/"},
            ),
            "x",
            None,
        ],
    )
    text = json.dumps(bad).replace("</", "<\\/").replace("T\\u0000", "T\\u0000\\ud83d")
    good = schema_course(url="https://opisto.example/kurssit/hyva", **{"@id": None})
    _chosen, shown = read("schema-org", html(text, good), url="https://opisto.example/kurssit/")
    bad_one, good_one = shown
    assert good_one.usable and not good_one.issues
    assert bad_one.usable
    assert (bad_one.record.title, bad_one.record.description) == ({"fi": "T"}, {"fi": "<p>x</p>"})
    assert bad_one.record.image == bad_one.record.runs[0].apply_url == ""
    assert {"provider", "image", "modified", "start", "languages", "places", "place", "record"} <= fields_noted(bad_one)
    assert "javascript:" not in (written := to_line(bad_one.record)) and "secret" not in written
    written.encode()


def test_course_of_hellewi_survives_the_same():
    items = [{"type": "term", "name": "x" * 100_000}, {"type": "locationgroup", "name": {"a": 1}}, "x", None]
    bad = hellewi_course(1, name="T\x00\u202e<svg onload=alert(1)>", begins="9999-01-01", catalogitems=items)
    deep = b'{"id": 3, "name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    page = b"[" + b", ".join([json.dumps(bad).encode(), deep, json.dumps(hellewi_course(2)).encode()]) + b"]"
    _chosen, shown = read("hellewi", page, url="courses.json")
    by_id = {one.remote_id: one for one in shown}
    assert by_id["2"].usable and not by_id["2"].issues
    assert by_id["1"].record.title == {"fi": "T"}
    assert fields_noted(by_id["1"]) == {"start"}
    (broken,) = (one for one in shown if not one.usable)
    assert "deep" in broken.issues[0].message
