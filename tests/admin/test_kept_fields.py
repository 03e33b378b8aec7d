"""Fields that editors keep: the question at the field and in a list of the source, and both answers by one click."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinovi_wagtail.models import Course, Event
from opinovi_wagtail.rules.states import MergePolicy
from tests.factories import make_course
from tests.sync.made_format import course, event

from .posting import as_posted
from .test_roles_matrix import text
from .test_source_page import at, words

pytestmark = pytest.mark.django_db


def of(row: Any, name: str = "edit") -> str:
    return reverse(f"opinovi-{row._meta.model_name}:{name}", args=[row.pk])


@pytest.fixture
def asked(admin: Any, sync: Any, made: Any) -> Course:
    """A course of which an editor keeps the title and the level, and the source has changed the title since."""
    made.policy = MergePolicy.ASK
    made.save()
    sync(course(title="Lähteen otsikko", level=3))
    row = Course.objects.get(source=made)
    sent = as_posted(admin.get(of(row)).context["form"]) | {"title_fi": "Oma otsikko", "level": "5"}
    admin.post(of(row), sent)
    sync(course(title="Lähteen uusi otsikko", level=3))
    row.refresh_from_db()
    assert (row.asks, set(row.pins)) == (["title"], {"title", "level"})
    return row


def test_the_form_asks_whose_value_shall_stand(admin, asked):
    said = words(admin.get(of(asked)))
    assert "The source has changed this." in said
    assert "Lähteen uusi otsikko" in said
    assert "Keep yours or take the source’s?" in said
    assert "Keep mine : Title" in said and "Take the source’s : Title" in said
    assert "Give back to the source : Level" in said


def test_enter_in_a_field_gives_no_answer(admin, asked):
    """Answers belong to a form of their own: no button of the row's form is the first one by accident."""
    body = text(admin.get(of(asked)))
    buttons = [part.partition(">")[0] for part in body.split("<button")[1:]]
    answers = [button for button in buttons if 'name="keep"' in button or 'name="give_back"' in button]
    assert len(answers) >= 3
    assert all('form="opinovi-answers"' in button for button in answers)
    assert f'<form id="opinovi-answers" method="post" action="{of(asked, "answer")}">' in body


def test_keeping_ones_own_ends_the_question(admin, asked):
    page = admin.post(of(asked, "answer"), {"keep": "title"}, follow=True)
    asked.refresh_from_db()
    assert (asked.title, asked.asks, set(asked.pins)) == ({"fi": "Oma otsikko"}, [], {"title", "level"})
    assert "Your version is kept" in words(page)
    assert page.redirect_chain[-1][0] == of(asked)


def test_taking_the_sources_version_gives_the_field_back(admin, asked):
    admin.post(of(asked, "answer"), {"give_back": "title"})
    asked.refresh_from_db()
    assert (asked.title, asked.asks, set(asked.pins)) == ({"fi": "Lähteen uusi otsikko"}, [], {"level"})
    again = admin.post(of(asked, "answer"), {"give_back": "title"}, follow=True)
    assert "This field follows the source already." in words(again)


def test_meetings_are_given_back_with_the_next_run(admin, sync, made):
    sync(event())
    row = Event.objects.get(source=made)
    sent = as_posted(admin.get(of(row)).context["form"]) | {"meetings-0-start": "18.00", "meetings-0-end": "19.00"}
    admin.post(of(row), sent)
    said = words(admin.get(of(row)))
    assert "Give back to the source : Meetings" in said
    assert "17:00" in said
    assert "with its next run" in words(admin.post(of(row, "answer"), {"give_back": "meetings"}, follow=True))
    row.refresh_from_db()
    assert row.pins == {}


def test_a_row_of_no_source_has_nothing_to_answer(admin, ours):
    said = words(admin.post(of(ours["course"], "answer"), {"give_back": "title"}, follow=True))
    assert "This field follows the source already." in said


def test_the_list_shows_what_stands_here_and_what_the_source_says(admin, asked, made):
    said = words(admin.get(at("kept", made)))
    assert "Oma otsikko" in said and "Lähteen uusi otsikko" in said
    assert "Level" in said
    only = words(admin.get(f"{at('kept', made)}?waiting=1"))
    assert "Lähteen uusi otsikko" in only and "Level" not in only
    page = admin.post(of(asked, "answer"), {"keep": "title", "from": "kept", "waiting": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{at('kept', made)}?waiting=1"
    assert "Nothing waits for an answer." in words(page)


def test_rows_that_belong_to_another_partner_by_now_are_not_in_the_list(admin, asked, theirs, made):
    assert "Lähteen uusi otsikko" in words(admin.get(at("kept", made)))
    Course.objects.filter(pk=asked.pk).update(partner=theirs["partner"])
    assert "Lähteen uusi otsikko" not in words(admin.get(at("kept", made)))


def test_those_who_only_read_see_the_list_without_buttons(log_in, asked, made):
    page = log_in("viewer").get(at("kept", made))
    assert "Oma otsikko" in words(page)
    assert 'type="submit"' not in text(page).partition("<main")[2].partition("</main>")[0]


def test_queries_do_not_grow_with_the_rows(admin, ours, made):
    def fill(count: int) -> None:
        for number in range(count):
            make_course(
                ours["partner"], runs=2, source=made, origin="source", remote_key=f"{count}-{number}",
                pins={"title": {"fi": "x"}, "runs": []},
            )  # fmt: skip

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(at("kept", made)).status_code == 200
        return len(captured)

    fill(2)
    queries()
    few = queries()
    fill(9)
    assert queries() == few


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"missing_since": True}, "Missing from the source since 24 November 2026."),
        ({"missing_since": True, "withdrawn_at": True}, "Withdrawn on 24 November 2026"),
    ],
)
def test_lists_and_forms_say_since_when_a_row_is_missing(fields, note, admin, ours, made, now):
    row = make_course(ours["partner"], source=made, origin="source", remote_key="x", **dict.fromkeys(fields, now))
    assert note in words(admin.get(of(row)))
    assert note in words(admin.get(reverse("opinovi-course:index")))
    assert note not in words(admin.get(of(ours["course"])))
