"""Open edX: what runs of the LMS and courses of the catalogue service become."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from opinovi_wagtail.catalogues.base import FetchError, FormatError, NotFollowed, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.record import Course, Price, Start
from tests.catalogues.feeds import fields_noted, only, read

HELSINKI = ZoneInfo("Europe/Helsinki")
LMS = "https://opi.example/api/courses/v1/courses/"
DISCOVERY = "https://katalogi.example/api/v1/courses/"


def lms_run(run="2027K", number="TIKU1", **changes):
    """A course of the LMS, which is one run."""
    identifier = f"course-v1:Aurakoski+{number}+{run}"
    return {
        "blocks_url": f"{LMS}../blocks/?course_id={identifier}",
        "effort": "3 h/vk",
        "end": "2027-05-31T20:59:00Z",
        "enrollment_start": "2026-11-01T06:00:00Z",
        "enrollment_end": "2027-01-10T21:59:00Z",
        "id": identifier,
        "course_id": identifier,
        "media": {
            "course_image": {"uri": f"/asset-v1:Aurakoski+{number}+{run}+type@asset+block@kuva.jpg"},
            "course_video": {"uri": None},
            "image": {"raw": "https://opi.example/raw.jpg", "large": "https://opi.example/large.jpg"},
        },
        "name": "Tietokone tutuksi",
        "number": number,
        "org": "Aurakoski",
        "short_description": "Perusteet <b>alusta</b>",
        "start": "2027-01-12T22:30:00Z",
        "start_display": "12.1.2027",
        "start_type": "timestamp",
        "pacing": "instructor",
        "mobile_available": True,
        "hidden": False,
        "invitation_only": False,
    } | changes


def lms_page(*runs, following=None, count=None):
    pagination = {"next": following, "previous": None, "count": len(runs) if count is None else count, "num_pages": 1}
    return {"results": list(runs), "pagination": pagination}


def seat(kind="verified", price="150.00", **changes):
    return {"type": kind, "price": price, "currency": "EUR", "sku": "A1", "credit_hours": None} | changes


def discovery_run(run="2027K", **changes):
    return {
        "key": f"course-v1:Aurakoski+TIKU1+{run}",
        "title": "Tietokone tutuksi",
        "marketing_url": f"https://aurakoski.example/kurssit/tiku1/{run}",
        "seats": [seat()],
        "start": "2027-01-12T07:00:00Z",
        "end": "2027-05-31T07:00:00Z",
        "enrollment_start": None,
        "enrollment_end": "2027-01-10T21:59:00Z",
        "pacing_type": "instructor_paced",
        "status": "published",
        "hidden": False,
        "content_language": "sv-fi",
        "weeks_to_complete": 12,
        "modified": "2026-11-03T08:00:00Z",
        "availability": "Upcoming",
        "staff": [{"given_name": "Aino", "family_name": "Esimerkki"}],
    } | changes


def discovery_course(*runs, **changes):
    return {
        "key": "Aurakoski+TIKU1",
        "uuid": "2a0d7d5c-6f2e-4b53-9d53-111111111111",
        "title": "Datorn blir bekant",
        "owners": [{"key": "Aurakoski", "name": "Aurakosken aikuisopisto"}, {"key": "Muu", "name": "Muu"}],
        "image": {"src": "/media/kuva.jpg", "height": None},
        "short_description": "Grunderna",
        "full_description": "<p>Vi <b>övar</b></p><script>x</script>",
        "level_type": "Introductory",
        "subjects": [{"name": "Computer Science"}],
        "modified": "2026-11-01T08:00:00Z",
        "marketing_url": "https://aurakoski.example/kurssit/tiku1",
        "course_runs": list(runs),
    } | changes


def discovery_page(*courses, following=None):
    return {"count": len(courses), "next": following, "previous": None, "results": list(courses)}


def lms(*runs, **options):
    _format, (shown,) = read("openedx", lms_page(*runs), url=LMS, **options)
    return shown


def discovery(*runs, **changes):
    _format, (shown,) = read("openedx", discovery_page(discovery_course(*runs, **changes)), url=DISCOVERY)
    return shown


def test_run_of_the_lms_becomes_a_course_with_a_run():
    shown = lms(lms_run(), licence="CC BY 4.0")
    course = shown.record
    assert shown.usable and not shown.issues
    assert isinstance(course, Course)
    assert (course.remote_id, course.origin, course.licence) == ("Aurakoski+TIKU1", "opi.example", "CC BY 4.0")
    assert course.url == "https://opi.example/courses/course-v1:Aurakoski+TIKU1+2027K/about"
    assert (course.provider.name, course.provider.remote_id) == ({"fi": "Aurakoski"}, "Aurakoski")
    assert (course.title, course.summary) == ({"fi": "Tietokone tutuksi"}, {"fi": "Perusteet alusta"})
    assert course.image == "https://opi.example/large.jpg"
    (run,) = course.runs
    assert (run.remote_id, run.url) == ("course-v1:Aurakoski+TIKU1+2027K", course.url)
    assert (run.start, run.ends_on) == (Start(on=dt.date(2027, 1, 13)), dt.date(2027, 5, 31))  # days in Helsinki
    assert run.apply_from == dt.datetime(2026, 11, 1, 8, 0, tzinfo=HELSINKI)
    assert run.apply_until == dt.datetime(2027, 1, 10, 23, 59, tzinfo=HELSINKI)
    assert (run.forms, run.times, run.application, run.languages) == (("online",), (), "", ())


def test_runs_of_a_course_are_joined_wherever_they_stand():
    second = f"{LMS}?page=2"
    first_page = lms_page(lms_run("2027K"), lms_run(number="TIKU2"), following=second, count=3)
    later = lms_run("2027S", start="2027-09-01T07:00:00Z", end=None, name="Tietokone tutuksi, uudistettu")
    chosen, shown = read("openedx", first_page, url=LMS, pages={second: lms_page(later, count=3)})
    assert [one.remote_id for one in shown] == ["Aurakoski+TIKU1", "Aurakoski+TIKU2"]
    assert [run.remote_id[-5:] for run in shown[0].record.runs] == ["2027K", "2027S"]
    assert shown[0].record.title == {"fi": "Tietokone tutuksi, uudistettu"}
    assert chosen.complete


def test_order_of_the_feed_changes_nothing():
    runs = [lms_run("2027K"), lms_run("2027S"), lms_run("2026S")]

    def raw(*runs):
        from tests.catalogues.feeds import fetch_from

        return [one.raw for one in get_format("openedx").read(LMS, fetch_from({LMS: lms_page(*runs)}))]

    assert raw(*runs) == raw(*reversed(runs))


@pytest.mark.parametrize(
    ("identifier", "course"),
    [
        ("Aurakoski/TIKU1/2015", "Aurakoski+TIKU1"),
        ("course-v1:Aurakoski+TIKU1+2015", "Aurakoski+TIKU1"),
        ("ccx-v1:Aurakoski+TIKU1+2015+ccx@3", "ccx-v1:Aurakoski+TIKU1+2015+ccx@3"),
        ("library", "library"),
    ],
)
def test_identifier_tells_the_course_where_it_has_the_known_form(identifier, course):
    assert lms(lms_run(id=identifier, course_id=identifier)).remote_id == course


def test_hidden_run_is_left_out():
    course = lms(lms_run("2027K"), lms_run("2027S", hidden=True)).record
    assert [run.remote_id[-5:] for run in course.runs] == ["2027K"]


def test_course_whose_runs_are_all_hidden_is_withdrawn():
    shown = lms(lms_run(hidden=True), lms_run("2027S", hidden=True))
    assert shown.deleted and not shown.usable
    assert shown.record.deleted and shown.remote_id == "Aurakoski+TIKU1"
    assert fields_noted(shown) == {"status"}


@pytest.mark.parametrize(
    ("changes", "start", "text"),
    [
        ({"start": None}, Start(kind="unknown"), {}),
        ({"start_type": "empty"}, Start(kind="unknown"), {}),
        ({"start": "2030-01-01T00:00:00Z"}, Start(kind="unknown"), {}),
        (
            {"start_type": "string", "start_display": "Keväällä"},
            Start(on=dt.date(2027, 1, 13)),
            {"fi": "Keväällä"},
        ),
    ],
    ids=["none", "empty", "what Studio fills in", "advertised"],
)
def test_start_is_what_somebody_has_set(changes, start, text):
    (run,) = lms(lms_run(**changes)).record.runs
    assert (run.start, run.start_text) == (start, text)


def test_self_paced_run_is_at_any_time():
    (run,) = lms(lms_run(pacing="self")).record.runs
    assert run.times == ("any_time",)


@pytest.mark.parametrize(("invitation_only", "application"), [(False, "rolling"), (True, "")])
def test_enrolment_without_an_end_is_rolling_unless_by_invitation(invitation_only, application):
    (run,) = lms(lms_run(enrollment_end=None, invitation_only=invitation_only)).record.runs
    assert (run.apply_until, run.application) == (None, application)


def test_end_before_start_is_left_out():
    shown = lms(lms_run(end="2026-01-01T00:00:00Z"))
    assert shown.usable and shown.record.runs[0].ends_on is None
    assert fields_noted(shown) == {"ends_on"}


def test_relative_picture_is_completed_from_the_address_of_the_feed():
    shown = lms(lms_run(media={"course_image": {"uri": "/asset/kuva.jpg"}}))
    assert shown.record.image == "https://opi.example/asset/kuva.jpg"


def test_texts_are_in_the_language_of_the_source():
    assert lms(lms_run(), language="en").record.title == {"en": "Tietokone tutuksi"}


def test_page_of_a_run_is_known_only_from_the_usual_address():
    _format, (shown,) = read("openedx", lms_page(lms_run()), url="https://opi.example/feed.json")
    assert (shown.record.url, shown.record.runs[0].url) == ("", "")


def test_single_run_has_the_overview_as_description():
    shown = only("openedx", lms_run(overview="<section><h2>Sisältö</h2><p>Alkeet</p></section>"))
    assert shown.record.description == {"fi": "<h2>Sisältö</h2><p>Alkeet</p>"}


def test_course_of_the_catalogue_service_becomes_a_course_with_its_runs():
    shown = discovery(discovery_run(), discovery_run("2027S", start="2027-09-01T07:00:00Z", end=None))
    course = shown.record
    assert shown.usable and not shown.issues
    assert (course.remote_id, course.origin) == ("Aurakoski+TIKU1", "katalogi.example")
    assert course.title == {"sv": "Datorn blir bekant"}  # the language that all runs are taught in
    assert course.summary == {"sv": "Grunderna"}
    assert course.description == {"sv": "<p>Vi <b>övar</b></p>"}
    assert (course.provider.name, course.provider.remote_id) == ({"sv": "Aurakosken aikuisopisto"}, "Aurakoski")
    assert course.url == "https://aurakoski.example/kurssit/tiku1"
    assert course.image == "https://katalogi.example/media/kuva.jpg"
    assert course.modified == dt.datetime(2026, 11, 3, 10, 0, tzinfo=HELSINKI)
    assert [run.remote_id[-5:] for run in course.runs] == ["2027K", "2027S"]
    run = course.runs[0]
    assert (run.duration.amount, run.duration.unit) == (Decimal(12), "week")
    assert (run.languages, run.forms, run.url[-5:]) == (("sv",), ("online",), "2027K")
    assert (run.start, run.ends_on) == (Start(on=dt.date(2027, 1, 12)), dt.date(2027, 5, 31))


def test_language_of_texts_is_the_source_s_where_runs_are_taught_in_several():
    shown = discovery(discovery_run(), discovery_run("2027S", content_language="en-us"))
    assert set(shown.record.title) == {"fi"}
    assert [run.languages for run in shown.record.runs] == [("sv",), ("en",)]


@pytest.mark.parametrize(
    ("seats", "price"),
    [
        ([], None),
        ([seat("audit", "0.00"), seat()], Price(free=True)),
        ([seat("honor", 0)], Price(free=True)),
        ([seat()], Price(amount=Decimal("150.00"), free=False)),
        ([seat(currency="usd")], Price(amount=Decimal("150.00"), currency="USD", free=False)),
        ([seat(), seat("professional", "300.00")], Price(free=False)),
        ([seat(currency="€")], Price(free=False)),
        ([seat("credit", "300.00")], None),
        ([seat("masters", "0.00")], None),
        ([seat("audit", "10.00")], None),
    ],
    ids=["none", "audit", "honour", "paid", "dollars", "two", "no currency", "credit", "unknown way", "odd audit"],
)
def test_price_is_what_taking_part_costs(seats, price):
    shown = discovery(discovery_run(seats=seats))
    assert shown.record.runs[0].price == price
    assert not shown.issues


def test_price_that_is_no_sum_is_noted():
    shown = discovery(discovery_run(seats=[seat(price="a lot")]))
    assert shown.record.runs[0].price is None
    assert fields_noted(shown) == {"price"}


@pytest.mark.parametrize("changes", [{"status": "unpublished"}, {"status": "review_by_legal"}, {"hidden": True}])
def test_only_published_runs_are_taken(changes):
    course = discovery(discovery_run(), discovery_run("2027S", **changes)).record
    assert [run.remote_id[-5:] for run in course.runs] == ["2027K"]
    gone = discovery(discovery_run(**changes))
    assert gone.deleted and gone.record.deleted and fields_noted(gone) == {"status"}


def test_course_without_any_run_stays_a_course():
    shown = discovery()
    assert shown.usable and shown.record.runs == ()


def test_run_of_an_older_service_has_no_status_and_a_list_of_pictures():
    run = discovery_run()
    del run["status"], run["hidden"]
    shown = discovery(run, image=[{"src": "https://katalogi.example/1.jpg"}, {"src": "x"}])
    assert shown.usable and len(shown.record.runs) == 1
    assert shown.record.image == "https://katalogi.example/1.jpg"


def test_pages_of_both_apis_are_followed_and_counted():
    second = f"{DISCOVERY}?limit=1&offset=1"
    first = discovery_page(discovery_course(), following=second) | {"count": 3}
    pages = {second: discovery_page(discovery_course(key="Aurakoski+TIKU2")) | {"count": 3}}
    chosen, shown = read("openedx", first, url=DISCOVERY, pages=pages)
    assert [one.remote_id for one in shown] == ["Aurakoski+TIKU1", "Aurakoski+TIKU2"]
    assert not chosen.complete  # three were announced


def test_older_lms_has_next_beside_the_results():
    page = {"next": f"{LMS}?page=2", "previous": None, "results": [lms_run()]}
    pages = {f"{LMS}?page=2": {"next": "", "results": [lms_run(number="TIKU2")]}}
    chosen, shown = read("openedx", page, url=LMS, pages=pages)
    assert len(shown) == 2 and chosen.complete


def test_next_link_that_leads_back_and_page_that_repeats_are_errors():
    with pytest.raises(FormatError, match="already read"):
        read("openedx", lms_page(lms_run(), following=LMS), url=LMS)
    pages = {f"{LMS}?page={n}": lms_page(lms_run(), following=f"{LMS}?page={n + 1}") for n in range(2, 9)}
    with pytest.raises(FormatError, match="again and again"):
        read("openedx", lms_page(lms_run(), following=f"{LMS}?page=2"), url=LMS, pages=pages)


def test_previewed_page_is_read_alone_and_a_missing_page_ends_the_run():
    following = f"{LMS}?page=2"
    chosen, shown = read("openedx", lms_page(lms_run(), following=following), LMS, {following: NotFollowed("alone")})
    assert len(shown) == 1 and not chosen.complete
    with pytest.raises(FetchError):
        read("openedx", lms_page(lms_run(), following=following), url=LMS)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"results": [{"title": "X", "readable_id": "program-v1:A+B", "id": 1, "courses": [1]}]}, "programmes"),
        ([{"id": 1, "title": "X", "readable_id": "course-v1:A+B", "courseruns": []}], "shop built around"),
        (discovery_page(discovery_run()), "course runs"),
        ({"detail": "Not found."}, "Its members are: detail"),
        ({"results": [{"id": 1, "name": "An organisation"}]}, "not a list of courses"),
        ({"results": {"a": 1}}, "not a list"),
        ({"results": [], "next": "http://["}, "not a web address"),
        (b"<html>", "login page"),
    ],
)
def test_document_that_is_something_else_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("openedx", document, url=LMS)


def test_bad_record_beside_good_ones_is_an_issue():
    _format, shown = read("openedx", {"results": [None, 5, "x", lms_run(), {"name": "x", "course_id": 5}]}, url=LMS)
    assert [one.remote_id for one in shown if one.usable] == ["Aurakoski+TIKU1"]
    assert all(one.issues for one in shown if not one.usable)


@pytest.mark.parametrize(
    ("token_type", "header"), [("", "Bearer s3cret"), ("bearer", "Bearer s3cret"), ("jwt", "JWT s3cret")]
)
def test_token_is_sent_as_the_kind_it_is(token_type, header):
    options = Options(options={"token_type": token_type}, credentials={"token": "s3cret"})
    assert get_format("openedx", options).authorize(LMS).headers == {"Authorization": header}


def test_without_a_token_a_user_name_may_let_in():
    options = Options(options={"token_type": "jwt"}, credentials={"username": "a", "password": "b"})
    assert get_format("openedx", options).authorize(LMS).headers == {"Authorization": "Basic YTpi"}
