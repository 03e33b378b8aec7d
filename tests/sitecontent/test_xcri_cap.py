"""XCRI-CAP, the format that the reference site brings itself: what a course becomes, and which documents it survives."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import tracemalloc
from decimal import Decimal

import pytest
from django.utils import translation

from opinovi_wagtail.catalogues.base import Document, FormatError
from opinovi_wagtail.catalogues.registry import format_choices, get_format
from tests.catalogues.feeds import fetch_from, fields_noted, only, read

URL = "https://www.example.ac.uk/xcri.xml"
ROOT = (
    '<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:mlo="http://purl.org/net/mlo" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:x="http://www.w3.org/1999/xhtml" generated="2026-11-20T08:00:00Z"'
)
PRESENTATION = """
<presentation>
  <dc:identifier>C1-2027</dc:identifier>
  <mlo:url>https://www.example.ac.uk/c1/2027</mlo:url>
  <mlo:start dtf="2027-01-12">January 2027</mlo:start>
  <end dtf="2027-05-20">May 2027</end>
  <mlo:duration interval="P4M">Four months</mlo:duration>
  <applyFrom dtf="2026-11-01">November</applyFrom>
  <applyUntil>2026-12-31</applyUntil>
  <applyTo>https://www.example.ac.uk/apply</applyTo>
  <studyMode identifier="PT">Part time</studyMode>
  <attendanceMode identifier="MM">Mixed mode</attendanceMode>
  <attendancePattern identifier="EV">Evening</attendancePattern>
  <mlo:languageOfInstruction>EN</mlo:languageOfInstruction>
  <mlo:places>20</mlo:places>
  <mlo:cost>120 EUR</mlo:cost>
  <venue><provider>
    <dc:title>Main Campus</dc:title>
    <mlo:location>
      <mlo:address>Linnankatu 23</mlo:address><mlo:postcode>20100</mlo:postcode><mlo:town>Turku</mlo:town>
    </mlo:location>
  </provider></venue>
</presentation>"""


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written."""
    with translation.override("en"):
        yield


def course(number=1, more="", presentations=PRESENTATION, attributes=""):
    """A course in the shape of the standard."""
    return (
        f"<course {attributes}><dc:identifier>C{number}</dc:identifier><dc:title>Starting with clay {number}</dc:title>"
        f"{more}{presentations}</course>"
    )


def catalogue(*courses, attributes=' xml:lang="en"', provider="", declaration='<?xml version="1.0" encoding="UTF-8"?>'):
    """A catalogue of one provider."""
    return (
        f"{declaration}{ROOT}{attributes}><provider {provider}>"
        '<dc:identifier>https://www.example.ac.uk/</dc:identifier><dc:identifier xsi:type="x:ukprn">10000001</dc:identifier>'
        f"<dc:title>Example College</dc:title>{''.join(courses)}</provider></catalog>"
    )


def test_course_with_everything():
    more = (
        '<dc:identifier xsi:type="x:internalID">77</dc:identifier><dc:title xml:lang="sv">Börja med lera</dc:title>'
        "<mlo:url>https://www.example.ac.uk/c1</mlo:url><abstract>Clay &amp; glaze</abstract>"
        '<image src="https://www.example.ac.uk/c1.png" title="Clay"/>'
        '<dc:description><x:div><x:p onclick="x()">You <x:b>make</x:b> pots &lt; 1 m.</x:p></x:div></dc:description>'
        "<mlo:objective>Ten pots</mlo:objective>"
    )
    shown = only("xcri-cap", catalogue(course(more=more)))
    record = shown.record
    assert shown.usable and not shown.issues
    assert (record.remote_id, record.url) == ("C1", "https://www.example.ac.uk/c1")
    assert record.provider.name == {"en": "Example College"}
    assert record.provider.remote_id == "https://www.example.ac.uk/"
    assert record.title == {"en": "Starting with clay 1", "sv": "Börja med lera"}
    assert record.summary == {"en": "Clay & glaze"}
    assert record.description == {"en": "<p>You <b>make</b> pots &lt; 1 m.</p><p>Ten pots</p>"}
    assert record.image == "https://www.example.ac.uk/c1.png"
    (run,) = record.runs
    assert (run.remote_id, run.url) == ("C1-2027", "https://www.example.ac.uk/c1/2027")
    assert (run.start.on, run.ends_on) == (dt.date(2027, 1, 12), dt.date(2027, 5, 20))
    assert (run.duration.amount, run.duration.unit) == (Decimal(4), "month")
    assert run.apply_from.isoformat() == "2026-11-01T00:00:00+02:00"
    assert run.apply_until.isoformat() == "2026-12-31T23:59:00+02:00"
    assert run.apply_url == "https://www.example.ac.uk/apply"
    assert (run.forms, run.times, run.languages, run.places) == (("blended",), ("evening",), ("en",), 20)
    assert (run.price.amount, run.price.text) == (Decimal("120.00"), {"en": "120 EUR"})
    assert (run.place.name, run.place.address) == ({"en": "Main Campus"}, "Linnankatu 23, 20100, Turku")
    assert run.municipalities == ("853",)


def test_site_offers_its_format_beside_those_of_the_plugin():
    assert ("xcri-cap", "XCRI-CAP") in format_choices()
    assert {"csv", "icalendar"} < {name for name, _label in format_choices()}


def test_date_for_people_only_is_shown_as_it_is():
    shown = only(
        "xcri-cap",
        catalogue(course(presentations='<presentation><start dtf="2027-09">Autumn 2027</start></presentation>')),
    )
    (run,) = shown.record.runs
    assert (run.start.kind, run.start_text, run.remote_id) == ("unknown", {"en": "Autumn 2027"}, "2027-09")
    assert fields_noted(shown) == {"start"}


@pytest.mark.parametrize(
    ("cost", "amount", "free"),
    [
        ("GBP 9000", None, None),
        ("9000", None, None),
        ("€50", Decimal("50.00"), None),
        ("Free", None, True),
        ("Free under 18, else £5", None, None),
    ],
)
def test_cost_is_a_sum_only_in_euros(cost, amount, free):
    shown = only(
        "xcri-cap", catalogue(course(presentations=f"<presentation><mlo:cost>{cost}</mlo:cost></presentation>"))
    )
    price = shown.record.runs[0].price
    assert (price.amount, price.free, price.text) == (amount, free, {"en": cost})


def test_unknown_terms_are_noted():
    modes = '<attendanceMode identifier="WB"/><attendancePattern>Mondays</attendancePattern>'
    shown = only("xcri-cap", catalogue(course(presentations=f"<presentation>{modes}</presentation>")))
    assert shown.usable
    assert fields_noted(shown) == {"forms", "times"}


def test_presentations_with_the_same_identifier_are_told_apart():
    shown = only("xcri-cap", catalogue(course(presentations=PRESENTATION * 3)))
    assert [run.remote_id for run in shown.record.runs] == ["C1-2027", "C1-2027-2", "C1-2027-3"]
    assert shown.usable


def test_deleted_course_is_a_tombstone_and_a_list_of_changes_is_not_complete():
    chosen, (gone, changed) = read(
        "xcri-cap", catalogue(course(1, attributes='recstatus="3"'), course(2, attributes='recstatus="2"'))
    )
    assert gone.deleted and gone.record.deleted
    assert changed.usable
    assert chosen.complete is False
    assert read("xcri-cap", catalogue(course()))[0].complete is True


def test_deleted_provider_takes_its_courses_along_and_a_deleted_presentation_is_no_run():
    assert only("xcri-cap", catalogue(course(), provider='recstatus="3"')).deleted
    gone = PRESENTATION.replace("<presentation>", '<presentation recstatus="3">').replace("C1-2027", "old")
    shown = only("xcri-cap", catalogue(course(presentations=PRESENTATION + gone)))
    assert [run.remote_id for run in shown.record.runs] == ["C1-2027"]


def test_change_of_the_providers_name_changes_its_courses():
    pages = [catalogue(course()), catalogue(course()).replace("Example College", "New College")]
    one, other = (next(get_format("xcri-cap").read(URL, fetch_from({URL: page}))) for page in pages)
    assert one.raw != other.raw


@pytest.mark.parametrize(
    ("attributes", "options", "language"),
    [
        ("", {}, "fi"),
        ("", {"language": "en"}, "en"),
        (' xml:lang="en-GB"', {}, "en"),
        (' xml:lang="sv"', {"language": "en"}, "sv"),
    ],
)
def test_language_is_inherited(attributes, options, language):
    shown = only("xcri-cap", catalogue(course(), attributes=attributes), **options)
    assert list(shown.record.title) == [language]
    assert list(shown.record.provider.name) == [language]


DECLARED = '<?xml version="1.0" encoding="{}"?>'


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-16", lambda text: text.encode("utf-16")),
        ("utf-16", lambda text: text.encode("utf-16-le")),
        ("utf-8", lambda text: text.encode("utf-16")),
        ("utf-16", lambda text: text.encode()),
        ("utf-8", lambda text: codecs.BOM_UTF8 + text.encode()),
        ("utf-8", lambda text: text.encode("cp1252")),
        ("iso-8859-1", lambda text: text.encode("cp1252")),
        ("iso-8859-1", lambda text: text.encode()),
        ("iso-8859-15", lambda text: text.encode("iso-8859-15")),
    ],
)
def test_encoding_whatever_is_declared(declared, written):
    page = catalogue(course(more="<abstract>Päivä €5</abstract>"), declaration=DECLARED.format(declared))
    assert only("xcri-cap", written(page)).record.summary == {"en": "Päivä €5"}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "empty"),
        ("<!DOCTYPE html><html></html>", "login page"),
        ('{"courses": []}', "not XML"),
        ("<rss><channel/></rss>", "first element is rss"),
        (ROOT.replace("1.2", "1.1") + "/>", "not a catalogue in XCRI-CAP 1.2"),
        ('<!DOCTYPE c [<!ENTITY a "b">]>' + ROOT + ">&a;</catalog>", "entities"),
        ('<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ROOT + ">&a;</catalog>", "entities"),
    ],
)
def test_document_that_is_something_else_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("xcri-cap", document)


@pytest.mark.parametrize("spoilt", [lambda page, at: page[:at], lambda page, at: page[:at] + "</oops>" + page[at:]])
def test_catalogue_that_breaks_off_gives_what_it_has_and_fails(spoilt):
    page = catalogue(course(1), course(2), course(3))
    reading = get_format("xcri-cap").read(URL, fetch_from({URL: spoilt(page, page.index("clay 3"))}))
    assert [next(reading).remote_id, next(reading).remote_id] == ["C1", "C2"]
    with pytest.raises(FormatError, match="not valid XML"):
        next(reading)


def test_course_nested_too_deep_is_an_issue_of_its_own():
    deep = "<x:div>" * 100_000 + "</x:div>" * 100_000
    bad, good = read("xcri-cap", catalogue(course(1, more=f"<dc:description>{deep}</dc:description>"), course(2)))[1]
    assert not bad.usable and "levels deep" in bad.issues[0].message
    assert good.usable and not good.issues


def test_hostile_values_are_dropped_and_noted():
    shown = only(
        "xcri-cap",
        catalogue(
            course(
                more="<mlo:url>javascript:alert(1)</mlo:url><dc:description>&lt;svg onload=alert(1)&gt;x</dc:description>"
                '<image src="data:image/png;base64,AA"/>',
                presentations="<presentation><mlo:start>9999-12-31</mlo:start><end>soon</end>"
                '<mlo:duration interval="P99999Y"/><mlo:places>99999999999</mlo:places></presentation>',
            )
        ),
    )
    assert shown.usable
    assert (shown.record.url, shown.record.image, shown.record.description) == ("", "", {"en": "<p>x</p>"})
    (run,) = shown.record.runs
    assert (run.start.on, run.ends_on, run.duration, run.places) == (None, None, None, None)
    assert {"url", "image", "start", "ends_on"} <= fields_noted(shown)


def test_course_without_identifier_or_title_cannot_be_taken():
    for missing in ("<dc:identifier>C1</dc:identifier>", "<dc:title>Starting with clay 1</dc:title>"):
        assert not only("xcri-cap", catalogue(course().replace(missing, ""))).usable


def test_large_catalogue_is_read_in_flat_memory():
    courses = (course(number, more=f"<abstract>{'x' * 3000}</abstract>") for number in range(2_000))
    page = catalogue(*courses).encode()
    reading = get_format("xcri-cap").read(URL, lambda url: Document(io.BytesIO(page), url))
    tracemalloc.start()
    number = sum(1 for _raw in reading)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 2_000
    assert peak < len(page) / 5
