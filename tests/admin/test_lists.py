"""Lists of the desk: as many queries for many rows as for few, searching in words, and the menu by right."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from opinovi_wagtail import dates
from opinovi_wagtail.models import FundingGuide
from tests.factories import make_course, make_event, make_guide, make_partner, make_place

from .test_roles_matrix import EVERYTHING, text
from .world import OURS, everything_of

pytestmark = pytest.mark.django_db


def queries_of(client: Any, url: str) -> int:
    client.get(url)  # content types and the like are cached by now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("export", ["", "?export=csv"])
def test_no_list_asks_the_database_more_often_for_more_rows(export, log_in, ours, theirs):
    client = log_in("network_admin")
    urls = [reverse(f"opinovi-{model}:index") + export for model in sorted(EVERYTHING)]
    few = {url: queries_of(client, url) for url in urls}
    for number in range(8):
        make_partner()
        everything_of((ours, theirs)[number % 2]["partner"], f"Lisää {number}")
    assert {url: queries_of(client, url) for url in urls} == few


def test_events_and_courses_are_searched_by_the_words_of_every_language(log_in, ours):
    client = log_in("editor")
    make_event(ours["partner"], title={"fi": "Yö", "sv": "Ämneslärare"}, search_text="yö ämneslärare")
    make_course(ours["partner"], title={"fi": "Yö", "sv": "Ämneslärare"}, search_text="yö ämneslärare")
    for model in ("event", "course"):
        for wanted in ("ämnes", "ÄMNES", "yö lärare"):
            assert "Yö" in text(client.get(reverse(f"opinovi-{model}:index_results"), {"q": wanted})), (model, wanted)
        assert "Yö" not in text(client.get(reverse(f"opinovi-{model}:index_results"), {"q": "kurs"}))


def test_places_are_searched_by_name_in_every_language_whatever_the_letters(log_in, ours):
    client = log_in("editor")
    make_place(ours["partner"], name={"fi": "Ääniö", "sv": "Åbo öppna"})
    for wanted in ("ääni", "ÄÄNIÖ", "åbo ÖPPNA"):
        assert "Ääniö" in text(client.get(reverse("opinovi-place:index_results"), {"q": wanted}))
    assert "Ääniö" not in text(client.get(reverse("opinovi-place:index_results"), {"q": "raisio"}))


MENUS = {
    "no_permission": set(),
    "viewer": EVERYTHING - {"registration", "message", "reminderrule"},
    "editor": EVERYTHING,
    "network_admin": EVERYTHING,
}


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_holds_only_what_the_user_has_a_right_to(role, log_in, django_user_model, settings):
    log_in(role)
    request = RequestFactory().get("/admin/")
    request.user = django_user_model.objects.get(username=role)
    groups = [item for item in admin_menu.menu_items_for_request(request) if item.name == "opinovi"]
    shown = {item.url for group in groups for item in group.menu.menu_items_for_request(request)}
    assert shown == {reverse(f"opinovi-{model}:index") for model in MENUS[role]}
    assert len(groups) == (1 if MENUS[role] else 0)


def test_the_menu_is_named_by_the_site(settings):
    from opinovi_wagtail.admin.menu import DeskGroup

    settings.OPINOVI_WAGTAIL = {"MENU_LABEL": "Ohjauspiste"}
    assert DeskGroup().menu_label == "Ohjauspiste"


def test_events_to_come_stand_first_and_the_soonest_at_the_top(log_in, ours, theirs, now):
    day = dt.timedelta(days=1)
    begins = {"over": -9, "just over": -2, "next month": 30, "tomorrow": 1}
    for title, days in begins.items():
        make_event(ours["partner"], title={"en": title}, starts=now + days * day)
    make_event(ours["partner"], title={"en": "going on"}, meetings=2, starts=now - 3 * day)
    make_event(ours["partner"], title={"en": "no time yet"}, meetings=0)
    client = log_in("editor")
    shown = [str(event) for event in client.get(reverse("opinovi-event:index")).context["object_list"]]
    assert shown == ["going on", "tomorrow", OURS, "next month", "no time yet", "just over", "over"]
    again = client.get(reverse("opinovi-event:index"), {"ordering": "-starts_at"}).context["object_list"]
    assert str(again[0]) != "going on", "who sorts by a column gets that"


def test_lists_say_yes_and_no_and_dates_as_people_do(log_in, ours):
    make_place(ours["partner"], is_service_point=True)
    FundingGuide.objects.filter(pk=ours["fundingguide"].pk).update(verified_on=dt.date(2026, 9, 5))
    client = log_in("editor", "fi")
    for model, words in (
        ("place", {"kyllä", "ei"}),
        ("course", {"kyllä"}),
        ("reminderrule", {"kyllä"}),
        ("fundingguide", {"5.9.2026"}),
    ):
        cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", text(client.get(reverse(f"opinovi-{model}:index"))))
        assert words <= set(cells), model
        assert not {"True", "False", "None"} & set(cells), model


def test_the_list_of_guides_says_which_ones_have_to_be_checked(log_in, ours):
    client = log_in("editor", "fi")
    today = timezone.localdate()
    days = {name: dt.timedelta(days=count) for name, count in {"old": 120, "new": 3}.items()}
    facts: dict[str, dict[str, Any]] = {
        "Vanha": {"verified_on": today - days["old"]},
        "Tuore": {"verified_on": today - days["new"]},
        "Sovittu": {"verified_on": today - days["old"], "review_due": today + days["new"]},
        "Lakkautettu": {"verified_on": today - days["old"], "status": "ended"},
        "Uusi": {},
    }
    for title, fields in facts.items():
        make_guide(ours["partner"], title={"fi": title}, **fields)
    shown = rows_of(client.get(reverse("opinovi-fundingguide:index")))
    said = {title: next(row for row in shown if row.startswith(title)) for title in facts}
    assert f"Myöhässä: {dates.short_day(today - days['old'] + dt.timedelta(days=90), 'fi')}" in said["Vanha"]
    for title, due in (("Tuore", today - days["new"] + dt.timedelta(days=90)), ("Sovittu", today + days["new"])):
        assert dates.short_day(due, "fi") in said[title] and "Myöhässä" not in said[title]
    assert "Myöhässä" not in said["Lakkautettu"]
    assert "Ei ole tarkistettu" in said["Uusi"]


def rows_of(answer: Any) -> list[str]:
    """The rows of the table as one reads them."""
    rows = re.findall(r"<tr.*?</tr>", answer.content.decode(), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
