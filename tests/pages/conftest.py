"""A site with a Finnish and a Swedish tree, index pages of each kind in both, and pages made the way editors make them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.users.models import UserProfile

from opinovi_wagtail.admin.roles import create_partner_group
from opinovi_wagtail.models import Event, Message, Registration
from opinovi_wagtail.pages.models import (
    CourseIndexPage,
    CoursePage,
    CoursePageRun,
    EventIndexPage,
    FundingGuideIndexPage,
    InfoEventPage,
    InfoEventPageMeeting,
)
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import HELSINKI, make_partner

EVENING = dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI)


@pytest.fixture
def tree(locales, frozen):
    """Home and index pages, live, in fi and sv: ``tree.events["sv"]``."""
    root = Page.objects.get(depth=1)
    Page.objects.filter(depth=2).delete()
    root.refresh_from_db()
    homes = {"fi": root.add_child(instance=Page(title="Etusivu", slug="fi", locale=locales["fi"]))}
    homes["sv"] = _translation(homes["fi"], locales["sv"], "Hem", "sv")
    Site.objects.all().delete()
    site = Site.objects.create(
        hostname="opisto.example", port=443, root_page=homes["fi"], is_default_site=True, site_name="Opisto"
    )
    indexes = {}
    for name, model, title, title_sv in (
        ("events", EventIndexPage, "Tapahtumat", "Evenemang"),
        ("courses", CourseIndexPage, "Koulutukset", "Utbildningar"),
        ("guides", FundingGuideIndexPage, "Rahoitus", "Finansiering"),
    ):
        page = homes["fi"].add_child(instance=model(title=title, locale=locales["fi"]))
        indexes[name] = {"fi": page, "sv": _translation(page, locales["sv"], title_sv, title_sv.lower())}
    return SimpleNamespace(site=site, homes=homes, locales=locales, **indexes)


def _translation(page: Any, locale: Any, title: str, slug: str) -> Any:
    copy = page.copy_for_translation(locale)
    copy.title = copy.draft_title = title
    copy.slug = slug
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


@pytest.fixture
def partner(db):
    return make_partner()


@pytest.fixture
def draft(tree, partner):
    """An unpublished info event in Finnish, with one meeting."""
    return draft_event(tree.events["fi"], partner)


@pytest.fixture
def live(draft):
    """The same, published."""
    return publish(draft)


@pytest.fixture
def editor(partner, client):
    """Somebody who may publish pages and works for the partner."""
    user = get_user_model().objects.create_user(username="aino", email="aino@partner.example", password="secret")
    user.groups.add(create_partner_group(partner, "editor"))
    pages = Group.objects.create(name="Sivut")
    user.groups.add(pages)
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return user


@pytest.fixture
def desk(client, tree, editor):
    root = Page.objects.get(depth=1)
    for codename in ("add_page", "change_page", "publish_page", "delete_page"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name="Sivut"), page=root, permission=Permission.objects.get(codename=codename)
        )
    return client


def draft_event(
    parent: Any, partner: Any, *, title: str = "Aikuisopiskelun ilta", weeks: int = 1, **fields: Any
) -> Any:
    page = InfoEventPage(
        title=title, partner=partner, summary="Tule kysymään.", places=20, live=False, locale=parent.locale, **fields
    )
    page.meetings = [
        InfoEventPageMeeting(
            starts_at=EVENING + dt.timedelta(weeks=week), ends_at=EVENING + dt.timedelta(weeks=week, minutes=90)
        )
        for week in range(weeks)
    ]
    parent.add_child(instance=page)
    page.save_revision()
    return InfoEventPage.objects.get(pk=page.pk)


def draft_course(parent: Any, partner: Any, **fields: Any) -> Any:
    page = CoursePage(title="Hoiva-avustaja", partner=partner, live=False, locale=parent.locale, **fields)
    page.runs = [CoursePageRun(start_on=dt.date(2027, 1, 11), forms=["contact"], municipalities=["734"])]
    parent.add_child(instance=page)
    page.save_revision()
    return CoursePage.objects.get(pk=page.pk)


def publish(page: Any) -> Any:
    """Publish the latest draft of ``page``."""
    page.get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)


def change(page: Any, **fields: Any) -> Any:
    """Save a draft of ``page`` with other values, and publish it."""
    latest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def translate(page: Any, locale: Any, title: str, **fields: Any) -> Any:
    """A translation as Wagtail itself makes one: a draft copy with other words."""
    copy = page.copy_for_translation(locale, copy_parents=True)
    for name, value in {"title": title, "draft_title": title, **fields}.items():
        setattr(copy, name, value)
    copy.save_revision()
    return type(page).objects.get(pk=copy.pk)


def registrant(page: Any, name: str = "Aino Aalto") -> Registration:
    """Somebody who is registered for the event of ``page`` and has had the confirmation."""
    email = f"{name.split()[0].lower()}@example.org"
    registration = register(event_of(page).pk, Entry(name=name, email=email, language="fi")).registration
    Message.objects.filter(registration=registration, kind="confirmation").update(state="sent")
    return registration


def event_of(page: Any) -> Event:
    return Event.objects.get(page_key=page.translation_key)
