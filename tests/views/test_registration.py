"""The registration form: every state, every error, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid

import pytest
from django.db import DatabaseError
from django.urls import reverse

from opinovi_wagtail import dates
from opinovi_wagtail.models import Registration
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import HELSINKI, make_event, make_partner

pytestmark = pytest.mark.django_db
LANGUAGES = ("fi", "sv", "en")


def address(event, language="fi", name="register", **more):
    return reverse(f"opinovi_wagtail:{name}", kwargs={"language": language, "key": event.key, **more})


def typed(**fields):
    return {
        "name": "Liisa Åkerblom",
        "email": "liisa@example.fi",
        "contact_language": "sv",
        "submission_key": str(uuid.uuid4()),
        **fields,
    }


def text_of(response):
    """What a reader sees of the page."""
    page = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.S)
    page = re.sub(r"<[^>]+>", " ", page)
    return " ".join(html.unescape(page).split()).replace(" .", ".").replace(" ,", ",")


def fill(event, count, **fields):
    for number in range(count):
        register(event.pk, Entry(name=f"Osallistuja {number}", email=f"n{number}@example.fi", **fields))
    event.refresh_from_db()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_asks_three_things_in_the_language_of_the_page(client, said, language):
    response = client.get(address(make_event(), language))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    for label in ("Name", "Email address", "Which language should we write to you in?"):
        assert said(language, label) in page
    visible = set(re.findall(r'<input (?:class="opinovi-input" )?type="(?!hidden)[a-z]+" name="([a-z_]+)"', page))
    assert visible == {"name", "email", "contact_language"}
    assert re.search(rf'value="{language}"\s+checked', page)


def test_the_form_is_never_cached_and_sets_its_own_csrf_cookie(client):
    response = client.get(address(make_event()))
    assert "no-store" in response["Cache-Control"]
    assert "csrftoken" in response.cookies


def test_a_registration_leads_to_a_page_that_can_be_reloaded(client, said):
    event = make_event()
    response = client.post(address(event, "sv"), typed())
    assert response.status_code == 302
    for _again in range(2):
        page = client.get(response["Location"])
        assert page.status_code == 200
        assert f"<h1>{said('sv', 'Your place is booked')}</h1>" in page.content.decode()
        sentence = said(
            "sv",
            "We have sent a confirmation to %(email)s. If you cannot see it, check your spam folder.",
            email="liisa@example.fi",
        )
        assert sentence in text_of(page)
    registration = Registration.objects.get()
    assert (registration.name, registration.language, registration.state) == ("Liisa Åkerblom", "sv", "confirmed")
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_the_page_after_registering_does_not_lead_to_the_self_service_link(client):
    event = make_event()
    page = client.post(address(event), typed(), follow=True).content.decode()
    assert "/opinovi/r/" not in page


def links_to_other_languages(page):
    switch = re.search(r'<nav class="opinovi-languages".*?</nav>', page.content.decode(), re.S)
    return dict(re.findall(r'<a href="([^"]*)" lang="([a-z]+)"', switch[0])) if switch else {}


def test_the_page_after_registering_is_the_same_in_the_other_languages(client, said):
    page = client.post(address(make_event(), "fi"), typed(), follow=True)
    assert set(links_to_other_languages(page).values()) == set(LANGUAGES)
    for url, language in links_to_other_languages(page).items():
        other = client.get(html.unescape(url))
        assert f'<html lang="{language}"' in other.content.decode()
        assert said(language, "Your place is booked") in text_of(other)
        assert "liisa@example.fi" in text_of(other)


def test_what_is_not_there_is_not_there_in_the_other_languages_either(client):
    event = make_event()
    for path in (
        address(event, name="registered", reference="eyJyIjoiMSJ9:abc:def"),
        reverse("opinovi_wagtail:register", kwargs={"language": "fi", "key": uuid.uuid4()}),
    ):
        page = client.get(path)
        assert set(links_to_other_languages(page).values()) == set(LANGUAGES)
        for url, language in links_to_other_languages(page).items():
            other = client.get(html.unescape(url))
            assert other.status_code == 404
            assert f'<html lang="{language}"' in other.content.decode()


def test_the_page_after_registering_forgets_after_an_hour(client, clock):
    event = make_event()
    location = client.post(address(event), typed())["Location"]
    clock.shift(dt.timedelta(minutes=61))
    page = client.get(location)
    assert page.status_code == 404
    assert "liisa@example.fi" not in page.content.decode()


def test_a_made_up_reference_shows_nothing(client):
    event = make_event()
    register(event.pk, Entry(name="Liisa", email="liisa@example.fi"))
    page = client.get(address(event, name="registered", reference="eyJyIjoiMSJ9:abc:def"))
    assert page.status_code == 404


def test_the_same_form_sent_twice_is_one_registration_and_one_answer(client):
    event = make_event()
    form = typed()
    first, second = (client.post(address(event), form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence", "target"),
    [
        ({"name": ""}, "Enter your name.", "id_name"),
        ({"name": "  \t "}, "Enter your name.", "id_name"),
        ({"email": ""}, "Enter an email address so that we can confirm your place.", "id_email"),
        ({"email": "liisa"}, "Check the email address. It should look like name@example.fi.", "id_email"),
        ({"email": '"<b@evil.fi>"@x.fi'}, "Check the email address. It should look like name@example.fi.", "id_email"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_told_twice_and_nothing_typed_is_lost(client, said, fields, sentence, target, language):
    event = make_event()
    form = typed(**fields)
    response = client.post(address(event, language), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert said(language, sentence) in text_of(response)
    assert f'<a href="#{target}">' in page
    assert re.search(rf'id="{target}"[^>]*aria-invalid="true" aria-describedby="[^"]*{target}-error"', page)
    assert f'name="submission_key" value="{form["submission_key"]}"' in page
    kept = "email" if target == "id_name" else "name"
    assert f'value="{form[kept]}"' in page
    assert re.search(r'value="sv"\s+checked', page)
    assert not Registration.objects.exists()


def test_two_errors_are_counted(client):
    response = client.post(address(make_event(), "en"), typed(name="", email=""))
    assert "Check 2 answers. Everything you typed is still in the form." in text_of(response)


def test_a_language_that_is_not_offered_is_an_error_and_not_a_crash(client):
    response = client.post(address(make_event(), "en"), typed(contact_language="xx"))
    assert response.status_code == 422
    assert not Registration.objects.exists()


def test_fields_that_were_not_asked_for_do_nothing(client):
    event = make_event()
    client.post(
        address(event), typed(state="cancelled", party_size="40", entered_by="staff", event="1", next="//evil.fi")
    )
    registration = Registration.objects.get()
    assert (registration.state, registration.party_size, registration.entered_by) == ("confirmed", 1, "registrant")


def test_names_with_markup_are_shown_as_text(client):
    event = make_event()
    page = client.post(address(event), typed(name='<script>alert("1")</script>', email="")).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


# When it is full.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_place_gone_while_typing_offers_the_waiting_list_with_everything_typed(client, said, language):
    event = make_event(places=1)
    fill(event, 1)
    form = typed()
    response = client.post(address(event, language), form)
    page = response.content.decode()
    sentence = (
        "The last place was taken while you were filling in the form. Your details are still in the form."
        " Would you like to join the waiting list?"
    )
    assert response.status_code == 409
    assert said(language, sentence) in text_of(response)
    assert 'value="Liisa Åkerblom"' in page and 'value="liisa@example.fi"' in page
    assert 'name="may_wait" value="1"' in page

    joined = client.post(address(event, language), {**form, "may_wait": "1"}, follow=True)
    waiting = "Your number: %(position)s. We will tell you at once if a place becomes free."
    assert said(language, waiting, position=1) in text_of(joined)
    sent = "We have sent a message to %(email)s. It has a link with which you can see or cancel your registration."
    assert said(language, sent, email="liisa@example.fi") in text_of(joined)
    assert event.registrations.get(state="waiting").email == "liisa@example.fi"


def test_the_form_of_a_full_event_says_that_one_joins_the_waiting_list(client):
    event = make_event(places=1)
    fill(event, 1)
    page = client.get(address(event, "en"))
    assert "This event is full, but you can join the waiting list. Nobody is on the list yet." in text_of(page)
    assert 'name="may_wait" value="1"' in page.content.decode()


def test_full_without_a_waiting_list_has_no_form(client):
    event = make_event(places=1, waiting_list=False)
    fill(event, 1)
    for response in (client.get(address(event, "en")), client.post(address(event, "en"), typed())):
        assert "This event is full and the waiting list is closed. See other dates below." in text_of(response)
        assert 'name="email"' not in response.content.decode()


# When it is not open.

AT = dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI)
NOT_OPEN = [
    ("opens later", {"registration_opens_at": dt.datetime(2026, 11, 25, 9, 0, tzinfo=HELSINKI)},
     "Registration opens on %(when)s.", dt.datetime(2026, 11, 25, 9, 0, tzinfo=HELSINKI)),
    ("cancelled", {"status": "cancelled"},
     "This event has been cancelled. We are telling everyone who registered.", None),
    ("postponed", {"status": "postponed"},
     ("This event has been postponed. We will tell you the new time when we know it."
     " If you have registered, your registration is still valid."),
     None),
    ("started", {"starts": dt.datetime(2026, 11, 24, 11, 30, tzinfo=HELSINKI)},
     "This event has already started, so you can no longer register.", None),
    ("past", {"starts": dt.datetime(2026, 11, 20, 17, 0, tzinfo=HELSINKI)},
     "This event has already taken place. See upcoming events.", None),
    ("walk in", {"registration_mode": "none"}, "No need to register. Just come along!", None),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("fields", "sentence", "when"), [c[1:] for c in NOT_OPEN], ids=[c[0] for c in NOT_OPEN])
def test_a_form_that_is_not_open_says_why_before_and_after_typing(client, said, language, fields, sentence, when):
    event = make_event(**fields)
    values = {"when": dates.when(when, language, "Europe/Helsinki")} if when else {}
    for response in (client.get(address(event, language)), client.post(address(event, language), typed())):
        assert said(language, sentence, **values) in text_of(response)
        assert 'name="email"' not in response.content.decode()
    assert not Registration.objects.exists()


def test_closed_registration_names_whom_to_ask(client):
    event = make_event(
        make_partner(phone="+358 2 111", email="kysy@opisto.example"),
        registration_closes_at=dt.datetime(2026, 11, 24, 11, 0, tzinfo=HELSINKI),
    )
    assert "Registration has closed. Ask the organiser about free places: +358 2 111, kysy@opisto.example." in text_of(
        client.get(address(event, "en"))
    )


def test_registration_elsewhere_names_the_site(client):
    event = make_event(registration_mode="elsewhere", registration_url="https://www.opisto.example/ilmo?x=1&y=2")
    response = client.get(address(event, "en"))
    assert "Register on the organiser’s own website: opisto.example." in text_of(response)
    assert 'href="https://www.opisto.example/ilmo?x=1&amp;y=2"' in response.content.decode()


def test_an_address_for_registering_that_is_no_web_address_is_not_a_link(client):
    event = make_event(registration_mode="elsewhere", registration_url="javascript:alert(1)")
    assert 'href="javascript' not in client.get(address(event, "en")).content.decode()


@pytest.mark.parametrize("hidden", [{"listed": False}, {"withdrawn_at": dt.datetime(2026, 11, 1, tzinfo=HELSINKI)}])
def test_a_hidden_event_answers_like_one_that_does_not_exist(client, hidden):
    event = make_event(title={"fi": "Salainen ilta"}, **hidden)
    nothing = client.get(reverse("opinovi_wagtail:register", kwargs={"language": "fi", "key": uuid.uuid4()}))
    for response in (client.get(address(event)), client.post(address(event), typed())):
        assert response.status_code == 404
        assert "Salainen" not in response.content.decode()
        assert text_of(response) == text_of(nothing)


def test_where_there_is_no_event_one_goes_on_to_the_list(client, tree):
    for language in ("fi", "sv", "en"):
        lost = client.get(reverse("opinovi_wagtail:register", kwargs={"language": language, "key": uuid.uuid4()}))
        assert f'<p><a href="{tree.events[language].get_url()}">' in lost.content.decode()


def test_an_unknown_language_is_not_found(client):
    assert client.get(address(make_event(), "xx")).status_code == 404


# When we break.


@pytest.mark.parametrize("failure", [DatabaseError("gone"), RuntimeError("bug")])
def test_a_failure_of_ours_says_so_and_keeps_what_was_typed(client, said, monkeypatch, failure):
    event = make_event(make_partner(phone="+358 2 999"))

    def broken(*_args, **_kwargs):
        raise failure

    monkeypatch.setattr("opinovi_wagtail.views.registration.register", broken)
    response = client.post(address(event, "sv"), typed())
    page = response.content.decode()
    sentence = said(
        "sv",
        "Something went wrong on our side and your registration has not been saved yet."
        " Try again in a moment or call: %(phone)s.",
        phone="+358 2 999",
    )
    assert response.status_code == 503
    assert sentence in text_of(response)
    assert 'value="Liisa Åkerblom"' in page and 'value="liisa@example.fi"' in page


def test_without_a_database_the_page_still_answers_with_what_was_typed(client, monkeypatch):
    event = make_event()

    def gone(_key):
        raise DatabaseError("gone")

    monkeypatch.setattr("opinovi_wagtail.views.registration.find_event", gone)
    response = client.post(address(event, "en"), typed())
    assert response.status_code == 503
    assert "your registration has not been saved yet" in text_of(response)
    assert 'value="Liisa Åkerblom"' in response.content.decode()


# What a stranger may not learn.


def test_who_is_registered_already_looks_like_who_is_not(client):
    """The same name and address from another form: one registration, and the same page."""
    event = make_event()
    first = client.post(address(event), typed(), follow=True)
    second = client.post(address(event), typed(), follow=True)
    assert Registration.objects.count() == 1
    assert text_of(first) == text_of(second)


def test_a_full_event_does_not_tell_who_is_in(client):
    event = make_event(places=1)
    client.post(address(event), typed())
    known = client.post(address(event), typed())
    stranger = client.post(address(event), typed(name="Joku Muu", email="muu@example.fi"))
    assert known.status_code == stranger.status_code == 409

    known = client.post(address(event), typed(may_wait="1"), follow=True)
    shown = text_of(known)
    stranger = client.post(address(event), typed(name="Joku Muu", email="muu@example.fi", may_wait="1"), follow=True)
    assert shown.replace("liisa@example.fi", "muu@example.fi") == text_of(stranger)


def test_a_closed_event_does_not_tell_who_is_in(client, clock):
    event = make_event()
    client.post(address(event), typed())
    event.status = "cancelled"
    event.save(update_fields=["status"])
    known = client.post(address(event), typed())
    stranger = client.post(address(event), typed(name="Joku Muu", email="muu@example.fi"))
    assert known.status_code == stranger.status_code == 409


def test_too_many_names_with_one_address_are_sent_to_the_organiser(client, settings):
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "SAME_CONTACT_LIMIT": 1}
    event = make_event(make_partner(phone="+358 2 111", email=""))
    client.post(address(event), typed())
    response = client.post(address(event, "en"), typed(name="Toinen"))
    assert response.status_code == 409
    assert "We could not register you here. Contact the organiser: +358 2 111." in text_of(response)
    assert 'value="Toinen"' in response.content.decode()


def test_links_are_not_built_from_the_host_header(client):
    event = make_event()
    page = client.post(address(event), typed(), follow=True, headers={"host": "evil.example"}).content.decode()
    assert "evil.example" not in page
