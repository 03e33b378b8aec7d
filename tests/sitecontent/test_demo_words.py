"""What the starter content says: complete in Finnish and Swedish, with names and sums that hold, in plain sight."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils.html import strip_tags

from opinovi_wagtail.models import Course, Event, FundingGuide, Meeting, Partner, Place, WordsField
from opinovi_wagtail.rules.states import Origin
from sitecontent.starter.sections import HOMES, INDEXES

FEEDS = Path(__file__).parents[2] / "sitecontent" / "feeds"

pytestmark = pytest.mark.django_db

# On purpose in Swedish only, so that readers of other languages see what the site says then.
SWEDISH_ONLY = {"Vägledningsgrupp", "Skärgårdsguide"}


def words_of(row):
    """``(field, {language: text})`` of everything a row says."""
    for field in row._meta.fields:
        if isinstance(field, WordsField):
            yield field.name, getattr(row, field.name) or {}


def everything_said():
    """``(where, language, text)`` of the whole starter content, the partners' feeds included."""
    rows = [*Course.objects.all(), *Event.objects.all(), *FundingGuide.objects.all(), *Partner.objects.all()]
    rows += [*Place.objects.all(), *Meeting.objects.all()]
    rows += [run for course in Course.objects.all() for run in course.runs.all()]
    for guide in FundingGuide.objects.all():
        rows += [*guide.amounts.all(), *guide.references.all()]
    for row in rows:
        for name, words in words_of(row):
            for language, text in words.items():
                yield f"{row} {name}", language, strip_tags(text)
    for language, (_slug, _title, introduction) in HOMES.items():
        yield "front page", language, introduction
    for name, words in INDEXES.items():
        for language, (_slug, _title, introduction) in words.items():
            yield name, language, strip_tags(introduction)


@pytest.mark.parametrize("model", [Course, Event, FundingGuide], ids=lambda model: model.__name__)
def test_what_is_said_is_said_in_finnish_and_swedish(content, model):
    rows = model.objects.exclude(origin=Origin.SOURCE)
    one_language = {row.title["sv"] for row in rows if "fi" not in row.title}
    assert one_language <= SWEDISH_ONLY
    for row in rows:
        if row.title.get("sv") in SWEDISH_ONLY:
            continue
        for name, words in words_of(row):
            if words:
                assert {"fi", "sv"} <= set(words), (row, name)
                assert set(words) == set(row.title), (row, name)


def test_what_the_partners_say_in_their_linked_events_is_said_in_finnish_and_swedish(content):
    for row in (*Course.objects.filter(source__slug="aurakoski"), *Event.objects.filter(source__slug="aurakoski")):
        for words in (row.title, row.summary, row.description):
            assert {"fi", "sv"} <= set(words), row


def test_english_covers_the_main_paths(content):
    assert all({"fi", "sv", "en"} == set(guide.title) for guide in FundingGuide.objects.all())
    for guide in FundingGuide.objects.all():
        for words in (guide.summary, guide.eligibility, guide.how_to_apply, guide.granter):
            assert words.get("en"), guide
    assert sum("en" in course.title for course in Course.objects.all()) >= 8
    events = Event.objects.all()
    assert sum("en" in event.title for event in events) * 2 >= len(events)
    assert {"fi", "sv", "en"} == set(HOMES) == set(INDEXES["guides"])


STALE = {
    "fi": r"TE-toimisto|TE-palvelu|\bELY\b|ELY-kesk|työmarkkinatu|peruspäiväraha|te-palvelut",
    "sv": r"TE-byrå|AN-byrå|NTM-central|arbets- och näringsbyrå|arbetsmarknadsstöd|grunddagpenning|\bELY\b",
    "en": r"TE Office|TE Services|ELY Centre|labour market subsidy|basic unemployment allowance",
}
REPLACED = {"fi": "korvasi", "sv": "ersatte", "en": "replaced"}


def test_no_name_of_an_authority_or_benefit_is_out_of_date(content):
    for where, language, text in everything_said():
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if re.search(STALE[language], sentence, re.IGNORECASE):
                assert REPLACED[language] in sentence, (where, sentence)


FINNISH_NAMES = re.compile(
    r"Kela\b|Työmarkkinatori|Työllisyysrahasto|Opetushallitus|ministeriö|Eläketurvakeskus|Terveyskylä|Opintopolku"
    r"|työllisyys|\b(Turku|Parainen|Uusikaupunki|Turussa|Paraisilla)\b"
)
NOT_FINLAND_SWEDISH = re.compile(
    r"informationsmöte|registrering|seat|gymnasieskola|csn|arbetsförmedling", re.IGNORECASE
)


def test_swedish_texts_use_the_swedish_names_and_the_swedish_of_finland(content):
    found = [(where, text) for where, language, text in everything_said() if language == "sv"]
    assert len(found) > 200
    for where, text in found:
        assert not FINNISH_NAMES.search(text), (where, text)
        assert not NOT_FINLAND_SWEDISH.search(text), (where, text)


def test_publishers_of_facts_have_their_name_in_every_language(content):
    for guide in FundingGuide.objects.all():
        for reference in guide.references.all():
            assert set(reference.publisher) == {"fi", "sv", "en"}
            assert reference.url.startswith("https://")


SUM = re.compile(r"\d\s?(€|euro)|€\s?\d")
YEAR = re.compile(r"\b20\d\d\b")


def test_no_sum_of_a_benefit_stands_without_its_year(content):
    for guide in FundingGuide.objects.all():
        assert all(amount.as_of.year >= 2022 for amount in guide.amounts.all())
    for where, _language, text in everything_said():
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])|\n", text):
            if SUM.search(sentence) and "price" not in where:
                assert YEAR.search(sentence), (where, sentence)


def test_what_the_sources_do_not_agree_on_is_left_out(content):
    for where, _language, text in everything_said():
        assert not re.search(r"kulukorvau|kostnadsersättning|expense (allowance|compensation)", text, re.IGNORECASE), (
            where
        )


def test_a_text_promises_no_decision(content):
    for guide in FundingGuide.objects.exclude(scheme__in=("aikuiskoulutustuki", "opintovapaa", "oppisopimus")):
        assert "ehkä" in guide.eligibility["fi"] and "eventuellt" in guide.eligibility["sv"]
        assert "may" in guide.eligibility["en"]


AUTHORITIES = {
    "www.kela.fi", "tyomarkkinatori.fi", "tem.fi", "www.oph.fi", "www.finlex.fi", "www.telp.fi", "www.terveyskyla.fi",
    "www.ytkkassa.fi", "www.tyollisyysrahasto.fi", "www.sttinfo.fi", "opintopolku.fi",
}  # fmt: skip


def test_made_up_partners_have_made_up_addresses(content):
    rows = [*Course.objects.all(), *Event.objects.all(), *FundingGuide.objects.all(), *Partner.objects.all()]
    rows += [*Place.objects.all(), *Meeting.objects.all()]
    rows += [run for course in Course.objects.all() for run in course.runs.all()]
    rows += [reference for guide in FundingGuide.objects.all() for reference in guide.references.all()]
    addresses = [name for name in {name for row in rows for name in vars(row)} if "url" in name or name == "website"]
    found = [str(vars(row).get(name) or "") for row in rows for name in addresses if name != "url_key"]
    hosts = {urlsplit(address).hostname for address in found if address}
    assert len(hosts) > 10
    assert {host for host in hosts if not host.endswith(".example")} <= AUTHORITIES
    emails = [str(value) for row in rows for name, value in vars(row).items() if "email" in name and value]
    assert emails and all(email.endswith(".example") for email in emails)
    for feed in ("linked_events.json", "opintopolku.json"):
        for text in re.findall(r"https?://([^/\"\\]+)", json.dumps(json.loads((FEEDS / feed).read_text()))):
            assert text.endswith(".example") or text in {"schema.org", "127.0.0.1"}, text


def test_someone_who_still_hopes_for_the_ended_allowance_is_led_on(content, client):
    """Persona 3: the search shows that it has ended, and one click shows what there is instead."""
    found = client.get("/fi/rahoitus/?q=aikuiskoulutustuki").content.decode()
    assert "/fi/rahoitus/aikuiskoulutustuki/" in found
    page = client.get("/fi/rahoitus/aikuiskoulutustuki/").content.decode()
    assert "Tätä tukea ei enää myönnetä" in page
    alternatives = {"/fi/rahoitus/opintovapaa/", "/fi/rahoitus/opintotuki/"}
    assert all(f'href="{address}"' in page for address in alternatives)


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("/fi/rahoitus/muutosturvakoulutus-55-vuotta-tayttaneille/", "60 päivän kuluessa irtisanomisesta"),
        (
            "/sv/finansiering/utbildning-inom-omstallningsskyddet-for-dem-som-fyllt-55-ar/",
            "inom 60 dagar från uppsägningen",
        ),
        ("/en/funding/change-security-training-for-those-aged-55-or-over/", "within 60 days of the notice"),
    ],
    ids=["fi", "sv", "en"],
)
def test_someone_dismissed_at_57_sees_the_deadline_at_once(content, client, address, rule):
    """Persona 4: the 60 days and what they are counted from can be read without opening anything."""
    page = client.get(address).content.decode()
    at_once = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert rule in at_once


def test_a_carpenter_with_an_injured_back_learns_who_pays(content, client):
    """Persona 7: the guide explains the pension insurer versus Kela, and says whom to ask."""
    page = client.get("/fi/rahoitus/ammatillinen-kuntoutus/").content.decode()
    for said in ("Työeläkeyhtiö vai Kela?", "Kirvesmiehen selkä", "työtapaturmasta", "+358 2 555 0100"):
        assert said in page
