"""The starter content: something in every list, in every state, and nothing of an editor's lost."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page

from opinovi_wagtail.models import (
    Course,
    CourseRun,
    Event,
    FundingGuide,
    Meeting,
    Partner,
    Place,
    Projection,
    Registration,
)
from opinovi_wagtail.rules.applying import ApplicationState, application_state
from opinovi_wagtail.rules.enrolment import EnrolmentState, enrolment_state, facts_of
from opinovi_wagtail.rules.states import EventKind, EventStatus, Origin
from opinovi_wagtail.rules.validity import validity_of
from opinovi_wagtail.search.current import current_runs
from sitecontent.models import HomePage
from sitecontent.starter.partners import PARTNERS

FEEDS = Path(__file__).parents[2] / "sitecontent" / "feeds"

pytestmark = pytest.mark.django_db


def ours(model):
    """The rows that ``demo_content`` makes by itself, without the feeds."""
    return model.objects.exclude(origin=Origin.SOURCE)


def test_six_partners_have_five_courses_each_three_of_them_through_their_feeds(content):
    courses = Counter(Course.objects.values_list("partner__slug", flat=True))
    assert courses == {slug: 5 for slug in PARTNERS if slug != "verkosto"}
    through_feeds = set(Course.objects.filter(origin=Origin.SOURCE).values_list("partner__slug", flat=True))
    assert through_feeds == {"aurakoski", "kuparilaakso", "peltojoki"}
    assert {Origin.PAGE, Origin.FORM} == set(ours(Course).values_list("origin", flat=True))


def test_there_are_twelve_info_events_eight_groups_and_nine_guides(content):
    published = Counter(Event.objects.values_list("kind", flat=True))
    drafts = Page.objects.filter(live=False, slug="verkostopaiva").count()
    assert published[EventKind.INFO_EVENT] + drafts == 12
    assert published[EventKind.GROUP_SESSION] == 8
    assert FundingGuide.objects.count() == 9
    assert not Projection.objects.exclude(error="").exists()
    assert not Redirect.objects.exists()


def test_events_stand_in_every_state(content, now):
    found = {(enrolment_state(facts_of(event), now).state, event.status) for event in ours(Event)}
    assert {state for state, _status in found} == set(EnrolmentState) - {EnrolmentState.HIDDEN, EnrolmentState.STARTED}
    assert (EnrolmentState.OPEN, EventStatus.MOVED) in found
    left = {enrolment_state(facts_of(event), now).places_left for event in ours(Event)}
    assert {None, 1} < left  # no limit, and the last place
    queue = ours(Event).get(title__fi="Rahoitusinfo työttömälle")
    assert (queue.places_taken, queue.waiting_count) == (5, 2)
    assert Meeting.objects.filter(place=None).exclude(online_url="").exists()


def test_the_day_for_partners_only_is_a_draft_that_nobody_sees(content, client):
    page = Page.objects.get(slug="verkostopaiva")
    assert not page.live and page.has_unpublished_changes
    assert client.get(page.get_url()).status_code == 404
    assert not Event.objects.filter(title__fi="Verkostopäivä").exists()


def test_courses_are_open_closed_full_free_and_not_yet_planned(content, now):
    runs = list(CourseRun.objects.all())
    assert {application_state(run, now) for run in runs} == set(ApplicationState)
    assert {form for run in runs for form in run.forms} >= {
        "contact",
        "distance",
        "online",
        "blended",
        "apprenticeship",
    }
    assert {time for run in runs for time in run.times} >= {"day", "evening", "weekend"}
    assert {run.start_kind for run in runs} == set(CourseRun.StartKind)
    assert {run.apply_login for run in runs} == {"", *CourseRun.ApplyLogin}
    assert {run.application for run in runs} >= {"rolling", "separate"}
    assert any(run.places_left == 0 for run in runs)
    assert any(run.price_free for run in runs)
    assert any(run.price_amount is not None and str(run.price_amount) == "1250.50" for run in runs)
    over = Course.objects.exclude(runs__in=current_runs(now))
    assert [str(course) for course in over] == ["Business English"]


def test_where_one_applies_in_the_partners_own_system_the_login_is_said(content):
    for run in CourseRun.objects.filter(course__in=ours(Course)).exclude(apply_url=""):
        assert bool(run.apply_login) != ("opintopolku.fi" in run.apply_url), run


def test_nobody_has_to_apply_after_the_course_has_begun(content):
    for run in CourseRun.objects.exclude(apply_until=None).exclude(start_on=None):
        assert run.apply_until.date() <= run.start_on, run


def test_guides_are_in_force_overdue_changing_and_ended(content, now):
    found = {guide.scheme: validity_of(guide, now.date()) for guide in FundingGuide.objects.all()}
    assert {(validity.state, validity.overdue) for validity in found.values()} == {
        ("active", False),
        ("active", True),
        ("changing", False),
        ("ended", False),
    }
    assert found["ammatillinen-kuntoutus"].changes_on == dt.date(2027, 1, 1)
    assert FundingGuide.objects.get(scheme="aikuiskoulutustuki").replaced_by.scheme == "opintovapaa"
    for guide in FundingGuide.objects.all():
        assert guide.references.count() >= 1
        assert all(reference.retrieved_on for reference in guide.references.all())


def test_days_are_counted_from_today(content, now):
    evening = Event.objects.get(title__fi="Aikuisopiskelun ilta")
    assert evening.starts_at - now == dt.timedelta(days=7, hours=5)


def test_every_page_of_the_content_answers(content, client):
    pages = Page.objects.live().filter(depth__gt=1).specific()
    assert len(pages) > 60
    for page in pages:
        assert client.get(page.get_url()).status_code == 200, page
    for course in ours(Course).filter(origin=Origin.FORM):
        assert client.get(f"/sv/utbildningar/{course.pk}-x/", follow=True).status_code == 200


def test_every_meeting_says_where_it_is(content):
    for meeting in Meeting.objects.all():
        assert meeting.place or meeting.online_url or meeting.place_address or meeting.place_name, meeting.event


def test_the_service_point_says_whom_to_ask_when_and_how_to_get_there_in_three_languages(content):
    place = Place.objects.get(is_service_point=True)
    assert place.partner.slug == "verkosto"
    assert place.contact_name and place.phone and place.email
    for words in (place.name, place.opening_hours, place.directions, place.accessibility):
        assert set(words) == {"fi", "sv", "en"}


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


def test_one_can_log_in_and_a_partners_editor_works_for_that_partner_only(content, client):
    assert "Log in as editor with the password opin-ovi-demo." in content
    assert client.login(username="editor", password="opin-ovi-demo")
    assert client.login(username="kuparilaakso", password="opin-ovi-demo")
    user = get_user_model().objects.get(username="kuparilaakso")
    assert [partner.slug for partner in Partner.objects.for_user(user, "change_event")] == ["kuparilaakso"]


def test_run_again_it_adds_nothing_and_leaves_what_editors_did(content):
    home = HomePage.objects.get(slug="fi")
    home.title, home.image = "Meidän sivu", None
    home.save_revision().publish()
    Event.objects.filter(title__fi="Kuntoutus ja uusi ammatti").delete()
    Page.objects.get(slug="opintovapaa").unpublish()
    counted = (Course, CourseRun, Event, FundingGuide, Page, Partner, Place, Registration, get_image_model())
    before = [model.objects.count() for model in counted]

    out = io.StringIO()
    call_command("demo_content", stdout=out)

    assert [model.objects.count() for model in counted] == before
    home = HomePage.objects.get(slug="fi")
    assert (home.title, home.image) == ("Meidän sivu", None)
    assert not Page.objects.get(slug="opintovapaa").live
    assert "stays as it is" in out.getvalue()
