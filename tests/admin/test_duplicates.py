"""Possible duplicates: who sees a pair, who may merge which row away, and how a merger is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinovi_wagtail.models import Course, Duplicate, Event
from tests.factories import make_course, make_event, make_source

from .test_kept_fields import of
from .test_roles_matrix import is_denied, post, text
from .test_source_page import words

pytestmark = pytest.mark.django_db


def at(name: str, pair: Duplicate) -> str:
    return reverse(f"opinovi-duplicate:{name}", args=[pair.pk])


@pytest.fixture
def shared(ours: dict[str, Any], theirs: dict[str, Any], now: Any) -> Duplicate:
    """A pair of our course and theirs."""
    pair = [
        make_course(rows["partner"], title={"fi": title}, provider_name={"fi": "Aurakosken opisto"})
        for rows, title in ((ours, "Meidän kurssi"), (theirs, "Heidän kurssi"))
    ]
    return Duplicate.objects.create(course=pair[0], other_course=pair[1], reason="address", found_at=now)


def test_a_pair_is_shown_side_by_side_with_its_reason(admin, shared):
    said = words(admin.get(at("inspect", shared)))
    assert "They lead to the same web page." in said
    assert "Title Meidän kurssi Heidän kurssi" in said
    assert "Provider Aurakosken opisto Aurakosken opisto" in said
    assert "Salo" in said


@pytest.mark.parametrize(("role", "refused"), [("editor", "first"), ("foreign_editor", "second")])
def test_only_the_own_row_can_be_merged_away(role, refused, log_in, shared, ours, theirs):
    """Keeping one hides the other, so that answer is for those who look after the other."""
    client = log_in(role)
    page = client.get(at("inspect", shared))
    offered = {"first", "second", "distinct"} - {refused}
    assert {answer for answer in ("first", "second", "distinct") if f'value="{answer}"' in text(page)} == offered
    assert "Only people who look after the rows of this partner can do this" in words(page)
    client.post(at("decide", shared), {"answer": refused})
    shared.refresh_from_db()
    assert shared.state == "open"
    allowed = ({"first", "second"} - {refused}).pop()
    client.post(at("decide", shared), {"answer": allowed})
    shared.refresh_from_db()
    kept, hidden = shared.rows if allowed == "first" else shared.rows[::-1]
    assert (shared.state, shared.decided_by) == ("merged", role)
    assert (hidden.merged_into_id, kept.merged_into_id) == (kept.pk, None)


def test_two_different_things_are_not_asked_about_again(admin, shared):
    admin.post(at("decide", shared), {"answer": "distinct"})
    shared.refresh_from_db()
    assert shared.state == "distinct"
    assert not Course.objects.exclude(merged_into=None).exists()
    assert "Meidän kurssi" not in words(admin.get(reverse("opinovi-duplicate:index")))
    assert "Meidän kurssi" in words(admin.get(reverse("opinovi-duplicate:index"), {"state": "distinct"}))
    assert "decided about this pair already" in words(
        admin.post(at("decide", shared), {"answer": "second"}, follow=True)
    )


def test_looking_and_nonsense_decide_nothing(admin, shared):
    admin.get(at("decide", shared))
    assert "Choose one of the answers." in words(admin.post(at("decide", shared), {"answer": "both"}, follow=True))
    shared.refresh_from_db()
    assert shared.state == "open"


def test_a_viewer_sees_a_pair_and_decides_nothing(log_in, shared):
    client = log_in("viewer")
    page = client.get(at("inspect", shared))
    assert page.status_code == 200
    assert 'name="answer"' not in text(page)
    assert is_denied(post(client, at("decide", shared), answer="second"))


def test_a_merged_row_says_so_and_is_listed_again(admin, log_in, ours, now):
    source = make_source(ours["partner"])
    kept = make_event(ours["partner"], title={"fi": "Pysyvä"})
    row = make_event(ours["partner"], source=source, origin="source", remote_key="x", merged_into=kept)
    pair = Duplicate.objects.create(event=kept, other_event=row, reason="likeness", state="merged", found_at=now)
    page = admin.get(of(row))
    assert "Not listed: another row stands for it." in words(page)
    assert of(kept) in text(page)
    assert of(row, "separate") in text(page)
    assert "Not listed" in words(admin.get(reverse("opinovi-event:index")))
    assert is_denied(post(log_in("viewer"), of(row, "separate")))
    admin.get(of(row, "separate"))
    assert Event.objects.get(pk=row.pk).merged_into_id == kept.pk, "looking changes nothing"
    assert "It is listed again." in words(admin.post(of(row, "separate"), follow=True))
    assert Event.objects.get(pk=row.pk).merged_into_id is None
    pair.refresh_from_db()
    assert pair.state == "distinct"
    assert "It is listed already." in words(admin.post(of(row, "separate"), follow=True))


def test_a_merged_row_of_the_form_says_so_too(admin, ours):
    row = make_course(ours["partner"], merged_into=ours["course"])
    page = admin.get(of(row))
    assert "Not listed: another row stands for it." in words(page)
    assert "title" in page.context["form"].fields


def test_the_menu_has_the_list_only_while_a_pair_waits(log_in, ours, theirs):
    client = log_in("editor")
    index = reverse("opinovi-duplicate:index")
    home = reverse("opinovi-place:index")
    assert index in text(client.get(home))
    Duplicate.objects.filter(course__partner=ours["partner"]).update(state="distinct")
    assert index not in text(client.get(home)), "theirs do not count"


def test_queries_do_not_grow_with_the_pairs(admin, ours, now):
    def fill(count: int) -> None:
        for _number in range(count):
            first, second = make_event(ours["partner"]), make_event(ours["partner"])
            Duplicate.objects.create(event=first, other_event=second, reason="likeness", found_at=now)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin.get(reverse("opinovi-duplicate:index"))
        return len(captured)

    fill(2)
    queries()
    few = queries()
    fill(5)
    assert queries() == few
