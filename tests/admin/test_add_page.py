"""A page added to an event that the form made: one event still, its facts with the form, more words from the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, Site

from opinovi_wagtail.models import Event, Projection
from opinovi_wagtail.pages.models import EventIndexPage, GroupSessionPage, InfoEventPage
from opinovi_wagtail.pages.panels import facts_of
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(db: None) -> Any:
    """The list of events of the site."""
    page = EventIndexPage(title="Tapahtumat", slug="tapahtumat")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
    return page


@pytest.fixture
def event(ours: dict[str, Any]) -> Event:
    return make_event(ours["partner"], places=7)


def address(event: Event) -> str:
    return reverse("opinovi-event:add_page", args=[event.pk])


def test_added_page_is_a_draft_with_the_words_of_the_event(index, event, log_in):
    admin = log_in("superuser")
    edit = reverse("opinovi-event:edit", args=[event.pk])
    assert address(event) in admin.get(edit).content.decode()
    assert admin.get(address(event)).status_code == 200
    assert not InfoEventPage.objects.exists(), "GET asks only"

    response = admin.post(address(event))
    page = InfoEventPage.objects.get()
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    language = page.locale.language_code
    assert (page.live, page.title, page.summary) == (False, event.title[language], event.summary.get(language, ""))
    event.refresh_from_db()
    assert (event.page_key, event.origin) == (page.translation_key, "form")
    form = admin.get(response.headers["Location"]).content.decode()
    assert "meetings-TOTAL_FORMS" not in form, "facts are the form's"
    assert address(event) not in admin.get(edit).content.decode()
    assert response.headers["Location"] in admin.get(edit).content.decode()


def test_published_page_changes_words_and_makes_no_second_event(index, event, log_in):
    log_in("superuser").post(address(event))
    page = InfoEventPage.objects.get()
    page.title = "Uusi otsikko"
    page.save_revision().publish()
    row = Event.objects.get(pk=event.pk)
    assert row.title[page.locale.language_code] == "Uusi otsikko"
    assert (row.places, row.meetings.count(), row.listed) == (7, 1, True)
    assert Event.objects.filter(page_key=page.translation_key).count() == 1
    assert not Projection.objects.get(page_id=str(page.pk)).owns_facts


def test_form_of_an_event_with_a_page_says_where_its_texts_are_changed(index, event, log_in):
    admin = log_in("superuser")
    edit = reverse("opinovi-event:edit", args=[event.pk])
    said = "whenever the page is published, its texts replace"
    assert said not in admin.get(edit).content.decode()
    admin.post(address(event))
    assert said in admin.get(edit).content.decode()


def test_group_gets_the_page_of_a_group(index, ours, log_in):
    group = make_event(ours["partner"], kind="group_session", meetings=3)
    log_in("superuser").post(address(group))
    assert GroupSessionPage.objects.count() == 1


@pytest.mark.parametrize(("desk", "written_in"), [("fi", "fi"), ("sv", "sv"), ("en", "fi")])
def test_a_page_is_written_in_the_language_of_the_desk_where_that_has_a_list(index, event, log_in, desk, written_in):
    if not Locale.objects.filter(language_code="sv").exists():
        swedish = index.copy_for_translation(Locale.objects.create(language_code="sv"), copy_parents=True)
        swedish.save_revision().publish()
    parent = EventIndexPage.objects.get(locale__language_code=written_in)
    admin = log_in("superuser", desk)
    add = reverse("wagtailadmin_pages:add", args=["opinovi_wagtail_pages", "infoeventpage", parent.pk])
    assert add in admin.get(reverse("opinovi-event:index")).content.decode()
    admin.post(address(event))
    assert InfoEventPage.objects.get().locale.language_code == written_in


def test_a_list_that_is_not_on_the_site_is_passed_over(index, event, log_in):
    index.copy_for_translation(Locale.objects.create(language_code="sv"), copy_parents=True)  # a draft
    log_in("superuser", "sv").post(address(event))
    assert InfoEventPage.objects.get().locale.language_code == "fi"


def test_second_page_is_refused(index, event, log_in):
    admin = log_in("superuser")
    admin.post(address(event))
    admin.post(address(event))
    assert InfoEventPage.objects.count() == 1


def test_who_may_not_add_pages_is_not_offered_one(index, event, log_in):
    editor = log_in("editor")
    assert address(event) not in editor.get(reverse("opinovi-event:edit", args=[event.pk])).content.decode()
    editor.post(address(event))
    assert not InfoEventPage.objects.exists()
    event.refresh_from_db()
    assert event.page_key is None


def test_nothing_is_offered_where_no_list_of_events_is(event, log_in):
    admin = log_in("superuser")
    assert address(event) not in admin.get(reverse("opinovi-event:edit", args=[event.pk])).content.decode()


def test_adding_a_page_is_a_button_of_the_header_and_not_hidden_in_its_menu(index, event, log_in):
    view = log_in("superuser").get(reverse("opinovi-event:edit", args=[event.pk])).context["view"]
    assert address(event) in [button.url for button in view.header_buttons]
    assert address(event) not in [button.url for button in view.header_more_buttons]


def test_the_question_names_the_menu_as_the_site_does(index, event, log_in, settings):
    settings.OPINOVI_WAGTAIL = {"MENU_LABEL": "Ohjauspiste"}
    page = log_in("superuser").get(address(event)).content.decode()
    assert "still changed in the menu under Ohjauspiste" in " ".join(page.split())
    assert "this form" not in page


def test_the_page_shows_the_facts_of_the_event_and_says_where_they_are_changed(index, event, log_in, settings):
    settings.OPINOVI_WAGTAIL = {"MENU_LABEL": "Ohjauspiste"}
    superuser = log_in("superuser")
    form = superuser.get(superuser.post(address(event)).headers["Location"]).content.decode()
    assert "edited in the menu under Ohjauspiste, not on the page" in form
    assert "<dd>On this site</dd>" in form


def test_facts_that_are_words_are_shown_on_a_page_with_their_language(ours):
    event = make_event(ours["partner"], price_text={"fi": "Kahvi <2 €"}, notice={"sv": "<p>Ny <em>plats</em></p>"})
    shown = dict(facts_of([FieldPanel("price_text"), FieldPanel("notice")], event))
    assert list(shown.values()) == [
        '<div lang="fi">Kahvi &lt;2 €</div>',
        '<div lang="sv"><p>Ny <em>plats</em></p></div>',
    ]
