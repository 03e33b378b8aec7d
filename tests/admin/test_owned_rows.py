"""Rows of a page and of a source in the desk: who owns a fact is said, a change is pinned, and taking over is explicit."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Page

from opinovi_wagtail.models import Course, CourseRun, Event, FundingGuide, GuideAmount, Projection
from tests.factories import make_course, make_event, make_guide

from .posting import as_posted, problems
from .test_roles_matrix import is_denied, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(log_in: Any) -> Any:
    return log_in("partner_admin")


def at(row: Any, name: str = "edit") -> str:
    return reverse(f"opinovi-{row._meta.model_name}:{name}", args=[row.pk])


def from_source(make: Any, ours: dict[str, Any], **fields: Any) -> Any:
    source = ours["cataloguesource"]
    return make(ours["partner"], origin="source", source=source, remote_id="r1", remote_key="r1", **fields)


def test_what_an_editor_changes_on_a_sourced_row_is_pinned_with_what_the_source_says(admin, ours):
    event = from_source(make_event, ours, title={"fi": "Lähteen otsikko"})
    page = admin.get(at(event))
    assert "catalogue source" in text(page)
    assert "partner" not in page.context["form"].fields
    sent = as_posted(page.context["form"]) | {"title_fi": "Parempi otsikko"}
    assert admin.post(at(event), sent, follow=True).redirect_chain
    event.refresh_from_db()
    assert (event.title, event.pins) == ({"fi": "Parempi otsikko"}, {"title": {"fi": "Lähteen otsikko"}})
    assert "Lähteen" in text(admin.get(at(event))).split("The source says:")[1][:300]


def test_moved_meetings_of_a_sourced_event_are_pinned_as_one(admin, ours):
    event = from_source(make_event, ours)
    sent = as_posted(admin.get(at(event)).context["form"]) | {"meetings-0-start": "18.00", "meetings-0-end": "19.00"}
    assert admin.post(at(event), sent, follow=True).redirect_chain
    event.refresh_from_db()
    assert list(event.pins) == ["meetings"]


def test_what_is_only_about_showing_the_row_here_is_not_pinned(admin, ours):
    course = from_source(make_course, ours)
    sent = as_posted(admin.get(at(course)).context["form"])
    del sent["listed"]
    assert admin.post(at(course), sent, follow=True).redirect_chain
    course.refresh_from_db()
    assert (course.listed, course.pins) == (False, {})


def test_a_row_that_was_taken_over_is_a_row_of_the_form(admin, ours):
    course = from_source(make_course, ours, pins={"title": {"fi": "x"}})
    assert at(course, "take_over") in text(admin.get(at(course)))
    assert admin.get(at(course, "take_over")).status_code == 200
    course.refresh_from_db()
    assert course.origin == "source", "looking changes nothing"
    admin.post(at(course, "take_over"))
    course.refresh_from_db()
    assert (course.origin, course.pins) == ("form", {})
    assert "partner" in admin.get(at(course)).context["form"].fields
    assert "does not come from a source any more" in text(admin.post(at(course, "take_over"), follow=True))


def test_a_sourced_row_is_not_deleted_here(admin, ours):
    course = from_source(make_course, ours)
    assert "it would come back" in text(admin.post(at(course, "delete"), follow=True))
    assert Course.objects.filter(pk=course.pk).exists()


def page_of(row: Any, kind: str, **fields: Any) -> Page:
    key = row.page_key or uuid.uuid4()
    page = Page.get_first_root_node().add_child(instance=Page(title="Sivun otsikko", slug=f"page-{key}"[:20]))
    Projection.objects.create(
        page_id=str(page.pk),
        content_type=ContentType.objects.get_for_model(Page),
        kind=kind,
        page_key=key,
        language="fi",
        **fields,
    )
    return page


@pytest.mark.parametrize(("make", "kind"), [(make_event, "event"), (make_course, "course"), (make_guide, "guide")])
def test_a_row_of_a_page_shows_its_facts_and_takes_none(make, kind, log_in, ours):
    row = make(ours["partner"], origin="page", page_key=uuid.uuid4(), title={"fi": "Sivun tapahtuma"})
    page = page_of(row, kind, owns_facts=True, live=True)
    client = log_in("superuser")
    shown = client.get(at(row))
    assert not shown.context["form"].fields
    assert "Sivun tapahtuma" in text(shown)
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text(shown)
    assert 'type="submit"' not in text(shown).split('id="w-editor-form"')[1]
    refused = client.post(at(row), {"title_fi": "Muutettu"})
    assert refused.status_code == 200
    row.refresh_from_db()
    assert row.title == {"fi": "Sivun tapahtuma"}
    assert "it would come back" in text(client.post(at(row, "delete"), follow=True))


def test_the_link_to_the_page_is_only_for_those_who_may_edit_it(admin, ours):
    row = make_event(ours["partner"], origin="page", page_key=uuid.uuid4())
    page = page_of(row, "event", owns_facts=True, live=True)
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in text(admin.get(at(row)))


@pytest.mark.parametrize(("model", "kind"), [("event", "event"), ("course", "course"), ("fundingguide", "guide")])
def test_a_page_that_could_not_become_a_row_is_shown_to_those_who_may_mend_it(model, kind, log_in, ours):
    page_of(ours[model], kind, failures=2, error="Kumppani puuttuu.")
    index = reverse(f"opinovi-{model}:index")
    assert "Kumppani puuttuu." in text(log_in("superuser").get(index))
    assert "Kumppani puuttuu." not in text(log_in("editor").get(index))


def test_a_course_is_made_with_its_runs(admin, ours):
    sent = {
        "partner": ours["partner"].pk,
        "title_fi": "Hitsaus",
        "education_type": "further_vocational",
        "listed": "on",
        "runs-TOTAL_FORMS": "2",
        "runs-INITIAL_FORMS": "0",
        "runs-0-start_kind": "date",
        "runs-0-start_on": "11.1.2027",
        "runs-0-forms": ["contact"],
        "runs-0-times": ["evening"],
        "runs-0-municipalities": ["734"],
        "runs-1-start_kind": "season",
        "runs-1-start_season": "2027-autumn",
        "runs-1-apply_from": "1.3.2027 8.00",
    }
    response = admin.post(reverse("opinovi-course:add"), sent, follow=True)
    assert response.redirect_chain, problems(response)
    course = Course.objects.latest("pk")
    first, second = course.runs.all()
    assert (first.forms, first.municipalities, second.start_season) == (["contact"], ["734"], "2027-autumn")
    assert second.apply_from.isoformat() == "2027-03-01T06:00:00+00:00"
    assert {(code.set, code.code) for code in first.codes.all()} >= {("municipality", "734"), ("form", "contact")}
    assert "hitsaus" in course.search_text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"runs-0-start_on": ""}, "Write the first day"),
        ({"runs-0-ends_on": "1.1.2020"}, "The last day is before the first one."),
        ({"runs-0-start_kind": "season", "runs-0-start_season": "syksy"}, "Write the season like this: 2027-autumn."),
        ({"runs-0-apply_from": "24.11.2026"}, ""),
        ({"runs-0-apply_from": "soon"}, "Write the date and the time like this"),
        ({"runs-0-apply_url": "javascript:alert(1)"}, "apply_url"),
    ],
)
def test_a_run_that_cannot_be_taken_gets_a_sentence(changed, sentence, admin, ours):
    course = make_course(ours["partner"])
    response = admin.post(at(course), as_posted(admin.get(at(course)).context["form"]) | changed)
    assert (sentence in problems(response)) if sentence else response.status_code == 302


def test_codes_that_no_set_knows_any_more_survive_a_save(admin, ours):
    course = make_course(ours["partner"], situations=["no_longer_known"], education_type="gone")
    sent = as_posted(admin.get(at(course)).context["form"])
    assert admin.post(at(course), sent, follow=True).redirect_chain
    course.refresh_from_db()
    assert (course.situations, course.education_type) == (["no_longer_known"], "gone")


def test_languages_that_the_form_does_not_show_survive_a_save(admin, ours):
    course = make_course(ours["partner"], title={"fi": "Suomi", "uk": "Фінська"})
    sent = as_posted(admin.get(at(course)).context["form"]) | {"title_fi": "Suomen kieli"}
    admin.post(at(course), sent)
    course.refresh_from_db()
    assert course.title == {"fi": "Suomen kieli", "uk": "Фінська"}


def test_removing_a_run_removes_it(admin, ours):
    course = make_course(ours["partner"], runs=2)
    admin.post(at(course), as_posted(admin.get(at(course)).context["form"]) | {"runs-0-DELETE": "1"})
    assert CourseRun.objects.filter(course=course).count() == 1


def test_a_guide_is_made_with_amounts_and_the_sources_of_its_facts(admin, ours):
    sent = {
        "partner": ours["partner"].pk,
        "title_fi": "Opintotuki",
        "status": "active",
        "audience": "person",
        "listed": "on",
        "amounts-TOTAL_FORMS": "1",
        "amounts-INITIAL_FORMS": "0",
        "amounts-0-minimum": "279,38",
        "amounts-0-unit": "eur_month",
        "amounts-0-as_of": "1.1.2026",
        "references-TOTAL_FORMS": "1",
        "references-INITIAL_FORMS": "0",
        "references-0-publisher_fi": "Kela",
        "references-0-url": "https://www.kela.example/opintotuki",
    }
    for as_written in ("279,38", "279.38"):
        response = admin.post(
            reverse("opinovi-fundingguide:add"), sent | {"amounts-0-minimum": as_written}, follow=True
        )
        assert response.redirect_chain, problems(response)
        guide = FundingGuide.objects.latest("pk")
        assert [str(amount.minimum) for amount in guide.amounts.all()] == ["279.38"]
        assert [reference.publisher for reference in guide.references.all()] == [{"fi": "Kela"}]
        assert "opintotuki" in guide.search_text


def test_amounts_are_changed_and_removed(admin, ours):
    guide = make_guide(ours["partner"])
    for number in range(2):
        GuideAmount.objects.create(guide=guide, key=uuid.uuid4(), minimum=number, unit="eur", as_of="2026-01-01")
    sent = as_posted(admin.get(at(guide)).context["form"]) | {"amounts-0-DELETE": "1", "amounts-1-maximum": "5"}
    response = admin.post(at(guide), sent, follow=True)
    assert response.redirect_chain, problems(response)
    assert [(amount.minimum, amount.maximum) for amount in guide.amounts.all()] == [(1, 5)]


def test_a_place_that_meetings_need_is_not_deleted(admin, ours):
    place = Event.objects.get(pk=ours["event"].pk).meetings.get().place
    page = admin.post(reverse("opinovi-place:delete", args=[place.pk]), follow=True)
    assert "cannot be deleted" in text(page)
    assert not is_denied(admin.get(reverse("opinovi-place:edit", args=[place.pk])))
