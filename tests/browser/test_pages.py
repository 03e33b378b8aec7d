"""Every public page and every state of the form, in three languages: accessible, narrow, and under the strict policy."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from opinovi_wagtail import changes, links
from opinovi_wagtail.models import GuideAmount, GuideReference
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_course, make_event, make_guide, make_partner, make_place

from .conftest import follow

LANGUAGES = ("fi", "sv", "en")


def days(count, hour=15):
    return (timezone.now() + dt.timedelta(days=count)).replace(hour=hour, minute=0, second=0, microsecond=0)


def event(**fields):
    made = make_event(**fields)
    changes.event_created(made)
    made.refresh_from_db()
    return made


@pytest.fixture
def world(tree):
    """Something in every list and in every state."""
    partner = make_partner(
        name={"fi": "Saaristoväylän opisto", "sv": "Skärgårdsledens institut"},
        privacy_notice_url="https://www.opisto.example/tietosuoja",
        website="https://www.opisto.example/",
    )
    make_place(partner, is_service_point=True, phone="+358 2 555 0100")
    courses = [make_course(partner, runs=2, description={"fi": "<h2>Sisältö</h2><ul><li>Yksi</li></ul>"})]
    courses += [make_course(title={"sv": "Närvårdare, läroavtal"}, runs=1) for _number in range(2)]
    for course in courses:
        course.runs.update(apply_until=days(30), apply_url="https://opintopolku.fi/konfo/fi/", price_amount="1250.50")
        changes.course_saved(course)
    events = {
        "open": event(partner=partner, starts=days(7), description={"fi": "Tervetuloa!\n\nKahvia on."}),
        "full": event(partner=partner, starts=days(8), places=1),
        "group": event(partner=partner, starts=days(9), meetings=4, kind="group_session", places=5),
        "cancelled": event(partner=partner, starts=days(10), status="cancelled", notice={"fi": "Ohjaaja on sairaana."}),
        "postponed": event(partner=partner, starts=days(12), status="postponed", notice={"fi": "Kerromme pian lisää."}),
        "moved": event(partner=partner, starts=days(13), status="moved", summary={"sv": "Kom och fråga."}),
        "elsewhere": event(
            partner=partner, starts=days(11), registration_mode="elsewhere", registration_url="https://x.example/ilmo"
        ),
    }
    register(events["full"].pk, Entry(name="Aino", email="aino@example.fi"))
    guides = {
        "in force": make_guide(partner, verified_on=timezone.now().date(), granter={"fi": "Kela"},
                               eligibility={"fi": "Aikuinen."}, deadlines={"fi": "Ennen alkua."}),
        "overdue": make_guide(partner, title={"fi": "Opintovapaa"}, verified_on=dt.date(2024, 1, 1)),
        "ended": make_guide(partner, title={"fi": "Aikuiskoulutustuki"}, status="ended"),
    }  # fmt: skip
    for guide in guides.values():
        GuideAmount.objects.create(
            guide=guide, key=uuid.uuid4(), minimum="279.38", unit="eur_month", as_of=dt.date(2026, 1, 1)
        )
        GuideReference.objects.create(
            guide=guide, key=uuid.uuid4(), publisher={"fi": "Kela", "sv": "FPA"}, url="https://www.kela.fi/"
        )
        changes.guide_saved(guide)
    return {"tree": tree, "courses": courses, "events": events, "guides": guides}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_details_are_accessible_narrow_and_obey_the_policy(visit, world, language):
    tree = world["tree"]
    courses, events, guides = (pages[language].url for pages in (tree.courses, tree.events, tree.guides))
    addresses = {
        "home": tree.homes[language].url,
        "courses": courses,
        "courses-narrowed": f"{courses}?municipality=734&time=evening&starts_after=x&form=none&page=9",
        "courses-nothing": f"{courses}?q=hoiva&free=1&municipality=853",
        "course": links.url_for(world["courses"][0], language),
        "events": events,
        "guides": guides,
        "not-found": f"{tree.homes[language].url}nothing/",
        **{f"event-{name}": links.url_for(row, language) for name, row in world["events"].items()},
        **{f"guide-{name}": links.url_for(row, language) for name, row in world["guides"].items()},
    }
    visitor = visit()
    for name, address in addresses.items():
        page = visitor.open(address)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        visitor.check(f"{name} in {language}")
        visitor.shoot(f"{language}-{name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_form_is_accessible_narrow_and_obeys_the_policy(visit, world, language):
    visitor = visit()

    def check(name):
        visitor.check(f"{name} in {language}")
        visitor.shoot(f"{language}-{name}")

    def form_of(event):
        return visitor.open(reverse("opinovi_wagtail:register", kwargs={"language": language, "key": event.key}))

    def fill(page, name):
        page.fill("[name=name]", name)
        page.fill("[name=email]", "liisa@example.fi")

    page = form_of(world["events"]["open"])
    check("form")
    follow(page, "main button")
    assert page.locator("#opinovi-summary").is_visible()
    check("form-errors")
    fill(page, "Liisa Åkerblom")
    follow(page, "main button")
    page.wait_for_url("**/registered/**")
    check("registered")

    form_of(world["events"]["cancelled"])
    check("form-cancelled")
    page = form_of(world["events"]["group"])
    fill(page, "Matti")
    for number in range(5):
        register(world["events"]["group"].pk, Entry(name=f"N{number}", email=f"n{number}@example.fi"))
    follow(page, "main button")
    assert page.locator("#opinovi-problem").is_visible()
    assert page.input_value("[name=name]") == "Matti"
    check("form-last-place-gone")
    follow(page, "main button")
    page.wait_for_url("**/registered/**")
    check("waiting")

    booked = register(
        world["events"]["open"].pk, Entry(name="Cecilia Ceder", email="cecilia@example.fi", language=language)
    )
    visitor.open(reverse("opinovi_wagtail:self_service", args=[booked.token]))
    check("self-service")
    follow(page, "a.opinovi-button--quiet")
    check("cancel-question")
    follow(page, "main button")
    check("cancelled-by-me")
    visitor.open(reverse("opinovi_wagtail:self_service", args=["x" * 43]))
    check("unknown-link")
    visitor.open(reverse("opinovi_wagtail:register", kwargs={"language": language, "key": uuid.uuid4()}))
    check("no-such-event")
