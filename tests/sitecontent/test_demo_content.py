"""The starter content: something in every list, in every state, and nothing of an editor's lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from opinovi_wagtail.models import Event, FundingGuide, Meeting, Partner, Projection, Registration
from opinovi_wagtail.rules.enrolment import EnrolmentState, enrolment_state, facts_of
from sitecontent.models import HomePage
from sitecontent.starter.guides import GUIDES
from sitecontent.starter.partners import PARTNERS

FEEDS = Path(__file__).parents[2] / "sitecontent" / "feeds"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def content(db, frozen):
    out = io.StringIO()
    call_command("demo_content", stdout=out)
    return out.getvalue()


def test_there_is_something_in_every_list_and_in_every_state(content, client, now):
    states = {enrolment_state(facts_of(event), now).state for event in Event.objects.all()}
    assert {
        EnrolmentState.OPEN,
        EnrolmentState.FULL_QUEUE,
        EnrolmentState.CANCELLED,
        EnrolmentState.POSTPONED,
        EnrolmentState.PAST,
        EnrolmentState.WALK_IN,
        EnrolmentState.ELSEWHERE,
    } <= states
    assert not Projection.objects.exclude(error="").exists()
    assert FundingGuide.objects.count() == 9
    assert all({"fi", "sv"} <= set(guide.title) for guide in FundingGuide.objects.all())
    assert FundingGuide.objects.get(scheme="aikuiskoulutustuki").replaced_by.scheme == "opintovapaa"
    # Days are counted from today.
    evening = Event.objects.get(title__fi="Aikuisopiskelun ilta")
    assert evening.starts_at - now == dt.timedelta(days=7, hours=5)
    for path in ("/fi/", "/sv/", "/en/", "/fi/rahoitus/", "/sv/evenemang/", "/en/courses/"):
        assert client.get(path).status_code == 200
    # The Swedish event in Pargas is Swedish throughout.
    page = client.get("/sv/evenemang/infotillfalle-for-vuxna-i-pargas/").content.decode()
    assert "Skärgårdsledens institut" in page and "Pargas" in page
    assert not re.search(r'<(span|div|p) lang="fi"', page)


def test_every_meeting_says_where_it_is(content):
    nowhere = Meeting.objects.filter(place=None, online_url="", place_address="").values_list(
        "event__title__fi", flat=True
    )
    assert not list(nowhere)


def names_in(part):
    """Everything in a feed that is said in several languages."""
    if isinstance(part, list):
        for inner in part:
            yield from names_in(inner)
    elif isinstance(part, dict):
        if isinstance(part.get("fi"), str):
            yield part
        for inner in part.values():
            yield from names_in(inner)


@pytest.mark.parametrize("feed", ["linked_events.json", "opintopolku.json"])
def test_an_organiser_has_the_same_names_in_its_feed_as_on_the_site(feed):
    own = {name["fi"]: name for name, _municipality, _phone in PARTNERS.values()}
    found = [name for name in names_in(json.loads((FEEDS / feed).read_text())) if name["fi"] in own]
    assert found
    for name in found:
        assert name == {language: own[name["fi"]][language] for language in name}


FINNISH_NAMES = ("Kela", "Työmarkkinatori", "Työllisyysrahasto", "Opetushallitus", "ministeriö")


def test_swedish_guides_use_the_swedish_names_of_authorities():
    for guide in GUIDES:
        for text in guide.words["sv"].values():
            assert not any(name in text for name in FINNISH_NAMES), text
        for publisher, _url, _statute in guide.references:
            assert publisher == "Finlex" or " – " in publisher


def test_one_can_log_in_and_a_partners_editor_works_for_that_partner_only(content, client):
    assert "Log in as editor with the password opin-ovi-demo." in content
    assert client.login(username="editor", password="opin-ovi-demo")
    user = get_user_model().objects.get(username="kuparilaakso")
    assert [partner.slug for partner in Partner.objects.for_user(user, "change_event")] == ["kuparilaakso"]


def test_run_again_it_leaves_what_editors_did(content):
    home = HomePage.objects.get(slug="fi")
    home.title = "Meidän sivu"
    home.save_revision().publish()
    Event.objects.filter(title__fi="Kuntoutus ja uusi ammatti").delete()
    before = Event.objects.count(), Partner.objects.count(), Registration.objects.count()
    out = io.StringIO()
    call_command("demo_content", stdout=out)
    assert (Event.objects.count(), Partner.objects.count(), Registration.objects.count()) == before
    assert HomePage.objects.get(slug="fi").title == "Meidän sivu"
    assert "stays as it is" in out.getvalue()
