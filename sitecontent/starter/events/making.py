"""Stores the events of the starter content, as pages or as rows, with people on their lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from opinovi_wagtail import changes
from opinovi_wagtail.models import Event, Meeting, Partner, Place
from opinovi_wagtail.pages.models import (
    GroupSessionPage,
    GroupSessionPageMeeting,
    InfoEventPage,
    InfoEventPageMeeting,
)
from opinovi_wagtail.registrations.register import Entry, register
from opinovi_wagtail.rules.states import EventKind
from sitecontent.starter.days import deadline, moment, weekly
from sitecontent.starter.translations import Children, make_pages
from sitecontent.starter.tree import Tree

from .changed import CHANGED
from .groups import GROUPS
from .info_events import INFO_EVENTS
from .sample import Sample

EVENTS = (*INFO_EVENTS, *CHANGED, *GROUPS)

PAGES: dict[str, Any] = {
    EventKind.INFO_EVENT: (InfoEventPage, InfoEventPageMeeting),
    EventKind.GROUP_SESSION: (GroupSessionPage, GroupSessionPageMeeting),
}
# Who is on the lists. One has no e-mail address and is called instead.
PEOPLE = (
    ("Aino Aalto", "aino@asiakas.example"),
    ("Bo Björk", "bo@asiakas.example"),
    ("Cecilia Ceder", "cecilia@asiakas.example"),
    ("Daavid Dahl", "+358 50 555 0104"),
    ("Eeva Eerola", "eeva@asiakas.example"),
    ("Fanny Forss", "fanny@asiakas.example"),
    ("Göran Glad", "goran@asiakas.example"),
    ("Hanna Halme", "hanna@asiakas.example"),
)


def make_events(
    tree: Tree,
    partners: Mapping[str, Partner],
    places: Mapping[str, Place],
    images: Mapping[str, Any],
    today: dt.date,
) -> None:
    """All of them, with registrations where a sample has some."""
    for sample in EVENTS:
        facts = {"partner": partners[sample.partner], **sample.facts, **_registration(sample, today)}
        where = {"place": places.get(sample.place), "online_url": sample.online}
        meetings = [{"starts_at": start, "ends_at": end, **where} for start, end in _times(sample, today)]
        event = _row(sample, facts, meetings) if sample.as_row else _pages(sample, facts, meetings, tree, images)
        if event is not None:
            _fill(event, sample)


def _times(sample: Sample, today: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    starts = [moment(on, *sample.at) for on in weekly(today, sample.days, sample.weeks)]
    return [(start, start + dt.timedelta(minutes=sample.minutes)) for start in starts]


def _registration(sample: Sample, today: dt.date) -> dict[str, dt.datetime]:
    found = {}
    if sample.opens is not None:
        found["registration_opens_at"] = moment(deadline(today, sample.opens), 9)
    if sample.closes is not None:
        found["registration_closes_at"] = moment(today + dt.timedelta(days=sample.closes), 16)
    return found


def _pages(
    sample: Sample, facts: dict[str, Any], meetings: list[dict[str, Any]], tree: Tree, images: Mapping[str, Any]
) -> Event | None:
    model, child = PAGES[sample.kind]
    page = make_pages(
        model,
        tree.events,
        sample.words,
        images,
        facts=facts,
        children=[Children("meetings", child, meetings)],
        publish=not sample.draft,
    )
    return None if sample.draft else Event.objects.get(page_key=page.translation_key)


def _row(sample: Sample, facts: dict[str, Any], meetings: list[dict[str, Any]]) -> Event:
    event = Event.objects.create(
        kind=sample.kind,
        title={language: words.title for language, words in sample.words.items()},
        summary={language: words.summary for language, words in sample.words.items()},
        description={language: words.html for language, words in sample.words.items()},
        **facts,
    )
    for meeting in meetings:
        Meeting.objects.create(event=event, **meeting)
    changes.event_created(event)
    return event


def _fill(event: Event, sample: Sample) -> None:
    own = next(iter(sample.words))
    for number, (name, contact) in enumerate(PEOPLE[: sample.registered]):
        how = {"email": contact} if "@" in contact else {"phone": contact}
        language = own if number % 2 == 0 else "sv"
        register(event.pk, Entry(name=name, language=language, may_wait=True, **how))
