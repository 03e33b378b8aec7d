"""Events in every state that the public pages know, on days counted from today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from wagtail.models import Page

from opinovi_wagtail import changes
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Meeting, Partner, Place
from opinovi_wagtail.pages.models import (
    GroupSessionPage,
    GroupSessionPageMeeting,
    InfoEventPage,
    InfoEventPageMeeting,
)
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.rules.states import EventKind, EventStatus, RegistrationMode

from .tree import Tree


@dataclass(frozen=True, slots=True)
class Sample:
    """An event: ``days`` from today at ``at`` o'clock; ``words`` are title, summary and text by language."""

    partner: str
    days: int
    words: dict[str, tuple[str, str, str]]
    at: tuple[int, int] = (17, 0)
    minutes: int = 90
    weeks: int = 1
    place: str = ""
    online: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    registered: int = 0


NAMES = ("Aino Aalto", "Bo Björk", "Cecilia Ceder", "Daavid Dahl", "Eeva Eerola", "Fanny Forss", "Göran Glad")

PAGES: tuple[Sample, ...] = (
    Sample(
        "aurakoski", 7, place="verkosto", registered=3,
        facts={"places": 30, "languages": ["fi"], "audiences": ["employed", "unemployed"]},
        words={
            "fi": ("Aikuisopiskelun ilta", "Mitä aikuinen voi opiskella ja miten sen maksaa? Tule kysymään.",
                   "<p>Ohjaajat kertovat koulutuksista, hakemisesta ja rahoituksesta. Voit kysyä myös kahden kesken.</p>"),
            "sv": ("Kväll om vuxenstudier", "Vad kan en vuxen studera och hur betalar man det? Kom och fråga.",
                   ("<p>Vägledare berättar om utbildningar, ansökan och finansiering. Kvällen hålls på finska, men du får"
                   " svar på svenska.</p>")),
            "en": ("Evening for adult learners", "What can an adult study, and how to pay for it? Come and ask.",
                   ("<p>Counsellors talk about courses, applying and funding. The evening is in Finnish, but questions in"
                   " English are welcome.</p>")),
        },
    ),
    Sample(
        "skargardsleden", 10, place="skargardsleden", registered=2,
        facts={"places": 20, "languages": ["sv"], "audiences": ["employed", "unemployed", "outside"]},
        words={
            "sv": ("Infotillfälle för vuxna i Pargas", "Studera vid sidan av jobbet, på svenska och nära dig.",
                   "<p>Vi går igenom höstens utbildningar och hur du söker. Kaffe från klockan 16.30.</p>"),
            "fi": ("Infotilaisuus aikuisille Paraisilla", "Opiskele työn ohessa, ruotsiksi ja lähellä.",
                   "<p>Kerromme koulutuksista ja hakemisesta. Tilaisuus on ruotsiksi.</p>"),
        },
    ),
    Sample(
        "kuparilaakso", 14, place="kuparilaakso", registered=7,
        facts={"places": 5, "languages": ["fi"], "audiences": ["unemployed"]},
        words={
            "fi": ("Rahoitusinfo työttömälle", "Milloin voit opiskella työttömyysetuudella? Paikkoja on vähän.",
                   "<p>Käymme läpi omaehtoisen opiskelun, lyhytkestoiset opinnot ja yleistuen.</p>"),
            "sv": ("Info om finansiering för arbetslösa", "När kan du studera med arbetslöshetsförmån?",
                   "<p>Tillfället hålls på finska.</p>"),
        },
    ),
    Sample(
        "vakkalahti", 20, at=(9, 0), place="vakkalahti",
        facts={"status": EventStatus.CANCELLED, "places": 25, "languages": ["fi"]},
        words={
            "fi": ("Oppisopimus yrityksille", "Työnantaja: näin palkkaat oppisopimusopiskelijan.",
                   "<p>Aamukahvi ja puolen tunnin tietoisku.</p>"),
        },
    ),
    Sample(
        "peltojoki", 5, at=(10, 0), place="peltojoki", facts={"registration_mode": RegistrationMode.NONE, "languages": ["fi"]},
        words={
            "fi": ("Kotivanhempien aamukahvi", "Tule lasten kanssa juttelemaan opiskelusta.",
                   "<p>Lapsille on leikkinurkka. Ei ilmoittautumista.</p>"),
            "sv": ("Morgonkaffe för hemmaföräldrar", "Kom med barnen och prata om studier.",
                   "<p>Det finns en lekhörna. Ingen anmälan behövs.</p>"),
        },
    ),
    Sample("aurakoski", -20, place="aurakoski", facts={"places": 40, "languages": ["fi"]},
        words={
            "fi": ("Hoiva-alan info", "Millaista on työ hoiva-alalla ja miten sinne opiskellaan?",
                   "<p>Tilaisuus on pidetty.</p>"),
        },
    ),
)  # fmt: skip

GROUPS: tuple[Sample, ...] = (
    Sample(
        "verkosto", 9, at=(13, 0), minutes=120, weeks=4, place="verkosto", registered=2,
        facts={"places": 10, "languages": ["fi"], "audiences": ["unemployed", "threatened"]},
        words={
            "fi": ("Uraryhmä", "Neljä tapaamista, joissa mietimme yhdessä seuraavaa askelta.",
                   "<p>Ryhmä kokoontuu neljä kertaa. Ilmoittaudu kerralla kaikkiin.</p>"),
            "sv": ("Karriärgrupp", "Fyra träffar där vi tillsammans funderar på nästa steg.",
                   "<p>Gruppen träffas fyra gånger på finska. Du anmäler dig till alla på en gång.</p>"),
            "en": ("Career group", "Four meetings in which we think about the next step together.",
                   "<p>The group meets four times, in Finnish. You register for all meetings at once.</p>"),
        },
    ),
    Sample(
        "skargardsleden", 16, at=(17, 30), weeks=3, place="skargardsleden",
        facts={"places": 12, "languages": ["sv"], "audiences": ["employed"]},
        words={
            "sv": ("Vägledningsgrupp", "Tre kvällar för dig som funderar på att byta bransch.",
                   "<p>Vi träffas tre gånger. Gruppen är avgiftsfri.</p>"),
        },
    ),
)  # fmt: skip

# Events that nobody wrote a page for: the quick way.
ROWS: tuple[Sample, ...] = (
    Sample(
        "lounaistuuli", 12, at=(18, 0), minutes=60, online="https://meet.lounaistuuli.example/alanvaihtaja",
        facts={"kind": EventKind.INFO_EVENT, "places": None, "languages": ["fi", "en"]},
        words={
            "fi": ("Alanvaihtajan info verkossa", "Avoimen korkeakoulun kautta uuteen ammattiin.", ""),
            "sv": ("Info på nätet för dig som byter bransch", "Genom öppna högskolan till ett nytt yrke.", ""),
            "en": ("Changing careers: online info", "Through the open university to a new profession.", ""),
        },
    ),
    Sample(
        "verkosto", 25, place="verkosto",
        facts={"kind": EventKind.INFO_EVENT, "status": EventStatus.POSTPONED, "places": 30, "languages": ["fi"]},
        words={"fi": ("Kuntoutus ja uusi ammatti", "Kun terveys estää paluun vanhaan työhön.", "")},
    ),
    Sample(
        "kuparilaakso", 30, at=(12, 0), place="kuparilaakso",
        facts={
            "kind": EventKind.GUIDANCE,
            "status": EventStatus.MOVED,
            "notice": {
                "fi": "Tilaisuus on siirretty viikolla eteenpäin, koska ohjaaja on estynyt.",
                "sv": "Tillfället har flyttats en vecka framåt eftersom vägledaren har fått förhinder.",
            },
            "registration_mode": RegistrationMode.ELSEWHERE,
            "registration_url": "https://www.kuparilaakso.example/ilmoittaudu",
            "languages": ["fi"],
        },
        words={
            "fi": ("Muutosturva 55+", "Mitä muutosturvakoulutus tarjoaa irtisanotulle?", ""),
            "sv": ("Omställningsskydd 55+", "Vad erbjuder utbildningen den som blivit uppsagd?", ""),
        },
    ),
)  # fmt: skip


def make_events(tree: Tree, partners: dict[str, Partner], places: dict[str, Place], today: dt.date) -> None:
    """All of them, with registrations where a sample has some."""
    for sample in PAGES:
        _page(InfoEventPage, InfoEventPageMeeting, sample, tree, partners, places, today)
    for sample in GROUPS:
        _page(GroupSessionPage, GroupSessionPageMeeting, sample, tree, partners, places, today)
    for sample in ROWS:
        _row(sample, partners, places, today)


def _times(sample: Sample, today: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    zone = ZoneInfo(conf.TIME_ZONE)
    first = dt.datetime.combine(today + dt.timedelta(days=sample.days), dt.time(*sample.at), zone)
    starts = [first + dt.timedelta(weeks=week) for week in range(sample.weeks)]
    return [(start, start + dt.timedelta(minutes=sample.minutes)) for start in starts]


def _page(model: Any, child: Any, sample: Sample, tree: Tree, partners: Any, places: Any, today: dt.date) -> None:
    owner: Page | None = None
    for language, (title, summary, body) in sample.words.items():
        parent = tree.events[language]
        if owner is None:
            page = model(
                title=title, slug=slugify(title), locale=parent.locale, partner=partners[sample.partner], live=False,
                **sample.facts,
            )  # fmt: skip
            page.meetings = [
                child(starts_at=start, ends_at=end, place=places.get(sample.place), online_url=sample.online)
                for start, end in _times(sample, today)
            ]
            parent.add_child(instance=page)
        else:
            page = owner.copy_for_translation(parent.locale)
            page.title = page.draft_title = title
            page.slug = slugify(title)
        page.summary = summary
        page.body = [("text", body)]
        page.save_revision().publish()
        owner = owner or page
    assert owner is not None
    _register(Event.objects.get(page_key=owner.translation_key), sample)


def _row(sample: Sample, partners: Any, places: Any, today: dt.date) -> None:
    event = Event.objects.create(
        partner=partners[sample.partner],
        title={language: words[0] for language, words in sample.words.items()},
        summary={language: words[1] for language, words in sample.words.items()},
        **sample.facts,
    )
    for start, end in _times(sample, today):
        Meeting.objects.create(
            event=event, starts_at=start, ends_at=end, place=places.get(sample.place), online_url=sample.online
        )
    changes.event_created(event)
    _register(event, sample)


def _register(event: Event, sample: Sample) -> None:
    for number, name in enumerate(NAMES[: sample.registered]):
        email = f"{name.split()[0].lower().translate(str.maketrans('åäö', 'aao'))}@asiakas.example"
        language = next(iter(sample.words)) if number % 2 == 0 else "sv"
        register(event.pk, Entry(name=name, email=email, language=language, may_wait=True))
