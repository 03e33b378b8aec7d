"""The same thing from two partners is proposed to a person with the reason; nothing is merged silently."""

from __future__ import annotations

import datetime as dt

import pytest

from opinovi_wagtail import record as rec
from opinovi_wagtail.models import Course, Duplicate
from opinovi_wagtail.sync import duplicates
from opinovi_wagtail.sync.rows import likeness_key, url_key
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from .made_format import URL, course, course_run, event, serve

pytestmark = pytest.mark.django_db
OID = "1.2.246.562.13.00000000000000000042"


@pytest.fixture
def from_two(made, frozen):
    """Runs two sources of different partners, the first over ``first``, the second over ``second``."""

    def run(first, second):
        for feed in (first, second):
            serve(*feed)
            run_source(make_source(format="made", url=URL))
        return list(Duplicate.objects.all())

    return run


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        pytest.param(course(OID, "Lähihoitaja"), course(OID, "Närvårdare", url=""), "identifier", id="national id"),
        pytest.param(
            course("a", "Yksi", url="https://www.opisto.example/kurssit/1/?utm_source=x#top"),
            course("b", "Kaksi", url="http://opisto.example/kurssit/1"),
            "address",
            id="address",
        ),
        pytest.param(course("a", "Espanja  1"), course("b", "espanja 1"), "likeness", id="likeness"),
        pytest.param(
            event("a", provider=rec.Provider({"fi": "Opisto"}), url=""),
            event("b", provider=rec.Provider({"fi": "opisto"}), url=""),
            "likeness",
            id="events",
        ),
    ],
)
def test_what_looks_the_same_is_proposed_with_its_reason(from_two, first, second, reason):
    (found,) = from_two([first], [second])
    assert (found.reason, found.state) == (reason, "open")
    assert [row.remote_id for row in found.rows] == [first.remote_id, second.remote_id]
    assert all(row.is_public for row in found.rows)


def test_what_only_resembles_is_not(from_two):
    later = (course_run("b/1", start=rec.Start(on=dt.date(2027, 8, 16))),)
    first = [course("a", "Espanja"), course("k-1", "Ranska", url="https://opisto.example/")]
    second = [course("b", "Espanja", runs=later), course("k-1", "Saksa", url="https://opisto.example/")]
    assert from_two(first, second) == []


def test_a_pair_is_proposed_once_whatever_was_decided(from_two, made):
    (found,) = from_two([course(OID)], [course(OID, url="")])
    duplicates.keep_apart(found, by="kirsi")
    serve(course(OID, "Uusi nimi"))
    run_source(found.rows[0].source)
    assert [pair.state for pair in Duplicate.objects.all()] == ["distinct"]


def test_merging_lists_one_and_leads_the_other_to_it_and_can_be_taken_back(from_two):
    (found,) = from_two([course(OID)], [course(OID, url="")])
    keep, other = found.rows
    duplicates.merge(found, keep, by="kirsi")
    assert list(Course.objects.public()) == [keep]
    other.refresh_from_db()
    assert other.merged_into == keep
    with pytest.raises(duplicates.AlreadyDecided):
        duplicates.keep_apart(found)

    serve(course(OID, "Lähde sanoo muuta", url=""))
    run_source(other.source)
    other.refresh_from_db()
    assert (other.title["fi"], other.merged_into) == ("Lähde sanoo muuta", keep), "its source goes on"

    duplicates.separate(other)
    assert set(Course.objects.public()) == {keep, other}
    assert Duplicate.objects.get().state == "distinct"


def test_a_row_that_was_merged_goes_along_when_its_stand_in_is_merged(from_two, made):
    (first_pair,) = from_two([course(OID)], [course(OID, url="")])
    a, b = first_pair.rows
    duplicates.merge(first_pair, a)
    serve(course(OID, url=""))
    run_source(make_source(format="made", url=URL))
    (second_pair,) = Duplicate.objects.filter(state="open")
    c = next(row for row in second_pair.rows if row != a)
    duplicates.merge(second_pair, c)
    assert set(Course.objects.filter(merged_into=c)) == {a, b}


def test_keys_of_addresses_and_likeness():
    assert url_key("https://a.example/x?b=2&a=1") == url_key("http://www.A.example/x/?a=1&b=2&utm_medium=mail")
    assert url_key("https://a.example/x") != url_key("https://a.example/y")
    assert url_key("https://a.example/") == url_key("tel:123") == ""
    assert likeness_key(course("a", provider=rec.Provider()), dt.date(2027, 1, 1)) == ""
    assert likeness_key(course("a"), None) == ""
