"""Run by ``test_other_hosts.py`` under this host's settings, without migrations: the site's are its own business."""

from __future__ import annotations

import datetime as dt

import pytest
from wagtail.models import Locale, Site

from opinovi_wagtail import links, publishing
from opinovi_wagtail.models import Event
from tests.factories import HELSINKI, make_event, make_partner

from .models import BasePage, ProgrammePage, WorkshopMeeting, WorkshopPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(frozen):
    locale = Locale.objects.create(language_code="fi")
    root = BasePage.add_root(instance=BasePage(title="Root", slug="root", locale=locale))
    home = root.add_child(instance=BasePage(title="Etusivu", locale=locale))
    Site.objects.create(hostname="talo.example", port=443, root_page=home, is_default_site=True)
    programme = home.add_child(instance=ProgrammePage(title="Ohjelma", locale=locale))
    page = WorkshopPage(title="Uraryhmä", slug="uraryhma", partner=make_partner(), live=False, locale=locale)
    page.meetings = [WorkshopMeeting(starts_at=dt.datetime(2026, 12, 1, 17, tzinfo=HELSINKI))]
    programme.add_child(instance=page)
    page.save_revision().publish()
    return WorkshopPage.objects.get(pk=page.pk)


@pytest.fixture
def visit(client):
    return lambda path: client.get(path, headers={"host": "talo.example"}, secure=True)


def test_pages_become_rows_with_addresses(page, visit):
    event = Event.objects.get(page_key=page.translation_key)
    assert links.url_for(event, "fi") == "https://talo.example/fi/ohjelma/uraryhma/"
    assert visit("/fi/ohjelma/uraryhma/").status_code == 200
    assert "Uraryhmä" in visit("/fi/ohjelma/").content.decode()
    row = make_event(event.partner)
    assert visit(f"/fi/ohjelma/{row.pk}-aikuisopiskelun-ilta/").status_code == 200


def test_the_tick_and_deletion_find_them(page, now):
    assert publishing.heal(now) == 0
    page.delete()
    assert not Event.objects.get().listed
    assert publishing.heal(now) == 0


def test_the_form_works(page, admin_client):
    assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
