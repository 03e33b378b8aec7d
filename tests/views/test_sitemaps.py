"""The sitemap of a site: every public page and row of its own, once in each language, and nothing of other sites."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction, Site

from opinovi_wagtail import links
from opinovi_wagtail.models import Event
from opinovi_wagtail.pages.models import EventIndexPage, InfoEventPage, InfoEventPageMeeting
from opinovi_wagtail.views.sitemaps import SITEMAPS, RowSitemap
from tests.factories import HELSINKI, make_course, make_event, make_guide, make_partner

pytestmark = pytest.mark.django_db
HOST = "http://localhost:8000"
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}
PATHS = {"fi": "/fi/tapahtumat/", "sv": "/sv/evenemang/", "en": "/en/events/"}


def read(client, section, **options):
    """``{address: (day, {language: address})}`` of one section."""
    response = client.get(f"/sitemap-{section}.xml", options.pop("query", None), **options)
    assert response.status_code == 200
    assert response["content-type"] == "application/xml"
    found = {}
    for url in ET.fromstring(response.content).findall("url", NAMES):
        address = url.find("loc", NAMES).text
        assert address not in found, f"{address} is there twice"
        others = {link.get("hreflang"): link.get("href") for link in url.findall("xhtml:link", NAMES)}
        found[address] = (url.findtext("lastmod", None, NAMES), others)
    return found


def urls_of(row):
    return {language: f"{HOST}{path}{links.row_slug(row, language)}/" for language, path in PATHS.items()}


def publish_event(tree, partner, language="fi", title="Ilta", key=None):
    index = tree.events[language]
    page = InfoEventPage(title=title, partner=partner, live=False, locale=index.locale)
    if key:
        page.translation_key = key
    page.meetings = [InfoEventPageMeeting(starts_at=dt.datetime(2026, 12, 1, 17, tzinfo=HELSINKI))]
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_the_index_names_every_section(client, tree):
    response = client.get("/sitemap.xml")
    found = [place.text for place in ET.fromstring(response.content).findall("sitemap/loc", NAMES)]
    assert found == [f"http://testserver/sitemap-{section}.xml" for section in ("pages", "courses", "events", "guides")]


def test_robots_are_told_where_it_is(client, tree):
    response = client.get("/robots.txt")
    assert response["content-type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines


def test_a_row_without_a_page_is_there_in_every_language_with_the_others(client, tree, frozen):
    event = make_event()
    Event.objects.update(updated_at=dt.datetime(2026, 10, 5, 12, tzinfo=HELSINKI))
    urls = urls_of(event)
    others = {**urls, "x-default": urls["fi"]}
    assert read(client, "events") == dict.fromkeys(urls.values(), ("2026-10-05", others))


@pytest.mark.parametrize(("section", "make"), [("courses", make_course), ("guides", make_guide)])
def test_courses_and_guides_are_there_too(client, tree, section, make):
    row = make()
    assert set(read(client, section)) == set(links.alternates(row).values())


def test_what_is_not_public_is_not_there(client, tree):
    make_event(listed=False)
    make_event(withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=HELSINKI))
    assert read(client, "events") == {}


def test_a_row_with_a_page_is_there_once_as_that_page_and_as_a_route_elsewhere(client, tree):
    page = publish_event(tree, make_partner())
    event = Event.objects.get()
    rows, pages = read(client, "events"), read(client, "pages")
    assert page.full_url in pages
    assert set(rows) == {urls_of(event)["sv"], urls_of(event)["en"]}
    assert rows[urls_of(event)["sv"]][1]["fi"] == page.full_url
    swedish = publish_event(tree, event.partner, "sv", "Kväll", key=page.translation_key)
    rows, pages = read(client, "events"), read(client, "pages")
    assert set(rows) == {urls_of(event)["en"]}
    assert swedish.full_url in pages
    assert not set(rows) & set(pages)


def test_pages_of_every_language_are_there(client, tree):
    pages = read(client, "pages")
    for trees in (tree.homes, tree.courses, tree.events, tree.guides):
        assert {page.full_url for page in trees.values()} <= set(pages)


def test_a_part_of_the_site_that_is_not_for_everybody_is_not_there(client, tree):
    event = make_event()
    PageViewRestriction.objects.create(page=tree.events["sv"], restriction_type=PageViewRestriction.LOGIN)
    rows = read(client, "events")
    assert set(rows) == {urls_of(event)["fi"], urls_of(event)["en"]}
    assert all("sv" not in others for _day, others in rows.values())
    assert tree.events["sv"].full_url not in read(client, "pages")


def test_each_site_has_its_own_rows(client, tree):
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Toinen", slug="t", locale=tree.homes["fi"].locale))
    home.add_child(instance=EventIndexPage(title="Ohjelma", locale=home.locale))
    other = Site.objects.create(hostname="toinen.example", port=80, root_page=home)
    theirs, ours = make_event(make_partner(site=other)), make_event(make_partner(site=tree.site))
    nobodys = make_event()
    here = read(client, "events")
    assert set(here) == {*urls_of(ours).values(), *urls_of(nobodys).values()}
    there = read(client, "events", headers={"host": "toinen.example"})
    assert set(there) == {f"http://toinen.example/fi/ohjelma/{links.row_slug(theirs, 'fi')}/"}
    assert set(read(client, "pages", headers={"host": "toinen.example"})) == {
        "http://toinen.example/fi/", "http://toinen.example/fi/ohjelma/"
    }  # fmt: skip


def test_a_long_sitemap_has_pages(client, tree, monkeypatch):
    monkeypatch.setattr(RowSitemap, "limit", 2)
    events = [make_event() for _number in range(5)]
    index = client.get("/sitemap.xml").content.decode()
    assert "http://testserver/sitemap-events.xml?p=3" in index
    assert "sitemap-events.xml?p=4" not in index
    found = [url for number in (1, 2, 3) for url in read(client, "events", query={"p": number})]
    assert sorted(found) == sorted(url for event in events for url in urls_of(event).values())
    assert client.get("/sitemap-events.xml", {"p": 4}).status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_no_file_holds_more_than_search_engines_take():
    assert all(sitemap.limit * 10 <= 50_000 for sitemap in SITEMAPS.values())


def test_a_longer_sitemap_costs_no_more_queries(client, tree, monkeypatch):
    def add(count):
        for number in range(count):
            make_event()
            publish_event(tree, make_partner(), title=f"Ilta {number} {count}")

    def cost(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    add(2)
    few = cost("/sitemap-events.xml"), cost("/sitemap.xml")
    add(10)
    assert (cost("/sitemap-events.xml"), cost("/sitemap.xml")) == few
    assert max(few) <= 16


def test_it_says_when_it_last_changed(client, tree):
    make_event()
    Event.objects.update(updated_at=dt.datetime(2026, 10, 5, 12, tzinfo=HELSINKI))
    assert client.get("/sitemap-events.xml")["last-modified"] == "Mon, 05 Oct 2026 09:00:00 GMT"
    index = ET.fromstring(client.get("/sitemap.xml").content)
    days = {place.find("loc", NAMES).text: place.find("lastmod", NAMES) for place in index.findall("sitemap", NAMES)}
    assert days["http://testserver/sitemap-events.xml"].text.startswith("2026-10-05")
    assert days["http://testserver/sitemap-guides.xml"] is None
