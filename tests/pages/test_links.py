"""Addresses of rows: the page in the visitor's language, else a route of the index page, always on the partner's site."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from opinovi_wagtail import links
from opinovi_wagtail.pages.models import EventIndexPage
from tests.factories import make_course, make_event, make_guide, make_partner

from .conftest import draft_event, event_of, publish, translate

pytestmark = pytest.mark.django_db
HOME = "https://opisto.example"


def test_a_row_without_a_page_is_a_route_of_the_index_in_the_visitors_language(tree, partner):
    event = make_event(partner)
    assert links.url_for(event, "fi") == f"{HOME}/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/"
    assert links.url_for(event, "sv") == f"{HOME}/sv/evenemang/{event.pk}-kvall-om-vuxenstudier/"
    course, guide = make_course(partner), make_guide(partner)
    assert links.url_for(course, "sv") == f"{HOME}/sv/utbildningar/{course.pk}-omsorgsassistent/"
    assert links.url_for(guide, "fi") == f"{HOME}/fi/rahoitus/{guide.pk}-opintotuki/"


def test_a_language_without_an_index_gets_the_address_in_another(tree, partner):
    event = make_event(partner)
    assert links.url_for(event, "en") == f"{HOME}/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/"
    assert links.url_for(event, "sv-FI") == links.url_for(event, "sv")


def test_a_row_with_a_page_is_at_its_page(live, tree):
    event = event_of(live)
    assert links.url_for(event, "fi") == f"{HOME}/fi/tapahtumat/aikuisopiskelun-ilta/"
    assert links.url_for(event, "sv") == f"{HOME}/sv/evenemang/{event.pk}-aikuisopiskelun-ilta/"
    publish(translate(live, tree.locales["sv"], "Kväll", slug="kvall"))
    assert links.url_for(event, "sv") == f"{HOME}/sv/evenemang/kvall/"


def test_a_row_with_a_page_in_one_language_only_and_no_index_in_the_other_is_at_that_page(live, tree):
    tree.events["sv"].unpublish()
    assert links.url_for(event_of(live), "sv") == f"{HOME}/fi/tapahtumat/aikuisopiskelun-ilta/"


def test_an_unpublished_page_is_no_address(live):
    event = event_of(live)
    live.unpublish()
    assert links.url_for(event, "fi") == f"{HOME}/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/"


def test_a_site_without_index_pages_leads_to_its_front_page(locales, partner):
    Site.objects.all().delete()
    Site.objects.create(hostname="opisto.example", port=443, root_page=Page.objects.get(depth=1), is_default_site=True)
    assert links.url_for(make_event(partner), "fi") == f"{HOME}/"


def test_links_lead_to_the_site_of_the_partner(tree):
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Toinen", slug="toinen", locale=tree.locales["fi"]))
    home.add_child(instance=EventIndexPage(title="Ohjelma", locale=tree.locales["fi"]))
    site = Site.objects.create(hostname="toinen.example", port=443, root_page=home)
    event = make_event(make_partner(site=site))
    assert links.url_for(event, "fi") == f"https://toinen.example/fi/ohjelma/{event.pk}-aikuisopiskelun-ilta/"
    # Its site has no Swedish tree, so Finnish stands in before another partner's site does.
    assert links.url_for(event, "sv").startswith("https://toinen.example/fi/ohjelma/")
    token = links.self_service_url(event, "t0ken")
    assert token == "https://toinen.example/opinovi/r/t0ken/"
    assert links.register_url(event, "sv") == f"https://toinen.example/opinovi/sv/events/{event.key}/register/"
    assert links.calendar_url(event, "fi") == f"https://toinen.example/opinovi/fi/events/{event.key}/calendar.ics"


def test_many_addresses_cost_no_more_queries_than_one(tree, partner, django_assert_num_queries):
    from opinovi_wagtail.models import Event

    pages = [publish(draft_event(tree.events["fi"], partner, title=f"Ilta {number}")) for number in range(4)]
    for _number in range(4):
        make_event(partner)
    one, many = [event_of(pages[0])], list(Event.objects.all())
    links.urls_for(one, "fi")
    with django_assert_num_queries(5):
        links.urls_for(one, "fi")
    with django_assert_num_queries(5):
        assert len(links.urls_for(many, "fi")) == 8


def test_addresses_inside_the_site_are_paths(tree, partner):
    event = make_event(partner)
    assert links.paths_for([event], "fi", tree.site) == {event.pk: f"/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/"}
    other = Site(hostname="muu.example", port=443)
    assert links.paths_for([event], "fi", other)[event.pk].startswith(HOME)
    assert links.paths_for([event], "fi", None)[event.pk].startswith(HOME)


def test_alternates_are_only_real_ones(live, tree, locales):
    event = event_of(live)
    assert set(links.alternates(event)) == {"fi", "sv"}


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hyvää syntymäpäivää, Åbo!", "hyvaa-syntymapaivaa-abo"),
        ("Курсы финского", "курсы-финского"),
        ("دورة اللغة", "دورة-اللغة"),
        ("???", "event"),
        ("a" * 40 + " " + "b" * 40, "a" * 40),
    ],
)
def test_titles_of_every_script_make_an_address(db, partner, title, slug):
    event = make_event(partner, title={"fi": title})
    assert links.row_slug(event, "fi") == f"{event.pk}-{slug}"


def test_an_unknown_kind_of_index_is_refused():
    with pytest.raises(ValueError, match="course, event, guide"):
        links.register_index(Page, "evnet")
