"""The form of a source: first the format, then what it asks; credentials that are never shown; addresses without secrets."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from opinovi_wagtail.catalogues.base import Format, Question
from opinovi_wagtail.catalogues.registry import format_paths
from opinovi_wagtail.models import CatalogueSource, Course, RowLogEntry
from opinovi_wagtail.sync.credentials import credentials_of, new_key, seal
from opinovi_wagtail.sync.due import due_sources
from tests.factories import make_source

from .posting import as_posted, problems
from .test_roles_matrix import text
from .test_sources import at, new

pytestmark = pytest.mark.django_db
ADD = "opinovi-cataloguesource:add"


class Library(Format):
    """A host's format that asks one question of every kind."""

    name = "library"
    label = "The library"
    about = "Ask the library."
    example = "https://library.example/feed"
    experimental = True
    questions: ClassVar[tuple[Question, ...]] = (
        Question("branch", "Branch", "Of the town.", required=True),
        Question("shelf", "Shelf", kind="choice", choices=(("a", "Upper"), ("b", "Lower"))),
        Question("deep", "Look deep", kind="boolean"),
        Question("most", "At most", kind="number"),
    )

    def read(self, url: str, fetch: Any) -> Any:
        return iter(())


class Silent(Format):
    """A host's format that says nothing about itself."""

    name = "silent"

    def read(self, url: str, fetch: Any) -> Any:
        return iter(())


@pytest.fixture
def site(settings: Any) -> None:
    settings.OPINOVI_WAGTAIL = {
        **settings.OPINOVI_WAGTAIL,
        "CREDENTIALS_KEYS": (new_key(),),
        "CATALOGUE_FORMATS": {
            "library": "tests.admin.test_source_form.Library",
            "silent": "tests.admin.test_source_form.Silent",
            "broken": "nowhere.at_all.Format",
        },
    }


@pytest.fixture
def admin(site: None, log_in: Any) -> Any:
    return log_in("partner_admin")


def form_of(client: Any, source: Any) -> Any:
    return client.get(at("edit", source)).context["form"]


def save(client: Any, source: Any, **changed: Any) -> Any:
    response = client.post(at("edit", source), as_posted(form_of(client, source)) | changed)
    source.refresh_from_db()
    return response


def test_every_format_is_a_card_that_explains_itself(admin):
    page = text(admin.get(reverse(ADD)))
    cards = re.findall(r'<li class="opinovi-formats__card">.*?</li>', page, re.DOTALL)
    assert len(cards) == len(format_paths())
    library, silent, broken = cards[-3:]
    for said in ("The library", "Ask the library.", "https://library.example/feed", "Experimental", "?format=library"):
        assert said in library
    assert "?format=silent" in silent
    assert "cannot be loaded: No module named" in broken
    assert "href" not in broken, "what cannot be loaded cannot be chosen"
    assert "Experimental" not in "".join(cards[:3])


@pytest.mark.parametrize("name", ["nonsense", "broken"])
def test_a_format_that_cannot_be_had_leads_back_to_the_choice_with_the_reason(name, admin, ours):
    page = text(admin.get(reverse(ADD), {"format": name}))
    assert "Where does the catalogue come from?" in page
    assert name in page
    response = admin.post(reverse(ADD), new(ours, format=name))
    assert response.status_code == 302
    assert not CatalogueSource.objects.filter(name="Kurssit").exists()


def test_a_table_says_when_excel_files_need_a_package(admin, monkeypatch):
    missing = "Reading .xlsx and .xls needs one more package."
    assert missing not in text(admin.get(reverse(ADD)))
    monkeypatch.setattr("opinovi_wagtail.catalogues.tables.sheet.find_spec", lambda name: None)
    assert missing in text(admin.get(reverse(ADD)))


@pytest.mark.parametrize("name", ["linked-events", "opintopolku", "csv", "library", "silent"])
def test_each_format_has_a_form_with_its_questions_and_no_raw_options(name, admin):
    form = admin.get(reverse(ADD), {"format": name}).context["form"]
    assert "options" not in form.fields
    assert form["format"].value() == name
    asked = {field.name.removeprefix("option_") for field in form.asked_fields("options")}
    assert asked == {question.name for question in form.asked.questions}
    assert asked


def test_answers_are_kept_under_their_names_and_empty_ones_left_out(admin, ours):
    sent = new(ours, option_branch="North", option_shelf="b", option_deep="false", option_most="7")
    response = admin.post(f"{reverse(ADD)}?format=library", {**sent, "format": "library"}, follow=True)
    assert response.redirect_chain, problems(response)
    source = CatalogueSource.objects.get(name="Kurssit")
    assert source.options == {"branch": "North", "shelf": "b", "deep": False, "most": 7}
    save(admin, source, option_shelf="", option_deep="", option_most="")
    assert source.options == {"branch": "North"}


def test_every_field_is_there_once(admin, ours):
    source = make_source(ours["partner"], credentials_sealed=seal({"token": "t"}))
    for page in (admin.get(reverse(ADD), {"format": "csv"}), admin.get(at("edit", source))):
        names = re.findall(r'<(?:input|select|textarea)[^>]* name="((?:option|secret|take|remove)_[^"]+)"', text(page))
        once = [name for name in set(names) if names.count(name) == 1]
        boxes = {"take_languages", "take_types", "take_municipalities"}
        assert {name for name in page.context["form"].fields if "_" in name} - {"every_minutes"} <= {*once, *boxes}


def test_what_most_people_leave_empty_is_closed_until_something_is_in_it(admin, ours):
    def closed(page: str) -> set[str]:
        return set(re.findall(r'<section class="w-panel collapsed" id="panel-(\w+)-section"', page))

    source = make_source(ours["partner"])
    assert {"credentials", "how_the_feed_is_read"} <= closed(text(admin.get(at("edit", source))))
    other = make_source(ours["partner"], options={"sheet": "1"}, credentials_sealed=seal({"token": "t"}))
    assert not {"credentials", "how_the_feed_is_read"} & closed(text(admin.get(at("edit", other))))
    refused = closed(text(save(admin, source, url="https://x.example/?token=abc")))
    assert "credentials" not in refused, "the sentence about the address leads there"


def test_what_is_taken_is_asked_openly_where_a_feed_is_one_of_many_institutions(admin, ours):
    def is_closed(page: Any) -> bool:
        return 'class="w-panel collapsed" id="panel-what_is_taken-section"' in text(page)

    assert is_closed(admin.get(reverse(ADD), {"format": "csv"}))
    assert not is_closed(admin.get(reverse(ADD), {"format": "opintopolku"}))
    chosen = make_source(ours["partner"], filters={"languages": ["sv"]})
    assert not is_closed(admin.get(at("edit", chosen)))


def test_a_question_that_needs_an_answer_insists(admin, ours):
    response = admin.post(f"{reverse(ADD)}?format=library", {**new(ours), "format": "library"})
    assert "option_branch" in problems(response)


def test_options_that_the_form_does_not_ask_for_are_kept(admin, ours):
    options = {"columns": {"title": "Was"}, "secret_sauce": [1], "encoding": "koi8-r", "language": "sv"}
    source = make_source(ours["partner"], options=options)
    save(admin, source, name="Uusi")
    assert source.options == options
    save(admin, source, option_sheet="Syksy\x00\u202e")
    assert source.options == {**options, "sheet": "Syksy"}


def test_the_format_of_a_source_cannot_be_changed(admin, ours):
    source = make_source(ours["partner"])
    assert "This does not change any more." in text(admin.get(at("edit", source)))
    save(admin, source, format="library")
    assert source.format == "csv"


def test_a_source_whose_format_is_gone_can_still_be_switched_off(admin, ours):
    source = make_source(ours["partner"], format="gone", options={"a": 1})
    assert "There is no catalogue format gone." in text(admin.get(at("edit", source)))
    sent = as_posted(form_of(admin, source))
    del sent["active"]
    admin.post(at("edit", source), sent)
    source.refresh_from_db()
    assert (source.active, source.options, source.format) == (False, {"a": 1}, "gone")


@pytest.mark.parametrize(
    ("minutes", "words"), [(60, "Every hour"), (360, "Every 6 hours"), (20, "Every 20 minutes"), (10080, "Once a week")]
)
def test_intervals_are_said_in_words_and_those_of_commands_stay(minutes, words, admin, ours):
    source = make_source(ours["partner"], every_minutes=minutes)
    assert dict(form_of(admin, source).fields["every_minutes"].choices)[minutes] == words
    save(admin, source, name="Uusi")
    assert (source.name, source.every_minutes) == ("Uusi", minutes)


def test_after_saving_the_source_says_what_to_do_next(admin, ours):
    page = admin.post(reverse(ADD), new(ours), follow=True)
    source = CatalogueSource.objects.get(name="Kurssit")
    assert page.redirect_chain[-1][0] == at("inspect", source)
    for act in ("preview", "columns"):
        assert f'<form method="post" action="{at(act, source)}">' in text(page)
    source.runs.create(started_at=source.created_at, heartbeat_at=source.created_at)
    assert "Nothing has been read from this source yet." not in text(admin.get(at("inspect", source)))


@pytest.mark.parametrize(
    "address",
    [
        "https://me:pw@x.example/a.csv",
        "https://x.example/a.csv?wstoken=abc",
        "https://x.example/a.csv?b=1&TOKEN=abc",
        "https://x.example/a.csv?api_key=abc",
        "https://x.example/a.csv?apikey=abc",
        "https://x.example/a.csv?access-token=abc",
        "https://x.example/a.csv#token=abc",
    ],
)
def test_an_address_with_a_password_or_key_is_refused_and_says_where_it_belongs(address, admin, ours):
    refused = problems(admin.post(reverse(ADD), new(ours, url=address)))
    assert "enter it under “Credentials” below" in refused
    open_data = problems(admin.post(reverse(ADD), new(ours, url=address, format="opintopolku")))
    assert "Ask whoever looks after the system from which the data comes for an address without one." in open_data
    assert not CatalogueSource.objects.filter(name="Kurssit").exists()


@pytest.mark.parametrize(
    "address", ["https://x.example/tokens?page=1", "https://x.example/?token=", "https://x.example/?q=password"]
)
def test_an_address_that_only_sounds_like_it_is_taken(address, admin, ours):
    assert problems(admin.post(reverse(ADD), new(ours, url=address), follow=True)) == ""
    assert CatalogueSource.objects.get(name="Kurssit").url == address


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/a.csv",
        "http://127.0.0.1/a.csv",
        "http://127.1/a.csv",
        "http://2130706433/a.csv",
        "http://0x7f000001/a.csv",
        "http://①②⑦.⓪.⓪.①/a.csv",
        "https://10.0.0.8/a.csv",
        "https://192.168.1.2/a.csv",
        "https://[::1]/a.csv",
        "https://intra/a.csv",
        "https://kurssit.local/a.csv",
        "https://kurssit.internal./a.csv",
    ],
)
def test_an_address_inside_a_private_network_is_refused_at_once_in_plain_words(address, admin, ours):
    refused = problems(admin.post(reverse(ADD), new(ours, url=address)))
    assert "This address works only inside a private network" in refused
    assert "OPINOVI" not in refused
    assert not CatalogueSource.objects.filter(name="Kurssit").exists()


@pytest.mark.parametrize("address", ["https://8.8.8.8/a.csv", "https://face.fi/a.csv", "https://123.fi/a.csv"])
def test_a_public_address_is_taken(address, admin, ours):
    assert problems(admin.post(reverse(ADD), new(ours, url=address), follow=True)) == ""


def test_an_internal_address_that_the_site_allows_is_taken(admin, ours, settings):
    allowed = {**settings.OPINOVI_WAGTAIL, "ALLOWED_INTERNAL_HOSTS": ("intra:443",)}
    settings.OPINOVI_WAGTAIL = allowed
    assert problems(admin.post(reverse(ADD), new(ours, url="https://intra/a.csv"), follow=True)) == ""


def test_a_source_whose_address_is_not_allowed_any_more_can_be_switched_off(admin, ours):
    source = make_source(ours["partner"], url="https://intra/a.csv")
    sent = as_posted(form_of(admin, source))
    del sent["active"]
    admin.post(at("edit", source), sent)
    source.refresh_from_db()
    assert not source.active


@pytest.mark.parametrize("scheme", ["webcal", "WEBCALS"])
def test_the_address_of_a_subscription_to_a_calendar_is_kept_with_https_and_says_so(scheme, admin, ours):
    sent = new(ours, format="icalendar", url=f"{scheme}://kalenteri.example/a.ics")
    page = admin.post(f"{reverse(ADD)}?format=icalendar", sent, follow=True)
    assert CatalogueSource.objects.get(name="Kurssit").url == "https://kalenteri.example/a.ics"
    assert "The address is kept as https://kalenteri.example/a.ics" in text(page)
    other = problems(admin.post(reverse(ADD), new(ours, url="webcal://kalenteri.example/a.ics")))
    assert "Only addresses that begin with http" in other


def test_languages_and_time_zones_are_chosen_by_name(admin):
    fields = admin.get(reverse(ADD), {"format": "icalendar"}).context["form"].fields
    assert fields["option_language"].choices[1:] == [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")]
    zones = fields["option_time_zone"].choices
    assert zones[1] == ("Europe/Helsinki", "Europe/Helsinki")
    assert ("America/New_York", "America/New York") in zones
    assert len(dict(zones)) == len(zones) > 300


def test_languages_that_were_typed_before_are_ticked_and_kept(admin, ours):
    source = make_source(ours["partner"], format="hellewi", options={"languages": "sv, et"})
    form = form_of(admin, source)
    assert form["option_languages"].value() == ["sv", "et"]
    save(admin, source, option_languages=["sv", "en"])
    assert source.options == {"languages": ["sv", "en"]}
    save(admin, source, option_languages=[])
    assert source.options == {}


def test_a_new_table_leaves_the_language_of_its_texts_to_the_headings(admin, ours):
    form = admin.get(reverse(ADD), {"format": "csv"}).context["form"]
    assert form["option_language"].value() == "headings"
    assert "" not in dict(form.fields["option_language"].choices)
    admin.post(reverse(ADD), new(ours, option_language="headings"))
    assert CatalogueSource.objects.get(name="Kurssit").options == {"language": "headings"}
    old = make_source(ours["partner"])
    save(admin, old, name="Uusi")
    assert old.options == {}, "a source from before keeps the language that its rows were taken in"


MOODLE = "https://moodle.example/webservice/rest/server.php?wsfunction=core_course_get_courses&moodlewsrestformat=json"


def test_what_a_format_needs_may_come_later_and_until_then_nothing_is_fetched(admin, ours):
    sent = new(ours, format="moodle", url=MOODLE)
    page = admin.post(f"{reverse(ADD)}?format=moodle", sent, follow=True)
    source = CatalogueSource.objects.get(name="Kurssit")
    body = text(page)
    listed = text(admin.get(reverse("opinovi-cataloguesource:index")))
    assert "Nothing can be fetched yet. What is still missing: Access token" in listed, "and not: look at a preview"
    assert "This is still missing:" in body and "<li>Access token</li>" in body
    assert at("edit", source) in body
    for act in ("preview", "sync", "contents"):
        assert at(act, source) not in body
        refused = text(admin.post(at(act, source), follow=True))
        assert "Nothing can be fetched yet. What is still missing: Access token" in refused
    assert not source.runs.exists()
    assert "You can save now and add it later." in text(admin.get(at("edit", source)))
    save(admin, source, secret_token="t")
    body = text(admin.get(at("inspect", source)))
    assert at("preview", source) in body and "still missing" not in body


def test_a_site_that_cannot_keep_credentials_says_so_where_one_is_missing(admin, ours, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CREDENTIALS_KEYS": ()}
    source = make_source(ours["partner"], format="moodle", url=MOODLE)
    assert "Passwords and keys cannot be entered yet." in text(admin.get(at("inspect", source)))


def test_an_answer_of_moodle_that_is_kept_as_a_file_needs_no_token(admin, ours):
    source = make_source(ours["partner"], format="moodle", url="https://opisto.example/courses.json")
    assert at("preview", source) in text(admin.get(at("inspect", source)))


SECRET = "hunter2-xyzzy"


def test_credentials_are_sealed_and_never_shown(admin, ours, log_in):
    admin.post(reverse(ADD), new(ours, secret_username="opisto", secret_password=SECRET))
    source = CatalogueSource.objects.get(name="Kurssit")
    assert credentials_of(source) == {"username": "opisto", "password": SECRET}
    save(admin, source, name="Uusi nimi")
    kept = source.credentials_sealed
    assert credentials_of(source) == {"username": "opisto", "password": SECRET}, "empty fields keep them"
    page = text(admin.get(at("edit", source)))
    assert page.count("One is stored.") == 2
    # A form that is shown again because of an error.
    again = text(save(admin, source, name="Uusi", url="ftp://x", secret_password=SECRET))
    index = reverse("opinovi-cataloguesource:index")
    pages = [page, again, text(admin.get(at("history", source))), text(admin.get(at("delete", source)))]
    pages += [text(admin.get(index)), text(admin.get(index, {"export": "csv"}))]
    logged = RowLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(source), object_id=source.pk)
    assert logged.count() == 2
    pages += [str(list(logged.values())), repr(source), str(source), repr(source.__class__.objects.all())]
    for shown in pages:
        assert SECRET not in shown
        assert kept not in shown
        assert "opisto" not in shown


def test_one_of_several_credentials_is_changed_alone(admin, ours):
    source = make_source(ours["partner"], credentials_sealed=seal({"username": "opisto", "password": "old"}))
    save(admin, source, secret_password="new", paused_because="")
    assert credentials_of(source) == {"username": "opisto", "password": "new"}


def test_new_credentials_take_a_paused_source_up_again(admin, ours):
    source = make_source(ours["partner"], paused_because="failures", failures=9)
    save(admin, source, secret_token="new")
    assert (source.paused_because, source.failures) == ("", 0)


def test_stored_credentials_can_be_removed(admin, ours):
    source = make_source(ours["partner"], credentials_sealed=seal({"token": "t"}))
    save(admin, source, remove_credentials="on")
    assert source.credentials_sealed == ""
    assert "remove_credentials" not in form_of(admin, source).fields


def test_credentials_do_not_follow_an_address_to_another_server(admin, ours):
    source = make_source(ours["partner"], credentials_sealed=seal({"username": "u", "password": "p"}))
    elsewhere = "https://evil.example/courses.csv"
    assert "on another server now" in problems(save(admin, source, url=elsewhere))
    assert source.url != elsewhere
    assert problems(save(admin, source, url=source.url + "?page=1")) == "", "the same server may be asked for more"
    save(admin, source, url=elsewhere, secret_token="t")
    assert (source.url, credentials_of(source)) == (elsewhere, {"token": "t"})


def test_without_a_key_credentials_are_not_asked_for_and_the_operator_is_told_what_to_do(admin, ours, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CREDENTIALS_KEYS": ()}
    page = admin.get(reverse(ADD), {"format": "csv"})
    assert "opinovi_credentials --new-key" in text(page)
    assert not [name for name in page.context["form"].fields if name.startswith("secret_")]
    assert "opinovi_credentials" not in text(admin.get(reverse(ADD), {"format": "opintopolku"}))


def test_credentials_that_no_key_opens_are_entered_anew(admin, ours, settings):
    source = make_source(ours["partner"], credentials_sealed=seal({"token": "t"}))
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CREDENTIALS_KEYS": (new_key(),)}
    assert "cannot be decrypted" in text(admin.get(at("edit", source)))
    before = source.credentials_sealed
    save(admin, source, name="Uusi")
    assert (source.name, source.credentials_sealed) == ("Uusi", before)
    save(admin, source, secret_token="again")
    assert credentials_of(source) == {"token": "again"}


def test_a_new_source_brings_nothing_until_somebody_syncs_it(admin, ours, feed):
    admin.post(reverse(ADD), new(ours, url=feed))
    source = CatalogueSource.objects.get(name="Kurssit")
    assert source.pk not in due_sources(timezone.now())
    page = text(admin.get(at("inspect", source)))
    assert "Nothing has been read from this source yet." in page
    assert at("pause", source) not in page and at("resume", source) not in page
    admin.post(at("edit", source), as_posted(admin.get(at("edit", source)).context["form"]) | {"url": f"{feed}?x"})
    assert source.pk not in due_sources(timezone.now()), "looking at it and mending it is no sync"
    CatalogueSource.objects.filter(pk=source.pk).update(url=feed)

    admin.post(at("preview", source))
    assert source.pk not in due_sources(timezone.now())
    assert not Course.objects.filter(source=source).exists()

    admin.post(at("sync", source))
    source.refresh_from_db()
    assert (source.paused_because, Course.objects.filter(source=source).count()) == ("", 2)
    assert source.next_run_at > timezone.now(), "from now on it goes by itself"
