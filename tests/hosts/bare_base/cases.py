"""Run by ``test_other_hosts.py`` under this host's settings."""

from __future__ import annotations

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.urls import reverse

from opinovi_wagtail import links
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.views import registration
from tests.factories import make_course, make_event, make_guide
from tests.hosts.plain_tree import make_plain_tree
from tests.views.heads import read_head

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(frozen, db):
    return make_plain_tree()


@pytest.fixture
def event(tree):
    return make_event(title={"fi": "Aikuisten ilta", "sv": "Kväll"})


def title_of(response):
    """The title of the document, of which there has to be one."""
    titles = read_head(response).soup.find_all("title")
    assert len(titles) == 1
    return titles[0].get_text()


def form_of(event, language="fi"):
    return reverse("opinovi_wagtail:register", kwargs={"language": language, "key": event.key})


def test_lists_and_rows_without_a_page_have_their_own_title_in_the_old_frame(client, tree, event):
    course, guide = make_course(title={"fi": "Hoiva & huolenpito"}), make_guide()
    for path, title in (
        ("/koulutukset/", "Koulutukset"),
        ("/tapahtumat/", "Tapahtumat"),
        ("/rahoitus/", "Rahoitus"),
        (f"/koulutukset/{links.row_slug(course, 'fi')}/", "Hoiva & huolenpito"),
        (f"/tapahtumat/{links.row_slug(event, 'fi')}/", "Aikuisten ilta"),
        (f"/rahoitus/{links.row_slug(guide, 'fi')}/", "Opintotuki"),
    ):
        response = client.get(path)
        assert response.status_code == 200
        assert title_of(response) == f"{title} | Old site"
        assert "Old site, since 1998" in response.content.decode()


def test_the_title_that_an_editor_gave_a_list_is_that_of_the_list_only(client, tree, event):
    tree.events.seo_title = "Kaikki tapahtumat"
    tree.events.save()
    assert title_of(client.get("/tapahtumat/")) == "Kaikki tapahtumat | Old site"
    assert title_of(client.get(f"/tapahtumat/{links.row_slug(event, 'fi')}/")) == "Aikuisten ilta | Old site"


def test_the_form_and_its_errors_have_their_title(client, event):
    with_errors = client.post(form_of(event), {"name": "", "email": ""})
    assert title_of(client.get(form_of(event))) == "Ilmoittaudu: Aikuisten ilta | Old site"
    assert with_errors.status_code == 422
    assert title_of(with_errors) == "Virhe: Ilmoittaudu: Aikuisten ilta | Old site"
    # The site has no Swedish pages, so the frame is that of the Finnish list.
    swedish = client.get(form_of(event, "sv"))
    assert title_of(swedish) == "Anmäl dig: Kväll | Old site"
    assert swedish.context["list_url"] == "/tapahtumat/"


def test_registering_self_service_and_dead_ends_have_their_title(client, event):
    typed = {"name": "Aino", "email": "aino@example.fi", "contact_language": "fi"}
    registered = client.post(form_of(event), typed, follow=True)
    assert registered.status_code == 200
    assert title_of(registered).endswith(" | Old site")
    assert title_of(registered) != "Tapahtumat | Old site"
    token = register(event.pk, Entry(name="Bo", email="bo@example.fi", language="fi")).token
    own = client.get(reverse("opinovi_wagtail:self_service", args=[token]))
    assert title_of(own) == "Ilmoittautumisesi | Old site"
    missing = client.get("/opinovi/fi/events/00000000-0000-0000-0000-000000000000/register/")
    assert missing.status_code == 404
    assert title_of(missing) == "Tapahtumaa ei löytynyt | Old site"


def test_a_form_has_its_title_where_the_site_has_no_list_of_events(client, tree, event):
    tree.events.unpublish()
    assert title_of(client.get(form_of(event))) == "Ilmoittaudu: Aikuisten ilta | Old site"
    assert client.get(form_of(event)).context["list_url"] == ""


def test_a_form_that_the_database_does_not_answer_for_has_its_title(
    client, event, django_assert_num_queries, monkeypatch
):
    def gone(_key):
        raise DatabaseError("gone")

    monkeypatch.setattr(registration, "find_event", gone)
    ContentType.objects.clear_cache()
    with django_assert_num_queries(0):
        response = client.get(form_of(event))
    assert response.status_code == 503
    assert title_of(response) == "Ilmoittautuminen | Old site"


def test_our_style_sheet_is_linked_from_the_body_and_there(client, event):
    for path in ("/koulutukset/", form_of(event)):
        body = client.get(path).content.decode().partition("<body>")[2]
        (href,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', body)
        assert href == "/static/opinovi_wagtail/opinovi.css"
        assert finders.find(href.removeprefix("/static/"))


def test_the_data_is_read_from_the_body(client, event):
    response = client.get(f"/tapahtumat/{links.row_slug(event, 'fi')}/")
    head = read_head(response, "body")
    assert [node["@type"] for node in head.graph] == ["EducationEvent", "BreadcrumbList"]
    assert head.graph[0]["name"] == "Aikuisten ilta"
    assert head.graph[0]["url"] == f"http://testserver/tapahtumat/{links.row_slug(event, 'fi')}/"


def test_what_does_not_count_in_the_body_is_said_in_a_header(client, event):
    assert client.get(form_of(event))["x-robots-tag"] == "noindex"
    assert client.get("/tapahtumat/?q=ilta")["x-robots-tag"] == "noindex,follow"
    assert "x-robots-tag" not in client.get("/tapahtumat/")
