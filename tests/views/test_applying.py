"""Where applying leads, and which login it takes: said on the page, before the click."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from opinovi_wagtail.views.applying import destination
from tests.factories import HELSINKI, make_course, make_guide

from .test_details import page_of
from .test_registration import text_of

pytestmark = pytest.mark.django_db
STRONG = "Log in with your online banking codes, a mobile certificate or an identity card with a chip."
UNKNOWN = "You see there whether you need to log in."


@pytest.mark.parametrize(
    ("url", "text", "leads_to", "login"),
    [
        ("https://opintopolku.fi/konfo/fi/x", "Apply in Studyinfo", "in Studyinfo: opintopolku.fi.", UNKNOWN),
        ("https://www.studieinfo.fi/x", "Apply in Studyinfo", "in Studyinfo: studieinfo.fi.", UNKNOWN),
        ("https://tyomarkkinatori.fi/x", "Apply in Job Market Finland", "Finland: tyomarkkinatori.fi.", STRONG),
        ("https://www.kela.fi/", "Apply at Kela", "Kela’s service: kela.fi.", UNKNOWN),
        ("https://haku.opisto.example/1", "Apply on the organiser’s website", "website: haku.opisto.example.", UNKNOWN),
        # Only the real thing is called by its name.
        ("https://opintopolku.fi.evil.example/", "Apply on the organiser’s website", "opintopolku.fi.evil.example.", UNKNOWN),
    ],
    ids=["studyinfo", "studyinfo in Swedish", "job market", "kela", "own system", "look-alike"],
)  # fmt: skip
def test_a_link_for_applying_says_where_it_leads_and_what_one_logs_in_with(url, text, leads_to, login):
    with override("en"):
        found = destination(url)
    assert (found.url, found.text, found.login) == (url, text, login)
    assert found.leads_to.endswith(leads_to)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "mailto:a@b.example", "https://", "/haku"])
def test_what_is_no_web_address_is_no_link_for_applying(url):
    assert destination(url) is None


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("none", "You do not need to log in."),
        ("strong", STRONG),
        ("account", "You need an account in the organiser’s own system. You can create one there."),
        ("", UNKNOWN),
    ],
)
def test_a_run_says_before_its_button_what_one_logs_in_with(client, tree, login, sentence):
    course = make_course()
    course.runs.update(
        apply_url="https://www.opisto.example/hae",
        apply_until=dt.datetime(2026, 12, 20, 12, tzinfo=HELSINKI),
        apply_login=login,
    )
    page = page_of(client, course)
    said = f"The link opens the organiser’s website: opisto.example. {sentence}"
    assert said in text_of(page)
    html = page.content.decode()
    assert html.index("The link opens") < html.index('href="https://www.opisto.example/hae"')


def test_a_guide_leads_to_its_office_and_an_ended_one_leads_nowhere(client, tree):
    guide = make_guide(granter={"en": "The employer"}, apply_url="https://www.opisto.example/vapaa")
    page = page_of(client, guide).content.decode()
    assert "The link opens this website: opisto.example." in page
    assert "Go to apply" in page
    guide.status = "ended"
    guide.save()
    assert "Go to apply" not in page_of(client, guide).content.decode()
