"""An editor's change to a sourced row: pinned, kept, shown beside what the source says, given back, taken over."""

from __future__ import annotations

import pytest

from opinovi_wagtail.models import Course, Event
from opinovi_wagtail.rules.merge import decide
from opinovi_wagtail.rules.states import MergePolicy, Origin
from opinovi_wagtail.sync import pins
from opinovi_wagtail.sync.ownership import NotFromSource, take_over
from tests.factories import make_course

from .made_format import course, course_run, event

pytestmark = pytest.mark.django_db


def edit(row, **values):
    before = pins.facts(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return pins.pin_changes(row, before, pins.facts(row))


@pytest.mark.parametrize(
    ("last", "now", "here", "policy", "keep", "remain"),
    [
        pytest.param("a", "a", "x", MergePolicy.EDITOR, True, {"f": "a"}, id="source silent"),
        pytest.param("a", "b", "x", MergePolicy.EDITOR, True, {"f": "b"}, id="both changed, editor wins"),
        pytest.param("a", "b", "x", MergePolicy.REMOTE, False, {}, id="both changed, source wins"),
        pytest.param("a", "a", "x", MergePolicy.REMOTE, True, {"f": "a"}, id="only the editor changed"),
        pytest.param("a", "x", "x", MergePolicy.EDITOR, False, {}, id="they agree"),
    ],
)
def test_three_way_merge(last, now, here, policy, keep, remain):
    decision = decide(pins={"f": last}, said={"f": now}, stands={"f": here}, policy=policy)
    assert (decision.keep, decision.pins) == (frozenset({"f"}) if keep else frozenset(), remain)


@pytest.mark.parametrize(
    ("last", "now", "asked", "asks"),
    [
        pytest.param("a", "b", (), {"f"}, id="the source changed its mind"),
        pytest.param("a", "a", (), set(), id="source silent"),
        pytest.param("b", "b", ("f",), {"f"}, id="not answered yet"),
        pytest.param("a", "x", ("f",), set(), id="they agree by now"),
    ],
)
def test_an_editor_is_asked_when_the_source_changes_its_mind(last, now, asked, asks):
    decision = decide(pins={"f": last}, said={"f": now}, stands={"f": "x"}, policy=MergePolicy.ASK, asks=asked)
    assert decision.asks == asks


def test_the_question_stands_until_it_is_answered_either_way(sync, source):
    source.policy = MergePolicy.ASK
    source.save()
    sync(course(title="Lähde", summary={"fi": "1"}))
    row = Course.objects.get()
    edit(row, title={"fi": "Toimittaja"}, summary={"fi": "Oma"})
    assert sync(course(title="Lähde", summary={"fi": "1"}, level=4)).updated == 1
    row.refresh_from_db()
    assert row.asks == []

    sync(course(title="Lähde 2", summary={"fi": "2"}))
    row.refresh_from_db()
    assert (row.title, row.asks) == ({"fi": "Toimittaja"}, ["summary", "title"])

    pins.keep_own(row, "title")
    pins.give_back(row, "summary")
    row.refresh_from_db()
    assert (row.title, row.summary, row.asks, list(row.pins)) == ({"fi": "Toimittaja"}, {"fi": "2"}, [], ["title"])
    sync(course(title="Lähde 3", summary={"fi": "2"}))
    row.refresh_from_db()
    assert row.asks == ["title"], "a new change is a new question"


def test_a_field_that_the_source_says_nothing_of_keeps_its_pin():
    decision = decide(pins={"gone": 1}, said={}, stands={}, policy=MergePolicy.EDITOR)
    assert decision.pins == {"gone": 1}


def test_an_editors_change_stays_and_every_other_field_follows_the_source(sync):
    sync(course(title="Lähde", summary={"fi": "Vanha"}))
    row = Course.objects.get()
    assert edit(row, title={"fi": "Toimittaja"}) == ["title"]

    run = sync(course(title="Lähde 2", summary={"fi": "Uusi"}))

    row.refresh_from_db()
    assert (row.title, row.summary) == ({"fi": "Toimittaja"}, {"fi": "Uusi"})
    assert row.pins == {"title": {"fi": "Lähde 2"}}
    assert "toimittaja" in row.search_text and "lähde 2" not in row.search_text
    assert (run.updated, run.pinned) == (1, 1)


def test_under_the_other_policy_the_source_wins_once_it_changes_its_mind(sync, source):
    source.policy = MergePolicy.REMOTE
    source.save()
    sync(course(title="Lähde"))
    edit(Course.objects.get(), title={"fi": "Toimittaja"})
    sync(course(title="Lähde", level=4))
    assert Course.objects.get().title == {"fi": "Toimittaja"}
    sync(course(title="Lähde 2"))
    row = Course.objects.get()
    assert (row.title, row.pins) == ({"fi": "Lähde 2"}, {})


def test_a_field_is_given_back_with_what_the_source_says_now(sync):
    sync(course(title="Lähde"))
    row = Course.objects.get()
    edit(row, title={"fi": "Toimittaja"}, level=5)
    sync(course(title="Lähde 2"))
    row.refresh_from_db()

    pins.give_back(row, "title")

    assert (row.title, row.level) == ({"fi": "Lähde 2"}, 5)
    assert set(row.pins) == {"level"}
    assert "lähde 2" in row.search_text
    with pytest.raises(KeyError):
        pins.give_back(row, "title")


def test_typing_the_sources_own_value_again_gives_the_field_back(sync):
    sync(course(title="Lähde"))
    row = Course.objects.get()
    edit(row, title={"fi": "Toimittaja"})
    assert edit(row, title={"fi": "Lähde"}) == []
    assert row.pins == {}


def test_edited_runs_stay_and_come_back_with_the_next_run_when_given_back(sync, source):
    sync(course(runs=[course_run("a")]))
    row = Course.objects.get()
    before = pins.facts(row)
    row.runs.update(price_amount="1.00")
    assert pins.pin_changes(row, before, pins.facts(row)) == ["runs"]

    sync(course(fields=("091",), runs=[course_run("a", price="200.00"), course_run("b")]))
    run = row.runs.get()
    assert str(run.price_amount) == "1.00"
    assert set(run.codes.filter(set="field").values_list("code", flat=True)) == {"091"}

    row.refresh_from_db()
    pins.give_back(row, "runs")
    source.refresh_from_db()
    assert source.next_run_at is None
    sync()
    assert {str(run.price_amount) for run in row.runs.all()} == {"200.00", "120.00"}


def test_an_edited_meeting_stays_and_the_words_follow(sync):
    sync(event())
    row = Event.objects.get()
    before = pins.facts(row)
    row.meetings.update(place_name={"fi": "Toinen sali"})
    assert pins.pin_changes(row, before, pins.facts(row)) == ["meetings"]
    sync(event(title="Uusi otsikko"))
    row.refresh_from_db()
    assert row.title == {"fi": "Uusi otsikko"}
    assert row.meetings.get().place_name == {"fi": "Toinen sali"}
    assert set(row.pins) == {"meetings"}


def test_rows_that_no_source_owns_have_no_pins(db):
    row = make_course()
    assert edit(row, title={"fi": "Toinen"}) == []
    assert row.pins == {}


def test_a_row_that_was_taken_over_is_left_alone_by_the_source(sync):
    sync(course(title="Lähde"))
    row = Course.objects.get()
    edit(row, title={"fi": "Toimittaja"})
    take_over(row)
    assert (row.origin, row.pins) == (Origin.FORM, {})

    run = sync(course(title="Lähde 2"))
    row.refresh_from_db()
    assert row.title == {"fi": "Toimittaja"}
    assert (run.pinned, run.created, Course.objects.count()) == (1, 0, 1)
    with pytest.raises(NotFromSource):
        take_over(row)
