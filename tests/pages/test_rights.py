"""A partner's people write the pages of their partner only, whatever Wagtail's page permissions would let them do."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from opinovi_wagtail.admin.roles import create_network_group
from tests.factories import make_partner

from .conftest import change, draft_event, event_of, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign(tree):
    """Another partner's event, published."""
    return publish(draft_event(tree.events["fi"], make_partner(), title="Naapurin ilta"))


def opens(response) -> bool:
    return response.status_code == 200 and "/edit/" not in response.headers.get("Location", "")


WAYS = {
    "edit": "wagtailadmin_pages:edit",
    "copy": "wagtailadmin_pages:copy",
    "delete": "wagtailadmin_pages:delete",
    "unpublish": "wagtailadmin_pages:unpublish",
    "move": "wagtailadmin_pages:move",
    "history": "wagtailadmin_pages:history",
    "draft": "wagtailadmin_pages:view_draft",
    "usage": "wagtailadmin_pages:usage",
}


@pytest.mark.parametrize("way", WAYS)
def test_another_partners_page_opens_on_no_way_and_the_own_one_on_all(desk, live, foreign, way):
    assert opens(desk.get(reverse(WAYS[way], args=[live.pk])))
    assert not opens(desk.get(reverse(WAYS[way], args=[foreign.pk])))


def test_what_is_sent_by_hand_changes_nothing_of_another_partners_page(desk, live, foreign, partner):
    data = {"title": "Kaapattu", "slug": foreign.slug, "partner": partner.pk, "action-publish": "1"}
    desk.post(reverse("wagtailadmin_pages:edit", args=[foreign.pk]), data)
    for way in ("delete", "unpublish"):
        desk.post(reverse(WAYS[way], args=[foreign.pk]))
    for action in ("delete", "unpublish", "publish"):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        desk.post(f"{url}?id={foreign.pk}&next=/")
    page = Page.objects.get(pk=foreign.pk)
    assert (page.title, page.live) == ("Naapurin ilta", True)
    assert event_of(foreign).partner_id == foreign.partner_id


def test_a_draft_that_names_the_own_partner_does_not_open_another_partners_page(desk, foreign, partner):
    draft = foreign.get_latest_revision_as_object()
    draft.partner = partner
    draft.save_revision()
    assert not opens(desk.get(reverse("wagtailadmin_pages:edit", args=[foreign.pk])))


def test_the_row_says_whose_a_page_is_once_there_is_one(desk, live, editor):
    change(live, partner=make_partner())
    assert not opens(desk.get(reverse("wagtailadmin_pages:edit", args=[live.pk])))


def test_the_networks_people_write_every_partners_pages(desk, editor, foreign):
    editor.groups.add(create_network_group())
    assert opens(desk.get(reverse("wagtailadmin_pages:edit", args=[foreign.pk])))


def test_a_reviewer_of_a_workflow_opens_the_page_and_cannot_make_it_anothers(desk, editor, foreign, admin_user):
    task = GroupApprovalTask.objects.create(name="Tarkistus")
    task.groups.set(editor.groups.filter(name="Sivut"))
    workflow = Workflow.objects.create(name="Tarkistus")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=foreign.page_ptr)
    workflow.start(foreign, admin_user)
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[foreign.pk]))
    assert opens(response)
    assert response.context["form"].fields["partner"].disabled
