"""What search engines and other sites are told of lists and details; of forms and self-service they are told nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from opinovi_wagtail import links
from opinovi_wagtail.pages.models import EventIndexPage
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.views.head import shortened
from tests.factories import HELSINKI, make_course, make_event, make_guide, make_partner

from .heads import read_head
from .test_details import INDEX, page_of

pytestmark = pytest.mark.django_db
HOST = "http://localhost:8000"
MAKE = {"course": make_course, "event": make_event, "guide": make_guide}
KINDS = tuple(MAKE)


def urls_of(row):
    kind = links.KINDS[type(row)]
    return {code: f"{HOST}{path}{links.row_slug(row, code)}/" for code, path in INDEX[kind].items()}


# Which address it is.


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_detail_names_its_address_and_those_of_its_other_languages(client, tree, kind, language):
    row = MAKE[kind]()
    head = read_head(page_of(client, row, language))
    urls = urls_of(row)
    assert head.canonical == urls[language]
    assert head.hreflang == {**urls, "x-default": urls["fi"]}
    assert "robots" not in head.meta


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_list_names_its_address_and_those_of_its_other_languages(client, tree, kind, language):
    MAKE[kind]()
    head = read_head(client.get(INDEX[kind][language]))
    urls = {code: f"{HOST}{path}" for code, path in INDEX[kind].items()}
    assert head.canonical == urls[language]
    assert head.hreflang == {**urls, "x-default": urls["fi"]}
    assert "robots" not in head.meta


def test_who_reads_no_language_of_the_site_gets_the_first_that_there_is(client, tree, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "LANGUAGES": ("se", "sv", "fi")}
    row = make_event()
    assert read_head(page_of(client, row, "fi")).hreflang["x-default"] == urls_of(row)["sv"]
    assert read_head(client.get("/fi/tapahtumat/")).hreflang["x-default"] == f"{HOST}/sv/evenemang/"


@pytest.mark.parametrize(
    ("query", "shared"),
    [
        ("?q=ilta", "?q=ilta"),
        ("?municipality=853&municipality=734&utm_source=x", "?municipality=853&municipality=734"),
        ("?starts_after=nonsense", "?starts_after=nonsense"),
        ("?q=ilta&page=2", "?q=ilta&page=2"),
    ],
    ids=["words", "codes", "not understood", "second page"],
)
def test_a_narrowed_list_is_not_to_be_found_and_points_to_the_whole_one(client, tree, settings, query, shared):
    response = client.get(f"/en/events/{query}")
    head = read_head(response)
    assert head.one("robots") == response["x-robots-tag"] == "noindex,follow"
    assert head.canonical == f"{HOST}/en/events/"
    assert not head.hreflang
    assert not head.graph
    assert head.one("og:url") == f"{HOST}/en/events/{shared}", "who shares a narrowed list shares what they see"


@pytest.mark.parametrize("query", ["?q=&municipality=", "?utm_source=letter", "?page=1", "?page=none"])
def test_a_query_that_narrows_nothing_changes_nothing(client, tree, query):
    make_event()
    response = client.get(f"/en/events/{query}")
    head = read_head(response)
    assert "robots" not in head.meta
    assert "x-robots-tag" not in response
    assert head.canonical == head.one("og:url") == f"{HOST}/en/events/"
    assert head.hreflang["sv"] == f"{HOST}/sv/evenemang/"


@pytest.mark.parametrize(("asked", "shown"), [("2", "?page=2"), ("9", "?page=3")], ids=["there", "beyond the last"])
def test_each_page_of_a_list_has_its_own_address(client, tree, settings, asked, shown):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "PAGE_SIZE": 1}
    for _number in range(3):
        make_guide()
    head = read_head(client.get(f"/en/funding/?page={asked}"))
    assert head.canonical == f"{HOST}/en/funding/{shown}"
    assert head.hreflang["fi"] == head.hreflang["x-default"] == f"{HOST}/fi/rahoitus/{shown}"


def test_a_row_of_a_partner_with_a_site_of_its_own_belongs_there(client, tree):
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Toinen", slug="t", locale=tree.homes["fi"].locale))
    home.add_child(instance=EventIndexPage(title="Ohjelma", locale=home.locale))
    site = Site.objects.create(hostname="toinen.example", port=443, root_page=home)
    event = make_event(make_partner(site=site))
    there = f"https://toinen.example/fi/ohjelma/{links.row_slug(event, 'fi')}/"
    for language in ("fi", "sv"):
        head = read_head(page_of(client, event, language))
        assert head.canonical == there
        assert head.hreflang == {"fi": there, "x-default": there}


def test_a_language_that_is_not_for_everybody_is_not_named(client, tree):
    restriction = {"restriction_type": PageViewRestriction.LOGIN}
    PageViewRestriction.objects.create(page=tree.homes["sv"], **restriction)
    event = make_event()
    assert set(read_head(page_of(client, event, "fi")).hreflang) == {"fi", "en", "x-default"}
    assert set(read_head(client.get("/fi/tapahtumat/")).hreflang) == {"fi", "en", "x-default"}


# What is not to be found.


def test_forms_and_self_service_say_nothing_of_themselves(client, tree):
    event = make_event()
    token = register(event.pk, Entry(name="Aino", email="aino@example.fi")).token
    form = reverse("opinovi_wagtail:register", kwargs={"language": "en", "key": event.key})
    for address in (form, reverse("opinovi_wagtail:self_service", args=[token]), "/opinovi/r/wrong/"):
        response = client.get(address)
        head = read_head(response)
        assert head.one("robots") == response["x-robots-tag"] == "noindex"
        assert set(head.links) == {"icon", "stylesheet"}
        assert not [name for name in head.meta if name.startswith(("og:", "twitter:", "description"))]
        assert not head.graph


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_gone_says_nothing_of_itself(client, tree, kind):
    row = MAKE[kind](withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=HELSINKI))
    response = page_of(client, row)
    head = read_head(response)
    assert response.status_code == 410
    assert head.one("robots") == "noindex"
    assert "canonical" not in head.links
    assert not head.graph


# Words.


def test_the_description_is_the_summary_without_markup_and_cut_between_words(client, tree):
    words = " ".join(["koulutusta"] * 30)
    course = make_course(summary={"fi": f"<p>Tule <b>mukaan</b> &amp; opi!</p> {words}"})
    said = read_head(page_of(client, course, "fi")).one("description")
    assert said.startswith("Tule mukaan & opi! koulutusta koulutusta")
    assert said.endswith("koulutusta…")
    assert len(said) <= 156


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Lyhyt.", "Lyhyt."),
        ("ensimmäinen, toinen", "ensimmäinen…"),
        ("a" * 30, "a" * 14 + "…"),
        ("a" * 14, "a" * 14),
    ],
    ids=["short", "between words", "one long word", "just fits"],
)
def test_a_text_is_cut_between_words(text, cut):
    assert shortened(text, 14) == cut


def test_a_description_in_another_language_says_so(client, tree):
    page = page_of(client, make_event(summary={"fi": "Tule kysymään."}), "sv")
    tag = read_head(page).soup.find("meta", attrs={"name": "description"})
    assert (tag["content"], tag["lang"]) == ("Tule kysymään.", "fi")


def test_without_a_summary_the_text_describes_it_and_without_either_nothing_does(client, tree):
    texts = {"event": "description", "course": "description", "guide": "body"}
    for kind, name in texts.items():
        row = MAKE[kind](summary={}, **{name: {"en": "<h2>What</h2><p>happens</p>"}})
        assert read_head(page_of(client, row)).one("description") == "What happens"
    head = read_head(page_of(client, make_event(summary={})))
    assert "description" not in head.meta
    assert "og:description" not in head.meta


def test_a_list_is_described_by_its_editor(client, tree):
    page = tree.events["en"]
    assert read_head(client.get("/en/events/")).one("description").startswith("Info events")
    page.search_description, page.seo_title = "Come & ask.", "Events for adults"
    page.save()
    response = client.get("/en/events/")
    assert read_head(response).one("description") == response.context["opinovi"]["description"] == "Come & ask."
    assert response.context["page"].search_description == "", "a base template that writes it would write it twice"
    assert "<h1>Events</h1>" in response.content.decode()


def test_the_description_of_an_index_page_is_not_that_of_what_it_answers_for(client, tree):
    page = tree.events["en"]
    page.search_description = "All our events."
    page.save()
    event = make_event(summary={})
    form = reverse("opinovi_wagtail:register", kwargs={"language": "en", "key": event.key})
    for response in (page_of(client, event), client.get(form)):
        assert "All our events." not in response.content.decode()
        assert response.context["page"].search_description == ""


# Other sites.


@pytest.mark.parametrize(
    ("language", "locale", "others"),
    [("fi", "fi_FI", ["sv_FI", "en_GB"]), ("sv", "sv_FI", ["fi_FI", "en_GB"]), ("en", "en_GB", ["fi_FI", "sv_FI"])],
)
def test_other_sites_get_what_they_show_of_a_link(client, tree, language, locale, others):
    event = make_event()
    head = read_head(page_of(client, event, language))
    assert head.one("og:title") == event.title[language]
    assert head.one("og:description") == "Tule kysymään opiskelusta."
    assert head.one("og:type") == "article"
    assert head.one("og:url") == urls_of(event)[language]
    assert head.one("og:site_name") == "Opin Ovi"
    assert head.one("og:locale") == locale
    assert head.meta["og:locale:alternate"] == others
    assert head.one("twitter:card") == "summary"
    assert "og:image" not in head.meta
    assert read_head(client.get(INDEX["event"][language])).one("og:type") == "website"


def test_an_image_of_another_site_is_never_named(client, tree):
    page = page_of(client, make_course(image_url="https://tracker.example/x.png"))
    assert "tracker.example" not in page.content.decode().partition("</head>")[0]


# The trail.


@pytest.mark.parametrize("kind", KINDS)
def test_a_detail_has_a_trail_from_the_front_page(client, tree, kind):
    row = MAKE[kind](title={"sv": "Titel"})
    index = {"course": tree.courses, "event": tree.events, "guide": tree.guides}[kind]["sv"]
    response = page_of(client, row, "sv")
    assert response.context["opinovi"]["breadcrumbs"] == [
        (tree.homes["sv"].title, "/sv/"),
        (index.title, INDEX[kind]["sv"]),
        ("Titel", ""),
    ]
    steps = read_head(response).node("BreadcrumbList")["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, tree.homes["sv"].title, f"{HOST}/sv/"),
        (2, index.title, f"{HOST}{INDEX[kind]['sv']}"),
        (3, "Titel", urls_of(row)["sv"]),
    ]


def test_a_list_has_a_trail_too(client, tree):
    response = client.get("/en/courses/")
    assert response.context["opinovi"]["breadcrumbs"] == [(tree.homes["en"].title, "/en/"), ("Courses", "")]
    (trail,) = read_head(response).graph
    assert [step["item"] for step in trail["itemListElement"]] == [f"{HOST}/en/", f"{HOST}/en/courses/"]


def test_a_form_has_no_trail(client, tree):
    form = reverse("opinovi_wagtail:register", kwargs={"language": "en", "key": make_event().key})
    assert client.get(form).context["opinovi"]["breadcrumbs"] == []


def test_a_page_on_the_way_that_is_not_live_is_left_out(client, tree):
    section = tree.homes["en"].add_child(instance=Page(title="Study", slug="study", locale=tree.homes["en"].locale))
    tree.courses["en"].move(section, pos="last-child")
    course = make_course(title={"en": "Care"})

    def trail():
        response = client.get(f"/en/study/courses/{links.row_slug(course, 'en')}/")
        return [title for title, _url in response.context["opinovi"]["breadcrumbs"]]

    assert trail() == [tree.homes["en"].title, "Study", "Courses", "Care"]
    section.unpublish()
    assert trail() == [tree.homes["en"].title, "Courses", "Care"]


# Cost.


@pytest.mark.parametrize("kind", KINDS)
def test_the_head_of_a_detail_costs_the_same_however_much_is_in_it(client, tree, kind):
    few = {"course": {"runs": 1}, "event": {"meetings": 1}, "guide": {}}[kind]
    many = {"course": {"runs": 9}, "event": {"meetings": 9, "kind": "group_session"}, "guide": {}}[kind]

    def cost(row):
        page_of(client, row)
        with CaptureQueriesContext(connection) as queries:
            assert page_of(client, row).status_code == 200
        return len(queries)

    one, all_of_them = cost(MAKE[kind](**few)), cost(MAKE[kind](**many))
    assert one == all_of_them
    assert one <= 50
