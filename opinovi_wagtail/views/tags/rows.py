"""What courses, events and guides have in common: who, where, how fresh."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Place
from opinovi_wagtail.views.organisers import named_organiser
from opinovi_wagtail.views.sentences import sentence
from opinovi_wagtail.views.whereabouts import town_or_name, whereabouts
from opinovi_wagtail.vocabularies import get_vocabulary
from opinovi_wagtail.whereabouts import ends_with_municipality

from .words import marked, reading, words

register = template.Library()


@register.simple_tag
def where(thing: Any) -> SafeString:
    """Where a meeting or a run is, on one line."""
    parts = [marked(part) for part in whereabouts(thing, reading())]
    return format_html_join(", ", "{}", ((part,) for part in parts))


@register.simple_tag
def town(thing: Any) -> SafeString | str:
    """Where a meeting or a run is, in a word or two."""
    return marked(town_or_name(thing, reading()))


@register.simple_tag
def where_of(place: Place) -> str:
    """The address of ``place`` on one line: ``Aurakatu 1, 20100 Turku``."""
    municipality = get_vocabulary("municipalities").label(place.municipality, reading()) if place.municipality else ""
    town = f"{place.postcode} {municipality}".strip()
    ends_with_it = bool(municipality) and ends_with_municipality(place.address, place.municipality)
    return ", ".join(filter(None, (place.address, "" if ends_with_it else town)))


@register.simple_tag
def organiser(row: Any) -> SafeString | str:
    """Who organises ``row``."""
    given = named_organiser(row)
    return words(row.partner.name, row.partner.slug) if given is None else words(given)


@register.simple_tag
def fresh(row: Any) -> SafeString:
    """When the facts of ``row`` were brought up to date, and where they come from."""
    moment = row.remote_modified or row.fetched_at or row.updated_at
    return sentence(
        _("Updated: %(date)s. Source: %(source)s."),
        date=dates.short_day(dates.local(moment, conf.TIME_ZONE).date(), reading()),
        source=organiser(row),
    )
