"""What machines read of courses, events and guides: what is known and shown, as schema.org, and safe whatever the words are."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from bs4 import BeautifulSoup

from opinovi_wagtail import links
from opinovi_wagtail.models import CourseRun, GuideReference
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.views.structured import json_ld
from tests.factories import HELSINKI, make_course, make_event, make_guide, make_partner, make_place

from .heads import read_head
from .test_details import page_of

pytestmark = pytest.mark.django_db
SCHEMA = "https://schema.org/"
SECRET = "https://meet.example/secret-room"


def course_of(client, language="en", *, run=None, **fields):
    course = make_course(**fields)
    CourseRun.objects.filter(course=course).update(**(run or {}))
    return read_head(page_of(client, course, language)).node("Course")


def run_of(client, language="en", **run):
    (instance,) = course_of(client, language, run=run)["hasCourseInstance"]
    return instance


def event_of(client, event, language="en"):
    return read_head(page_of(client, event, language)).graph[0]


# Courses.


def test_a_course_says_who_gives_it_and_what_it_is(client, tree):
    partner = make_partner(name={"en": "Aura College"}, website="https://aura.example/")
    course = make_course(
        partner, title={"en": "Care assistant"}, summary={"en": "<b>Short</b> training."}, level=4,
        credits_amount="30.00", credits_unit="osp", fields=["091"],
    )  # fmt: skip
    said = read_head(page_of(client, course)).node("Course")
    url = links.url_for(course, "en")
    assert said["@id"] == f"{url}#course"
    assert said["url"] == url
    assert said["name"] == "Care assistant"
    assert said["description"] == "Short training."
    assert said["inLanguage"] == "fi", "what it is taught in, not what the page is written in"
    assert said["educationalLevel"] == "Level 4"
    assert said["numberOfCredits"] == {"@type": "StructuredValue", "value": "30", "unitText": "competence points"}
    assert said["about"] == [{"@type": "DefinedTerm", "termCode": "091", "name": "Health"}]
    assert said["provider"] == {
        "@type": "EducationalOrganization",
        "name": "Aura College",
        "url": "https://aura.example/",
        "email": partner.email,
        "telephone": "+358 2 123 4567",
    }


def test_whom_a_source_names_is_the_provider_and_how_to_reach_them_is_not_known(client, tree):
    said = course_of(client, provider_name={"en": "The Loimaa branch"})
    assert said["provider"] == {"@type": "EducationalOrganization", "name": "The Loimaa branch"}


def test_what_is_not_known_of_a_course_is_not_there(client, tree):
    said = course_of(
        client,
        title={"en": "Care"},
        summary={},
        run={"start_kind": "unknown", "start_on": None, "price_free": None, "languages": [], "forms": [],
             "municipalities": []},
    )  # fmt: skip
    assert set(said) == {"@type", "@id", "url", "name", "provider", "hasCourseInstance"}
    assert said["hasCourseInstance"] == [{"@type": "CourseInstance", "name": "Care"}]
    assert "hasCourseInstance" not in course_of(client, runs=0)


def test_a_run_says_when_where_and_how(client, tree):
    place = make_place(name={"en": "Main building"})
    said = run_of(
        client, place=place, ends_on=dt.date(2027, 5, 31), forms=["contact", "blended"], languages=["fi", "sv"], places=20,
        places_left=4, url="https://aura.example/care", duration_amount="6", duration_unit="month",
    )  # fmt: skip
    assert (said["startDate"], said["endDate"]) == ("2027-01-11", "2027-05-31")
    assert said["courseMode"] == ["Onsite", "Blended"]
    assert said["inLanguage"] == ["fi", "sv"]
    assert said["duration"] == "P6M"
    assert said["url"] == "https://aura.example/care"
    assert (said["maximumAttendeeCapacity"], said["remainingAttendeeCapacity"]) == (20, 4)
    assert said["location"][0] == {
        "@type": "Place",
        "name": "Main building",
        "address": {
            "@type": "PostalAddress", "streetAddress": "Aurakatu 1", "postalCode": "20100", "addressLocality": "Turku",
            "addressCountry": "FI",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("40", "hour", {"courseWorkload": "PT40H"}),
        ("2.50", "day", {"duration": "P2.5D"}),
        ("3", "week", {"duration": "P3W"}),
        ("2", "year", {"duration": "P2Y"}),
        ("10", "", {}),
        (None, "week", {}),
    ],
)
def test_hours_are_work_and_longer_is_how_long_it_takes(client, tree, amount, unit, said):
    run = run_of(client, duration_amount=amount, duration_unit=unit)
    assert {name: run[name] for name in ("courseWorkload", "duration") if name in run} == said


@pytest.mark.parametrize("kind", ["season", "rolling", "personal", "unknown"])
def test_a_run_without_a_first_day_has_none(client, tree, kind):
    assert "startDate" not in run_of(client, start_kind=kind, start_season="2027-spring")


@pytest.mark.parametrize(
    ("run", "offer"),
    [
        ({"price_free": True}, {"price": "0", "priceCurrency": "EUR", "category": "Free"}),
        (
            {"price_free": None, "price_amount": "1250.50"},
            {"price": "1250.50", "priceCurrency": "EUR", "category": "Paid"},
        ),
        ({"price_free": None, "price_amount": "0"}, {"price": "0.00", "priceCurrency": "EUR", "category": "Free"}),
        ({"price_free": False}, {"category": "Paid"}),
        ({"price_free": None, "price_text": {"en": "To be agreed"}}, {"description": "To be agreed"}),
        ({"price_free": None}, None),
    ],
    ids=["free", "a sum", "nought", "paid", "words", "unknown"],
)
def test_a_run_says_what_it_costs_as_far_as_it_is_known(client, tree, run, offer):
    assert run_of(client, **run).get("offers") == (offer and {"@type": "Offer", **offer})


APPLY = "https://opintopolku.fi/hae"


@pytest.mark.parametrize(
    ("run", "availability", "url"),
    [
        ({"application": "rolling"}, "InStock", APPLY),
        ({"apply_until": dt.datetime(2026, 12, 1, 15, tzinfo=HELSINKI)}, "InStock", APPLY),
        ({"apply_until": dt.datetime(2026, 11, 1, 15, tzinfo=HELSINKI)}, "OutOfStock", None),
        ({"apply_from": dt.datetime(2026, 12, 1, 8, tzinfo=HELSINKI)}, None, None),
        ({"places_left": 0, "application": "rolling"}, "SoldOut", APPLY),
        ({}, None, APPLY),
        ({"apply_url": "javascript:alert(1)"}, None, None),
    ],
    ids=["rolling", "open", "closed", "not yet", "full", "unknown", "no address"],
)
def test_a_run_says_whether_and_where_one_can_apply(client, tree, run, availability, url):
    offer = run_of(client, **{"apply_url": APPLY, **run})["offers"]
    assert offer.get("availability") == (availability and SCHEMA + availability)
    assert offer.get("url") == url


def test_a_run_says_when_one_applies_on_the_clocks_of_the_site(client, tree):
    offer = run_of(
        client,
        apply_from=dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC),
        apply_until=dt.datetime(2026, 12, 1, 13, tzinfo=dt.UTC),
    )["offers"]
    assert offer["availabilityStarts"] == "2026-07-01T09:00:00+03:00"
    assert offer["availabilityEnds"] == "2026-12-01T15:00:00+02:00"


def test_a_run_in_several_municipalities_has_a_place_in_each(client, tree):
    places = run_of(client, municipalities=["734", "853"])["location"]
    assert [place["address"]["addressLocality"] for place in places] == ["Salo", "Turku"]


@pytest.mark.parametrize(
    "run",
    [{"forms": ["online"]}, {"online_url": SECRET}, {"place_name": {"en": "Online"}, "online_url": SECRET}],
    ids=["by its form", "by its address", "with a name"],
)
def test_a_course_online_leads_to_its_page_and_never_to_the_room(client, tree, run):
    course = make_course()
    CourseRun.objects.filter(course=course).update(municipalities=[], **run)
    page = page_of(client, course)
    where = read_head(page).node("Course")["hasCourseInstance"][0]["location"]
    where = where[-1] if isinstance(where, list) else where
    assert where == {"@type": "VirtualLocation", "url": links.url_for(course, "en")}
    assert SECRET not in page.content.decode()


# Events.


def test_an_event_says_when_where_who_and_how_to_get_in(client, tree):
    event = make_event(languages=["fi", "en"], places=20, places_taken=17, summary={"en": "Come."})
    said = event_of(client, event)
    url = links.url_for(event, "en")
    assert said["@type"] == "EducationEvent"
    assert (said["@id"], said["url"], said["description"]) == (f"{url}#event", url, "Come.")
    assert (said["startDate"], said["endDate"]) == ("2026-12-01T17:00:00+02:00", "2026-12-01T18:30:00+02:00")
    assert said["eventStatus"] == f"{SCHEMA}EventScheduled"
    assert said["eventAttendanceMode"] == f"{SCHEMA}OfflineEventAttendanceMode"
    assert said["location"]["address"]["addressLocality"] == "Turku"
    assert said["organizer"]["@type"] == "Organization"
    assert said["inLanguage"] == ["fi", "en"]
    assert said["isAccessibleForFree"] is True
    assert (said["maximumAttendeeCapacity"], said["remainingAttendeeCapacity"]) == (20, 3)
    assert said["offers"] == {
        "@type": "Offer", "price": "0", "priceCurrency": "EUR", "category": "Free", "availability": f"{SCHEMA}InStock",
        "url": links.register_url(event, "en"),
    }  # fmt: skip
    assert "subEvent" not in said


@pytest.mark.parametrize(
    ("kind", "said"),
    [("info_event", "EducationEvent"), ("group_session", "EducationEvent"), ("guidance", "Event"), ("other", "Event")],
)
def test_guidance_is_an_event_like_others(client, tree, kind, said):
    assert event_of(client, make_event(kind=kind))["@type"] == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("scheduled", "EventScheduled"),
        ("cancelled", "EventCancelled"),
        ("postponed", "EventPostponed"),
        ("moved", "EventRescheduled"),
    ],
)
def test_an_event_says_what_has_become_of_it_and_never_a_former_time(client, tree, status, said):
    event = event_of(client, make_event(status=status))
    assert event["eventStatus"] == SCHEMA + said
    assert "previousStartDate" not in event
    assert ("offers" in event) == (status in ("scheduled", "moved"))


@pytest.mark.parametrize(
    ("meetings", "said"),
    [(["moved"], "EventRescheduled"), (["cancelled"], "EventCancelled")],
    ids=["moved", "cancelled"],
)
def test_an_event_is_what_has_become_of_its_only_meeting(client, tree, meetings, said):
    event = make_event()
    event.meetings.update(status=meetings[0])
    assert event_of(client, event)["eventStatus"] == SCHEMA + said


def test_a_series_has_an_event_for_each_of_its_meetings(client, tree):
    event = make_event(kind="group_session", meetings=3)
    second = event.meetings.all()[1]
    event.meetings.filter(pk=second.pk).update(status="cancelled", notice={"en": "The teacher is ill."})
    said = event_of(client, event)
    assert (said["startDate"], said["endDate"]) == ("2026-12-01T17:00:00+02:00", "2026-12-15T18:30:00+02:00")
    parts = said["subEvent"]
    assert [part["startDate"][:10] for part in parts] == ["2026-12-01", "2026-12-08", "2026-12-15"]
    assert [part["eventStatus"] for part in parts] == [
        f"{SCHEMA}EventScheduled", f"{SCHEMA}EventCancelled", f"{SCHEMA}EventScheduled"
    ]  # fmt: skip
    assert parts[1]["description"] == "The teacher is ill."
    assert len({part["@id"] for part in parts}) == 3
    for part in parts:
        assert part["@type"] == "EducationEvent"
        assert part["name"] == said["name"]
        assert part["superEvent"] == {"@id": said["@id"]}


def test_a_series_that_is_cancelled_is_so_in_all_its_parts(client, tree):
    said = event_of(client, make_event(kind="group_session", meetings=2, status="cancelled"))
    assert {part["eventStatus"] for part in said["subEvent"]} == {f"{SCHEMA}EventCancelled"}


def test_the_first_and_last_meeting_that_are_held_are_when_a_series_is(client, tree):
    event = make_event(kind="group_session", meetings=3)
    event.meetings.filter(pk=event.meetings.first().pk).update(status="cancelled")
    assert event_of(client, event)["startDate"] == "2026-12-08T17:00:00+02:00"


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ((2026, 12, 1), (2026, 12, 2), ("2026-12-01", "2026-12-01")),
        ((2026, 12, 1), (2026, 12, 4), ("2026-12-01", "2026-12-03")),
        ((2026, 12, 1), None, ("2026-12-01", None)),
    ],
    ids=["one day", "three days", "no end"],
)
def test_an_all_day_meeting_has_days(client, tree, starts, ends, said):
    event = make_event()
    event.meetings.update(
        all_day=True,
        starts_at=dt.datetime(*starts, tzinfo=HELSINKI),
        ends_at=dt.datetime(*ends, tzinfo=HELSINKI) if ends else None,
    )
    found = event_of(client, event)
    assert (found["startDate"], found.get("endDate")) == said


def test_times_are_on_the_clocks_of_the_event(client, tree):
    event = make_event(timezone="Europe/Stockholm", starts=dt.datetime(2026, 12, 1, 17, tzinfo=HELSINKI))
    assert event_of(client, event)["startDate"] == "2026-12-01T16:00:00+01:00"


def test_an_event_without_a_time_has_none(client, tree):
    said = event_of(client, make_event(meetings=0))
    assert not {"startDate", "endDate", "location", "eventAttendanceMode", "subEvent"} & set(said)


@pytest.mark.parametrize(
    ("place", "online", "mode", "kinds"),
    [
        (True, "", "Offline", ["Place"]),
        (False, SECRET, "Online", ["VirtualLocation"]),
        (True, SECRET, "Mixed", ["Place", "VirtualLocation"]),
    ],
    ids=["on site", "online", "both"],
)
def test_an_event_says_whether_one_comes_or_joins(client, tree, place, online, mode, kinds):
    event = make_event()
    event.meetings.update(place=make_place() if place else None, online_url=online)
    page = page_of(client, event)
    said = read_head(page).graph[0]
    where = said["location"] if isinstance(said["location"], list) else [said["location"]]
    assert said["eventAttendanceMode"] == f"{SCHEMA}{mode}EventAttendanceMode"
    assert [location["@type"] for location in where] == kinds
    if online:
        assert where[-1]["url"] == links.url_for(event, "en")
    assert SECRET not in page.content.decode()


def test_the_room_of_a_place_is_not_told_either(client, tree):
    event = make_event(kind="group_session", meetings=2)
    event.meetings.update(place=make_place(online_url=SECRET))
    assert SECRET not in page_of(client, event).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_mode": "elsewhere", "registration_url": "https://x.example/"},
        {"registration_mode": "none", "status": "cancelled"},
        {"registration_mode": "none", "starts": dt.datetime(2026, 1, 1, 17, tzinfo=HELSINKI)},
        {"places": 1, "places_taken": 1},
        {},
    ],
    ids=["elsewhere", "cancelled", "past", "full", "open"],
)
def test_the_room_is_told_to_nobody_who_does_not_see_it_on_the_page(client, tree, fields):
    event = make_event(**fields)
    event.meetings.update(online_url=SECRET)
    assert SECRET not in page_of(client, event).content.decode()


def test_where_everybody_may_just_come_the_room_is_told(client, tree):
    event = make_event(registration_mode="none")
    event.meetings.update(online_url=SECRET, place=None)
    said = event_of(client, event)
    assert said["location"] == {"@type": "VirtualLocation", "url": SECRET}
    assert "availability" not in said["offers"]
    assert "maximumAttendeeCapacity" not in said
    event.meetings.update(online_url="javascript:alert(1)")
    assert event_of(client, event)["location"]["url"] == links.url_for(event, "en")


@pytest.mark.parametrize(
    ("fields", "availability", "leads_to_form", "left"),
    [
        ({"places": None}, "InStock", True, None),
        ({"places": 1, "places_taken": 1}, "SoldOut", True, 0),
        ({"places": 1, "places_taken": 1, "waiting_list": False}, "SoldOut", False, 0),
        ({"registration_opens_at": dt.datetime(2026, 11, 25, 9, tzinfo=HELSINKI)}, None, False, None),
        ({"registration_closes_at": dt.datetime(2026, 11, 20, 9, tzinfo=HELSINKI)}, "OutOfStock", False, None),
        ({"registration_mode": "elsewhere", "remote_places_left": 0}, "SoldOut", False, 0),
        ({"registration_mode": "elsewhere", "remote_places_left": 2}, "InStock", False, 2),
        ({"registration_mode": "elsewhere"}, None, False, None),
    ],
    ids=["no limit", "waiting list", "full", "opens later", "closed", "full elsewhere", "left elsewhere", "elsewhere"],
)
def test_an_event_says_whether_there_are_places(client, tree, fields, availability, leads_to_form, left):
    event = make_event(**fields)
    said = event_of(client, event)
    assert said["offers"].get("availability") == (availability and SCHEMA + availability)
    assert (said["offers"].get("url") == links.register_url(event, "en")) is leads_to_form
    assert said.get("remainingAttendeeCapacity") == left


def test_an_event_elsewhere_leads_there(client, tree):
    event = make_event(registration_mode="elsewhere", registration_url="https://x.example/ilmo")
    assert event_of(client, event)["offers"]["url"] == "https://x.example/ilmo"


def test_nothing_of_those_who_come_is_told(client, tree):
    event = make_event(places=5)
    register(event.pk, Entry(name="Aino Aalto", email="aino@example.fi"))
    page = page_of(client, event).content.decode()
    assert "Aino" not in page
    assert "aino@" not in page


# Guides.


def test_a_guide_is_a_page_that_somebody_has_checked(client, tree):
    partner = make_partner(name={"en": "Aura College"}, email="", phone="")
    guide = make_guide(
        partner, title={"en": "Study grant"}, summary={"en": "Money."}, verified_on=dt.date(2026, 11, 2),
        verified_by="Maija Ohjaaja",
    )  # fmt: skip
    GuideReference.objects.create(
        guide=guide, key=uuid.uuid4(), publisher={"en": "Kela"}, url="https://www.kela.fi/", statute="65/1994"
    )
    GuideReference.objects.create(guide=guide, key=uuid.uuid4(), publisher={"en": "Finlex"})
    page = page_of(client, guide)
    said = read_head(page).node("WebPage")
    assert said["@id"] == said["url"] == links.url_for(guide, "en")
    assert (said["name"], said["description"], said["inLanguage"]) == ("Study grant", "Money.", "en")
    assert (said["dateModified"], said["lastReviewed"]) == ("2026-11-24", "2026-11-02")
    assert said["reviewedBy"] == {"@type": "Organization", "name": "Aura College"}
    kela, finlex = said["citation"]
    assert (kela["name"], kela["url"], kela["publisher"]["name"]) == ("65/1994", "https://www.kela.fi/", "Kela")
    assert finlex == {
        "@type": "CreativeWork", "name": "Finlex", "publisher": {"@type": "Organization", "name": "Finlex"}
    }  # fmt: skip
    assert "Maija" not in page.content.decode(), "who checked it is the network's business"


def test_a_guide_that_nobody_has_checked_says_so_by_silence(client, tree):
    said = read_head(page_of(client, make_guide())).node("WebPage")
    assert not {"lastReviewed", "reviewedBy", "citation", "description"} & set(said)


# Languages.


def test_words_are_in_the_language_of_the_page_or_say_which_one_they_are_in(client, tree):
    event = make_event(title={"fi": "Ilta", "sv": "Kväll"}, summary={"fi": "Tule."}, languages=["fi"])
    said = event_of(client, event, "sv")
    assert said["name"] == "Kväll"
    assert said["description"] == {"@language": "fi", "@value": "Tule."}
    assert said["inLanguage"] == "fi"
    guide = make_guide(title={"fi": "Opintotuki", "sv": "Studiestöd"}, summary={"fi": "Rahaa."})
    assert read_head(page_of(client, guide, "sv")).node("WebPage")["inLanguage"] == ["sv", "fi"]


# Whatever the words are.

HOSTILE = {
    "end of script": "</script><script>alert(1)</script>",
    "capitals": "</ScRiPt ><img src=x onerror=alert(1)>",
    "comment": "<!-- <script> hidden",
    "comment and script": "<!--<script></script>",
    "section": "]]> &amp; &lt;b&gt; & 1 < 2 > 0",
    "separators": "one\u2028two\u2029three",
    "quotes": "\"double\" 'single' \\ backslash \\u003C",
    "controls": "bell\x07 tab\x0b",
    "emoji": "👩‍🎓 ä ö å й",
    "template": "{{ secret }} {% load x %}",
}
hostile = pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)


@hostile
@pytest.mark.parametrize("kind", ["course", "event", "guide"])
def test_no_title_gets_out_of_the_data_or_out_of_an_attribute(client, tree, kind, words):
    make = {"course": make_course, "event": make_event, "guide": make_guide}[kind]
    head = read_head(page_of(client, make(title={"en": f"A {words} Z"}, summary={"en": "Words."})))
    assert head.graph[0]["name"] == f"A {words} Z"
    assert head.one("og:title") == f"A {words} Z"
    assert len(head.soup.find_all("script")) == 1
    assert head.soup.find("body").find("h1") is not None


@hostile
def test_data_holds_no_sign_of_html(words):
    text = json_ld([{"@type": "Event", "name": words, words: [words]}])
    inside = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside)["@graph"] == [{"@type": "Event", "name": words, words: [words]}]
    soup = BeautifulSoup(f"<p>before</p>{text}<p>after</p>", "html.parser")
    assert [tag.name for tag in soup.find_all()] == ["p", "script", "p"]
