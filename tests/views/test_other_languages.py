"""Texts that are not in the reader's language: one label for each continuous part, right at that part."""

from __future__ import annotations

import re

import pytest

from tests.factories import make_course, make_event, make_guide, make_place

from .test_details import page_of

pytestmark = pytest.mark.django_db
FINNISH, SWEDISH = "Den här texten finns bara på finska.", "Tämä teksti on vain ruotsiksi."


def labels_before(page, label):
    """For every ``label`` of the page, the text that comes after it."""
    parts = re.findall(
        rf'<p class="opinovi-only-in">{re.escape(label)}</p>(?=(.{{0,600}}))', page.content.decode(), re.S
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]


def test_a_text_in_another_language_has_its_label_right_before_it_and_not_below_the_title(client, tree):
    event = make_event(title={"fi": "Ilta", "sv": "Kväll"}, summary={"fi": "Tule kysymään."})
    (after,) = labels_before(page_of(client, event, "sv"), FINNISH)
    assert after.startswith("Tule kysymään.")
    (after,) = labels_before(client.get("/sv/evenemang/"), FINNISH)
    assert after.startswith("Tule kysymään.")


def test_a_page_all_in_one_other_language_says_so_once_on_top(client, tree):
    guide = make_guide(
        title={"fi": "Opintotuki"}, summary={"fi": "Kelan tuki."}, eligibility={"fi": "Aikuinen."},
        how_to_apply={"fi": "Hae."}, deadlines={"fi": "Ajoissa."}, transition_text={"fi": "Muuttuu."}, body={"fi": "Lisää."},
    )  # fmt: skip
    page = page_of(client, guide, "sv")
    assert len(labels_before(page, FINNISH)) == 1
    html = page.content.decode()
    assert re.search(r'<h1><span lang="fi">Opintotuki</span></h1>\s*<p class="opinovi-only-in">', html)
    assert html.count('<div class="opinovi-prose" lang="fi">') == 6


def test_each_continuous_part_in_another_language_has_one_label(client, tree):
    guide = make_guide(
        title={"fi": "Opintotuki", "sv": "Studiestöd"}, summary={"sv": "FPA:s stöd.", "fi": "Kelan tuki."},
        eligibility={"fi": "Aikuinen."}, how_to_apply={"fi": "Hae."}, deadlines={"sv": "I tid.", "fi": "Ajoissa."},
        body={"fi": "Lisää."},
    )  # fmt: skip
    first, second = labels_before(page_of(client, guide, "sv"), FINNISH)
    assert first.startswith("Aikuinen.")
    assert second.startswith("Lisää.")


def test_two_other_languages_have_a_label_each(client, tree):
    event = make_event(title={"sv": "Kväll"}, summary={"sv": "Kom."}, description={"en": "Welcome."})
    page = page_of(client, event, "fi")
    assert len(labels_before(page, SWEDISH)) == 1
    (after,) = labels_before(page, "Tämä teksti on vain englanniksi.")
    assert after.startswith("Welcome.")


def test_the_words_of_a_meeting_and_its_place_are_labelled_where_they_stand(client, tree):
    event = make_event(title={"sv": "Kväll"}, summary={"sv": "Kom."})
    event.meetings.update(notice={"fi": "Eri huone."}, place=make_place(directions={"sv": "Två trappor upp."}))
    (after,) = labels_before(page_of(client, event, "sv"), FINNISH)
    assert after.startswith("Eri huone.")


@pytest.mark.parametrize("kind", ["course", "event", "guide"])
def test_a_list_all_in_one_other_language_says_so_once_on_top(client, tree, kind):
    make = {"course": make_course, "event": make_event, "guide": make_guide}[kind]
    path = {"course": "/en/courses/", "event": "/en/events/", "guide": "/en/funding/"}[kind]
    for title in ("Ilta", "Toinen ilta", "Kolmas ilta"):
        make(title={"fi": title}, summary={"fi": "Tule kysymään."})
    html = client.get(path).content.decode()
    assert html.count("The texts of this list are only in Finnish.") == 1
    assert "This text is only in Finnish." not in html
    assert html.count('<span lang="fi">Tule kysymään.</span>') == 3


def test_in_a_mixed_list_each_card_says_for_itself(client, tree):
    make_event(title={"en": "Evening"}, summary={"en": "Come."})
    for title in ("Ilta", "Toinen ilta"):
        make_event(title={"fi": title}, summary={"fi": "Tule kysymään."})
    html = client.get("/en/events/").content.decode()
    assert html.count("This text is only in Finnish.") == 2
    assert "The texts of this list" not in html
