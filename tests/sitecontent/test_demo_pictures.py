"""The drawings of the starter content: small, self-contained, and told in words to those who cannot see them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from wagtail.images import get_image_model
from wagtail.models import Page

from sitecontent.models import HomePage
from sitecontent.starter.pictures import FOLDER, PICTURES

DRAWINGS = sorted(FOLDER.glob("*.svg"))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.stem)
def test_a_drawing_is_small_has_its_own_background_and_asks_for_nothing_else(drawing):
    source = drawing.read_text()
    assert len(source.encode()) < 6000
    assert re.search(r'<path fill="#[0-9a-f]{6}" d="M0 0h720v480H0z"/>', source)
    assert 'viewBox="0 0 720 480"' in source
    assert not re.search(r"<script|<style|style=|href|url\(|<text|<image|@import|on\w+=", source)


def test_every_drawing_is_told_in_three_languages():
    assert {drawing.stem for drawing in DRAWINGS} == set(PICTURES)
    for title, seen in PICTURES.values():
        assert title
        assert set(seen) == {"fi", "sv", "en"}
        assert all(20 < len(text) < 140 and text.endswith(".") for text in seen.values())


def images_in_bodies():
    """``(page, image)`` of every image block in the body of a page."""
    for page in Page.objects.filter(depth__gt=2).specific():
        for block in getattr(page, "body", ()):
            if block.block_type == "image":
                yield page, block.value


@pytest.mark.django_db
def test_every_image_has_an_alternative_text_in_its_pages_language_or_is_decorative(content):
    found = list(images_in_bodies())
    assert len(found) > 40
    told = {seen[language]: language for _title, seen in PICTURES.values() for language in seen}
    for page, image in found:
        if image.decorative:
            assert image.contextual_alt_text == ""
        else:
            assert told[image.contextual_alt_text] == page.locale.language_code, page
    used = Counter(image.title for _page, image in found)
    assert {title for title, _seen in PICTURES.values()} - set(used) == {PICTURES["door"][0]}


@pytest.mark.django_db
def test_the_front_pages_show_the_door(content, client):
    for language in ("fi", "sv", "en"):
        home = HomePage.objects.get(slug=language)
        assert home.image.title == PICTURES["door"][0]
        assert home.image_alt == PICTURES["door"][1][language]


@pytest.mark.django_db
def test_the_image_library_says_what_is_on_a_drawing(content):
    images = get_image_model().objects.all()
    assert len(images) == len(PICTURES)
    assert all(image.is_svg() and image.description and image.width == 720 for image in images)


@pytest.mark.django_db
def test_a_page_shows_its_drawing_with_the_alternative_text(content, client):
    page = client.get("/sv/evenemang/infotillfalle-for-vuxna-i-pargas/").content.decode()
    seen = PICTURES["archipelago"][1]["sv"]
    assert re.search(rf'<img[^>]*alt="{re.escape(seen)}"', page)
    # The Swedish event in Pargas is Swedish throughout.
    assert "Skärgårdsledens institut" in page and "Pargas" in page
    assert not re.search(r'<(span|div|p) lang="fi"', page)
