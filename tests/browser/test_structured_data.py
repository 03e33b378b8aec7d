"""Data for machines in the head of a page, as a browser reads it: words stay data, and the policy allows them."""

from __future__ import annotations

import json

from opinovi_wagtail import links
from tests.factories import make_course, make_event, make_guide
from tests.views.test_structured import HOSTILE

WORDS = {**HOSTILE, "run": "</script><script>window.ran = true</script><img src=/x onerror='window.ran = true'>"}


def test_hostile_words_stay_data_under_the_strict_policy(visit, tree):
    visitor = visit()
    for name, words in WORDS.items():
        title = f"A {words} Z"
        for make in (make_event, make_course, make_guide):
            row = make(title={"en": title}, summary={"en": title})
            page = visitor.open(links.url_for(row, "en"))
            (text,) = page.locator("script").all_text_contents()
            thing, trail = json.loads(text)["@graph"]
            assert thing["name"] == trail["itemListElement"][-1]["name"] == title, name
            assert json.loads(page.evaluate("JSON.stringify(JSON.parse(document.scripts[0].textContent))"))
            assert page.locator("meta[property='og:title']").get_attribute("content") == title, name
            assert page.locator("head > *").last.evaluate("element => element.tagName") == "LINK", name
            assert page.evaluate("window.ran") is None, name
            assert page.locator("h1").count() == 1
            assert page.locator("img[src='/x']").count() == 0
    assert not visitor.refused


def test_every_kind_of_page_has_its_data_and_asks_for_nothing(visit, tree):
    visitor = visit()
    rows = [make_event(kind="group_session", meetings=3), make_course(runs=2), make_guide()]
    for row, kind in zip(rows, ("EducationEvent", "Course", "WebPage"), strict=True):
        page = visitor.open(links.url_for(row, "sv"))
        data = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
        assert [node["@type"] for node in data["@graph"]] == [kind, "BreadcrumbList"]
    for index in (tree.courses, tree.events, tree.guides):
        page = visitor.open(index["sv"].url)
        assert page.locator("script[type='application/ld+json']").count() == 1
    assert not visitor.refused
