"""Rows for reading: labels and words instead of columns and codes, texts marked with their language, markup that is safe."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from opinovi_wagtail.admin.values import in_words, shown
from opinovi_wagtail.models import CourseRun, Event, GuideAmount, Place
from tests.factories import make_event

from .test_roles_matrix import text
from .world import OURS

pytestmark = pytest.mark.django_db


def page_of(client: Any, row: Any, name: str = "inspect") -> str:
    return " ".join(text(client.get(reverse(f"opinovi-{row._meta.model_name}:{name}", args=[row.pk]))).split())


def title_of(page: str) -> str:
    return page[page.index("<title>") + len("<title>") : page.index("</title>")].strip()


@pytest.fixture
def event(ours: dict[str, Any]) -> Event:
    return make_event(
        ours["partner"],
        title={"fi": "Ilta <b>", "sv": "Kväll"},
        description={"fi": "<p>Tule <strong>mukaan</strong>!<script>alert(1)</script></p>"},
        languages=["fi", "sv"],
        audiences=["unemployed"],
    )


def test_a_viewer_reads_what_only_editors_may_change(event, log_in):
    viewer = log_in("viewer", "fi")
    assert f"inspect/{event.pk}/" in text(viewer.get(reverse("opinovi-event:index")))
    page = page_of(viewer, event)
    assert title_of(page).startswith("Tapahtuma: Ilta &lt;b&gt;")
    assert "<dd>suomi, ruotsi</dd>" in page
    assert "<dd>Työttömät</dd>" in page
    assert "<dt>Maksuton</dt> <dd>kyllä</dd>" in page
    assert "ti 1.12.2026 klo 17.00–18.30<br>Palvelupiste" in page


def test_texts_say_their_language_and_keep_only_safe_markup(event, log_in):
    page = page_of(log_in("viewer", "fi"), event)
    assert '<div lang="fi">Ilta &lt;b&gt;</div>' in page
    assert '<span class="opinovi-said__language">Ruotsi</span><div lang="sv">Kväll</div>' in page
    assert '<div lang="fi"><p>Tule <strong>mukaan</strong>!</p></div>' in page
    assert "alert(1)" not in page
    assert "fi: " not in page


def test_the_form_of_a_row_that_a_page_owns_shows_its_facts_in_the_same_way(event, log_in):
    Event.objects.filter(pk=event.pk).update(origin="page")
    page = page_of(log_in("editor", "fi"), event, "edit")
    assert '<div lang="fi"><p>Tule <strong>mukaan</strong>!</p></div>' in page
    assert "alert(1)" not in page
    assert "&lt;p&gt;" not in page


def test_a_registration_is_called_by_its_name_and_not_by_its_number(ours, log_in):
    registration = ours["registration"]
    for name in ("inspect", "cancel"):
        page = page_of(
            log_in("editor", "fi") if name == "inspect" else log_in("partner_admin", "fi"), registration, name
        )
        assert OURS in title_of(page)
        assert f": {registration.pk} " not in title_of(page)
    page = page_of(log_in("superuser", "fi"), registration)
    assert title_of(page).startswith(f"Ilmoittautuminen: {OURS}")
    assert "<dt>Asiointikieli</dt> <dd>suomi</dd>" in page


@pytest.mark.parametrize(
    "model", ["event", "course", "fundingguide", "place", "referraltarget", "partner", "registration"]
)
def test_no_row_for_reading_shows_raw_values(model, ours, log_in):
    page = page_of(log_in("superuser", "fi"), ours[model])
    page = page[page.index('<dl class="opinovi-facts">') : page.index("</dl>")]
    for raw in ("True", "False", "None", "{&#x27;", "fi: ", "form</dd>"):
        assert raw not in page, raw
    assert "<dt>ID</dt>" not in page


@pytest.mark.parametrize(
    ("model", "name", "value", "said"),
    [
        (Event, "title", {"fi": "Ilta", "sv": ""}, "Ilta"),
        (Event, "description", {"fi": "<p>Yksi</p><p>kaksi</p>", "xx": "?"}, "suomi: Yksi kaksi\nxx: ?"),
        (Event, "listed", False, "ei"),
        (Event, "kind", "group_session", "Ryhmä"),
        (Place, "municipality", "853", "Turku"),
        (CourseRun, "municipalities", ["853", "???"], "Turku, ???"),
        (GuideAmount, "minimum", 0, "0"),
    ],
)
def test_values_are_said_in_words(model, name, value, said, settings):
    from django.utils import translation

    field = model._meta.get_field(name)
    with translation.override("fi"):
        assert in_words(field, value) == said
        assert "<p>" not in shown(field, value) or name == "description"
