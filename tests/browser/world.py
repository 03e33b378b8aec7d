"""Rows for every state in which a public page can be, and the addresses of those pages; nothing here looks at them.

The clock is the real one, so every moment is an offset from now: what a cookie says has to hold for the browser, too.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from opinovi_wagtail import changes, links
from opinovi_wagtail.models import Course, CourseRun, Event, FundingGuide, GuideAmount, GuideReference, Meeting, Partner
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import make_course, make_event, make_guide, make_partner, make_place

LANGUAGES = ("fi", "sv", "en")
HOUR = dt.timedelta(hours=1)
# Words as long as they come, and addresses that have no place to break.
LONG = "Ammattikorkeakouluopiskelijavalintakoeharjoittelumahdollisuus"
LONG_SITE = f"https://www.{LONG.casefold()}.example/{LONG.casefold()}"
LONG_CONTACT = {
    "contact_name": LONG,
    "contact_email": f"{LONG.casefold()}@opisto.example",
    "contact_phone": "+358 2 555",
}


def days(count: int, hour: int = 15) -> dt.datetime:
    return (timezone.now() + dt.timedelta(days=count)).replace(hour=hour, minute=0, second=0, microsecond=0)


@dataclass(slots=True)
class World:
    """The pages of the site, and rows by the name of their state."""

    tree: Any
    partner: Partner
    courses: dict[str, Course]
    events: dict[str, Event]
    guides: dict[str, FundingGuide]


def make_world(tree: Any) -> World:
    partner = make_partner(
        name={"fi": "Saaristoväylän opisto", "sv": "Skärgårdsledens institut"},
        privacy_notice_url="https://www.opisto.example/tietosuoja",
        website="https://www.opisto.example/",
    )
    make_place(
        partner,
        name={"fi": "Palvelupiste Ovi", "sv": "Servicestället Ovi"},
        is_service_point=True,
        contact_name="Minna Lindroos",
        phone="+358 2 555 0100",
        email="neuvonta@opisto.example",
        opening_hours={"fi": "Ma–to 9.00–16.00\nPe 9.00–14.00"},
    )
    return World(tree, partner, make_courses(partner), make_events(partner), make_guides(partner))


# Courses.


def make_courses(partner: Partner) -> dict[str, Course]:
    soon = timezone.now().date() + dt.timedelta(days=45)
    studyinfo = {"apply_url": "https://opintopolku.fi/konfo/fi/", "apply_until": days(30)}
    organiser = {"apply_url": "https://haku.opisto.example/", "apply_until": days(30)}
    jobs = {"apply_url": "https://tyomarkkinatori.fi/", "apply_until": days(30)}
    there = {"place_name": {"fi": "Kädentaitojen talo"}, "place_address": "Kirkkokatu 5", "municipalities": ["734"]}
    made = {
        "several runs": _course(
            partner,
            [
                {**studyinfo, **there, "price_free": False, "price_amount": "1250.50", "duration_amount": "6"},
                {**organiser, "apply_login": "account", "places_left": 3, "ends_on": soon + dt.timedelta(days=200)},
                {**organiser, "apply_login": "none", "places_left": 0, "times": ["evening", "weekend"]},
                {
                    **jobs,
                    "funding": ["jotpa", "labour_market_training"],
                    "accessibility": {"fi": "Sisään pääsee ilman portaita."},
                },
            ],
            title={"fi": "Hoiva-avustajan osaamisala ja ikääntyvien kuntoutumisen tukeminen", "en": "Care assistant"},
            description={"fi": "<h2>Sisältö</h2><ul><li>Kohtaaminen</li><li>Lääkehoito</li></ul>"},
            credits_amount="30",
            credits_unit="osp",
            fields=["01"],
            prior_education=["basic", "upper_secondary"],
        ),
        "no dates": _course(partner, [], title={"fi": "Kädentaidot arkeen"}),
        "start unknown": _course(partner, [{"start_kind": "unknown", "start_on": None}], title={"fi": "Trukkikortti"}),
        "withdrawn": _course(partner, [studyinfo], title={"fi": "Laadunhallinta"}, withdrawn_at=days(-1)),
        "applying closed": _course(partner, [{**studyinfo, "apply_until": days(-1)}], title={"fi": "Logistiikka"}),
        "applying opens later": _course(
            partner, [{**studyinfo, "apply_from": days(3)}], title={"fi": "Sähköala, oppisopimus"}
        ),
        "rolling": _course(
            partner,
            [{"start_kind": "personal", "start_on": None, "application": "rolling", "apply_url": jobs["apply_url"]}],
            title={"fi": "Lähihoitaja"},
        ),
        "long words": _course(
            partner,
            [{"apply_url": LONG_SITE, "url": LONG_SITE, "place_name": {"fi": LONG}, "place_address": LONG}],
            title={"fi": LONG},
            summary={"fi": LONG},
            provider_name={"fi": LONG},
        ),
        "swedish only": _course(
            None,
            [{**organiser, "apply_login": "strong", "start_text": {"sv": "Vi börjar när gruppen är full"}}],
            title={"sv": "Närvårdare, läroavtal"},
            summary={"sv": "Kort utbildning för den som arbetar inom vården."},
            description={"sv": "Du lär dig medan du arbetar."},
        ),
        "swedish only, too": _course(
            None, [organiser], title={"sv": "Kock, läroavtal"}, summary={"sv": "Lär dig laga mat i skärgården."}
        ),
    }
    for course in made.values():
        changes.course_saved(course)
    return made


def _course(partner: Partner | None, runs: list[dict[str, Any]], **fields: Any) -> Course:
    course = make_course(partner, runs=len(runs), **fields)
    soon = timezone.now().date() + dt.timedelta(days=45)
    for number, (run, facts) in enumerate(zip(course.runs.all(), runs, strict=True)):
        start = {"start_on": soon + dt.timedelta(weeks=number)}
        CourseRun.objects.filter(pk=run.pk).update(**{**start, **facts})
    return course


# Events.


def make_events(partner: Partner) -> dict[str, Event]:
    now = timezone.now()
    elsewhere = {"registration_mode": "elsewhere"}
    made = {
        "open": _event(partner, starts=days(7), description={"fi": "Tervetuloa!\n\nKahvia on."}),
        "open without limit": _event(partner, starts=days(7), places=None, kind="guidance"),
        "opens later": _event(partner, starts=days(8), registration_opens_at=days(2)),
        "closed": _event(partner, starts=days(8), registration_closes_at=now - HOUR, contact_name="Liisa Aho"),
        "full, nobody waits": _event(partner, starts=days(8), places=1),
        "full, one waits": _event(partner, starts=days(8), places=1),
        "full, two wait": _event(partner, starts=days(8), places=1),
        "full without a queue": _event(partner, starts=days(8), places=1, waiting_list=False),
        "group": _event(partner, starts=days(9), meetings=4, kind="group_session", places=5),
        "cancelled": _event(partner, starts=days(10), status="cancelled", notice={"fi": "Ohjaaja on sairaana."}),
        "postponed": _event(partner, starts=days(12), status="postponed", notice={"fi": "Kerromme pian lisää."}),
        "moved": _event(partner, starts=days(13), status="moved", summary={"sv": "Kom och fråga om studier."}),
        "elsewhere": _event(partner, starts=days(11), registration_url="https://www.opisto.example/ilmo", **elsewhere),
        "elsewhere, by phone": _event(partner, starts=days(11), contact_phone="+358 2 123 4567", **elsewhere),
        "walk-in": _event(partner, starts=days(14), registration_mode="none", price_free=False, price_amount="12.50"),
        "online": _event(
            partner, starts=days(15), registration_mode="none", languages=["fi", "sv"], audiences=["employed"]
        ),
        "long words": _event(
            partner,
            starts=days(15),
            title={"fi": LONG},
            summary={"fi": LONG},
            notice={"fi": LONG},
            provider_name={"fi": LONG},
            registration_url=LONG_SITE,
            **LONG_CONTACT,
            **elsewhere,
        ),
        "without a time": _event(partner, meetings=0),
        "swedish only": _event(
            partner,
            starts=days(16),
            title={"sv": "Infotillfälle för vuxna i skärgården"},
            summary={"sv": "Kom och ställ frågor."},
            description={"sv": "<p>Vi bjuder på kaffe.</p>"},
            notice={"sv": "Ta med dig dina betyg."},
            price_text={"sv": "Kaffe ingår"},
        ),
        "started": _event(partner, starts=now - HOUR / 2),
        "past": _event(partner, starts=days(-3)),
        "withdrawn": _event(partner, starts=days(9), withdrawn_at=days(-1)),
    }
    Meeting.objects.filter(event=made["online"]).update(place=None, online_url="https://etana.example/aula")
    second, third = made["group"].meetings.all()[1:3]
    Meeting.objects.filter(pk=second.pk).update(status="moved", notice={"fi": "Uusi huone."})
    Meeting.objects.filter(pk=third.pk).update(status="cancelled")
    place = made["open"].meetings.get().place
    place.directions = {"fi": "Bussipysäkki on oven edessä."}
    place.accessibility = {"fi": "Esteetön sisäänkäynti ja induktiosilmukka."}
    place.save()
    waiting = {"full, nobody waits": 0, "full, one waits": 1, "full, two wait": 2, "full without a queue": 0}
    for name, count in waiting.items():
        fill(made[name], 1 + count)
    return made


def _event(partner: Partner, **fields: Any) -> Event:
    made = make_event(partner, **fields)
    changes.event_created(made)
    made.refresh_from_db()
    return made


def fill(event: Event, count: int) -> None:
    """``count`` people register, and wait where there is no place for them."""
    for number in range(count):
        register(event.pk, Entry(name=f"Osallistuja {number}", email=f"n{number}@example.fi", may_wait=True))


# Guides.


def make_guides(partner: Partner) -> dict[str, FundingGuide]:
    today = timezone.localdate()
    month = dt.timedelta(days=30)
    fresh = {"verified_on": today, "granter": {"fi": "Kela", "sv": "FPA"}}
    in_force = make_guide(
        partner,
        payer={"fi": "Kela", "sv": "FPA"},
        summary={"fi": "Tukea päätoimiseen opiskeluun."},
        eligibility={"fi": "<p>Aikuinen, joka opiskelee päätoimisesti.</p>"},
        how_to_apply={"sv": "Ansök i FPA:s e-tjänst."},
        deadlines={"fi": "Ennen alkua."},
        advice_contact={"fi": "Palvelupiste Ovi, puh. +358 2 555 0100"},
        apply_url="https://www.kela.fi/opintotuki",
        **fresh,
    )
    made = {
        "in force": in_force,
        "changing": make_guide(
            partner,
            title={"fi": "Palkkatuki", "sv": "Lönesubvention"},
            status="changing",
            valid_until=today + month,
            transition_text={"fi": "Uudet päätökset tehdään uuden lain mukaan."},
            **fresh,
        ),
        "changed": make_guide(
            partner, title={"fi": "Oppisopimus"}, status="changing", valid_until=today - month, **fresh
        ),
        "overdue": make_guide(
            partner,
            title={"fi": "Opintovapaa", "sv": "Studieledighet"},
            verified_on=dt.date(2024, 1, 1),
            granter={"fi": "Työnantaja"},
            payer={"fi": "Ei kukaan: vapaa on palkatonta"},
        ),
        "ended": make_guide(
            partner,
            title={"fi": "Aikuiskoulutustuki", "sv": "Vuxenutbildningsstöd"},
            status="ended",
            valid_until=dt.date(2025, 12, 31),
            replaced_by=in_force,
        ),
        "planned": make_guide(partner, title={"fi": "Osaamisraha"}, valid_from=today + month, **fresh),
        "long words": make_guide(
            partner, title={"fi": LONG}, summary={"fi": LONG}, granter={"fi": LONG}, apply_url=LONG_SITE, status="ended"
        ),
        "swedish only": make_guide(
            partner, title={"sv": "Stipendium för skärgårdsbor"}, summary={"sv": "Sök på hösten."}, **fresh
        ),
    }
    for guide in made.values():
        GuideAmount.objects.create(
            guide=guide, key=uuid.uuid4(), label={"fi": "Opintoraha"}, minimum="279.38", unit="eur_month",
            as_of=dt.date(2026, 1, 1), taxable=True,
        )  # fmt: skip
        GuideReference.objects.create(
            guide=guide, key=uuid.uuid4(), publisher={"fi": "Kela", "sv": "FPA"}, url="https://www.kela.fi/",
            statute="L 65/1994", retrieved_on=today,
        )  # fmt: skip
        changes.guide_saved(guide)
    return made


# Addresses.


def addresses_of_courses(world: World, language: str) -> dict[str, str]:
    courses = world.tree.courses[language].url
    return {
        "courses": courses,
        "courses-narrowed": f"{courses}?municipality=734&time=evening&sort=new",
        "courses-not-understood": f"{courses}?starts_after=x&form=none&page=9&q={'a' * 300}",
        "courses-nothing": f"{courses}?q=hoiva&free=1&municipality=853",
        "courses-nothing-at-all": f"{courses}?q=xyzzy&municipality=734",
        **{f"course-{name}": links.url_for(row, language) for name, row in world.courses.items()},
    }


def addresses_of_events(world: World, language: str) -> dict[str, str]:
    events = world.tree.events[language].url
    return {
        "events": events,
        "events-narrowed": f"{events}?type=group_session&type=info_event&language=sv",
        "events-not-understood": f"{events}?starts_before=eilen&municipality=000&page=x",
        "events-nothing": f"{events}?q=xyzzy&type=info_event",
        **{f"event-{name}": links.url_for(row, language) for name, row in world.events.items()},
    }


def addresses_of_guides(world: World, language: str) -> dict[str, str]:
    guides = world.tree.guides[language].url
    return {
        "home": world.tree.homes[language].url,
        "guides": guides,
        "guides-found": f"{guides}?q=opinto",
        "guides-nothing": f"{guides}?q=xyzzy",
        "not-found": f"{world.tree.homes[language].url}nothing/",
        **{f"guide-{name}": links.url_for(row, language) for name, row in world.guides.items()},
    }


def form_of(event: Any, language: str) -> str:
    """The address of the form of ``event``."""
    return reverse("opinovi_wagtail:register", kwargs={"language": language, "key": event.key})
