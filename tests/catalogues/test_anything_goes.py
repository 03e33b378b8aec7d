"""Whatever JSON stands where a record should, and whatever text a table holds: no format breaks, it explains."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opinovi_wagtail.catalogues.base import FetchError, FormatError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import problems, to_line
from tests.catalogues.calendars import calendar, vevent
from tests.catalogues.feeds import URL, fetch_from
from tests.catalogues.test_csv_table import FINNISH, ROW
from tests.catalogues.test_hellewi import LIST, SEATS
from tests.catalogues.test_hellewi import course as hellewi_course
from tests.catalogues.test_linked_events import PLACE, event
from tests.catalogues.test_moodle import course as moodle_course
from tests.catalogues.test_openedx import discovery_course, discovery_run, lms_page, lms_run
from tests.catalogues.test_opinovi import course as published_course
from tests.catalogues.test_opinovi import event as published_event
from tests.catalogues.test_opinovi import page as published
from tests.catalogues.test_opintopolku import haku, hakukohde, hit, koulutus, toteutus, whole
from tests.catalogues.test_schema_org import GRAPH, carousel, html
from tests.catalogues.test_schema_org import course as schema_course
from tests.catalogues.test_schema_org import event as schema_event
from tests.catalogues.test_schema_org import instance as schema_run

TEXT = st.text(st.characters(), max_size=12) | st.sampled_from(
    [
        "",
        "2027-01-12",
        "9999-12-31T00:00",
        "kunta_853#2",
        "EventCancelled",
        "javascript:x",
        "http://[",
        "1.2.246.562.13.1",
    ]
)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)
FEW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def paths(value, so_far=()):
    """Every place in a JSON value."""
    yield so_far
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*so_far, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*so_far, place))


def with_value(document, path, value):
    """A copy of ``document`` with ``value`` at ``path``."""
    if not path:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = with_value(document[path[0]], path[1:], value)
    return copy


def survives(name, document, url=URL, **options):
    """Read ``document``: only the promised errors may come, and what is usable can be written down."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    try:
        for one in get_format(name, Options(options=options)).read(url, fetch_from({url: raw})):
            assert isinstance(one.remote_id, str)
            assert isinstance(one.raw, bytes)
            try:
                record = one.parse()
            except ValueError:
                continue
            list(problems(record))
            to_line(record).encode()
    except (FormatError, FetchError):
        pass


LINKED = event(
    location=PLACE,
    offers=[{"is_free": False, "price": {"fi": "5 €"}, "description": {"fi": "x"}}],
    in_language=[{"@id": "https://x.example/language/fi/"}],
    images=[{"url": "https://x.example/a.png"}],
    external_links=[{"name": "registration", "link": "https://x.example/"}],
    audience=[{"name": {"fi": "Työttömät"}}],
    registration={"signup_url": {"fi": "https://x.example/"}, "enrolment_start_time": "2027-01-01"},
    super_event={"@id": f"{URL}demo:10/"},
    replaced_by={"@id": "x"},
)
SERIES = event(10, super_event_type="recurring", sub_events=[event(11)], type_id="Course", extension_course={})


JSON_FORMATS = ["linked-events", "opintopolku", "openedx", "moodle", "opinovi"]


@pytest.mark.parametrize("name", JSON_FORMATS)
@FEW
@given(value=JSON)
def test_any_value_in_place_of_a_document_or_record(name, value):
    survives(name, value)
    survives(name, [value])
    survives(name, {"count": value, "next": None, "results": [value, value]})
    survives(name, {"pagination": value, "courses": [value], "warnings": value, "results": value})
    survives(name, {"meta": value, "data": [value]})
    survives(name, {"total": value, "hits": [value]})


@FEW
@given(data=st.data())
def test_any_value_anywhere_in_an_event(data):
    document = data.draw(st.sampled_from([LINKED, SERIES]))
    path = data.draw(st.sampled_from(list(paths(document))))
    survives("linked-events", {"meta": {}, "data": [with_value(document, path, data.draw(JSON)), SERIES]})


OPINTOPOLKU = [
    whole(),
    koulutus(organisaatio={"oid": "1.2.246.562.10.00000000001"}, toteutukset=[toteutus()], hakukohteet=[hakukohde()]),
    toteutus(hakutiedot=[haku(hakukohteet=[hakukohde()])], koulutus=koulutus()),
    hakukohde(toteutus=toteutus(), haku=haku(), koulutus=koulutus()),
    haku(koulutukset=[koulutus()], toteutukset=[toteutus()], hakukohteet=[hakukohde()]),
    {"total": 1, "hits": [hit(1, 1, 2)]},
    [{"toteutusOid": "1.2.246.562.17.1", "hakukohdeOid": "x", "jarjestyspaikka": {}, "osoite": {"fi": "x"}}],
]


@FEW
@given(data=st.data())
def test_any_value_anywhere_in_a_document_of_opintopolku(data):
    document = data.draw(st.sampled_from(OPINTOPOLKU))
    path = data.draw(st.sampled_from(list(paths(document))))
    survives("opintopolku", with_value(document, path, data.draw(JSON)))


@FEW
@given(cells=st.lists(st.text(max_size=20), min_size=len(FINNISH), max_size=len(FINNISH)), place=st.integers(0, 99))
def test_any_text_in_a_table(cells, place):
    mixed = list(ROW)
    mixed[place % len(mixed)] = cells[0]
    rows = [";".join(FINNISH), ";".join(ROW), ";".join(mixed), ";".join(cells)]
    survives("csv", "\n".join(rows).encode("utf-8", "surrogatepass"))


ANYWHERE = [
    ("openedx", lms_page(lms_run(overview="<p>x</p>"), lms_run("2027S"))),
    ("openedx", {"results": [discovery_course(discovery_run(), discovery_run("2027S"))], "next": None}),
    ("moodle", {"courses": [moodle_course(summary="{mlang fi}x{mlang}"), moodle_course(8)], "warnings": []}),
    ("opinovi", published(published_course(), published_event())),
    ("opinovi", published_course()),
]

NAMES = st.sampled_from(
    [
        "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "SUMMARY", "IMAGE",
        "DESCRIPTION", "X-ALT-DESC", "URL", "LOCATION", "CONFERENCE", "CATEGORIES", "LAST-MODIFIED", "DTSTAMP", "ATTACH",
        "SEQUENCE", "STATUS", "CLASS", "ORGANIZER",
    ]
)  # fmt: skip
PARAMS = st.sampled_from(
    [
        "", ";TZID=Europe/Helsinki", ";TZID=Europe", ";TZID=Oma", ";VALUE=DATE", ";VALUE=PERIOD", ";LANGUAGE=sv", ";CN=A",
        ";LANGUAGE=\u00e4", ";RANGE=THISANDFUTURE", ';X="', ";FMTTYPE=text/html", ";FMTTYPE=image/png", ";", ";=",
    ]
)  # fmt: skip
VALUES = TEXT | st.sampled_from(
    [
        "20270112", "20270112T150000Z", "20270328T033000", "99991231T235959Z", "00010101T000000", "20270112T150000Z/P1D",
        "P1D", "-PT1H", "P999999999D", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270112", "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0", "FREQ=YEARLY;BYMONTHDAY=-31", "FREQ=DAILY;COUNT=99999999999999999999", "CANCELLED",
        "20270112,20270113T150000Z,x", "\\", "a\\,b\\n", "<head><p>x",
    ]
)  # fmt: skip
LINES = st.lists(st.tuples(NAMES, PARAMS, VALUES).map(lambda parts: f"{parts[0]}{parts[1]}:{parts[2]}"), max_size=6)
ZONE_LINES = st.lists(
    st.tuples(st.sampled_from(["DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"]), VALUES).map(":".join)
    | st.sampled_from(["TZOFFSETFROM:+0200", "TZOFFSETTO:+030000", "RRULE:FREQ=YEARLY", "DTSTART:19700101T000000"]),
    max_size=6,
)


@FEW
@given(lines=LINES, zone=ZONE_LINES, more=LINES)
def test_any_property_in_a_calendar(lines, zone, more):
    zone = "\r\n".join(("BEGIN:VTIMEZONE", "TZID:Oma", "BEGIN:STANDARD", *zone, "END:STANDARD", "END:VTIMEZONE"))
    bare = "\r\n".join(("BEGIN:VEVENT", *more, "END:VEVENT"))
    document = b"".join(
        (calendar(zone, vevent(*lines), bare), vevent(*more, "RRULE:FREQ=WEEKLY").encode("utf-8", "surrogatepass"))
    )
    survives("icalendar", document, organizer=True)


@FEW
@given(data=st.data())
def test_any_value_anywhere_in_a_document_of_learning_platforms_and_sites(data):
    name, document = data.draw(st.sampled_from(ANYWHERE))
    path = data.draw(st.sampled_from(list(paths(document))))
    survives(name, with_value(document, path, data.draw(JSON)))


@FEW
@given(
    lines=st.lists(JSON | st.sampled_from([published_course(), published_event()]), max_size=5), cut=st.integers(0, 40)
)
def test_any_lines(lines, cut):
    document = "\n".join(json.dumps(line) for line in lines).encode()
    survives("opinovi", document[: max(0, len(document) - cut)])


@FEW
@given(data=st.data())
def test_calendar_that_is_cut_or_damaged_anywhere(data):
    page = calendar(vevent("RRULE:FREQ=WEEKLY;COUNT=3"), vevent("RECURRENCE-ID:20270119T150000Z", UID="2"))
    place = data.draw(st.integers(0, len(page)))
    survives("icalendar", page[:place])
    survives(
        "icalendar", page[:place] + data.draw(st.binary(max_size=20)) + page[place + data.draw(st.integers(0, 30)) :]
    )


@pytest.mark.parametrize("name", [*JSON_FORMATS, "csv", "icalendar"])
@FEW
@given(data=st.binary(max_size=200))
def test_any_bytes(name, data):
    survives(name, data)
    survives(name, b'{"data": [' + data + b"]}")
    survives(name, b'{"results": [' + data + b'], "next": null}')
    survives(name, b'{"kind": "course"}\n' + data)
    survives(name, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data + b"\nEND:VEVENT\nEND:VCALENDAR")


@FEW
@given(data=st.data())
def test_page_that_is_cut_anywhere(data):
    page = json.dumps({"meta": {"count": 2}, "data": [LINKED, SERIES]}).encode()
    survives("linked-events", page[: data.draw(st.integers(0, len(page)))])


PUBLISHED = [
    schema_course(numberOfCredits={"value": 5, "unitText": "ECTS"}, image={"url": "/a.png"}, dateModified="2027-01-01"),
    schema_run(courseOf=schema_course(), eventStatus="EventCancelled", courseSchedule={"byDay": "Sunday"}),
    schema_event(subEvent=[schema_event()], audience={"audienceType": "Työttömät"}, organizer={"name": "x"}),
    GRAPH,
    carousel("/1") | {"itemListElement": [{"item": schema_course()}, {"url": "/2"}, "/3"]},
    {"@context": [{"@base": "/x/", "@language": "sv", "s": "https://schema.org/"}], "@type": "s:Course", "s:name": "x"},
    {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": "a",
        "name": {"fi": "x"},
        "about": {"@list": [{"@set": []}]},
    },
]


@FEW
@given(data=st.data())
def test_any_value_anywhere_in_json_ld(data):
    document = data.draw(st.sampled_from(PUBLISHED))
    changed = with_value(document, data.draw(st.sampled_from(list(paths(document)))), data.draw(JSON))
    survives("schema-org", changed, pages="x")
    survives(
        "schema-org", html(changed, document, body='<a href="/x">x</a>').encode("utf-8", "surrogatepass"), pages="x"
    )


KEYS = st.sampled_from(
    ["@id", "@type", "@value", "@language", "@graph", "@context", "@list", "@vocab", "@base", "name"]
)


@FEW
@given(value=st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON, max_size=3), max_size=5))
def test_any_keyword_anywhere_in_json_ld(value):
    survives("schema-org", schema_course(**value))
    survives("schema-org", schema_course(name=value, hasCourseInstance=[value, schema_run(offers=value)]))


@FEW
@given(text=st.text(max_size=60), cut=st.integers(0, 400))
def test_any_text_in_a_script_or_a_page(text, cut):
    whole_page = html(schema_course(), text, body=text)
    for page in (
        whole_page,
        whole_page[:cut],
        whole_page[cut:],
        f"<{text}",
        f"<urlset>{text}</urlset>",
        f"<urlset><{text}",
    ):
        survives("schema-org", page.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", ["schema-org", "hellewi"])
@FEW
@given(data=st.binary(max_size=200), value=JSON)
def test_any_bytes_of_pages_and_course_systems(name, data, value):
    url = "https://api.example/v1/opisto/fi/courses"
    survives(name, data, url="courses.json")
    survives(name, b"<html><script type='application/ld+json'>" + data + b"</script>", url="courses.json")
    survives(name, b"[" + data + b"]", url="courses.json")
    survives(name, value, url=url)
    survives(name, [value, value], url=url)


@FEW
@given(data=st.data())
def test_any_value_anywhere_in_a_course_of_hellewi(data):
    """Previewed as a file, and served as a page that is also the answer about seats."""
    document = [hellewi_course(1, places=12, available=3), hellewi_course(2)]
    changed = with_value(document, data.draw(st.sampled_from(list(paths(document)))), data.draw(JSON))
    survives("hellewi", changed, url="courses.json")
    served = json.dumps(changed).encode()
    try:
        for one in get_format("hellewi").read(LIST, fetch_from(dict.fromkeys((LIST, f"{SEATS}1,2"), served))):
            with contextlib.suppress(ValueError):
                to_line(one.parse()).encode()
    except (FormatError, FetchError):
        pass
