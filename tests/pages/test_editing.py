"""Editors at work in Wagtail's admin: the forms of every page type are fetched, filled in and sent as a browser would."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail import VERSION
from wagtail.users.models import UserProfile
from wagtail_localize.operations import translate_object

from opinovi_wagtail import publishing
from opinovi_wagtail.admin.roles import create_partner_group
from opinovi_wagtail.models import Course, Event, FundingGuide, Meeting, Projection
from opinovi_wagtail.pages.models import (
    CourseIndexPage,
    CoursePage,
    EventIndexPage,
    FundingGuideIndexPage,
    FundingGuidePage,
    GroupSessionPage,
    InfoEventPage,
    InfoEventPageMeeting,
)
from tests.factories import HELSINKI, make_partner, make_place

from .conftest import EVENING, change, event_of, publish, registrant, translate

pytestmark = pytest.mark.django_db


def form_of(response):
    """The page's form as a browser would send it, without the blocks that Wagtail's script adds."""
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.find("form", id="page-edit-form")
    data = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or "__prefix__" in name or field.get("type") in ("submit", "button"):
            continue
        if field.name == "textarea":
            data[name] = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = [option["value"] for option in field.find_all("option") if option.has_attr("selected")]
            first = field.find("option")
            data[name] = chosen if field.has_attr("multiple") else (chosen or [first["value"] if first else ""])[0]
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.get("type") != "radio" or field.has_attr("checked"):
            data[name] = field.get("value", "")
    data.setdefault("body-count", "0")
    return data


def add_url(model, parent):
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def send(desk, url, data, *, publish=True, **more):
    data = {**data, **more}
    data["introduction"] = data.get("introduction") or "null"
    if publish:
        data["action-publish"] = "1"
    response = desk.post(url, {k: v for k, v in data.items() if v is not None})
    if response.status_code == 200:
        soup = BeautifulSoup(response.content, "html.parser")
        errors = {
            error.get_text(" ", strip=True) for error in soup.select(".error-message, .errorlist, .help-critical")
        }
        raise AssertionError(f"The form was not accepted: {errors}")
    return response


def with_meetings(data, *meetings, initial=0, relation="meetings"):
    data = {key: value for key, value in data.items() if not key.startswith(f"{relation}-")}
    data[f"{relation}-TOTAL_FORMS"], data[f"{relation}-INITIAL_FORMS"] = str(len(meetings)), str(initial)
    data[f"{relation}-MIN_NUM_FORMS"], data[f"{relation}-MAX_NUM_FORMS"] = "0", "1000"
    for number, meeting in enumerate(meetings):
        for name, value in {"id": "", "key": "", "ORDER": str(number + 1), "DELETE": "", **meeting}.items():
            data[f"{relation}-{number}-{name}"] = value
    return data


@pytest.mark.parametrize(("model", "kind"), [(InfoEventPage, "info_event"), (GroupSessionPage, "group_session")])
def test_an_event_page_is_made_with_dates_as_they_are_written_here(desk, tree, partner, model, kind):
    url = add_url(model, tree.events["fi"])
    data = with_meetings(
        form_of(desk.get(url)),
        {"starts_at": "1.12.2026 17.00", "ends_at": "1.12.2026 18.30", "status": "scheduled"},
        {"starts_at": "2026-12-08 17:00", "ends_at": "", "status": "scheduled"},
    )
    send(desk, url, data, title="Aikuisopiskelun ilta", slug="ilta", audiences=["unemployed"], places="12")
    event = Event.objects.get()
    assert (event.kind, event.partner, event.places, event.audiences) == (kind, partner, 12, ["unemployed"])
    first, second = event.meetings.all()
    assert first.starts_at == EVENING
    assert second.starts_at == EVENING + dt.timedelta(days=7)
    assert first.key != second.key


def test_a_course_page_is_made(desk, tree, partner):
    url = add_url(CoursePage, tree.courses["fi"])
    data = with_meetings(
        form_of(desk.get(url)),
        {
            "start_kind": "date",
            "start_on": "11.1.2027",
            "municipalities": ["734", "853"],
            "forms": ["contact"],
            "status": "scheduled",
            "price_free": "true",
        },
        relation="runs",
    )
    send(desk, url, data, title="Hoiva-avustaja", slug="hoiva", education_type="upper_secondary_vocational", level="4")
    course = Course.objects.get()
    run = course.runs.get()
    assert (course.level, run.start_on, run.municipalities) == (4, dt.date(2027, 1, 11), ["734", "853"])
    assert run.price_free is True


def test_a_guide_page_is_made(desk, tree):
    url = add_url(FundingGuidePage, tree.guides["fi"])
    data = with_meetings(
        form_of(desk.get(url)),
        {"label_fi": "Opintoraha", "minimum": "279.38", "unit": "eur_month", "as_of": "1.1.2026"},
        relation="amounts",
    )
    data = with_meetings(data, {"publisher_fi": "Kela", "url": "https://www.kela.example"}, relation="references")
    send(desk, url, data, title="Opintotuki", slug="opintotuki", granter="Kela", verified_on="24.11.2026")
    guide = FundingGuide.objects.get()
    assert guide.verified_on == dt.date(2026, 11, 24)
    assert guide.amounts.get().label == {"fi": "Opintoraha"}
    assert guide.references.get().publisher == {"fi": "Kela"}


@pytest.mark.parametrize("model", [EventIndexPage, CourseIndexPage, FundingGuideIndexPage])
def test_an_index_page_is_made(desk, tree, model):
    url = add_url(model, tree.homes["fi"])
    send(desk, url, form_of(desk.get(url)), title="Toinen lista", slug="toinen-lista")
    assert model.objects.get(slug="toinen-lista").live


def test_the_form_for_a_new_meeting_has_no_key(desk, tree):
    soup = BeautifulSoup(desk.get(add_url(InfoEventPage, tree.events["fi"])).content, "html.parser")
    template = soup.find("template", id="id_meetings-EMPTY_FORM_TEMPLATE") or soup.find(
        "script", id="id_meetings-EMPTY_FORM_TEMPLATE"
    )
    inner = BeautifulSoup(template.decode_contents(), "html.parser")
    key = inner.find("input", attrs={"name": "meetings-__prefix__-key"})
    assert key["type"] == "hidden"
    assert not key.get("value")


def test_editing_keeps_the_keys_of_meetings(desk, live):
    key = live.meetings.get().key
    data = form_of(desk.get(edit_url(live)))
    assert data["meetings-0-key"] == str(key)
    assert data["meetings-0-starts_at"] == "01.12.2026 17:00"  # the editor reads English
    data["meetings-0-starts_at"] = "2.12.2026 18.00"
    data["meetings-0-ends_at"] = "2.12.2026 19.30"
    send(desk, edit_url(live), data)
    meeting = event_of(live).meetings.get()
    assert (meeting.key, meeting.starts_at) == (key, dt.datetime(2026, 12, 2, 18, 0, tzinfo=HELSINKI))


def test_a_meeting_that_is_only_in_a_draft_keeps_its_key_through_the_form(desk, live):
    data = form_of(desk.get(edit_url(live)))
    number = {**{k.removeprefix("meetings-0-"): v for k, v in data.items() if k.startswith("meetings-0-")}}
    two = with_meetings(data, number, {"starts_at": "8.12.2026 17.00", "status": "scheduled"}, initial=1)
    send(desk, edit_url(live), two, publish=False)
    drafted = form_of(desk.get(edit_url(live)))
    key = drafted["meetings-1-key"]
    assert key
    assert drafted["meetings-1-id"] == ""
    send(desk, edit_url(live), drafted, publish=False)
    again = form_of(desk.get(edit_url(live)))
    assert again["meetings-1-key"] == key
    send(desk, edit_url(live), again)
    assert key in {str(meeting.key) for meeting in event_of(live).meetings.all()}


def test_removing_a_meeting_that_people_come_to_calls_it_off(desk, live):
    live.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7)))
    live = _published(live)
    registrant(live)
    data = form_of(desk.get(edit_url(live)))
    data["meetings-1-DELETE"] = "1"
    response = send(desk, edit_url(live), data)
    assert list(event_of(live).meetings.values_list("status", flat=True)) == ["scheduled", Meeting.Status.CANCELLED]
    told = BeautifulSoup(desk.get(response["Location"]).content, "html.parser").select_one(".messages").get_text(" ")
    assert "1 meeting was not removed" in told
    assert InfoEventPage.objects.get(pk=live.pk).meetings.count() == 2
    assert form_of(desk.get(edit_url(live)))["meetings-1-status"] == "cancelled"


def test_removing_a_meeting_that_nobody_comes_to_removes_it(desk, live):
    live.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7)))
    live = _published(live)
    data = form_of(desk.get(edit_url(live)))
    data["meetings-1-DELETE"] = "1"
    send(desk, edit_url(live), data)
    assert event_of(live).meetings.count() == 1


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"meetings-0-ends_at": "1.12.2026 16.00"}, "meetings-0-ends_at"),
        ({"meetings-0-starts_at": "ensi viikolla"}, "meetings-0-starts_at"),
        ({"registration_opens_at": "2.12.2026 10.00", "registration_closes_at": "1.12.2026 10.00"}, "registration"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(desk, live, change, part):
    data = {**form_of(desk.get(edit_url(live))), **change, "title": "Kirjoitettu nimi", "action-publish": "1"}
    response = desk.post(edit_url(live), data)
    assert response.status_code == 200
    kept = form_of(response)
    assert kept["title"] == "Kirjoitettu nimi"
    assert all(kept[name] == value for name, value in change.items())
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}


class TestATranslation:
    @pytest.fixture
    def swedish(self, live, tree):
        return publish(translate(live, tree.locales["sv"], "Kväll om vuxenstudier"))

    def test_its_form_has_no_facts_but_shows_them_with_the_way_to_their_page(self, desk, live, swedish):
        response = desk.get(edit_url(swedish))
        data = form_of(response)
        names = {name.split("-")[0] for name in data}
        assert not names & {*InfoEventPage.facts, *InfoEventPage.fact_relations}
        page = response.content.decode()
        assert f'href="{edit_url(live)}"' in page
        assert "Tue 1 Dec 2026" in page

    def test_it_is_edited_and_published_without_touching_the_facts(self, desk, live, swedish):
        send(desk, edit_url(swedish), form_of(desk.get(edit_url(swedish))), title="Ny rubrik", places="1")
        event = event_of(live)
        assert (event.title["sv"], event.places) == ("Ny rubrik", 20)
        assert event.meetings.count() == 1

    def test_facts_sent_by_hand_do_nothing(self, desk, live, swedish):
        data = with_meetings(form_of(desk.get(edit_url(swedish))), {"starts_at": "24.12.2026 17.00"})
        send(desk, edit_url(swedish), data, places="1")
        assert InfoEventPage.objects.get(pk=swedish.pk).places == 20

    def test_after_the_owner_is_deleted_its_form_has_the_facts(self, desk, live, swedish):
        InfoEventPage.objects.get(pk=live.pk).delete()
        data = form_of(desk.get(edit_url(swedish)))
        assert data["places"] == "20"
        send(desk, edit_url(swedish), data, places="9")
        assert event_of(swedish).places == 9

    def test_facts_of_the_desk_are_shown_and_not_edited(self, desk, live):
        publishing.release(event_of(live))
        data = form_of(desk.get(edit_url(live)))
        assert "places" not in data
        send(desk, edit_url(live), data, title="Uusi nimi")
        assert event_of(live).title == {"fi": "Uusi nimi"}


def test_comparing_versions_speaks_of_codes_and_words(desk, live):
    first = live.live_revision
    page = change(live, audiences=["unemployed"], title="Uusi nimi")
    page.meetings.add(InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=7), place_name={"fi": "Kirjasto"}))
    page = _published(page)
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, page.live_revision.pk])
    response = desk.get(url)
    assert response.status_code == 200
    compared = response.content.decode()
    assert "Kirjasto" in compared
    assert "unemployed" not in compared


def test_a_translation_kept_by_wagtail_localize_is_edited_in_its_own_view(
    client, admin_client, live, tree, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        translate_object(live, [tree.locales["sv"]])
    swedish = InfoEventPage.objects.get(locale=tree.locales["sv"])
    response = admin_client.get(edit_url(swedish))
    assert response.status_code == 200
    assert "Aikuisopiskelun ilta" in response.content.decode()
    assert "wagtail_localize" in response.templates[0].name


@pytest.mark.skipif(VERSION < (8, 0), reason="Wagtail 7.4 does not save while one writes.")
def test_a_new_meeting_keeps_its_key_while_wagtail_saves_in_the_background(desk, live):
    data = form_of(desk.get(edit_url(live)))
    data = with_meetings(
        data,
        {name.removeprefix("meetings-0-"): value for name, value in data.items() if name.startswith("meetings-0-")},
        {"starts_at": "8.12.2026 17.00", "status": "scheduled"},
        initial=1,
    )
    saved = desk.post(edit_url(live), data, headers={"accept": "application/json"}).json()
    key = saved["field_updates"]["meetings-1-key"]
    assert "meetings-0-key" not in saved["field_updates"]
    latest = InfoEventPage.objects.get(pk=live.pk).get_latest_revision_as_object()
    assert key in {str(meeting.key) for meeting in latest.meetings.all()}
    send(desk, edit_url(live), {**data, **saved["field_updates"]})
    assert key in {str(meeting.key) for meeting in event_of(live).meetings.all()}
    assert event_of(live).meetings.count() == 2


@pytest.mark.parametrize("view", ["history", "workflow_history"])
def test_the_history_is_shown(desk, live, view):
    assert desk.get(reverse(f"wagtailadmin_pages:{view}", args=[live.pk])).status_code == 200


def test_an_older_version_is_reviewed_and_published_again(desk, live):
    first = live.live_revision
    changed = change(live, title="Väärä nimi")
    url = reverse("wagtailadmin_pages:revisions_revert", args=[changed.pk, first.pk])
    send(desk, edit_url(changed), form_of(desk.get(url)), revision=str(first.pk))
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}
    assert event_of(live).meetings.count() == 1


def test_the_preview_shows_what_has_been_typed(desk, live):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[live.pk])
    data = {**form_of(desk.get(edit_url(live))), "title": "Kirjoitettu nimi"}
    data["meetings-0-starts_at"], data["meetings-0-ends_at"] = "3.12.2026 9.00", ""
    assert desk.post(url, data).json()["is_valid"]
    shown = desk.get(f"{url}?mode=").content.decode()
    assert "Kirjoitettu nimi" in shown
    assert "3.12.2026" in shown
    assert event_of(live).title == {"fi": "Aikuisopiskelun ilta"}


def test_the_preview_of_a_page_that_is_not_saved_yet(desk, tree, partner):
    add = add_url(InfoEventPage, tree.events["fi"])
    data = with_meetings(form_of(desk.get(add)), {"starts_at": "3.12.2026 9.00", "status": "scheduled"})
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["opinovi_wagtail_pages", "infoeventpage", tree.events["fi"].pk]
    )
    assert desk.post(url, {**data, "title": "Uusi ilta", "slug": "uusi"}).json()["is_valid"]
    shown = desk.get(f"{url}?mode=").content.decode()
    assert "Uusi ilta" in shown
    assert "3.12.2026" in shown
    assert not Event.objects.exists()


def test_a_failure_is_told_to_the_editor(desk, live, monkeypatch):
    data = form_of(desk.get(edit_url(live)))
    monkeypatch.setattr(InfoEventPage, "projected", lambda page: {}["no such thing"])
    response = send(desk, edit_url(live), data)
    told = desk.get(response["Location"]).content.decode()
    assert "no such thing" in told
    assert Projection.objects.get().failures == 1


def test_only_ones_own_partners_and_places_can_be_chosen(desk, tree, partner):
    other = make_partner()
    mine, theirs = make_place(partner), make_place(other)
    url = add_url(InfoEventPage, tree.events["fi"])
    soup = BeautifulSoup(desk.get(url).content, "html.parser")
    partners = [option["value"] for option in soup.find("select", attrs={"name": "partner"}).find_all("option")]
    assert partners == [str(partner.pk)]
    data = with_meetings(
        form_of(desk.get(url)), {"starts_at": "1.12.2026 17.00", "status": "scheduled", "place": str(theirs.pk)}
    )
    data = {**data, "title": "Ilta", "slug": "ilta", "action-publish": "1"}
    assert desk.post(url, data).status_code == 200
    assert desk.post(url, {**data, "meetings-0-place": str(mine.pk), "partner": str(other.pk)}).status_code == 200
    assert desk.post(url, {**data, "meetings-0-place": str(mine.pk)}).status_code == 302


def test_a_viewer_of_a_partner_cannot_make_its_rows_by_way_of_a_page(client, tree, partner, desk, editor):
    editor.groups.set([create_partner_group(partner, "viewer"), Group.objects.get(name="Sivut")])
    soup = BeautifulSoup(client.get(add_url(InfoEventPage, tree.events["fi"])).content, "html.parser")
    options = soup.find("select", attrs={"name": "partner"}).find_all("option")
    assert [option["value"] for option in options] == [""]


@pytest.mark.parametrize(("language", "label"), [("fi", "Turku"), ("sv", "Åbo")])
def test_codes_are_named_in_the_editors_language(desk, tree, editor, language, label):
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    page = desk.get(add_url(CoursePage, tree.courses["fi"])).content.decode()
    assert label in page


def _published(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
