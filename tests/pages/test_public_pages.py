"""What visitors get from index pages, from pages with a row, and what editors see in a preview."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import RequestFactory
from wagtail.models import Page

from opinovi_wagtail.models import Event, Projection
from opinovi_wagtail.pages.models import InfoEventPage, InfoEventPageMeeting
from tests.factories import make_course, make_event, make_guide

from .conftest import EVENING, change, draft_course, event_of, publish, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client):
    def get(path, **kwargs):
        return client.get(path, headers={"host": "opisto.example"}, secure=True, **kwargs)

    return get


def text(response):
    return response.content.decode()


def test_the_list_shows_rows_of_every_origin(visit, live, partner):
    make_event(partner, title={"fi": "Lomakkeella tehty"})
    page = text(visit("/fi/tapahtumat/"))
    assert "Aikuisopiskelun ilta" in page
    assert "Lomakkeella tehty" in page


def test_a_row_without_a_page_has_a_page_of_the_index(visit, tree, partner):
    event, course, guide = make_event(partner), make_course(partner), make_guide(partner)
    assert "Kväll om vuxenstudier" in text(visit(f"/sv/evenemang/{event.pk}-kvall-om-vuxenstudier/"))
    assert "Hoiva-avustaja" in text(visit(f"/fi/koulutukset/{course.pk}-hoiva-avustaja/"))
    assert "Opintotuki" in text(visit(f"/fi/rahoitus/{guide.pk}-opintotuki/"))


def test_a_wrong_slug_leads_to_the_right_address(visit, tree, partner):
    event = make_event(partner)
    response = visit(f"/fi/tapahtumat/{event.pk}-vanha-nimi/?x=1")
    assert response.status_code == 302
    assert response["Location"] == f"/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/?x=1"
    assert visit(f"/fi/tapahtumat/0{event.pk}-aikuisopiskelun-ilta/").status_code == 302


def test_a_title_in_another_script_has_a_working_address(visit, tree, partner):
    event = make_event(partner, title={"fi": "Курсы финского"})
    first = visit(f"/fi/tapahtumat/{event.pk}-x/")
    assert first.status_code == 302
    assert visit(first["Location"]).status_code == 200


def test_the_route_leads_to_the_page_in_this_language_only(visit, live, tree):
    event = event_of(live)
    response = visit(f"/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/")
    assert response["Location"] == "/fi/tapahtumat/aikuisopiskelun-ilta/"
    swedish = visit(f"/sv/evenemang/{event.pk}-aikuisopiskelun-ilta/")
    assert swedish.status_code == 200
    assert 'lang="fi"' in text(swedish)


@pytest.mark.parametrize("path", ["999999-tapahtuma", "99999999999999999999999999-x", "1-"])
def test_rows_that_do_not_exist_are_not_found(visit, tree, path):
    assert visit(f"/fi/tapahtumat/{path}/").status_code == 404


def test_a_withdrawn_row_keeps_its_address(visit, tree, partner, now):
    event = make_event(partner, withdrawn_at=now)
    assert visit(f"/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/").status_code == 410


def test_a_hidden_row_is_not_found(visit, live):
    event = event_of(live)
    live.unpublish()
    assert visit("/fi/tapahtumat/aikuisopiskelun-ilta/").status_code == 404
    assert visit(f"/fi/tapahtumat/{event.pk}-aikuisopiskelun-ilta/").status_code == 404


def test_a_page_whose_slug_looks_like_a_row_is_found(visit, tree):
    tree.events["fi"].add_child(instance=Page(title="Juhla", slug="30-vuotta", locale=tree.locales["fi"]))
    request = RequestFactory().get("/")
    assert tree.events["fi"].route(request, ["30-vuotta"]).page.title == "Juhla"


def test_a_page_shows_the_facts_of_the_row(visit, live):
    event = event_of(live)
    event.meetings.update(starts_at=EVENING + dt.timedelta(days=3), ends_at=None)
    assert "4.12.2026" in text(visit("/fi/tapahtumat/aikuisopiskelun-ilta/"))


def test_a_page_in_two_languages_shows_one_row(visit, live, tree):
    publish(translate(live, tree.locales["sv"], "Kväll om vuxenstudier", slug="kvall"))
    page = text(visit("/sv/evenemang/kvall/"))
    assert "Kväll om vuxenstudier" in page
    assert "1.12.2026" in page


def test_an_alias_shows_the_row_of_the_page_it_follows(visit, live):
    live.create_alias(update_slug="alias")
    assert "1.12.2026" in text(visit("/fi/tapahtumat/alias/"))


def test_a_page_that_is_not_in_the_store_yet_is_shown_without_registration(visit, draft, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(InfoEventPage, "projected", lambda page: 1 / 0)
        publish(draft)
    assert not Event.objects.exists()
    page = text(visit("/fi/tapahtumat/aikuisopiskelun-ilta/"))
    assert "1.12.2026" in page
    assert "/register/" not in page


class TestPreview:
    def preview(self, page):
        response = page.make_preview_request(preview_mode=page.default_preview_mode)
        assert response.status_code == 200
        if hasattr(response, "render"):
            response.render()
        return text(response)

    def test_a_first_draft_shows_its_own_words_and_facts_and_writes_nothing(self, draft):
        draft.body = [("text", "<p>Kahvia tarjolla</p>")]
        page = self.preview(draft)
        assert "Aikuisopiskelun ilta" in page
        assert "1.12.2026" in page
        assert "Kahvia tarjolla" in page
        assert not Event.objects.exists()
        assert not Projection.objects.exists()

    def test_a_draft_of_a_live_page_shows_what_it_would_be(self, live):
        latest = live.get_latest_revision_as_object()
        latest.title = "Toinen nimi"
        latest.meetings = [InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=9))]
        page = self.preview(latest)
        assert "Toinen nimi" in page
        assert "10.12.2026" in page
        assert "1.12.2026" not in page.replace("10.12.2026", "")
        assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}
        assert event_of(live).meetings.get().starts_at == EVENING

    def test_a_translation_shows_the_facts_of_the_owner(self, live, tree):
        swedish = translate(live, tree.locales["sv"], "Kväll").get_latest_revision_as_object()
        swedish.meetings = [InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=9))]
        page = self.preview(swedish)
        assert "Kväll" in page
        assert "1.12.2026" in page
        assert "10.12.2026" not in page

    def test_a_course_draft_shows_its_runs(self, tree, partner):
        page = draft_course(tree.courses["fi"], partner)
        assert "11.1.2027" in self.preview(page)
        live = publish(page)
        changed = live.get_latest_revision_as_object()
        run = changed.runs.get()
        run.start_on = dt.date(2027, 3, 1)
        changed.runs = [run]
        shown = self.preview(changed)
        assert "1.3.2027" in shown
        assert "11.1.2027" not in shown

    def test_an_index_page_is_previewed_as_its_list(self, tree, live):
        assert "Aikuisopiskelun ilta" in self.preview(tree.events["fi"])


def test_pages_stand_under_index_pages_of_their_kind(tree):
    assert InfoEventPage.can_create_at(tree.events["fi"])
    assert not InfoEventPage.can_create_at(tree.courses["fi"])
    assert not InfoEventPage.can_create_at(tree.homes["fi"])


def test_the_title_of_a_live_page_may_change_its_row_but_not_its_address(visit, live):
    change(live, title="Uusi nimi")
    assert "Uusi nimi" in text(visit("/fi/tapahtumat/aikuisopiskelun-ilta/"))
