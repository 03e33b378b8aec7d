"""Linked Events: what an event, a series, a course and a tombstone become."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from opinovi_wagtail.catalogues.base import FetchError, FormatError, NotFollowed, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import Course, Event
from tests.catalogues.feeds import URL, fetch_from, fields_noted, only, read

HELSINKI = ZoneInfo("Europe/Helsinki")


def event(number=1, **changes):
    """An event in the shape of the API."""
    return {
        "id": f"demo:{number}",
        "@id": f"{URL}demo:{number}/",
        "@type": "Event/LinkedEvent",
        "name": {"fi": f"Aikuisopiskelun ilta {number}", "sv": f"Kväll för vuxenstuderande {number}"},
        "short_description": {"fi": "Mitä voin opiskella?"},
        "description": {"fi": "<p>Tule <b>kuulemaan</b></p>"},
        "start_time": "2027-01-12T15:00:00Z",
        "end_time": "2027-01-12T16:30:00Z",
        "last_modified_time": "2026-11-20T08:00:00.123456Z",
        "provider": {"fi": "Aurakosken aikuisopisto"},
        "publisher": "ytj:1234567-8",
        "event_status": "EventScheduled",
        "super_event": None,
        "super_event_type": None,
        "sub_events": [],
        "type_id": "General",
    } | changes


def page(*events, following=None, count=None):
    return {"meta": {"count": len(events) if count is None else count, "next": following}, "data": list(events)}


def test_event_becomes_an_event_with_one_meeting():
    shown = only("linked-events", page(event()), licence="CC BY 4.0")
    record = shown.record
    assert shown.usable and not shown.issues
    assert isinstance(record, Event)
    assert (record.remote_id, record.origin, record.licence) == ("demo:1", "feeds.example", "CC BY 4.0")
    assert record.title == {"fi": "Aikuisopiskelun ilta 1", "sv": "Kväll för vuxenstuderande 1"}
    assert record.summary == {"fi": "Mitä voin opiskella?"}
    assert record.description == {"fi": "<p>Tule <b>kuulemaan</b></p>"}
    assert record.provider.name == {"fi": "Aurakosken aikuisopisto"}
    assert record.provider.remote_id == "ytj:1234567-8"
    (meeting,) = record.meetings
    assert meeting.starts_at == dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI)
    assert meeting.ends_at == dt.datetime(2027, 1, 12, 18, 30, tzinfo=HELSINKI)
    assert record.modified == dt.datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=HELSINKI)


def test_pages_are_followed_to_the_last():
    second, third = f"{URL}?page=2", f"{URL}?page=3"
    pages = {second: page(event(2), following="?page=3", count=3), third: page(event(3), count=3)}
    chosen, shown = read("linked-events", page(event(1), following=second, count=3), pages=pages)
    assert [one.remote_id for one in shown] == ["demo:1", "demo:2", "demo:3"]
    assert chosen.complete


def test_feed_whose_count_changes_while_it_is_read_is_not_complete():
    second = f"{URL}?page=2"
    chosen, shown = read(
        "linked-events", page(event(1), following=second, count=3), pages={second: page(event(3), count=2)}
    )
    assert len(shown) == 2
    assert not chosen.complete


def test_feed_that_shows_fewer_than_it_announces_is_not_complete():
    chosen, _shown = read("linked-events", page(event(1), count=40))
    assert not chosen.complete


def test_feed_of_changes_is_not_complete():
    url = f"{URL}?last_modified_since=2026-11-01&show_deleted=true"
    chosen, shown = read("linked-events", page(event(1)), url=url)
    assert shown and not chosen.complete


def test_next_link_that_leads_back_is_an_error():
    second = f"{URL}?page=2"
    with pytest.raises(FormatError, match="already read"):
        read(
            "linked-events",
            page(event(1), following=second),
            pages={second: page(event(2), following=URL)},
        )


def test_page_that_repeats_under_new_addresses_is_an_error():
    pages = {f"{URL}?page={n}": page(event(1), following=f"{URL}?page={n + 1}", count=9) for n in range(2, 50)}
    with pytest.raises(FormatError, match="again and again"):
        read("linked-events", page(event(1), following=f"{URL}?page=2", count=9), pages=pages)


def test_previewed_file_with_a_next_link_is_read_alone():
    pages = {f"{URL}?page=2": NotFollowed("alone")}
    chosen, shown = read("linked-events", page(event(1), following=f"{URL}?page=2"), pages=pages)
    assert len(shown) == 1
    assert not chosen.complete


def test_what_fetching_the_next_page_raises_passes_through():
    with pytest.raises(FetchError):
        read("linked-events", page(event(1), following=f"{URL}?page=2"))


@pytest.mark.parametrize("document", [event(1), [event(1)]], ids=["single event", "list"])
def test_single_event_and_plain_list_are_read_too(document):
    assert only("linked-events", document).remote_id == "demo:1"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"meta": {}, "data": [{"@type": "Place", "id": "tprek:1"}]}, "Place"),
        ({"odata.metadata": "x", "value": []}, "not a Linked Events answer"),
        ({"data": {"a": 1}}, "not a list"),
        ({"detail": "Not found."}, "not a Linked Events answer"),
        (b"", "empty"),
        (b"<!doctype html><html></html>", "login page"),
        (b"id,name\n1,x", "not JSON"),
        (b'{"meta": {}, "data": [{"id": "demo:1"', "in the middle"),
    ],
)
def test_document_that_is_something_else_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("linked-events", document)


def test_deleted_event_is_a_tombstone_that_names_its_replacement():
    gone = {
        "id": "demo:1",
        "name": {"fi": "Poistettu"},
        "deleted": True,
        "replaced_by": {"@id": f"{URL}demo:9/"},
        "last_modified_time": "2026-11-20T08:00:00Z",
    }
    shown = only("linked-events", page(gone))
    assert shown.deleted and shown.record.deleted and not shown.usable
    assert "demo:9" in shown.issues[0].message


def test_event_taken_back_to_a_draft_is_a_tombstone():
    assert only("linked-events", page(event(publication_status="draft"))).deleted


@pytest.mark.parametrize(
    ("changes", "status", "meetings"),
    [
        ({"event_status": "EventCancelled"}, "cancelled", 1),
        ({"event_status": "EventRescheduled"}, "moved", 1),
        ({"event_status": "EventPostponed", "start_time": None, "end_time": None}, "postponed", 0),
    ],
)
def test_status_gets_through(changes, status, meetings):
    """A postponed event has no time any more; it must reach the store, or people would go to the old one."""
    shown = only("linked-events", page(event(**changes)))
    assert shown.usable
    assert (shown.record.status, len(shown.record.meetings)) == (status, meetings)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (
            {"start_time": "2027-01-12", "end_time": "2027-01-14"},
            (dt.date(2027, 1, 12), dt.date(2027, 1, 14), True),
        ),
        ({"start_time": "2027-01-12", "end_time": None}, (dt.date(2027, 1, 12), None, True)),
        (
            {"start_time": "2027-01-12", "end_time": "2027-01-14T22:00:00Z", "has_end_time": False},
            (dt.date(2027, 1, 12), dt.date(2027, 1, 14), True),
        ),
        (
            {"start_time": "2027-01-12T15:00:00Z", "end_time": "2027-01-12T22:00:00Z", "has_end_time": False},
            (dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI), None, False),
        ),
        (
            {"start_time": "2027-01-12T15:00:00Z", "end_time": "2027-01-14"},
            (
                dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI),
                dt.datetime(2027, 1, 14, 23, 59, tzinfo=HELSINKI),
                False,
            ),
        ),
        (
            {"start_time": "2027-01-12T15:00:00Z", "end_time": "2027-01-12T15:00:00Z"},
            (dt.datetime(2027, 1, 12, 17, 0, tzinfo=HELSINKI), None, False),
        ),
        (
            {"start_time": "2027-06-12T15:00:00Z", "end_time": None},
            (dt.datetime(2027, 6, 12, 18, 0, tzinfo=HELSINKI), None, False),
        ),
    ],
    ids=["days", "day", "midnight after days", "no end time", "time to day", "no length", "summer time"],
)
def test_times_keep_what_is_known_and_no_more(times, expected):
    (meeting,) = only("linked-events", page(event(**times))).record.meetings
    assert (meeting.starts_at, meeting.ends_at, meeting.all_day) == expected


def series(**changes):
    return event(
        10,
        super_event_type="recurring",
        start_time="2027-01-12T15:00:00Z",
        end_time="2027-01-26T17:00:00Z",
        sub_events=[{"@id": f"{URL}demo:11/"}, {"@id": f"{URL}demo:12/"}],
        **changes,
    )


def gathering(number, day, **changes):
    return event(
        number,
        start_time=f"2027-01-{day}T15:00:00Z",
        end_time=f"2027-01-{day}T17:00:00Z",
        super_event={"@id": f"{URL}demo:10/"},
        **changes,
    )


def test_recurring_series_becomes_one_event_whose_gatherings_are_its_meetings():
    """They come from different pages, in any order; one that is cancelled keeps its own status."""
    second = f"{URL}?page=2"
    _chosen, shown = read(
        "linked-events",
        page(gathering(12, 26), event(1), following=second, count=4),
        pages={second: page(series(), gathering(11, 12, event_status="EventCancelled"), count=4)},
    )
    assert [one.remote_id for one in shown] == ["demo:1", "demo:10"]
    meetings = shown[1].record.meetings
    assert [(m.remote_id, m.starts_at.day, m.status) for m in meetings] == [
        ("demo:11", 12, "cancelled"),
        ("demo:12", 26, "scheduled"),
    ]


def raws(document):
    return {
        raw.remote_id: raw.raw for raw in get_format("linked-events", Options()).read(URL, fetch_from({URL: document}))
    }


def test_series_counts_as_changed_when_one_of_its_gatherings_does():
    before = raws(page(series(), gathering(11, 12), gathering(12, 26)))
    same = raws(page(gathering(12, 26), series(), gathering(11, 12)))
    after = raws(page(series(), gathering(11, 12), gathering(12, 27)))
    assert before == same
    assert before["demo:10"] != after["demo:10"]


def test_gatherings_inside_the_series_are_used():
    """As with ``include=sub_events``."""
    inside = series() | {"sub_events": [gathering(11, 12), gathering(12, 26)]}
    record = only("linked-events", page(inside)).record
    assert [m.remote_id for m in record.meetings] == ["demo:11", "demo:12"]


def test_series_whose_gatherings_are_elsewhere_shows_its_span_and_says_so():
    shown = only("linked-events", page(series()))
    assert len(shown.record.meetings) == 1
    assert "meetings" in fields_noted(shown)


@pytest.mark.parametrize("superior", [[], [event(10, super_event_type="umbrella")]], ids=["absent", "umbrella"])
def test_parts_of_an_umbrella_or_of_an_absent_event_stand_for_themselves(superior):
    _chosen, shown = read("linked-events", page(*superior, gathering(11, 12), gathering(12, 26)))
    assert {one.remote_id for one in shown} >= {"demo:11", "demo:12"}
    assert all(len(one.record.meetings) == 1 for one in shown)


def test_course_becomes_a_course_with_a_run():
    course = event(
        type_id="Course",
        start_time="2027-01-12T15:00:00Z",
        end_time="2027-05-12T16:30:00Z",
        enrolment_start_time="2026-12-01T06:00:00Z",
        enrolment_end_time="2026-12-20",
        maximum_attendee_capacity=20,
        remaining_attendee_capacity=3,
        registration={"@id": "x", "signup_url": {"fi": "https://ilmo.example/1"}},
        in_language=[{"@id": "https://feeds.example/v1/language/sv/"}],
        offers=[{"is_free": False, "price": {"fi": "120,50 €"}}],
    )
    record = only("linked-events", page(course)).record
    assert isinstance(record, Course)
    (run,) = record.runs
    assert (run.start.on, run.ends_on) == (dt.date(2027, 1, 12), dt.date(2027, 5, 12))
    assert run.apply_from == dt.datetime(2026, 12, 1, 8, 0, tzinfo=HELSINKI)
    assert run.apply_until == dt.datetime(2026, 12, 20, 23, 59, tzinfo=HELSINKI)
    assert (run.apply_url, run.places, run.places_left) == ("https://ilmo.example/1", 20, 3)
    assert (run.languages, run.times) == (("sv",), ("evening",))
    assert (run.price.amount, run.price.free) == (Decimal("120.50"), False)


def test_sessions_of_a_course_are_one_run_and_those_with_their_own_registration_are_runs():
    sessions = only(
        "linked-events", page(series(type_id="Course") | {"sub_events": [gathering(11, 12), gathering(12, 26)]})
    )
    (run,) = sessions.record.runs
    assert (run.remote_id, run.start.on, run.ends_on) == ("demo:10", dt.date(2027, 1, 12), dt.date(2027, 1, 26))
    own = {"registration": {"@id": "x"}}
    groups = [gathering(11, 12, **own), gathering(12, 26, **own)]
    record = only("linked-events", page(series(type_id="Course") | {"sub_events": groups})).record
    assert [run.remote_id for run in record.runs] == ["demo:11", "demo:12"]


def test_course_extension_of_older_instances_makes_a_course():
    record = only("linked-events", page(event(type_id=None, extension_course={"maximum_attendee_capacity": 35}))).record
    assert isinstance(record, Course)
    assert record.runs[0].places == 35


PLACE_URL = "https://feeds.example/v1/place/tprek:1/"
PLACE = {
    "id": "tprek:1",
    "name": {"fi": "Pääkirjasto"},
    "street_address": {"fi": "Linnankatu 2"},
    "postal_code": "20100",
    "address_locality": {"fi": "Turku", "sv": "Åbo"},
    "divisions": [{"type": "muni", "name": {"fi": "Turku"}}],
}


def test_place_is_looked_up_once_for_all_events():
    asked = []
    pages = {PLACE_URL: PLACE}
    at = {"location": {"@id": PLACE_URL}}
    _chosen, shown = read("linked-events", page(event(1, **at), event(2, **at)), pages=pages, asked=asked)
    for one in shown:
        place = one.record.meetings[0].place
        assert place.name == {"fi": "Pääkirjasto"}
        assert (place.address, place.municipality) == ("Linnankatu 2, 20100 Turku", "853")
    assert asked.count(PLACE_URL) == 1


def test_included_place_needs_no_look_up():
    asked = []
    _chosen, (shown,) = read("linked-events", page(event(location=PLACE)), asked=asked)
    assert shown.record.meetings[0].place.municipality == "853"
    assert asked == [URL]


def test_place_that_cannot_be_looked_up_is_an_issue_not_a_failure():
    shown = only("linked-events", page(event(location={"@id": PLACE_URL})))
    assert shown.usable
    assert fields_noted(shown) == {"place"}


def test_dead_place_service_is_not_asked_for_every_event():
    asked = []
    events = [event(n, location={"@id": f"https://feeds.example/v1/place/{n}/"}) for n in range(20)]
    _chosen, shown = read("linked-events", page(*events), asked=asked)
    assert len(shown) == 20
    assert len(asked) == 1 + 3


def test_source_may_forbid_look_ups():
    asked = []
    read("linked-events", page(event(location={"@id": PLACE_URL})), asked=asked, follow=False)
    assert asked == [URL]


def test_online_place_is_online():
    shown = only(
        "linked-events", page(event(type_id="Course", location={"@id": "https://x.example/place/helsinki:internet/"}))
    )
    assert shown.record.runs[0].forms == ("online",)
    assert not shown.issues


def test_audience_is_taken_where_it_is_one_of_ours():
    keywords = [{"id": "k:1", "name": {"fi": "Työttömät"}}, {"id": "k:2", "name": {"fi": "Lapset"}}]
    assert only("linked-events", page(event(audience=keywords))).record.audiences == ("unemployed",)


@pytest.mark.parametrize(
    ("offers", "amount", "free"),
    [
        ([{"is_free": True, "price": None}], None, True),
        ([{"is_free": False, "price": {"fi": "<p>Kaikki liput 15 €</p>"}}], Decimal("15.00"), False),
        ([{"is_free": False, "price": {"fi": "69 €/aikuinen, 39 €/lapsi"}}], None, False),
        ([{"is_free": True}, {"is_free": False, "price": {"fi": "5 €"}}], Decimal("5.00"), None),
        ([{"is_free": False, "price": {"fi": "10 €", "sv": "10 €"}}], Decimal("10.00"), False),
    ],
    ids=["free", "one sum", "several sums", "free and not", "two languages"],
)
def test_price_is_a_sum_only_where_there_is_one(offers, amount, free):
    price = only("linked-events", page(event(offers=offers))).record.price
    assert (price.amount, price.free) == (amount, free)


def test_registration_of_an_event():
    links = [{"name": "registration", "link": "https://ilmo.example/"}]
    terms = only("linked-events", page(event(external_links=links, maximum_attendee_capacity=30))).record.registration
    assert (terms.needed, terms.url, terms.places) == (True, "https://ilmo.example/", 30)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Rahoituksen infotilaisuus", "info_event"),
        ("Hoiva-alan infoilta", "info_event"),
        ("Infotillfälle för vuxna", "info_event"),
        ("Informaatio ja yhteiskunta", "guidance"),
    ],
)
def test_kind_of_event_is_read_from_the_title_or_said_by_the_source(title, kind):
    assert only("linked-events", page(event(name={"fi": title})), event_type="guidance").record.event_type == kind


def test_place_in_words_is_kept_with_the_description():
    record = only("linked-events", page(event(location_extra_info={"fi": "Huone 2 <3"}))).record
    assert record.description["fi"].endswith("<p>Huone 2 &lt;3</p>")


def test_repeated_reading_gives_the_same_bytes():
    assert raws(page(event(1), event(2))) == raws(page(event(2), event(1)))
