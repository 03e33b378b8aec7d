"""Run by ``test_other_hosts.py`` under this host's settings."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from opinovi_wagtail import links, publishing
from opinovi_wagtail.models import Event
from tests.factories import HELSINKI, make_event, make_partner

from .models import EveningPage, ProgrammePage, WorkshopMeeting, WorkshopPage

pytestmark = pytest.mark.django_db
STARTS = dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI)


@pytest.fixture
def partner(db):
    return make_partner(slug="opisto")


@pytest.fixture
def programme(frozen, partner):
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Etusivu", locale=Locale.get_default()))
    Site.objects.create(hostname="talo.example", port=443, root_page=home, is_default_site=True)
    return home.add_child(instance=ProgrammePage(title="Ohjelma", locale=home.locale))


@pytest.fixture
def evening(programme):
    page = EveningPage(title="Avoimet ovet", intro="Tervetuloa", starts=STARTS, venue="Aula", seats=2, live=False)
    page.locale = programme.locale
    programme.add_child(instance=page)
    page.save_revision().publish()
    return EveningPage.objects.get(pk=page.pk)


def test_our_page_types_are_not_installed():
    assert not apps.is_installed("opinovi_wagtail.pages")
    assert set(publishing.page_models()) == {EveningPage, WorkshopPage}


def test_the_sites_own_page_becomes_an_event(evening, partner):
    event = Event.objects.get(page_key=evening.translation_key)
    assert (event.title, event.places, event.partner) == ({"fi": "Avoimet ovet"}, 2, partner)
    meeting = event.meetings.get()
    assert (meeting.starts_at, meeting.place_name) == (STARTS, {"fi": "Aula"})
    evening.starts = STARTS + dt.timedelta(days=1)
    evening.save_revision().publish()
    assert event.meetings.get().pk == meeting.pk
    assert event.meetings.get().starts_at == STARTS + dt.timedelta(days=1)


def test_it_is_listed_and_shown_with_its_facts_and_the_way_to_register(evening, client):
    event = Event.objects.get()
    shown = client.get("/fi/ohjelma/", headers={"host": "talo.example"}, secure=True).content.decode()
    assert "Avoimet ovet" in shown
    assert links.url_for(event, "fi") == "https://talo.example/fi/ohjelma/avoimet-ovet/"
    shown = client.get("/fi/ohjelma/avoimet-ovet/", headers={"host": "talo.example"}, secure=True).content.decode()
    assert f"/opinovi/fi/events/{event.key}/register/" in shown
    assert "1.12.2026" in shown


def test_the_sites_own_index_answers_for_rows_without_a_page(programme, partner, client):
    event = make_event(partner)
    path = f"/fi/ohjelma/{event.pk}-aikuisopiskelun-ilta/"
    assert client.get(path, headers={"host": "talo.example"}, secure=True).status_code == 200


def test_the_sites_own_index_has_a_calendar_too(evening, client):
    for path in ("calendar/2026-12/", "calendar/"):
        page = client.get(f"/fi/ohjelma/{path}", headers={"host": "talo.example"}, secure=True)
        assert page.status_code == 200
        shown = "Avoimet ovet" in page.content.decode()
        assert shown is (path != "calendar/"), "the evening is in December, now is November"


def test_a_page_type_made_from_the_mixins_needs_only_its_child_model(programme, partner, client):
    page = WorkshopPage(title="Uraryhmä", slug="uraryhma", partner=partner, live=False, locale=programme.locale)
    page.body = [("price_list", ["Kahvi 2 €"])]
    page.meetings = [WorkshopMeeting(starts_at=STARTS), WorkshopMeeting(starts_at=STARTS + dt.timedelta(weeks=1))]
    programme.add_child(instance=page)
    page.save_revision().publish()
    event = Event.objects.get(page_key=page.translation_key)
    assert (event.kind, event.meetings.count()) == ("group_session", 2)
    shown = client.get("/fi/ohjelma/uraryhma/", headers={"host": "talo.example"}, secure=True).content.decode()
    assert "Uraryhmä" in shown
    assert "Kahvi 2 €" in shown


def test_the_form_of_such_a_page_works(programme, admin_client):
    assert admin_client.get(f"/admin/pages/add/own_event_page/workshoppage/{programme.pk}/").status_code == 200


def test_own_blocks_need_no_migration_anywhere():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
