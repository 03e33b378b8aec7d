"""The reference site's pages for what is not there and for what broke; DEBUG is off, as in the open."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

SECTIONS = {
    "fi": ("/fi/", "/fi/koulutukset/", "/fi/tapahtumat/", "/fi/rahoitus/"),
    "sv": ("/sv/", "/sv/utbildningar/", "/sv/evenemang/", "/sv/finansiering/"),
    "en": ("/en/", "/en/courses/", "/en/events/", "/en/funding/"),
}
NOT_FOUND = {"fi": "Sivua ei löytynyt", "sv": "Sidan hittades inte", "en": "The page was not found"}
BROKEN = {"fi": "Jokin meni vikaan", "sv": "Något gick fel", "en": "Something went wrong"}


def links_in_main(html):
    main = re.search(r"<main.*?</main>", html, re.S)
    return tuple(re.findall(r'<a href="([^"]*)"', main[0]))


@pytest.fixture
def tree(db):
    from sitecontent.starter.tree import make_tree

    return make_tree()


@pytest.mark.parametrize("language", SECTIONS)
def test_what_is_not_there_is_told_in_the_language_of_the_address_with_ways_back(client, tree, language):
    assert settings.DEBUG is False
    for path in (f"/{language}/nothing/", f"{SECTIONS[language][2]}999999-nothing/"):
        response = client.get(path, headers={"accept-language": "sv" if language == "fi" else "fi"})
        html = response.content.decode()
        assert response.status_code == 404
        assert f'<html lang="{language}"' in html
        assert f"<h1>{NOT_FOUND[language]}</h1>" in html
        assert links_in_main(html) == SECTIONS[language]


def test_what_is_not_there_without_a_language_is_told_in_that_of_the_site(client, tree):
    response = client.get("/nothing.txt", headers={"accept-language": "de"}, follow=True)
    assert response.status_code == 404
    assert f"<h1>{NOT_FOUND['fi']}</h1>" in response.content.decode()


def test_an_empty_site_says_too_that_nothing_is_there(client, db):
    response = client.get("/sv/nothing/")
    assert response.status_code == 404
    assert NOT_FOUND["sv"] in response.content.decode()


@pytest.mark.parametrize("language", SECTIONS)
def test_what_broke_is_told_without_the_database_in_the_language_of_the_address(language):
    """No fixture opens the database here, so every page breaks that asks it anything."""
    client = Client(raise_request_exception=False)
    response = client.get(SECTIONS[language][1], headers={"accept-language": "sv" if language == "fi" else "fi"})
    html = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}"' in html
    assert f"<h1>{BROKEN[language]}</h1>" in html
    assert links_in_main(html) == SECTIONS[language]


def test_what_broke_without_a_language_is_told_in_that_of_the_site():
    response = Client(raise_request_exception=False).get("/sitemap.xml", headers={"accept-language": "sv"})
    assert response.status_code == 500
    assert f"<h1>{BROKEN['fi']}</h1>" in response.content.decode()


def test_the_links_of_a_broken_site_are_those_of_the_starter_content(client, tree):
    for paths in SECTIONS.values():
        for path in paths:
            assert client.get(path).status_code == 200


def test_the_demo_has_the_same_pages(monkeypatch, tmp_path):
    from sitecontent import demo_urls, urls

    for status in (404, 500):
        assert getattr(demo_urls, f"handler{status}") == getattr(urls, f"handler{status}")
        assert get_resolver().resolve_error_handler(status).__module__ == "sitecontent.errors"
