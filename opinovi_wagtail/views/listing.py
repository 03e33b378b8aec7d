"""The list that courses, events and guides share: a page of cards, the filters that are on, and what to do when nothing fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from wagtail.models import Site

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Place
from opinovi_wagtail.search.fields import CodesField
from opinovi_wagtail.search.filters import CatalogueFilters


@dataclass(slots=True)
class Card:
    """One row of a list and the address of its page; ``shown`` is what the list's kind adds."""

    row: Any
    url: str
    shown: Any = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    label: str
    without_url: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A filter without which something would be found."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows."""

    cards: list[Card]
    page: Page[Any]
    count: int
    chips: list[Chip] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    suggestion: Suggestion | None = None
    ask: Place | None = None
    previous_url: str = ""
    next_url: str = ""


def listing(request: HttpRequest, filters: CatalogueFilters) -> Listing:
    """The page of ``filters`` that the query asks for. Needs the same number of queries however many rows there are."""
    paginator = Paginator(filters.qs, conf.PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    rows = list(page.object_list)
    nothing = paginator.count == 0
    return Listing(
        cards=cards_of(request, rows, filters.language),
        page=page,
        count=paginator.count,
        chips=chips_of(request.GET, filters),
        notices=[*not_understood(filters), *_no_such_page(request.GET, page)],
        suggestion=suggestion_of(request.GET, filters) if nothing else None,
        ask=service_point(filters.asked.get("municipality", ())),
        previous_url=_page_url(request.GET, page.previous_page_number()) if page.has_previous() else "",
        next_url=_page_url(request.GET, page.next_page_number()) if page.has_next() else "",
    )


def cards_of(request: HttpRequest, rows: Iterable[Any], language: str) -> list[Card]:
    """``rows`` of one model with their addresses as seen from the site that is being visited."""
    rows = list(rows)
    paths = links.paths_for(rows, language, Site.find_for_request(request))
    return [Card(row, paths[row.pk]) for row in rows]


def service_point(municipalities: Iterable[str] = ()) -> Place | None:
    """A service point that can be called or written to, in one of ``municipalities`` if there is one there."""
    wanted = set(municipalities)
    reachable = [place for place in Place.objects.filter(is_service_point=True) if place.phone or place.email]
    return min(reachable, key=lambda place: place.municipality not in wanted, default=None)


def chips_of(query: QueryDict, filters: CatalogueFilters) -> list[Chip]:
    """The filters that are on, each with the way to take it off."""
    return [
        Chip(_say_filter(filters, name, label), _without(query, name, value))
        for name in filters.asked
        for value, label in filters.labels_of(name)
    ]


def _say_filter(filters: CatalogueFilters, name: str, value: str) -> str:
    """A name says enough by itself; a day or a word needs to be told apart."""
    field = filters.form.fields[name]
    if isinstance(field, CodesField):
        return value
    return _("%(filter)s: %(value)s") % {"filter": field.label, "value": value}


def not_understood(filters: CatalogueFilters) -> list[str]:
    """A sentence for each choice that was left out, above the results: a form with an error in it may be out of sight there."""
    said = _("We do not know this choice and left it out: “%(value)s” (%(filter)s).")
    choices = [said % {"value": value[:80], "filter": title} for title, value in filters.not_understood]
    fields = filters.form.fields
    return choices + [
        _("%(filter)s: %(value)s") % {"filter": fields[name].label, "value": " ".join(problems)}
        for name, problems in filters.form.errors.items()
    ]


def _no_such_page(query: QueryDict, page: Page[Any]) -> Iterable[str]:
    asked_page = query.get("page")
    if asked_page and asked_page != str(page.number):
        yield _("There is no page “%(asked)s”. You see page %(number)s.") % {
            "asked": asked_page[:20],
            "number": page.number,
        }


def suggestion_of(query: QueryDict, filters: CatalogueFilters) -> Suggestion | None:
    """The filter whose removal brings most, where one alone keeps everything away."""
    best: Suggestion | None = None
    for name in filters.asked:
        count = filters.without(name).count()
        if count and (best is None or count > best.count):
            labels = ", ".join(label for _value, label in filters.labels_of(name))
            best = Suggestion(_say_filter(filters, name, labels), count, _without(query, name))
    return best


def _without(query: QueryDict, name: str, value: str | None = None) -> str:
    rest = query.copy()
    rest.pop("page", None)
    kept = [other for other in query.getlist(name) if value is not None and other != value]
    rest.setlist(name, kept)
    return f"?{rest.urlencode()}"


def _page_url(query: QueryDict, number: int) -> str:
    rest = query.copy()
    rest["page"] = str(number)
    return f"?{rest.urlencode()}"
