"""Hellewi: its pages, languages, seats and tokens, against a server that follows what is described of its API."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest

from opinovi_wagtail.catalogues.base import Document, FetchError, FormatError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.sync.fetch import Fetcher
from opinovi_wagtail.sync.preview import examined
from tests.catalogues.feeds import fetch_from, fields_noted
from tests.catalogues.hellewi_server import hellewi_server

API = "https://api.example/v1/aurakoski"
LIST = f"{API}/fi/courses?page=1&limit=100"
SEATS = f"{API}/fi/course-participants?ids="


def course(number=1, **changes):
    return {
        "id": number,
        "name": f"Keramiikka {number}",
        "begins": "2027-01-12T17:00:00+02:00",
        "catalogitems": [
            {"type": "category", "id": 7, "parent": None, "name": "Kädentaidot", "keywords": []},
            {"type": "subject", "id": 71, "parent": "category:7", "name": "Keramiikka", "keywords": ["savi"]},
            {"type": "term", "id": 3, "parent": None, "name": "Kevät 2027", "keywords": []},
            {"type": "locationgroup", "id": 5, "parent": None, "name": "Turku", "keywords": []},
        ],
    } | changes


def plain_read(pages, url=f"{API}/fi/courses", asked=None, **options):
    """The format and everything it made of ``pages``, of which there are no more than are given."""
    chosen = get_format("hellewi", Options(options=options))
    return chosen, [examined(raw) for raw in chosen.read(url, fetch_from(pages, asked))]


def only(one, **options):
    _chosen, (shown,) = plain_read({LIST: [one], f"{SEATS}{one.get('id')}": []}, **options)
    return shown


@pytest.fixture
def server():
    with hellewi_server() as running:
        yield running


def over_http(chosen, url):
    """A real fetcher, which asks ``chosen`` for what lets each request in."""
    return Fetcher(url, authorize=chosen.authorize, allowed_hosts=(urlsplit(url).netloc,), timeout=5)


def run(server, url=None, credentials=None, **options):
    known = {"kid": server.kid, "key": server.key} if credentials is None else credentials
    chosen = get_format("hellewi", Options(options=options, credentials=known))
    with over_http(chosen, url or server.url()) as fetcher:
        return chosen, [examined(raw) for raw in chosen.read(url or server.url(), fetcher)]


def test_all_pages_of_a_server_are_read_with_a_token_each(server):
    server.courses["fi"] = [course(n) for n in range(1, 251)]
    chosen, shown = run(server)
    assert [one.remote_id for one in shown] == [str(n) for n in range(1, 251)]
    assert all(one.usable for one in shown)
    pages = [path for path in server.requests if "/courses?" in path]
    assert pages == [f"/v1/aurakoski/fi/courses?page={n}&limit=100" for n in (1, 2, 3)]
    assert (server.refusals, len(server.used)) == ([], len(server.requests))
    assert chosen.complete


def test_limit_of_the_address_is_kept(server):
    server.courses["fi"] = [course(n) for n in range(5)]
    _chosen, shown = run(server, server.url(query="?page=3&limit=2"))
    assert len(shown) == 5
    assert sum("/courses?" in path for path in server.requests) == 3


@pytest.mark.parametrize(
    "credentials",
    [{"kid": "another", "key": "a secret that both sides know"}, {"kid": "opinovi-1", "key": "another"}],
    ids=["key id", "key"],
)
def test_wrong_key_is_not_let_in(server, credentials):
    server.courses["fi"] = [course()]
    with pytest.raises(FetchError, match="401"):
        run(server, credentials=credentials)
    assert len(server.refusals) == 1


def test_token_of_another_institution_is_not_let_in(server):
    with pytest.raises(FetchError, match="401"):
        run(server, f"http://{server.host}/v1/muu/fi/courses")


def test_server_of_these_tests_refuses_a_token_that_is_used_twice_or_is_too_old(server, time_machine):
    chosen = get_format("hellewi", Options(credentials={"kid": server.kid, "key": server.key}))
    time_machine.move_to("2026-11-27T12:00:00Z", tick=False)
    header = chosen.authorize(server.url()).headers["Authorization"]
    assert [server.why_not(header, server.tenant) for _time in range(2)] == ["", "jti"]
    late = chosen.authorize(server.url()).headers["Authorization"]
    time_machine.move_to("2026-11-27T12:03:00Z", tick=False)
    assert server.why_not(late, server.tenant) == "time"
    assert server.why_not(late[:-2], server.tenant) in ("malformed", "signature")


def test_source_without_a_key_is_a_sentence(server):
    with pytest.raises(FormatError, match="asks for a key"):
        run(server, credentials={"kid": "opinovi-1"})
    assert server.requests == []


def test_words_of_further_languages_are_merged_by_id(server):
    server.courses["fi"] = [course(1), course(2)]
    server.courses["sv"] = [course(2, name="Keramik 2"), course(3, name="Vävning 3")]
    _chosen, shown = run(server, languages="sv, en")
    assert {one.remote_id: one.record.title for one in shown} == {
        "1": {"fi": "Keramiikka 1"},
        "2": {"fi": "Keramiikka 2", "sv": "Keramik 2"},
        "3": {"sv": "Vävning 3"},
    }
    assert sum("course-participants" in path for path in server.requests) == 1


def test_language_of_the_address_is_that_of_its_words(server):
    server.courses["sv"] = [course(name="Keramik")]
    _chosen, (shown,) = run(server, server.url("sv"))
    assert shown.record.title == {"sv": "Keramik"}


@pytest.mark.parametrize(
    ("entry", "places", "left"),
    [
        ({"maxParticipants": 12, "participants": 9}, 12, None),
        ({"places": 12, "available": 3}, 12, 3),
        ({"seats": 12, "seats_left": 20}, 12, 12),
        ({"free": 0}, None, 0),
    ],
)
def test_seats_are_taken_where_their_names_are_plain(server, entry, places, left):
    server.courses["fi"] = [course(1), course(2)]
    server.seats = [{"id": 1} | entry]
    _chosen, (first, second) = run(server)
    assert (first.record.runs[0].places, first.record.runs[0].places_left) == (places, left)
    assert second.record.runs[0].places is None
    assert not first.issues


@pytest.mark.parametrize(
    "answer",
    [
        {"1": {"places": 12}},
        [{"id": 1, "n": 12}],
        [{"id": 1, "places": "12"}],
        [{"id": 1, "places": -1}],
        [{"course": 1, "places": 12}],
        [{"id": 1, "places": 12, "seats": 13}],
        [12],
    ],
)
def test_seats_in_an_unknown_form_are_one_issue(answer):
    first, second = (f"{API}/fi/courses?limit=1&page={n}" for n in (1, 2))
    pages = {first: [course(1)], second: [course(2)], f"{SEATS}1": answer, f"{SEATS}2": answer}
    plain = fetch_from(pages)

    def fetch(url):
        document = plain(url)
        return Document(document.stream, url, links={"last": second}) if "/courses?" in url else document

    shown = [examined(raw) for raw in get_format("hellewi").read(f"{API}/fi/courses?limit=1", fetch)]
    assert [fields_noted(one) for one in shown] == [{"places"}, set()]
    assert all(one.usable for one in shown)


def test_seats_that_cannot_be_had_are_one_issue_and_are_not_asked_for_again(server):
    server.courses["fi"] = [course(n) for n in range(250)]
    chosen = get_format("hellewi", Options(credentials={"kid": server.kid, "key": server.key}))
    asked = []

    def fetch(url):
        if "course-participants" in url:
            asked.append(url)
            raise FetchError("busy")
        return fetcher(url)

    with over_http(chosen, server.url()) as fetcher:
        shown = [examined(raw) for raw in chosen.read(server.url(), fetch)]
    assert len(asked) == 1
    assert [one.issues[0].message for one in shown if one.issues] == ["The seats could not be fetched: busy"]
    assert chosen.complete


def test_course_has_a_run_with_what_is_certain():
    shown = only(course())
    record = shown.record
    assert not shown.issues
    assert (record.title, record.provider.remote_id, record.origin) == (
        {"fi": "Keramiikka 1"},
        "aurakoski",
        "api.example",
    )
    (run,) = record.runs
    assert (run.remote_id, run.start.on, run.municipalities) == ("1", dt.date(2027, 1, 12), ("853",))


@pytest.mark.parametrize(
    ("changes", "season", "kind"),
    [
        ({"begins": None}, "2027-spring", ""),
        ({"begins": None, "catalogitems": [{"type": "period", "name": "Höstterminen 2027"}]}, "2027-autumn", ""),
        ({"begins": None, "catalogitems": None}, "", "unknown"),
        ({"begins": None, "catalogitems": [{"type": "subject", "name": "Kevät 2027"}]}, "", "unknown"),
    ],
)
def test_start_is_the_day_else_the_term(changes, season, kind):
    start = only(course(**changes)).record.runs[0].start
    assert (start.season, start.kind) == (season, kind)


def test_group_of_places_that_is_no_municipality_says_nothing():
    items = [{"type": "locationgroup", "name": "Keskusta"}]
    shown = only(course(catalogitems=items))
    assert (shown.record.runs[0].municipalities, shown.issues) == ((), ())


def test_time_that_is_none_is_noted():
    assert fields_noted(only(course(begins="ensi viikolla", catalogitems=[]))) == {"start"}


def test_course_without_id_is_an_issue_and_the_rest_is_taken():
    pages = {LIST: [course(None), "x", course(2)], f"{SEATS}2": []}
    _chosen, shown = plain_read(pages)
    assert [one.usable for one in shown] == [False, False, True]


def test_list_may_stand_in_an_object():
    _chosen, shown = plain_read({LIST: {"total": 1, "items": [course()]}, f"{SEATS}1": []})
    assert [one.remote_id for one in shown] == ["1"]


def test_full_page_without_a_link_is_not_known_to_be_all():
    pages = {LIST: [course(n) for n in range(100)]}
    chosen, shown = plain_read(pages)
    assert len(shown) == 100
    assert not chosen.complete


def test_course_that_comes_twice_means_that_the_pages_shifted():
    chosen, shown = plain_read({LIST: [course(1), course(1, name="Uusi")], f"{SEATS}1,1": []})
    assert [one.record.title["fi"] for one in shown] == ["Uusi"]
    assert not chosen.complete


def test_page_that_repeats_ends_the_run():
    second = f"{API}/fi/courses?page=2&limit=100"
    plain = fetch_from({LIST: [course()], second: [course()]})
    with pytest.raises(FormatError, match="same page"):
        list(
            get_format("hellewi").read(
                f"{API}/fi/courses", lambda url: Document(plain(url).stream, url, links={"last": "?page=9"})
            )
        )


def test_course_counts_as_changed_when_its_seats_or_words_do():
    def raw(seats, name="Keramik"):
        pages = {LIST: [course()], f"{SEATS}1": [{"id": 1, "places": seats}]}
        pages[LIST.replace("/fi/", "/sv/")] = [course(name=name)]
        (one,) = get_format("hellewi", Options(options={"languages": ["sv"]})).read(
            f"{API}/fi/courses", fetch_from(pages)
        )
        return one.raw

    assert raw(12) == raw(12)
    assert len({raw(12), raw(13), raw(12, "Lera")}) == 3


def test_file_is_read_alone():
    shown = [
        examined(raw) for raw in get_format("hellewi").read("courses.json", fetch_from({"courses.json": [course()]}))
    ]
    assert [one.record.title for one in shown] == [{"fi": "Keramiikka 1"}]


@pytest.mark.parametrize(
    ("url", "page", "said"),
    [
        ("https://api.example/v1/aurakoski/courses", [], "should look like this"),
        (f"{API}/fi/course-participants", [], "should look like this"),
        ("http://[", [], "should look like this"),
        (f"{API}/fi/courses", {"message": "Unauthorized"}, "no list of courses"),
        (f"{API}/fi/courses", "<html>", "login page"),
    ],
)
def test_what_is_something_else_is_a_sentence(url, page, said):
    with pytest.raises(FormatError, match=said):
        plain_read({LIST: page if isinstance(page, str) else json.dumps(page)}, url=url)
