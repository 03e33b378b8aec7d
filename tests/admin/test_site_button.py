"""From the form of a row to what the public sees of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from opinovi_wagtail import links
from opinovi_wagtail.pages.models import CourseIndexPage, EventIndexPage, FundingGuideIndexPage

from .test_roles_matrix import text

pytestmark = pytest.mark.django_db

INDEXES = {"event": EventIndexPage, "course": CourseIndexPage, "fundingguide": FundingGuideIndexPage}
LABEL = "View on the site"


@pytest.fixture(params=sorted(INDEXES))
def row(request: Any, ours: dict[str, Any]) -> Any:
    return ours[request.param]


def add_index(row: Any) -> Any:
    """The list of the kind of ``row`` on the site, in its default language."""
    page = INDEXES[row._meta.model_name](title="Luettelo", slug=f"luettelo-{row._meta.model_name}")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
    return page


def edit(row: Any) -> str:
    return reverse(f"opinovi-{row._meta.model_name}:edit", args=[row.pk])


def button(client: Any, row: Any) -> Any:
    view = client.get(edit(row)).context["view"]
    return next((one for one in view.header_buttons if one.icon_name == "view"), None)


def test_a_row_that_lists_show_can_be_seen_on_the_site_in_the_same_window(row, log_in):
    index = add_index(row)
    client = log_in("editor")
    found = button(client, row)
    assert found.url == f"{index.full_url}{links.row_slug(row, index.locale.language_code)}/"
    assert client.get(found.url).status_code == 200
    assert "target" not in found.attrs
    assert f'href="{found.url}"' in text(client.get(edit(row)))


def test_the_row_is_shown_in_the_language_of_the_desk_or_one_that_the_site_has(row, log_in, locales):
    index = add_index(row)
    language = index.locale.language_code
    client = log_in("editor", "sv")
    only = button(client, row).url
    assert only == f"{index.full_url}{links.row_slug(row, language)}/", "there is one language only"
    translated = index.copy_for_translation(locales["sv"], copy_parents=True)
    translated.save_revision().publish()
    translated.refresh_from_db()
    found = button(client, row).url
    assert found == f"{translated.full_url}{links.row_slug(row, 'sv')}/"
    assert found != only


@pytest.mark.parametrize("change", [{"listed": False}, {"withdrawn_at": timezone.now()}], ids=["hidden", "withdrawn"])
def test_a_row_that_lists_do_not_show_has_no_such_button(change, row, log_in):
    add_index(row)
    client = log_in("editor")
    assert button(client, row)
    type(row).objects.filter(pk=row.pk).update(**change)
    assert button(client, row) is None


def test_without_an_address_of_its_own_a_row_has_no_such_button(row, log_in):
    assert links.url_for(row, "fi"), "the front page stands in elsewhere"
    assert button(log_in("editor"), row) is None


def test_other_buttons_of_an_event_stay(ours, log_in):
    add_index(ours["event"])
    shown = log_in("superuser").get(edit(ours["event"])).context["header_buttons"]
    assert [one.label for one in shown if one.label] == ["Add a page", "Registrations", LABEL]
