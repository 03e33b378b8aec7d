"""What search engines and other sites are told of a page with a row; of a preview they are told nothing."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from PIL import Image as PillowImage
from wagtail.images import get_image_model

from opinovi_wagtail.models import Event, Said
from opinovi_wagtail.views.head import Head
from tests.views.heads import read_head

from .conftest import change, event_of, publish, translate

pytestmark = pytest.mark.django_db
HOME = "https://opisto.example"


@pytest.fixture
def visit(client):
    def get(path):
        return client.get(path, headers={"host": "opisto.example"}, secure=True)

    return get


@pytest.fixture
def picture(db):
    """A drawing of 1600 by 900 pixels in the image library."""
    file = BytesIO()
    PillowImage.new("RGB", (1600, 900), "orange").save(file, "PNG")
    return get_image_model().objects.create(title="Ovi", file=ImageFile(BytesIO(file.getvalue()), name="ovi.png"))


def test_a_page_is_found_at_its_own_address_and_the_row_in_other_languages_at_its_route(visit, tree, live):
    event = event_of(live)
    finnish, swedish = (
        f"{HOME}/fi/tapahtumat/aikuisopiskelun-ilta/",
        f"{HOME}/sv/evenemang/{event.pk}-aikuisopiskelun-ilta/",
    )
    for url in (finnish, swedish):
        head = read_head(visit(url.removeprefix(HOME)))
        assert head.canonical == url
        assert head.hreflang == {"fi": finnish, "sv": swedish, "x-default": finnish}
    translated = publish(translate(live, tree.locales["sv"], "Kväll", slug="kvall"))
    assert read_head(visit("/fi/tapahtumat/aikuisopiskelun-ilta/")).hreflang["sv"] == translated.full_url


def test_the_trail_of_a_page_does_not_name_it_twice(visit, live):
    response = visit("/fi/tapahtumat/aikuisopiskelun-ilta/")
    trail = [("Etusivu", "/fi/"), ("Tapahtumat", "/fi/tapahtumat/"), ("Aikuisopiskelun ilta", "")]
    assert response.context["opinovi"]["breadcrumbs"] == trail
    steps = read_head(response).node("BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in steps] == [title for title, _url in trail]


def test_what_an_editor_wrote_for_search_engines_is_what_they_get(visit, live):
    change(live, search_description="Ilta & <kahvit>", seo_title="Aikuisten ilta")
    head = read_head(visit("/fi/tapahtumat/aikuisopiskelun-ilta/"))
    assert head.one("description") == head.one("og:description") == "Ilta & <kahvit>"
    assert head.one("og:title") == "Aikuisten ilta"
    assert head.node("EducationEvent")["name"] == "Aikuisopiskelun ilta"
    # The route in the other tree is not that page.
    assert (
        read_head(visit(f"/sv/evenemang/{event_of(live).pk}-aikuisopiskelun-ilta/")).one("og:title") != "Aikuisten ilta"
    )


def test_the_first_image_of_a_page_stands_for_it(visit, live, picture):
    change(live, body=[("text", "<p>Tervetuloa</p>"), ("image", _with_text(picture, "Avoin ovi"))])
    head = read_head(visit("/fi/tapahtumat/aikuisopiskelun-ilta/"))
    assert re.fullmatch(rf"{HOME}/media/images/ovi.*max-1200x1200.*\.png", head.one("og:image"))
    assert (head.one("og:image:width"), head.one("og:image:height")) == ("1200", "675")
    assert head.one("og:image:alt") == "Avoin ovi"
    assert "og:image" not in read_head(visit("/fi/tapahtumat/")).meta


def test_a_drawing_that_other_sites_cannot_show_and_a_file_that_is_gone_stand_for_nothing(visit, live, picture):
    drawing = get_image_model().objects.create(
        title="Piirros", file=ImageFile(BytesIO(DRAWING), name="piirros.svg"), width=10, height=10
    )
    change(live, body=[("image", _with_text(drawing, "Piirros"))])
    assert "og:image" not in read_head(visit("/fi/tapahtumat/aikuisopiskelun-ilta/")).meta
    change(live, body=[("image", _with_text(drawing, "Piirros")), ("image", _with_text(picture, "Avoin ovi"))])
    assert "ovi" in read_head(visit("/fi/tapahtumat/aikuisopiskelun-ilta/")).one("og:image")
    picture.file.storage.delete(picture.file.name)
    picture.renditions.all().delete()
    cache.clear()  # where Wagtail remembers them
    response = visit("/fi/tapahtumat/aikuisopiskelun-ilta/")
    assert response.status_code == 200
    assert "og:image" not in read_head(response).meta


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h9v9z"/></svg>'


def _with_text(image, text):
    image.contextual_alt_text, image.decorative = text, False
    return image


def test_an_image_costs_a_page_no_more_the_second_time(visit, live, picture):
    def cost():
        visit("/fi/tapahtumat/aikuisopiskelun-ilta/")
        with CaptureQueriesContext(connection) as queries:
            visit("/fi/tapahtumat/aikuisopiskelun-ilta/")
        return len(queries)

    plain = cost()
    change(live, body=[("image", _with_text(picture, "Ovi"))] * 1)
    one = cost()
    change(live, body=[("image", _with_text(picture, "Ovi"))] * 6)
    assert cost() - one <= 6, "those of the body itself"
    assert one - plain <= 6


def test_a_draft_is_not_told_of(draft, tree):
    response = draft.make_preview_request(preview_mode=draft.default_preview_mode)
    head = read_head(response)
    assert head.one("robots") == "noindex"
    assert "canonical" not in head.links
    assert not head.graph
    assert b"Aikuisopiskelun ilta" in response.content


def test_the_preview_of_a_page_that_is_published_is_not_told_of_either(live):
    head = read_head(live.make_preview_request(preview_mode=live.default_preview_mode))
    assert not head.graph
    assert "canonical" not in head.links


def test_a_page_that_is_not_in_the_store_yet_is_not_told_of(visit, live):
    Event.objects.all().delete()
    head = read_head(visit("/fi/tapahtumat/aikuisopiskelun-ilta/"))
    assert not head.graph
    assert "canonical" not in head.links


# What a host's template hands over.


@pytest.fixture
def tag():
    def rendered(source, **head):
        frame = {"title": "Ilta", "language": "fi", "head": Head(url=f"{HOME}/fi/", **head)}
        context = Context({"opinovi": frame, "request": RequestFactory().get("/"), "picture": "/media/own.png"})
        return Template(f"{{% load opinovi %}}{source}").render(context)

    return rendered


def test_the_image_of_a_host_stands_for_pages_without_one(tag, picture):
    assert f'<meta property="og:image" content="{HOME}/media/own.png">' in tag("{% opinovi_head image=picture %}")
    assert "og:image" not in tag("{% opinovi_head %}")
    rendition = picture.get_rendition("width-300")
    frame = {"title": "Ilta", "language": "fi", "head": Head(url=f"{HOME}/fi/")}
    html = Template("{% load opinovi %}{% opinovi_head image=hero %}").render(
        Context({"opinovi": frame, "hero": rendition})
    )
    assert f'<meta property="og:image" content="{HOME}{rendition.url}">' in html
    assert '<meta property="og:image:width" content="300">' in html


def test_the_image_of_the_page_goes_before_that_of_the_host(tag):
    from opinovi_wagtail.views.pictures import Picture

    html = tag("{% opinovi_head image=picture %}", picture=Picture("https://cdn.opisto.example/ovi.png", 'A "door"'))
    assert '<meta property="og:image" content="https://cdn.opisto.example/ovi.png">' in html
    assert 'content="A &quot;door&quot;"' in html
    assert "own.png" not in html


def test_without_a_page_of_ours_there_is_only_the_style_sheet(settings):
    source = Template("{% load opinovi %}{% opinovi_head %}")
    assert source.render(Context()) == '<link rel="stylesheet" href="/static/opinovi_wagtail/opinovi.css">'
    settings.OPINOVI_WAGTAIL = {"INCLUDE_CSS": False}
    assert source.render(Context()) == ""


@pytest.mark.parametrize(("language", "locale"), [("fi", "fi_FI"), ("sv-SE", "sv_SE"), ("en", "en_GB"), ("se", None)])
def test_a_country_is_named_where_it_is_known(language, locale):
    frame = {"title": "Ilta", "language": language, "head": Head(url=f"{HOME}/", description=Said("x", language))}
    html = Template("{% load opinovi %}{% opinovi_head %}").render(Context({"opinovi": frame}))
    assert ("og:locale" in html) is (locale is not None)
    if locale:
        assert f'<meta property="og:locale" content="{locale}">' in html
