"""schema.org: pages and JSON with courses and events in JSON-LD, the lists that lead to them, and what pages get wrong."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from opinovi_wagtail.catalogues.base import FetchError, FormatError, NotFollowed, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import Course, Event
from opinovi_wagtail.sync.preview import examined
from tests.catalogues.feeds import fetch_from, fields_noted

HELSINKI = ZoneInfo("Europe/Helsinki")
SITE = "https://opisto.example"
LIST = f"{SITE}/kurssit/"
ONE = f"{SITE}/kurssit/keramiikka"


def course(**changes):
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": f"{ONE}#kurssi",
        "url": ONE,
        "name": "Keramiikan alkeet",
        "description": "<p>Savea ja lasitteita</p>",
        "provider": {"@type": "EducationalOrganization", "name": "Aurakosken opisto", "@id": f"{SITE}/#opisto"},
        "hasCourseInstance": instance(),
    } | changes


def instance(**changes):
    return {
        "@type": "CourseInstance",
        "@id": f"{ONE}#syksy",
        "courseMode": "Onsite",
        "startDate": "2027-09-07",
        "endDate": "2027-12-14",
        "inLanguage": "fi",
        "location": {
            "@type": "Place",
            "name": "Keramiikkapaja",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Linnankatu 2",
                "postalCode": "20100",
                "addressLocality": "Turku",
                "addressCountry": "FI",
            },
        },
        "offers": {"@type": "Offer", "price": "85", "priceCurrency": "EUR", "url": f"{SITE}/ilmo/1"},
        "maximumAttendeeCapacity": 12,
        "remainingAttendeeCapacity": "3",
    } | changes


def event(**changes):
    return {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": f"{SITE}/tapahtumat/1",
        "name": "Aikuisopiskelun infoilta",
        "startDate": "2027-01-12T17:00",
        "endDate": "2027-01-12T19:00",
        "location": {"@type": "Place", "name": "Kirjasto"},
    } | changes


def html(*things, language="fi", body="", head="", kind="application/ld+json"):
    """A page that carries ``things``: JSON values, or texts as they are."""
    scripts = "".join(
        f'<script type="{kind}">{one if isinstance(one, str) else json.dumps(one)}</script>' for one in things
    )
    attribute = f' lang="{language}"' if language else ""
    return f"<!doctype html><html{attribute}><head><title>x</title>{head}{scripts}</head><body>{body}</body></html>"


def read(page, url=ONE, further=None, asked=None, charset="", **options):
    """The format and everything it made of ``page`` at ``url`` and of ``further`` pages."""
    chosen = get_format("schema-org", Options(options=options))
    plain = fetch_from({url: page} | (further or {}), asked)
    return chosen, [examined(raw) for raw in chosen.read(url, lambda address: replace(plain(address), charset=charset))]


def only(page, url=ONE, **more):
    _chosen, (shown,) = read(page, url=url, **more)
    return shown


def only_run(**changes):
    (run,) = only(html(course(hasCourseInstance=instance(**changes)))).record.runs
    return run


def raws(page):
    return {one.remote_id: one.raw for one in get_format("schema-org").read(ONE, fetch_from({ONE: page}))}


def test_course_of_a_page_becomes_a_course_with_its_run():
    shown = only(html(course()))
    assert not shown.issues
    record = shown.record
    assert isinstance(record, Course)
    assert (record.remote_id, record.url, record.origin) == (ONE, ONE, "opisto.example")
    assert record.title == {"fi": "Keramiikan alkeet"}
    assert record.description == {"fi": "<p>Savea ja lasitteita</p>"}
    assert (record.provider.name, record.provider.remote_id) == ({"fi": "Aurakosken opisto"}, f"{SITE}/#opisto")
    (run,) = record.runs
    assert run.remote_id == f"{ONE}#syksy"
    assert (run.start.on, run.ends_on) == (dt.date(2027, 9, 7), dt.date(2027, 12, 14))
    assert (run.forms, run.languages, run.municipalities) == (("contact",), ("fi",), ("853",))
    assert (run.place.name, run.place.address) == ({"fi": "Keramiikkapaja"}, "Linnankatu 2, 20100 Turku")
    assert (run.price.amount, run.price.currency, run.price.free) == (Decimal("85.00"), "EUR", False)
    assert (run.places, run.places_left, run.apply_url) == (12, 3, f"{SITE}/ilmo/1")


def test_json_document_is_read_as_a_page_is():
    assert only(json.dumps(course())).record.runs == only(html(course())).record.runs


GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "@id": ONE, "mainEntity": {"@id": "#kurssi"}},
        {"@type": "Organization", "@id": "#opisto", "name": "Aurakosken opisto"},
        {"@type": "CourseInstance", "@id": "_:b0", "startDate": "2027-09-07", "courseMode": "online"},
        {
            "@type": ["Course", "Product"],
            "@id": "#kurssi",
            "name": "Keramiikan alkeet",
            "provider": {"@id": "#opisto"},
            "hasCourseInstance": {"@id": "_:b0"},
        },
    ],
}


def test_references_inside_a_graph_are_joined():
    record = only(html(GRAPH)).record
    assert record.remote_id == f"{ONE}#kurssi"
    assert (record.provider.name, record.provider.remote_id) == ({"fi": "Aurakosken opisto"}, f"{ONE}#opisto")
    (run,) = record.runs
    assert (run.start.on, run.forms) == (dt.date(2027, 9, 7), ("online",))
    assert not run.remote_id.startswith("_:")


def test_references_are_joined_across_the_scripts_of_a_page():
    organisation = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{SITE}/#opisto",
        "name": "Opisto",
    }
    record = only(html(course(provider={"@id": "/#opisto"}), organisation)).record
    assert record.provider.name == {"fi": "Opisto"}


def test_run_that_points_to_its_course_belongs_to_it():
    run = instance(courseOf={"@id": f"{ONE}#kurssi"})
    record = only(html({"@context": "https://schema.org", "@graph": [run, course(hasCourseInstance=[])]})).record
    assert [run.remote_id for run in record.runs] == [f"{ONE}#syksy"]


def test_reference_that_leads_in_a_circle_ends():
    first = course(hasCourseInstance={"@id": "#a"})
    second = {"@type": "CourseInstance", "@id": "#a", "courseOf": {"@id": "#kurssi"}, "subEvent": {"@id": "#a"}}
    record = only(html({"@context": "https://schema.org", "@graph": [first, second]})).record
    assert [run.remote_id for run in record.runs] == [f"{ONE}#a"]


def test_graph_in_which_everything_refers_to_everything_is_read_in_bounded_work():
    ids = [f"#n{n}" for n in range(60)]
    tangle = [
        {"@type": "Course", "@id": one, "name": one, "about": [{"@id": other} for other in ids], "url": f"/{one[1:]}"}
        for one in ids
    ]
    found = raws(html({"@context": "https://schema.org", "@graph": tangle}))
    assert len(found) == 60
    assert max(map(len, found.values())) < 200_000


@pytest.mark.parametrize(
    "document",
    [
        {"@type": "http://schema.org/Course", "http://schema.org/name": "K", "https://schema.org/url": ONE},
        {
            "@context": {"schema": "https://schema.org/"},
            "@type": "schema:Course",
            "schema:name": "K",
            "schema:url": ONE,
        },
        {
            "@context": {"s": "http://schema.org/"},
            "@type": ["s:Course"],
            "s:name": {"@value": "K"},
            "s:url": {"@id": ONE},
        },
        {"@context": {"@vocab": "http://schema.org/"}, "@type": "Course", "name": ["K"], "url": [ONE]},
        {
            "@context": ["https://schema.org", {"id": "@id", "type": "@type", "@base": f"{SITE}/kurssit/"}],
            "type": "Course",
            "id": "keramiikka",
            "name": {"@list": ["K"]},
        },
        {"@context": "https://www.schema.org", "@type": "Course", "name": "K", "@id": "keramiikka"},
    ],
    ids=["full names", "schema:", "own prefix", "vocab", "aliases and base", "relative id"],
)
def test_names_are_understood_however_they_are_written(document):
    shown = only(json.dumps(document))
    assert (shown.record.remote_id, shown.record.title) == (ONE, {"fi": "K"})


def test_names_of_another_vocabulary_are_not_taken_for_ours():
    with pytest.raises(FormatError, match="no data of schema.org"):
        read(html({"@context": "https://www.w3.org/ns/activitystreams", "@type": "Event", "name": "x"}))


def test_context_elsewhere_is_never_fetched():
    asked = []
    read(html(course(**{"@context": ["https://schema.org/", f"{SITE}/context.jsonld"]})), asked=asked)
    assert asked == [ONE]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"@value": "Keramik", "@language": "sv-FI"}, {"sv": "Keramik"}),
        ([{"@value": "Keramik", "@language": "sv"}, "Keramiikka"], {"sv": "Keramik", "fi": "Keramiikka"}),
        ({"fi": "Keramiikka", "sv": ["Keramik"]}, {"fi": "Keramiikka", "sv": "Keramik"}),
        (["Keramiikka", "Savityöt"], {"fi": "Keramiikka"}),
    ],
    ids=["literal", "literals", "language map", "first of several"],
)
def test_words_are_in_the_language_that_they_name(name, expected):
    assert only(html(course(name=name))).record.title == expected


@pytest.mark.parametrize(
    ("page", "options", "expected"),
    [
        (html(course(inLanguage="sv-FI"), language="fi"), {}, "sv"),
        (html(course(inLanguage=["sv", "fi"]), language="en-GB"), {}, "en"),
        (html(course(), language="sv"), {"language": "en"}, "sv"),
        (html(course(), language=""), {"language": "en"}, "en"),
        (html(course(), language=""), {}, "fi"),
        (html(course(**{"@context": ["https://schema.org", {"@language": "en"}]})), {}, "en"),
    ],
    ids=["of the course", "of the page", "page before option", "option", "host", "context"],
)
def test_words_without_a_language_are_in_that_of_the_course_else_the_page_else_the_source(page, options, expected):
    assert set(only(page, **options).record.title) == {expected}


COMMENTED = """
<!--
{
  // Kurssi
  "@context": "https://schema.org", /* joka avataan */
  "@type": "Course",
  "url": "https://opisto.example/kurssit/keramiikka",
  "name": "Keramiikan
alkeet" "courseCode": "K1",
  "offers": [{"@type": "Offer", "price": 0,},],
}
-->
"""


def test_comments_stray_commas_and_control_characters_are_forgiven_and_noted_once():
    shown = only(html(COMMENTED))
    assert shown.record.title == {"fi": "Keramiikan alkeet"}
    assert shown.record.runs[0].price.free is True
    assert [issue.field for issue in shown.issues] == ["record"]


@pytest.mark.parametrize(
    "wrapping", ["//<![CDATA[\n%s\n//]]>", "%s;", "/* x */%s/*", "<!-- %s -->"], ids=["cdata", "end", "open", "html"]
)
def test_wrapping_around_json_is_forgiven(wrapping):
    assert only(html(wrapping % json.dumps(course()))).remote_id == ONE


def test_what_cannot_be_read_is_an_issue_and_the_rest_of_the_page_is_taken():
    chosen, shown = read(html('{"@type": "Course", "name": "a "b" c"}', course()))
    assert [one.remote_id for one in shown] == [ONE, ""]
    assert not shown[1].usable
    assert "cannot be read" in shown[1].issues[0].message
    assert not chosen.complete


@pytest.mark.parametrize("deep", ['{"a":' * 5_000 + "1" + "}" * 5_000, "[" * 5_000, '{"@graph":[' * 100 + "]}" * 100])
def test_json_that_is_too_deep_is_an_issue(deep):
    _chosen, shown = read(html(deep, course()))
    assert [one.usable for one in shown] == [True, False]


@pytest.mark.parametrize("text", ["/*" * 200_000, '{"a":"' + '\\"' * 200_000, "<!--" * 200_000])
def test_text_made_to_be_slow_is_not(text):
    _chosen, shown = read(html(text, course()))
    assert shown[0].remote_id == ONE


def test_banner_changes_nothing_and_the_price_does():
    before = raws(html(course()))
    banner = course(aggregateRating={"@type": "AggregateRating", "ratingValue": 4.5}, interactionStatistic=77)
    assert raws(html(banner, body="<p>Ale!</p>")) == before
    assert raws(html(course(hasCourseInstance=instance(offers={"price": 90, "priceCurrency": "EUR"})))) != before


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ONE),
        ({"url": None}, f"{ONE}#kurssi"),
        ({"url": None, "@id": "_:b0"}, ONE),
        ({"url": "/kurssit/toinen"}, f"{SITE}/kurssit/toinen"),
    ],
    ids=["url", "id", "address of the page", "relative url"],
)
def test_identity_is_the_address_else_the_id_else_the_page(changes, expected):
    assert only(html(course(**changes))).remote_id == expected


def test_identity_that_had_to_be_made_is_noted_and_stays_the_same():
    bare = {"@id": None, "url": None, "courseCode": "K1"}
    documents = [json.dumps([course(**bare, abstract=text), course(**bare, name="Toinen")]) for text in ("a", "b")]
    first, again = (read(document)[1] for document in documents)
    assert [one.remote_id for one in first] == [one.remote_id for one in again]
    assert len({one.remote_id for one in first}) == 2
    assert all("remote_id" in fields_noted(one) for one in first)


def test_address_that_a_course_shares_with_an_event_is_that_of_the_course():
    _chosen, shown = read(html(event(url=ONE), course()))
    assert {one.remote_id: type(one.record) for one in shown} == {ONE: Course, f"{SITE}/tapahtumat/1": Event}


def test_no_two_items_of_a_page_have_the_same_identity():
    _chosen, shown = read(html(course(), event(**{"@id": ONE, "startDate": "2027-01-12"}), event()))
    assert len({one.remote_id for one in shown}) == len(shown)


def test_lone_run_is_a_course_with_one_run():
    lone = instance(**{"@context": "https://schema.org"}, courseOf={"@type": "Course", "name": "Keramiikka"}, url=ONE)
    record = only(json.dumps(lone)).record
    assert (record.title, [run.remote_id for run in record.runs]) == ({"fi": "Keramiikka"}, [ONE])


def test_event_with_the_mode_of_a_course_is_a_run_and_a_work_with_runs_is_a_course():
    """Bioschemas' own examples are typed so; the properties can only be those of a run and of a course."""
    assert isinstance(only(html(event(courseMode="online"))).record, Course)
    assert isinstance(only(html(course(**{"@type": "CreativeWork"}))).record, Course)


def test_course_that_is_only_mentioned_is_not_taken():
    page = html(
        {"@context": "https://schema.org", "@type": "LearningResource", "name": "Video", "isPartOf": course()},
        course(coursePrerequisites={"@type": "Course", "name": "Esitiedot", "url": f"{SITE}/muu"}),
    )
    assert only(page).remote_id == ONE


@pytest.mark.parametrize(
    ("modes", "forms"),
    [
        ("Online", ("online",)),
        (["MOOC", "online"], ("online",)),
        ("https://schema.org/OnlineEventAttendanceMode", ("online",)),
        (["onsite", "synchronous", "full-time"], ("contact",)),
        ("blended", ("blended",)),
        ("“onsite”", ("contact",)),
        (["distance learning", "part-time"], ("distance",)),
        ("Lähiopetus", ("contact",)),
        ("Flerform", ("blended",)),
    ],
)
def test_forms_are_taken_where_they_are_certain(modes, forms):
    shown = only(html(course(hasCourseInstance=instance(courseMode=modes))))
    assert shown.record.runs[0].forms == forms
    assert not shown.issues


def test_form_that_is_not_known_is_noted():
    shown = only(html(course(hasCourseInstance=instance(courseMode=["Posted", "online"]))))
    assert shown.record.runs[0].forms == ("online",)
    assert fields_noted(shown) == {"forms"}


@pytest.mark.parametrize(
    ("mode", "forms"),
    [("OfflineEventAttendanceMode", ("contact",)), ("MixedEventAttendanceMode", ("contact", "online"))],
)
def test_attendance_tells_the_form_where_the_mode_does_not(mode, forms):
    assert only_run(courseMode=None, eventAttendanceMode=f"https://schema.org/{mode}").forms == forms


@pytest.mark.parametrize(
    ("schedule", "times"),
    [
        ({"byDay": ["https://schema.org/Saturday", "Sunday"]}, ("weekend",)),
        ({"byDay": "Monday", "startTime": "17:30:00"}, ("evening",)),
        ({"startTime": "09:00"}, ("day",)),
        ({"startTime": "soon"}, ()),
        ({"repeatFrequency": "P1W"}, ()),
    ],
)
def test_schedule_tells_the_time_of_day(schedule, times):
    assert only_run(courseSchedule={"@type": "Schedule"} | schedule).times == times


def test_schedule_tells_the_days_where_the_run_does_not():
    schedule = {"@type": "Schedule", "startDate": "2027-02-01", "endDate": "2027-03-01", "duration": "PT90M"}
    run = only_run(startDate=None, endDate=None, courseSchedule=schedule, courseWorkload="PT40H")
    assert (run.start.on, run.ends_on, run.duration) == (dt.date(2027, 2, 1), dt.date(2027, 3, 1), None)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("P4M", 4, "month"),
        ("P1Y6M", 18, "month"),
        ("P2Y", 2, "year"),
        ("P6W", 6, "week"),
        ("P10D", 10, "day"),
        ("PT1H30M", Decimal("1.5"), "hour"),
        ("PT45M", Decimal("0.75"), "hour"),
        ("P0Y3M0D", 3, "month"),
    ],
)
def test_duration_has_one_unit(text, amount, unit):
    found = only_run(duration=text).duration
    assert (found.amount, found.unit) == (amount, unit)


@pytest.mark.parametrize("text", ["P1DT6H", "6 kk", "P", "PT0H", "P99999Y", "-P1D", 5])
def test_duration_that_is_none_is_noted(text):
    shown = only(html(course(hasCourseInstance=instance(duration=text))))
    assert shown.record.runs[0].duration is None
    assert fields_noted(shown) == {"duration"}


@pytest.mark.parametrize(
    ("tags", "languages"),
    [("fi", ("fi",)), ("en-GB", ("en",)), (["fi", "sv"], ("fi", "sv")), ("swe", ("sv",)), ("Englanti", ("en",))]
    + [({"@type": "Language", "name": "English", "alternateName": "en"}, ("en",)), ("se", ("smi",))],
)
def test_languages_of_teaching(tags, languages):
    assert only_run(inLanguage=tags).languages == languages


def test_course_speaks_for_its_runs():
    record = only(
        html(
            course(
                inLanguage="sv", offers={"category": "Free"}, hasCourseInstance=instance(inLanguage=None, offers=None)
            )
        )
    ).record
    assert (record.runs[0].languages, record.runs[0].price.free) == (("sv",), True)


def offer(price=None, currency="EUR", **more):
    return {"@type": "Offer", "price": price, "priceCurrency": currency} | more


@pytest.mark.parametrize(
    ("offers", "amount", "currency", "free"),
    [
        (offer(85), Decimal("85.00"), "EUR", False),
        (offer("395.50", "SEK"), Decimal("395.50"), "SEK", False),
        (offer("85 €", None), Decimal("85.00"), "EUR", False),
        (offer(0), None, "EUR", True),
        (offer(category="Free"), None, "EUR", True),
        (offer(category="https://schema.org/Paid"), None, "EUR", False),
        ([offer(85), offer(85)], Decimal("85.00"), "EUR", False),
        ([offer(85, name="Aikuiset"), offer(40, name="Opiskelijat")], None, "EUR", False),
        ([offer(85), offer(0)], None, "EUR", None),
        ([offer(85), offer(85, "SEK")], None, "EUR", False),
        (offer(priceSpecification={"price": 12, "priceCurrency": "EUR"}), Decimal("12.00"), "EUR", False),
        (
            {"@type": "AggregateOffer", "lowPrice": 5, "highPrice": 5, "priceCurrency": "EUR"},
            Decimal("5.00"),
            "EUR",
            False,
        ),
        ({"@type": "AggregateOffer", "lowPrice": 5, "highPrice": 9, "priceCurrency": "EUR"}, None, "EUR", False),
    ],
)
def test_price_is_a_sum_only_where_there_is_one(offers, amount, currency, free):
    price = only_run(offers=offers).price
    assert (price.amount, price.currency, price.free) == (amount, currency, free)


def test_several_prices_are_shown_in_words():
    price = only_run(offers=[offer("85", name="Aikuiset"), offer("40", name="Opiskelijat")]).price
    assert price.text == {"fi": "Aikuiset: 85 EUR · Opiskelijat: 40 EUR"}


def test_price_without_currency_stays_words():
    """It may be in any currency."""
    shown = only(html(course(hasCourseInstance=instance(offers=offer("85", None)))))
    assert (shown.record.runs[0].price.amount, shown.record.runs[0].price.text) == (None, {"fi": "85"})
    assert fields_noted(shown) == {"price"}


@pytest.mark.parametrize(("said", "free"), [(True, True), ("https://schema.org/True", True), ("false", False)])
def test_free_of_charge(said, free):
    assert only_run(offers=None, isAccessibleForFree=said).price.free is free


def test_offer_tells_when_registration_is_open_and_that_it_is_full():
    terms = offer(
        85, validFrom="2027-06-01T09:00+03:00", validThrough="2027-08-31", availability="https://schema.org/SoldOut"
    )
    run = only_run(offers=terms, remainingAttendeeCapacity=None)
    assert run.apply_from == dt.datetime(2027, 6, 1, 9, 0, tzinfo=HELSINKI)
    assert run.apply_until == dt.datetime(2027, 8, 31, 23, 59, tzinfo=HELSINKI)
    assert (run.places, run.places_left) == (12, 0)


@pytest.mark.parametrize(
    ("status", "expected", "kind"),
    [
        ("EventCancelled", "cancelled", ""),
        ("EventPostponed", "scheduled", "unknown"),
        ("EventScheduled", "scheduled", ""),
    ],
)
def test_status_of_a_run(status, expected, kind):
    run = only_run(eventStatus=f"https://schema.org/{status}")
    assert (run.status, run.start.kind) == (expected, kind)


def test_runs_without_an_address_of_their_own_are_told_apart():
    page_of_all = {"url": ONE, "@id": None}
    runs = [instance(**page_of_all), instance(**page_of_all, startDate="2027-10-01"), instance(**page_of_all)]
    record = only(html(course(hasCourseInstance=runs))).record
    ids = [run.remote_id for run in record.runs]
    assert len(set(ids)) == 3
    turned = only(html(course(hasCourseInstance=runs[::-1]))).record
    assert {run.remote_id for run in turned.runs} == set(ids)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({"@type": "StructuredValue", "value": 5, "unitText": "ECTS"}, (5, "op")),
        ({"@type": "QuantitativeValue", "value": "30", "unitText": "osaamispistettä"}, (30, "osp")),
    ],
)
def test_credits_with_their_unit(scope, expected):
    found = only(html(course(numberOfCredits=scope))).record.credits
    assert (found.amount, found.unit) == expected


@pytest.mark.parametrize("scope", [32, {"value": 5, "unitText": "2"}, {"value": "many", "unitText": "ECTS"}])
def test_credits_without_a_unit_are_noted(scope):
    shown = only(html(course(numberOfCredits=scope)))
    assert shown.record.credits is None
    assert fields_noted(shown) == {"credits"}


def test_programme_is_a_course_with_one_run_and_its_application_period():
    programme = course(
        **{"@type": "EducationalOccupationalProgram"},
        hasCourseInstance=None,
        applicationStartDate="2027-01-07",
        applicationDeadline="2027-03-15T15:00",
        startDate="2027-08-09",
        endDate="2029-05-31",
        timeToComplete="P2Y",
        maximumEnrollment=24,
        educationalProgramMode="part-time",
        termsPerYear=2,
        hasCourse=[{"@type": "Course", "name": "Osa"}, course(url=f"{SITE}/osa", **{"@id": None})],
    )
    _chosen, (whole, part) = read(html(programme))
    (run,) = whole.record.runs
    assert (run.start.on, run.ends_on) == (dt.date(2027, 8, 9), dt.date(2029, 5, 31))
    assert run.apply_from == dt.datetime(2027, 1, 7, 0, 0, tzinfo=HELSINKI)
    assert run.apply_until == dt.datetime(2027, 3, 15, 15, 0, tzinfo=HELSINKI)
    assert (run.duration.amount, run.duration.unit, run.places) == (2, "year", 24)
    assert part.remote_id == f"{SITE}/osa"
    assert not whole.issues


def test_course_without_runs_has_one_only_if_it_says_what_a_run_says():
    assert only(html(course(hasCourseInstance=None))).record.runs == ()
    (run,) = only(html(course(hasCourseInstance=None, offers=offer(85)))).record.runs
    assert (run.start.kind, run.price.amount) == ("unknown", Decimal("85.00"))


@pytest.mark.parametrize("kind", ["Event", "BusinessEvent", "SocialEvent", "http://schema.org/ExhibitionEvent"])
def test_subtypes_of_event_are_events(kind):
    record = only(html(event(**{"@type": kind}))).record
    assert isinstance(record, Event)
    assert record.event_type == "info_event"
    (meeting,) = record.meetings
    assert meeting.starts_at == dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI)
    assert meeting.place.name == {"fi": "Kirjasto"}


def test_broadcast_is_no_gathering():
    with pytest.raises(FormatError, match="BroadcastEvent"):
        read(html(event(**{"@type": "BroadcastEvent"})))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("https://schema.org/EventCancelled", "cancelled"),
        ("EventRescheduled", "moved"),
        (["EventRescheduled", "EventMovedOnline"], "moved"),
        ("postponed", "postponed"),
        ("EventMovedOnline", "scheduled"),
    ],
)
def test_status_of_an_event(said, status):
    assert only(html(event(eventStatus=said))).record.status == status


def test_unknown_status_is_noted():
    assert fields_noted(only(html(event(eventStatus="EventEaten")))) == {"status"}


def test_event_that_moved_online_or_is_there_has_the_net_for_its_place():
    moved = only(html(event(eventStatus="EventMovedOnline"))).record.meetings[0]
    assert moved.place.name["en"] == "Online"
    there = event(location={"@type": "VirtualLocation", "url": "https://live.example/1"})
    assert only(html(there)).record.meetings[0].place.online_url == "https://live.example/1"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-01-12", None, (dt.date(2027, 1, 12), None, True)),
        ("2027-01-12T00:00:00", "2027-01-14T00:00:00", (dt.date(2027, 1, 12), dt.date(2027, 1, 14), True)),
        ("2027-01-12T17:00Z", None, (dt.datetime(2027, 1, 12, 19, 0, tzinfo=HELSINKI), None, False)),
        ("2027-01-12 17:00 +0200", None, (dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI), None, False)),
        ("2027-01-12T17:00", "2027-01-12", (dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI), None, False)),
    ],
    ids=["day", "midnights", "offset", "offset apart", "ends on its day"],
)
def test_times_of_an_event(start, end, expected):
    (meeting,) = only(html(event(startDate=start, endDate=end))).record.meetings
    assert (meeting.starts_at, meeting.ends_at, meeting.all_day) == expected


def test_gatherings_inside_an_event_are_its_meetings():
    parts = [
        {
            "@type": "Event",
            "@id": "#2",
            "name": "Toinen",
            "startDate": "2027-01-19T17:00",
            "eventStatus": "EventCancelled",
        },
        {"@type": "Event", "name": "Ensimmäinen", "startDate": "2027-01-12T17:00"},
        {"@type": "Event", "name": "Lounas"},
    ]
    shown = only(html(event(**{"@type": "EventSeries"}, subEvent=parts)))
    assert [(one.starts_at.day, one.status) for one in shown.record.meetings] == [(12, "scheduled"), (19, "cancelled")]
    assert shown.record.meetings[1].remote_id == f"{ONE}#2"


def test_repetition_is_noted_because_it_is_not_read():
    schedule = {"@type": "Schedule", "repeatFrequency": "P1W"}
    assert fields_noted(only(html(event(eventSchedule=schedule)))) == {"meetings"}


def test_registration_of_an_event():
    terms = only(html(event(offers=offer(0, url="/ilmo"), maximumAttendeeCapacity=30))).record.registration
    assert (terms.needed, terms.url, terms.places) == (True, f"{SITE}/ilmo", 30)


def test_person_is_not_taken_for_the_institution():
    people = [{"@type": "Person", "name": "Opettaja Oma"}, {"@type": "Organization", "name": "Opisto"}]
    assert only(html(event(organizer=people))).record.provider.name == {"fi": "Opisto"}
    assert only(html(event(organizer=people[:1]))).record.provider.name == {}


@pytest.mark.parametrize(
    ("locality", "country", "municipality", "noted"),
    [
        ("Turku", None, "853", set()),
        ("Åbo", "Finland", "853", set()),
        ("Uppsala", {"@type": "Country", "name": "SE"}, "", set()),
        ("Kuvitteela", "FI", "", {"municipalities"}),
    ],
)
def test_municipality_is_looked_for_in_this_country_only(locality, country, municipality, noted):
    place = {"@type": "Place", "address": {"addressLocality": locality, "addressCountry": country}}
    shown = only(html(course(hasCourseInstance=instance(location=place))))
    assert shown.record.runs[0].place.municipality == municipality
    assert fields_noted(shown) == noted


def test_image_may_be_an_object():
    image = {"@type": "ImageObject", "contentUrl": "/kuva.jpg"}
    assert only(html(course(image=[image]))).record.image == f"{SITE}/kuva.jpg"


def test_hostile_address_is_dropped_and_noted():
    shown = only(html(course(url="javascript:alert(1)", image="javascript:alert(1)")))
    assert (shown.record.url, shown.record.image, shown.remote_id) == ("", "", f"{ONE}#kurssi")
    assert {"url", "image"} <= fields_noted(shown)


def carousel(*addresses):
    elements = [{"@type": "ListItem", "position": n, "url": one} for n, one in enumerate(addresses)]
    return {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": elements}


def pages(count):
    return {f"{LIST}{n}": html(course(url=f"{LIST}{n}", **{"@id": None}, name=f"Kurssi {n}")) for n in range(count)}


def test_pages_of_a_list_are_read():
    chosen, shown = read(html(carousel("0", f"{LIST}1", f"{LIST}1#top")), url=LIST, further=pages(2))
    assert [one.remote_id for one in shown] == [f"{LIST}0", f"{LIST}1"]
    assert chosen.complete


def test_list_that_holds_its_courses_asks_for_no_page():
    items = [{"@type": "ListItem", "item": course(url=f"{LIST}{n}", **{"@id": None})} for n in range(2)]
    asked = []
    _chosen, shown = read(html(carousel() | {"itemListElement": items}), url=LIST, asked=asked)
    assert [one.remote_id for one in shown] == [f"{LIST}0", f"{LIST}1"]
    assert asked == [LIST]


def test_crumbs_are_no_list_of_courses():
    above = {"@type": "Course", "@id": f"{SITE}/kurssit", "name": "Kurssit"}
    elements = [{"@type": "ListItem", "item": above}]
    crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": elements}
    asked = []
    _chosen, shown = read(html(crumbs, course()), asked=asked)
    assert [one.remote_id for one in shown] == asked == [ONE]


LINKS = """<a href="/kurssit/0">0</a> <a href="1">1</a> <a href="https://muu.example/kurssit/2">2</a>
<a href="/yhteys">Yhteys</a> <a href="mailto:x@opisto.example/kurssit/">x</a> <a href="javascript:x('/kurssit/')">y</a>"""


def test_links_are_followed_on_the_same_server_where_the_source_says_which():
    asked = []
    _chosen, shown = read(html(body=LINKS), url=LIST, further=pages(2), asked=asked, pages="/kurssit/")
    assert [one.remote_id for one in shown] == [f"{LIST}0", f"{LIST}1"]
    assert asked == [LIST, f"{LIST}0", f"{LIST}1"]


def test_links_are_not_followed_otherwise():
    asked = []
    read(html(course(), body=LINKS), url=LIST, asked=asked)
    assert asked == [LIST]


def test_links_are_relative_to_the_base_of_the_page():
    head = f'<base href="{LIST}">'
    _chosen, shown = read(
        html(head=head, body='<a href="0">0</a>'), url=f"{SITE}/", further=pages(1), pages="/kurssit/"
    )
    assert [one.remote_id for one in shown] == [f"{LIST}0"]


def test_page_of_a_course_tells_more_than_the_list():
    short = course(url=f"{LIST}0", name="Lyhyt", **{"@id": None})
    page = html(carousel(f"{LIST}1"), short, body='<a href="0">0</a>')
    _chosen, shown = read(page, url=LIST, further=pages(2), pages="/kurssit/")
    assert {one.remote_id: one.record.title["fi"] for one in shown} == {f"{LIST}0": "Kurssi 0", f"{LIST}1": "Kurssi 1"}
    _chosen, shown = read(page, url=LIST, further={f"{LIST}1": pages(2)[f"{LIST}1"]}, pages="/kurssit/")
    assert {one.record.title["fi"] for one in shown if one.usable} == {"Lyhyt", "Kurssi 1"}


def test_course_on_several_pages_is_taken_once():
    further = {f"{LIST}{n}": html(course()) for n in range(3)}
    _chosen, shown = read(html(carousel(*further)), url=LIST, further=further)
    assert [one.remote_id for one in shown] == [ONE]


SITEMAP = f"{SITE}/sitemap.xml"


def sitemap(*addresses, root="urlset", entry="url"):
    entries = "".join(f"<{entry}><loc>\n {one} </loc><lastmod>2026-11-01</lastmod></{entry}>" for one in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">{entries}</{root}>'


def test_pages_of_a_sitemap_are_read_where_their_address_fits():
    addresses = [f"{LIST}0", f"{SITE}/yhteys", f"{LIST}1", "https://muu.example/kurssit/2"]
    asked = []
    chosen, shown = read(sitemap(*addresses), url=SITEMAP, further=pages(2), asked=asked, pages="/kurssit/")
    assert [one.remote_id for one in shown] == [f"{LIST}0", f"{LIST}1"]
    assert asked == [SITEMAP, f"{LIST}0", f"{LIST}1"]
    assert chosen.complete


def test_sitemaps_of_an_index_are_read():
    parts = {f"{SITE}/map{n}.xml": sitemap(f"{LIST}{n}") for n in range(2)}
    index = sitemap(*parts, root="sitemapindex", entry="sitemap")
    _chosen, shown = read(index, url=SITEMAP, further=parts | pages(2), pages="/kurssit/")
    assert [one.remote_id for one in shown] == [f"{LIST}0", f"{LIST}1"]


def test_sitemap_that_cannot_be_had_is_an_issue():
    parts = {f"{SITE}/map0.xml": FetchError("gone"), f"{SITE}/map1.xml": sitemap(f"{LIST}0")}
    index = sitemap(*parts, root="sitemapindex", entry="sitemap")
    chosen, shown = read(index, url=SITEMAP, further=parts | pages(1))
    assert [one.usable for one in shown] == [False, True]
    assert "gone" in shown[0].issues[0].message
    assert not chosen.complete


@pytest.mark.parametrize(
    "page",
    [
        sitemap()[:-9],
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
        "<!DOCTYPE urlset><urlset></urlset>",
        "<urlset>" + "<url>" * 100_000,
        '<?xml version="1.0" encoding="klingon"?><urlset></urlset>',
    ],
    ids=["cut", "entities", "file", "dtd", "deep", "encoding"],
)
def test_sitemap_that_is_no_good_is_a_sentence(page):
    with pytest.raises(FormatError, match="sitemap is not valid XML"):
        read(page, url=SITEMAP)


def test_packed_sitemap_is_a_sentence():
    with pytest.raises(FormatError, match="packed"):
        read(b"\x1f\x8b\x08\x00", url=f"{SITEMAP}.gz")


def test_page_that_fails_is_an_issue_and_the_rest_is_read():
    further = pages(3) | {f"{LIST}1": FetchError("gone")}
    chosen, shown = read(html(carousel(*further)), url=LIST, further=further)
    assert [one.usable for one in shown] == [True, False, True]
    assert f"{LIST}1" in shown[1].issues[0].message
    assert not chosen.complete


def test_five_pages_that_fail_in_a_row_end_the_run():
    further = pages(9) | {f"{LIST}{n}": FetchError(f"gone {n}") for n in range(1, 6)}
    asked = []
    with pytest.raises(FetchError, match="gone 5"):
        read(html(carousel(*further)), url=LIST, further=further, asked=asked)
    assert asked[-1] == f"{LIST}5"


def test_failures_that_are_not_in_a_row_do_not():
    further = pages(9) | {f"{LIST}{n}": FetchError("gone") for n in (1, 2, 3, 4, 6, 7)}
    _chosen, shown = read(html(carousel(*further)), url=LIST, further=further)
    assert sum(one.usable for one in shown) == 3


def test_pages_without_a_course_are_one_issue():
    further = pages(1) | {f"{LIST}{n}": html(body="x") for n in range(1, 20)}
    chosen, shown = read(html(carousel(*further)), url=LIST, further=further)
    assert len(shown) == 2
    why, which = (issue.message for issue in shown[1].issues)
    assert why.startswith("The document holds no data of schema.org")
    assert which.startswith("19 pages hold no course and no event, among them: https://opisto.example/kurssit/1, ")
    assert chosen.complete


def test_pages_none_of_which_has_a_course_are_an_error():
    further = {f"{LIST}{n}": html(body="x") for n in range(3)}
    with pytest.raises(FormatError, match="no data of schema.org"):
        read(html(carousel(*further)), url=LIST, further=further)


MICRODATA = '<div itemscope itemtype="https://schema.org/Course"><span itemprop="name">x</span></div>'


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (html(), "no data of schema.org"),
        (html(body=MICRODATA), "microdata or RDFa"),
        (html(body='<div vocab="https://schema.org/" typeof="Course">x</div>'), "microdata or RDFa"),
        (html({"@context": "https://schema.org", "@type": "Recipe", "name": "x"}), "It holds: Recipe"),
        (html('{"@type": Course}'), "cannot be read"),
        ("<rss><channel></channel></rss>", "no data of schema.org"),
        ("[]", "no data of schema.org"),
        ("17", "not JSON"),
        ("", "empty"),
        ("<!doctype html>" + "x" * 5_000_000, "larger than"),
    ],
)
def test_document_without_a_course_is_a_sentence(page, said):
    with pytest.raises(FormatError, match=said):
        read(page)


def test_list_in_a_file_leads_nowhere_and_says_so():
    further = {f"{LIST}0": NotFollowed("alone")}
    with pytest.raises(NotFollowed):
        read(html(carousel(f"{LIST}0")), url="kurssit.html", further=further)
    chosen, shown = read(html(carousel(f"{LIST}0"), course()), url="kurssit.html", further=further)
    assert [one.remote_id for one in shown] == [ONE]
    assert not chosen.complete


@pytest.mark.parametrize(
    ("before", "encoding", "charset"),
    [("", "utf-8", ""), ("", "cp1252", "windows-1252"), ("\ufeff", "utf-8", ""), ("", "cp1252", "")],
)
def test_page_is_read_in_its_encoding(before, encoding, charset):
    page = html(course(name="Räätälöinti"))
    page = (before + page.replace("R\\u00e4\\u00e4t\\u00e4l\\u00f6inti", "Räätälöinti")).encode(encoding)
    assert only(page, charset=charset).record.title == {"fi": "Räätälöinti"}


def test_xhtml_and_other_spellings_of_the_script_are_read():
    page = '<?xml version="1.0"?>\n' + html(course(), kind="Application/LD+JSON; charset=utf-8")
    assert only(page).remote_id == ONE


def test_escaped_json_is_read():
    assert only(html(json.dumps(course()).replace('"', "&quot;"))).remote_id == ONE
