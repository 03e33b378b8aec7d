"""The commands of deployments: opinovi_source and opinovi_sync."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from opinovi_wagtail.models import CatalogueSource, Course, Partner, SyncRun
from opinovi_wagtail.sync.lease import acquire
from tests.factories import make_partner, make_source

from .made_format import broken, course, serve

pytestmark = pytest.mark.django_db
URL = "https://feeds.partner.example/courses.csv"


def said(*args, **options):
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_source_is_created_with_its_partner():
    output = said("opinovi_source", "aurakoski", "--format", "csv", "--url", URL, "--partner", "Aurakosken opisto",
                  "--every", "60", "--options", '{"language": "sv"}')  # fmt: skip
    source = CatalogueSource.objects.get()
    assert (source.slug, source.format, source.url, source.every_minutes) == ("aurakoski", "csv", URL, 60)
    assert source.options == {"language": "sv"}
    assert (source.partner.slug, source.partner.name) == ("aurakosken-opisto", {"fi": "Aurakosken opisto"})
    assert "Source created: aurakoski" in output


def test_a_source_is_updated_and_keeps_what_is_not_named():
    partner = make_partner(slug="aurakosken-opisto")
    source = make_source(partner, slug="aurakoski", every_minutes=15, options={"a": 1})
    said(
        "opinovi_source", "aurakoski", "--format", "linked-events", "--url", URL + "2", "--partner", "Aurakosken opisto"
    )
    source.refresh_from_db()
    assert (source.format, source.url, source.every_minutes, source.options) == (
        "linked-events",
        URL + "2",
        15,
        {"a": 1},
    )
    assert Partner.objects.get() == partner


def test_a_new_table_leaves_its_language_to_the_headings_and_one_that_was_there_is_left_alone():
    command = ("opinovi_source", "autumn", "--format", "csv", "--url", URL)
    said(*command)
    assert CatalogueSource.objects.get().options == {"language": "headings"}
    said(*command, "--options", '{"sheet": "Syksy"}')
    said(*command, "--options", '{"sheet": "Syksy"}')
    assert CatalogueSource.objects.get().options == {"language": "headings", "sheet": "Syksy"}
    said("opinovi_source", "autumn", "--format", "moodle", "--url", URL)
    assert CatalogueSource.objects.get().options == {"sheet": "Syksy"}, "another format knows no such language"
    make_source(slug="old", format="csv", options={})
    said("opinovi_source", "old", "--format", "csv", "--url", URL)
    assert CatalogueSource.objects.get(slug="old").options == {}


def test_the_address_of_a_subscription_to_a_calendar_is_kept_as_it_is_fetched():
    said("opinovi_source", "autumn", "--format", "icalendar", "--url", "webcal://kalenteri.example/a.ics")
    assert CatalogueSource.objects.get().url == "https://kalenteri.example/a.ics"


@pytest.mark.parametrize("name", ["Skärgårdsledens institut", "saaristoväylän OPISTO ", "skargardsleden"])
def test_a_partner_is_found_by_its_name_in_any_language_and_not_made_twice(name):
    partner = make_partner(
        slug="skargardsleden", name={"fi": "Saaristoväylän opisto", "sv": "Skärgårdsledens institut"}
    )
    output = said("opinovi_source", "autumn", "--format", "csv", "--url", URL, "--partner", name)
    assert Partner.objects.get() == partner
    assert CatalogueSource.objects.get().partner == partner
    assert "Partner created" not in output


def test_a_partner_that_was_not_there_is_announced():
    output = said("opinovi_source", "autumn", "--format", "csv", "--url", URL, "--partner", "Nobody yet")
    assert "There was no such partner. Partner created: nobody-yet" in output


def test_a_misspelt_partner_is_not_made_but_asked_about():
    make_partner(slug="aurakoski", name={"fi": "Aurakosken opisto", "sv": "Aurakoski institut"})
    arguments = ("opinovi_source", "autumn", "--format", "csv", "--url", URL, "--partner", "Aurakosken opsto")
    with pytest.raises(CommandError, match="no partner called Aurakosken opsto.*Aurakosken opisto.*--new-partner"):
        said(*arguments)
    assert (CatalogueSource.objects.count(), Partner.objects.count()) == (0, 1)
    assert "Partner created: aurakosken-opsto" in said(*arguments, "--new-partner")


def test_options_of_a_format_that_names_none_are_taken_as_they_are(settings):
    settings.OPINOVI_WAGTAIL = {"CATALOGUE_FORMATS": {"made": "tests.sync.made_format.MadeFormat"}}
    said("opinovi_source", "autumn", "--format", "made", "--url", URL, "--options", '{"anything": 1}')
    assert CatalogueSource.objects.get().options == {"anything": 1}


def test_partners_of_the_same_name_have_to_be_told_apart():
    for slug in ("one", "two"):
        make_partner(slug=slug, name={"fi": "Opisto"})
    with pytest.raises(CommandError, match="Several partners are called Opisto. Name one of these instead: one, two."):
        said("opinovi_source", "autumn", "--format", "csv", "--url", URL, "--partner", "Opisto")
    assert not CatalogueSource.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"--format": "cvs"}, "There is no catalogue format cvs. The formats are: csv,"),
        ({"--url": "file:///etc/passwd"}, "begins with http"),
        ({"--url": "courses.csv"}, "begins with http"),
        ({"--url": "https://[broken"}, "begins with http"),
        ({"--url": "https://me:secret@x.example/"}, "user name or password"),
        ({"--every": "0"}, "at most once a minute"),
        ({"--options": "[1]"}, "JSON object"),
        ({"--options": "{"}, "JSON object"),
        ({"--partner": "???"}, "no letters or numbers"),
        ({"--url": "https://x.example/a.csv?wsToken=abc"}, "must not contain a password or key"),
        ({"--url": "https://x.example/a.csv?b=c&api_key=abc"}, "must not contain a password or key"),
        (
            {"--options": '{"langauge": "fi", "sheet": "1"}'},
            "The format csv has no option called langauge. Its options are: columns, delimiter, encoding, ignored_columns, lang",
        ),
    ],
)
def test_a_wrong_value_gets_a_sentence_and_nothing_is_stored(wrong, sentence):
    given = {"--format": "csv", "--url": URL, **wrong}
    with pytest.raises(CommandError, match=".*") as refused:
        said("opinovi_source", "aurakoski", *[word for pair in given.items() for word in pair])
    assert sentence in str(refused.value)
    assert CatalogueSource.objects.count() == Partner.objects.count() == 0


def test_a_slug_that_is_none_gets_a_sentence():
    with pytest.raises(CommandError, match="letters"):
        said("opinovi_source", "ääkköset ja väli", "--format", "csv", "--url", URL)


def test_sync_says_what_came_of_it(source):
    serve(course("k-1"), course("k-2"), *[course(f"k-{n}") for n in range(3, 9)], broken("b", "Rikki."))
    output = said("opinovi_sync", source.slug)
    assert f"{source.slug}: 8 rows are new. 1 record could not be taken." in output
    assert "b: Rikki." in output


def test_sync_without_names_runs_the_active_sources(source):
    make_source(active=False)
    make_source(paused_because="failures")
    said("opinovi_sync")
    assert SyncRun.objects.get().source == source


def test_a_dry_run_changes_nothing(source):
    serve(course())
    assert "A preview: nothing was changed. 1 row would be new." in said("opinovi_sync", source.slug, "--dry-run")
    assert Course.objects.count() == 0


def test_an_unknown_source_gets_a_sentence_with_the_names(source):
    with pytest.raises(CommandError, match=source.slug):
        said("opinovi_sync", "nobody")


def test_a_failed_run_is_told_and_ends_with_an_error(source):
    serve(ValueError("x"))
    with pytest.raises(CommandError, match=source.slug):
        said("opinovi_sync", source.slug)


def test_a_busy_source_is_told(source):
    acquire(source)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("opinovi_sync", source.slug, stdout=out)
    assert "being synced already" in out.getvalue()


def test_approve_applies_what_is_parked_and_nothing_else(source, frozen):
    serve(*[course(f"k-{n}") for n in range(20)])
    said("opinovi_sync", source.slug)
    assert "No withdrawal waits" in said("opinovi_sync", source.slug, "--approve")
    serve(course("k-0"))
    frozen.shift(dt.timedelta(days=1))
    assert "The withdrawal of 19 rows waits for approval." in said("opinovi_sync", source.slug)
    assert "19 rows were withdrawn." in said("opinovi_sync", source.slug, "--approve")
    assert Course.objects.exclude(withdrawn_at=None).count() == 19
    assert SyncRun.objects.count() == 2
