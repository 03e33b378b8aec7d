"""The lists: what they show, how the query narrows them, and that a longer list asks the database no more often."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opinovi_wagtail.models import CourseRun, EventCode, RunCode
from opinovi_wagtail.search.documents import document_for
from tests.factories import HELSINKI, make_course, make_event, make_guide, make_partner, make_place

from .test_registration import text_of

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI)


def course(title, partner=None, *, codes=None, run=None, **fields):
    """A course with one run, its codes and its search document, as the ways in leave them."""
    row = make_course(partner, title={"fi": title, "sv": f"{title} sv"}, summary={}, **fields)
    for stored in row.runs.all():
        CourseRun.objects.filter(pk=stored.pk).update(**(run or {}))
        for code_set, values in (codes or {}).items():
            RunCode.objects.bulk_create(RunCode(run=stored, set=code_set, code=value) for value in values)
    row.search_text = document_for(row)
    row.save(update_fields=["search_text"])
    return row


def event(title, partner=None, *, codes=None, **fields):
    row = make_event(partner, title={"fi": title, "sv": f"{title} sv", "en": f"{title} en"}, **fields)
    for code_set, values in (codes or {}).items():
        EventCode.objects.bulk_create(EventCode(event=row, set=code_set, code=value) for value in values)
    row.search_text = document_for(row)
    row.save(update_fields=["search_text"])
    return row


def titles(response):
    cards = re.findall(
        r'<article class="opinovi-card">\s*<h3><a href="[^"]*">(.*?)</a>', response.content.decode(), re.S
    )
    return [re.sub(r"<[^>]+>", "", title) for title in cards]


# What is shown at all.


def test_only_courses_that_can_still_be_taken_are_listed(client, tree):
    day = dt.date
    course("tuleva", run={"start_on": day(2027, 1, 11)})
    course("käynnissä", run={"start_on": day(2026, 9, 1), "ends_on": day(2026, 11, 24)})
    course("avoinna", run={"start_on": day(2026, 9, 1), "application": "rolling"})
    course("ilman aikoja", runs=0)
    course("syksyllä", run={"start_kind": "season", "start_on": None, "start_season": "2026-autumn"})
    course("ohi", run={"start_on": day(2026, 9, 1), "ends_on": day(2026, 11, 23)})
    course("alkanut", run={"start_on": day(2026, 11, 23)})
    course("keväällä", run={"start_kind": "season", "start_on": None, "start_season": "2026-spring"})
    course("viime vuonna", run={"start_kind": "season", "start_on": None, "start_season": "2025-autumn"})
    course("peruttu", run={"status": "cancelled"})
    course("piilossa", listed=False)
    course("poistunut", withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=HELSINKI))
    shown = titles(client.get("/fi/koulutukset/"))
    assert sorted(shown) == sorted(["tuleva", "käynnissä", "avoinna", "ilman aikoja", "syksyllä"])


def test_only_events_to_come_are_listed_the_next_one_first(client, tree):
    event("myöhemmin", starts=EVENING + dt.timedelta(days=7))
    event("seuraavaksi", starts=EVENING)
    event("käynnissä", starts=dt.datetime(2026, 11, 24, 11, 0, tzinfo=HELSINKI))
    event("siirtyy", starts=dt.datetime(2026, 11, 1, 17, 0, tzinfo=HELSINKI), status="postponed")
    event("peruttu", starts=EVENING + dt.timedelta(days=1), status="cancelled")
    event("ohi", starts=dt.datetime(2026, 11, 23, 17, 0, tzinfo=HELSINKI))
    event("piilossa", listed=False)
    assert titles(client.get("/fi/tapahtumat/")) == ["siirtyy", "käynnissä", "seuraavaksi", "peruttu", "myöhemmin"]


def test_an_event_without_an_end_lasts_until_its_day_is_over(client, tree, clock):
    row = event("aamukahvi", starts=dt.datetime(2026, 11, 24, 9, 0, tzinfo=HELSINKI))
    row.meetings.update(ends_at=None)
    row.ends_at = None
    row.save(update_fields=["ends_at"])
    assert titles(client.get("/fi/tapahtumat/")) == ["aamukahvi"]
    clock.move_to(dt.datetime(2026, 11, 25, 0, 1, tzinfo=HELSINKI))
    assert titles(client.get("/fi/tapahtumat/")) == []


def test_ended_guides_stay_in_the_list_after_those_in_force(client, tree):
    make_guide(title={"fi": "Aikuiskoulutustuki"}, status="ended")
    make_guide(title={"fi": "Opintotuki"}, verified_on=dt.date(2026, 11, 1))
    assert titles(client.get("/fi/rahoitus/")) == ["Opintotuki", "Aikuiskoulutustuki"]


# Narrowing.


@pytest.fixture
def courses(tree):
    turku = make_partner(slug="turku-opisto", name={"fi": "Turun opisto"})
    salo = make_partner(slug="salo-opisto", name={"fi": "Salon opisto"})
    course(
        "hoiva",
        salo,
        codes={"municipality": ["734"], "time": ["evening"], "form": ["contact"], "language": ["fi"]},
        run={"start_on": dt.date(2027, 1, 11), "price_free": True, "application": "rolling"},
    )
    course(
        "hitsaus",
        turku,
        codes={"municipality": ["853"], "time": ["day"], "form": ["contact"], "language": ["sv"]},
        run={"start_on": dt.date(2027, 3, 1), "price_free": False, "price_amount": "1250.50",
             "apply_from": dt.datetime(2026, 12, 1, 8, 0, tzinfo=HELSINKI)},
        education_type="further_vocational",
    )  # fmt: skip
    course(
        "kirjanpito",
        turku,
        codes={"municipality": ["091"], "time": ["evening", "weekend"], "form": ["online"], "language": ["fi"]},
        run={"start_on": dt.date(2027, 2, 1), "price_free": False,
             "apply_until": dt.datetime(2026, 11, 30, 15, 0, tzinfo=HELSINKI)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["hoiva", "kirjanpito", "hitsaus"]),
        ("q=HOIVA", ["hoiva"]),
        ("q=turun+hits", ["hitsaus"]),
        ("q=hoiva+hitsaus", []),
        ("municipality=734", ["hoiva"]),
        ("municipality=734&municipality=853", ["hoiva", "hitsaus"]),
        ("region=02", ["hoiva", "hitsaus"]),
        ("region=02&municipality=091", ["hoiva", "kirjanpito", "hitsaus"]),
        ("time=evening", ["hoiva", "kirjanpito"]),
        ("time=evening&form=online", ["kirjanpito"]),
        ("language=sv", ["hitsaus"]),
        ("type=further_vocational", ["hitsaus"]),
        ("free=1", ["hoiva"]),
        ("apply=open", ["hoiva", "kirjanpito"]),
        ("apply=soon", ["hitsaus"]),
        ("apply=open&apply=soon", ["hoiva", "kirjanpito", "hitsaus"]),
        ("starts_after=2027-02-01", ["kirjanpito", "hitsaus"]),
        ("starts_before=1.2.2027", ["hoiva", "kirjanpito"]),
        ("partner=turku-opisto", ["kirjanpito", "hitsaus"]),
        ("sort=new", ["kirjanpito", "hitsaus", "hoiva"]),
        ("q=&municipality=&starts_after=", ["hoiva", "kirjanpito", "hitsaus"]),
    ],
)
def test_the_query_narrows_the_courses(client, courses, query, found):
    assert titles(client.get(f"/fi/koulutukset/?{query}")) == found


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("evening", ["molemmat", "ilta"]),
        ("day", ["molemmat", "päivä"]),
        ("day_and_evening", ["molemmat"]),
        ("weekend", ["viikonloppu"]),
    ],
)
def test_who_asks_for_a_time_finds_what_is_taught_then_and_at_another_time_too(client, tree, time, found):
    for title, code in (
        ("molemmat", "day_and_evening"),
        ("ilta", "evening"),
        ("päivä", "day"),
        ("viikonloppu", "weekend"),
    ):
        course(title, codes={"time": [code]}, run={"times": [code]})
    assert titles(client.get(f"/fi/koulutukset/?time={time}")) == found


def test_everything_asked_of_dates_and_locations_holds_for_one_run(client, tree):
    row = course("kaksi", codes={"municipality": ["734"], "time": ["day"]})
    other = CourseRun.objects.create(course=row, key="toinen", start_on=dt.date(2027, 2, 1), start_kind="date")
    RunCode.objects.bulk_create(
        [RunCode(run=other, set="municipality", code="853"), RunCode(run=other, set="time", code="evening")]
    )
    assert titles(client.get("/fi/koulutukset/?municipality=734&time=day")) == ["kaksi"]
    assert titles(client.get("/fi/koulutukset/?municipality=734&time=evening")) == []


def test_a_course_without_runs_is_not_found_by_what_only_runs_know(client, tree):
    course("ilman aikoja", runs=0)
    assert titles(client.get("/fi/koulutukset/")) == ["ilman aikoja"]
    assert titles(client.get("/fi/koulutukset/?free=1")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["ilta", "ryhmä"]),
        ("type=group_session", ["ryhmä"]),
        ("municipality=853", ["ilta"]),
        ("region=02", ["ilta", "ryhmä"]),
        ("language=sv", ["ryhmä"]),
        ("partner=saaristo", ["ryhmä"]),
        ("starts_after=2.12.2026", ["ryhmä"]),
        ("starts_before=1.12.2026", ["ilta"]),
        ("q=ryh", ["ryhmä"]),
    ],
)
def test_the_query_narrows_the_events(client, tree, query, found):
    event("ilta", codes={"municipality": ["853"], "language": ["fi"]})
    event(
        "ryhmä",
        make_partner(slug="saaristo"),
        codes={"municipality": ["445"], "language": ["sv", "fi"]},
        kind="group_session",
        starts=EVENING + dt.timedelta(days=2),
        meetings=3,
    )
    assert titles(client.get(f"/fi/tapahtumat/?{query}")) == found


# What is not understood.


@pytest.mark.parametrize(
    "query",
    ["municipality=999", "time=yö", "form=<b>", "free=maybe", "apply=never", "sort=price", "partner=x", "type=9"],
)
def test_a_value_that_means_nothing_is_named_and_left_out(client, courses, query):
    response = client.get(f"/en/courses/?{query}&time=evening")
    assert response.status_code == 200
    value = query.split("=")[1]
    assert f"We do not know this choice and left it out: “{value}”" in text_of(response)
    assert len(titles(response)) == 2
    assert "<b>" not in response.content.decode()


@pytest.mark.parametrize("query", ["starts_after=hello", "starts_after=31.2.2027", "starts_before=%00"])
def test_a_day_that_is_none_gets_the_sentence_and_stays_in_its_box(client, courses, query):
    response = client.get(f"/en/courses/?{query}")
    assert "Write the date like this: 24.11.2026." in text_of(response)
    assert len(titles(response)) == 3
    if "hello" in query:
        assert 'value="hello"' in response.content.decode()


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "a" * 300, "page=x", "page=-1", "page=99", "municipality=%00&q=hoiva%27"]
)
def test_no_query_breaks_a_list(client, courses, query):
    for path in ("/en/courses/", "/en/events/", "/en/funding/"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_a_page_that_is_not_there_is_named(client, courses):
    assert "There is no page “99”. You see page 1." in text_of(client.get("/en/courses/?page=99"))


MORE = re.compile(r'<details class="opinovi-filter"( open)?>\s*<summary>More filters</summary>')


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ("", False),
        ("q=&time=evening&starts_after=&starts_before=&sort=start", False),
        ("municipality=734&sort=", False),
        ("sort=new", True),
        ("region=02&sort=start", True),
        ("starts_after=1.2.2027", True),
        ("starts_after=hello", True),
        ("type=9", True),
    ],
)
def test_more_filters_stand_open_only_while_one_of_them_is_in_use(client, courses, query, is_open):
    assert bool(MORE.search(client.get(f"/en/courses/?{query}").content.decode())[1]) is is_open


def test_showing_results_leads_to_the_results(client, tree):
    for path in ("/en/courses/", "/en/events/", "/en/funding/"):
        page = client.get(path).content.decode()
        assert re.search(r'<form class="opinovi-filters" method="get" action="\?#opinovi-results"', page)
        assert re.search(r'<h2 id="opinovi-results" tabindex="-1">', page)


@pytest.mark.parametrize(
    ("language", "path", "hint"),
    [
        ("fi", "/fi/koulutukset/", "p.k.vvvv, esimerkiksi 24.11.2026"),
        ("sv", "/sv/utbildningar/", "d.m.åååå, till exempel 24.11.2026"),
        ("en", "/en/courses/", "d.m.yyyy, for example 24.11.2026"),
    ],
)
def test_a_day_is_asked_for_with_an_example(client, courses, language, path, hint):
    for query, described in (("", "id_{}-hint"), ("starts_after=x&starts_before=x", "id_{0}-hint id_{0}-error")):
        page = client.get(f"{path}?{query}").content.decode()
        for name in ("starts_after", "starts_before"):
            assert f'<p class="opinovi-hint" id="id_{name}-hint">{hint}</p>' in page
            assert re.search(rf'name="{name}" [^>]*aria-describedby="{described.format(name)}"', page)


@pytest.mark.parametrize("path", ["/fi/koulutukset/", "/sv/utbildningar/", "/en/courses/"])
@pytest.mark.parametrize("day", ["1.2.2027", "01.02.2027", " 1.2.2027 ", "1.2.27", "2027-02-01", "1/2/2027"])
def test_a_day_may_be_written_in_every_usual_way(client, courses, path, day):
    page = client.get(path, {"starts_after": day})
    assert [title.removesuffix(" sv") for title in titles(page)] == ["kirjanpito", "hitsaus"]


# Nothing found.


def test_nothing_found_says_what_to_leave_out_and_whom_to_ask(client, courses):
    make_place(is_service_point=True, phone="+358 2 262", name={"en": "Service point"})
    response = client.get("/en/courses/?municipality=734&time=day&language=sv")
    text = text_of(response)
    assert "No courses match these choices. If you remove the filter “Salo”, there is 1 course." in text
    assert "Can’t find anything suitable? Ask a counsellor, advice is free. Service point +358 2 262" in text
    assert 'href="?time=day&amp;language=sv"' in response.content.decode()


def test_each_filter_that_is_on_can_be_taken_off(client, courses):
    page = client.get("/sv/utbildningar/?municipality=734&municipality=853&q=a").content.decode()
    assert 'href="?municipality=853&amp;q=a"' in page
    assert 'href="?municipality=734&amp;q=a"' in page
    assert "Åbo" in page


# Languages.


def test_a_list_leads_to_itself_in_the_other_languages_with_the_same_filters(client, courses):
    page = client.get("/sv/utbildningar/?time=evening").content.decode()
    assert '<html lang="sv"' in page
    for language, path in (("fi", "/fi/koulutukset/"), ("sv", "/sv/utbildningar/"), ("en", "/en/courses/")):
        url = rf"http://localhost(:8000)?{path}\?time=evening"
        assert re.search(rf'<a href="{url}" lang="{language}" hreflang="{language}"', page)


@pytest.mark.parametrize(
    ("language", "path"), [("fi", "/fi/tapahtumat/"), ("sv", "/sv/evenemang/"), ("en", "/en/events/")]
)
def test_what_is_only_in_another_language_says_so_and_is_marked(client, tree, said, language, path):
    make_event(title={"fi": "Ilta"}, summary={})
    page = client.get(path)
    html = page.content.decode()
    marked = '<span lang="fi">Ilta</span>' in html
    labelled = said(language, "This text is only in Finnish.") in text_of(page)
    assert (marked, labelled) == ((False, False) if language == "fi" else (True, True))


def test_a_list_says_times_and_places_left_as_the_language_does(client, tree, said):
    make_event(places=20, places_taken=19)
    for path, language, time in (
        ("/fi/tapahtumat/", "fi", "ti 1.12.2026 klo 17.00–18.30"),
        ("/sv/evenemang/", "sv", "ti 1.12.2026 kl. 17.00–18.30"),
        ("/en/events/", "en", "Tue 1 Dec 2026, 17:00–18:30"),
    ):
        text = text_of(client.get(path))
        assert time in text
        if language == "en":
            assert "1 place left" in text


# Cost.


@pytest.mark.parametrize("kind", ["courses", "events", "guides"])
def test_a_longer_list_costs_no_more_queries(client, tree, settings, kind):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "PAGE_SIZE": 100}
    path = {"courses": "/fi/koulutukset/", "events": "/fi/tapahtumat/", "guides": "/fi/rahoitus/"}[kind]
    path += "?q=a&municipality=734&time=evening" if kind == "courses" else "?q=a"

    def add(count):
        for number in range(count):
            partner = make_partner()
            match kind:
                case "courses":
                    course(f"a{number}", partner, codes={"municipality": ["734"], "time": ["evening"]}, runs=2)
                case "events":
                    event(f"a{number}", partner, meetings=2, codes={"municipality": ["853"]})
                case "guides":
                    guide = make_guide(partner, title={"fi": f"a{number}"})
                    guide.search_text = document_for(guide)
                    guide.save(update_fields=["search_text"])

    def cost():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path)
        return len(titles(response)), len(queries)

    add(3)
    few = cost()
    add(27)
    many = cost()
    assert (few[0], many[0]) == (3, 30)
    assert many[1] == few[1]
    assert many[1] <= 30


def test_a_list_has_pages_that_keep_the_filters(client, tree, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "PAGE_SIZE": 2}
    for number in range(5):
        event(f"ilta {number}", starts=EVENING + dt.timedelta(days=number))
    page = client.get("/en/events/?q=ilta&page=2")
    assert titles(page) == ["ilta 2 en", "ilta 3 en"]
    assert "Page 2 of 3" in text_of(page)
    assert 'href="?q=ilta&amp;page=3"' in page.content.decode()


# Filters that have nothing to offer, or one thing.


@pytest.mark.parametrize("url", ["/en/courses/", "/en/events/", "/en/funding/"])
def test_a_filter_without_anything_to_choose_from_is_not_there(client, tree, url):
    html = client.get(url).content.decode()
    assert 'name="partner"' not in html and "[]" not in html
    assert 'id=""' not in html and 'for=""' not in html


def test_a_filter_with_one_choice_says_of_what_it_is_unless_the_choice_does(client, tree):
    course("tuleva", codes={"language": ["fi"]}, run={"price_free": None})
    shown = text_of(client.get("/en/courses/"))
    assert "Language of instruction Finnish" in shown
    assert "Free of charge" in shown and "Price Free of charge" not in shown


def test_a_day_that_is_none_is_told_above_the_results_too(client, courses):
    html = client.get("/en/courses/?starts_before=helmikuu").content.decode()
    results = html[html.index('id="opinovi-results"') :]
    assert "Starts on or before: Write the date like this: 24.11.2026." in results


def test_nothing_is_to_be_cleared_where_nothing_narrows(client, courses):
    assert "Clear filters" not in text_of(client.get("/en/courses/"))
    for query in ("q=hoiva", "free=1", "starts_before=helmikuu"):
        assert "Clear filters" in text_of(client.get(f"/en/courses/?{query}")), query
