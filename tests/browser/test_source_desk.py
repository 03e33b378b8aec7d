"""The pages about catalogue sources in the desk: in Finnish and Swedish, on a phone, without a script, and live."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from opinovi_wagtail.models import Course, Duplicate, Event, ParkedWithdrawal, SyncRun
from opinovi_wagtail.rules.states import MergePolicy
from opinovi_wagtail.sync import pins
from opinovi_wagtail.sync.run import run_source
from sitecontent.settings.policies import ADMIN_POLICY
from tests.factories import make_partner, make_source
from tests.sync import made_format
from tests.sync.made_format import course, course_run, event

from . import faults
from .driving import follow

# Wagtail's own frame around our pages is not ours to mend.
OURS = "#main .nice-padding"


@pytest.fixture
def source(tree: Any, settings: Any) -> Any:
    """A source with a history, a kept field that is asked about, a preview, a parked withdrawal and a possible duplicate."""
    settings.OPINOVI_WAGTAIL = {
        **settings.OPINOVI_WAGTAIL,
        "CATALOGUE_FORMATS": {"made": made_format.PATH},
        "WITHDRAWAL_GUARD_ROWS": 1,
    }
    partner = make_partner(name={"fi": "Aurakosken opisto", "sv": "Aurakoski institut"})
    source = make_source(partner, format="made", url=made_format.URL, name="Opiston kurssit", policy=MergePolicy.ASK)
    rows = [course(f"k-{number}", f"Espanjan alkeet {number}", level=3) for number in range(8)]
    now = timezone.now()
    for day in range(12):
        made_format.serve(*rows[: day % 7 + 1], event())
        run_source(source, now=now - dt.timedelta(days=30 - day))
    made_format.serve(*rows, event())
    run_source(source, now=now - dt.timedelta(days=3))
    made_format.serve(ValueError("x"))
    run_source(source, now=now - dt.timedelta(days=2))
    row = Course.objects.get(source=source, remote_id="k-0")
    before = pins.facts(row)
    row.title, row.level = {"fi": "Espanjaa aivan alusta"}, 4
    row.save()
    pins.pin_changes(row, before, pins.facts(row))
    changed = course("k-0", "Espanjan alkeiskurssi", level=3)
    made_format.serve(changed, *rows[1:4], event())
    run_source(source, now=now - dt.timedelta(days=1))
    run = course_run("k-1/1", price="95.50", municipalities=("734",))
    made_format.serve(
        changed,
        course("k-1", "Espanjan jatkokurssi", runs=(run,), summary={"fi": "Uusi esittely aikuisille."}),
        course("k-20", "Ranskan alkeet", summary={"fi": "Kurssi alkaa alusta."}),
        made_format.broken("huono"),
    )
    run_source(source, dry_run=True)
    other = make_source(partner, name="Toinen lähde")
    twin = Event.objects.get(source=source)
    twin.pk, twin.key, twin.source, twin.title = None, None, other, {"fi": "Avoimet ovet kaikille"}
    twin.key = uuid.uuid4()
    twin.save()
    Duplicate.objects.create(event=Event.objects.get(source=source), other_event=twin, reason="likeness", found_at=now)
    assert ParkedWithdrawal.objects.filter(source=source, state="parked").exists()
    yield source
    made_format.FEED.clear()


@pytest.fixture
def desk(visit: Any, source: Any, django_user_model: Any, settings: Any) -> Any:
    """``desk(language, **options)``: a visitor who is logged in as a superuser whose desk speaks that language."""
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": ADMIN_POLICY}
    settings.WAGTAIL_GRAVATAR_PROVIDER_URL = None  # asks a third party
    settings.WAGTAIL_ENABLE_UPDATE_CHECK = False
    user = django_user_model.objects.create_superuser("boss", "boss@site.example", "secret")
    client = Client()
    client.force_login(user)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def opened(language: str, **options: Any) -> Any:
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        visitor = visit(**options)
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.site}
        visitor.page.context.add_cookies([cookie])
        return visitor

    return opened


def pages(source: Any) -> dict[str, str]:
    kept = Course.objects.get(source=source, remote_id="k-0")
    parked = ParkedWithdrawal.objects.get(source=source, state="parked")
    with translation.override("fi"):
        return {
            "list": reverse("opinovi-cataloguesource:index"),
            "source": reverse("opinovi-cataloguesource:inspect", args=[source.pk]),
            "kept": reverse("opinovi-cataloguesource:kept", args=[source.pk]),
            "withdrawal": reverse("opinovi-cataloguesource:withdrawal", args=[source.pk]),
            "preview": reverse("opinovi-syncrun:inspect", args=[source.runs.filter(dry_run=True)[0].pk]),
            "report": reverse("opinovi-syncrun:inspect", args=[parked.run_id]),
            "course": reverse("opinovi-course:edit", args=[kept.pk]),
            "courses": reverse("opinovi-course:index"),
            "duplicates": reverse("opinovi-duplicate:index"),
            "duplicate": reverse("opinovi-duplicate:inspect", args=[Duplicate.objects.get().pk]),
        }


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_page_about_a_source_fits_a_phone_and_is_accessible(language, desk, source):
    visitor = desk(language)
    found = []
    for name, address in pages(source).items():
        page = visitor.open(address)
        assert page.locator("html").get_attribute("lang") == language
        visitor.shoot(f"{name}-{language}")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{name} at {width}: {fault}" for fault in faults.inaccessible(page, within=OURS)]
        # A list is Wagtail's, which scrolls it sideways on a phone.
        if name not in ("list", "courses", "duplicates"):
            found += [f"{name}: {fault}" for fault in faults.too_wide(page)]
        page.set_viewport_size({"width": 1280, "height": 800})
        found += [f"{name}: {refused}" for refused in visitor.refused]
        visitor.refused.clear()
    assert not found, "\n".join(found)


def test_a_report_shows_how_far_the_run_is_and_then_how_it_went(desk, source):
    run = SyncRun.objects.create(
        source=source, state="running", started_at=timezone.now(), heartbeat_at=timezone.now(), created=3
    )
    visitor = desk("fi")
    with translation.override("fi"):
        page = visitor.open(reverse("opinovi-syncrun:inspect", args=[run.pk]))
    shown = page.locator("opinovi-progress [data-said]")
    assert "3 " in shown.inner_text()
    SyncRun.objects.filter(pk=run.pk).update(created=25)
    expect(shown).to_contain_text("25 ")
    assert page.locator("opinovi-progress [role=status]").inner_text()
    with page.expect_navigation():
        SyncRun.objects.filter(pk=run.pk).update(state="succeeded", finished_at=timezone.now())
    assert page.locator("opinovi-progress").count() == 0
    assert not visitor.refused


def test_without_a_script_the_report_has_a_link_for_looking_again(desk, source):
    run = SyncRun.objects.create(source=source, state="running", started_at=timezone.now(), heartbeat_at=timezone.now())
    visitor = desk("fi", java_script_enabled=False)
    with translation.override("fi"):
        address = reverse("opinovi-syncrun:inspect", args=[run.pk])
    page = visitor.open(address)
    SyncRun.objects.filter(pk=run.pk).update(state="succeeded", finished_at=timezone.now())
    follow(page, f"opinovi-progress a[href='{address}']")
    assert page.locator("opinovi-progress").count() == 0


def test_a_question_at_a_field_is_answered_with_the_keyboard(desk, source):
    visitor = desk("fi")
    page = visitor.open(pages(source)["course"])
    answer = page.locator("button[name=keep][value=title]").first
    answer.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    kept = Course.objects.get(source=source, remote_id="k-0")
    assert (kept.asks, kept.title) == ([], {"fi": "Espanjaa aivan alusta"})
