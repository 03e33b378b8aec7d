"""The list of funding guides and the page of one guide, for whichever Wagtail page answers at the address."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import FundingGuide, say
from opinovi_wagtail.rules.validity import validity_of
from opinovi_wagtail.search.filters import GuideFilters

from .alternates import page_alternates, row_alternates
from .applying import destination
from .frame import render_page
from .head import list_head, row_head
from .listing import cards_of, listing, service_point
from .standing import around, title_of, title_of_row
from .structured import describe_guide


def guide_list(request: HttpRequest, page: Any) -> HttpResponse:
    """Every funding guide, the ended ones too: people go on searching for them."""
    language = page.locale.language_code
    now = timezone.now()
    with translation.override(language):
        filters = GuideFilters(request.GET, now=now, language=language)
        found = listing(request, filters)
        for card in found.cards:
            card.shown = validity_of(card.row, filters.today)
    alternates = page_alternates(request, page)
    return render_page(
        request,
        "opinovi_wagtail/guides/list.html",
        {"filters": filters, "found": found, "now": now},
        title=title_of(page),
        language=language,
        page=page,
        alternates=alternates,
        head=list_head(request, page, filters, found.page.number, alternates),
    )


def guide_detail(request: HttpRequest, page: Any, guide: FundingGuide) -> HttpResponse:
    """One guide: first the facts, then the words. ``page`` is the guide's own page or the index page.

    A hidden guide is not found, except in a preview. An ended one stays and shows what can be applied for instead.
    """
    if not guide.listed and not getattr(request, "is_preview", False):
        raise Http404("This guide is not published.")
    language = page.locale.language_code
    today = dates.local(timezone.now(), conf.TIME_ZONE).date()
    validity = validity_of(guide, today)
    with translation.override(language):
        apply = destination(guide.apply_url, office=say(guide.granter, language).text)
    references = list(guide.references.all())
    alternates = row_alternates(guide)
    describe = partial(describe_guide, guide, references, language=language)
    return render_page(
        request,
        "opinovi_wagtail/guides/detail.html",
        {
            **around(request, page, guide),
            "guide": guide,
            "validity": validity,
            "apply": apply,
            "ask": service_point(),
            "amounts": list(guide.amounts.all()) if validity.amounts_hold else [],
            "references": references,
            "alternatives": cards_of(request, alternatives_to(guide, today), language) if validity.ended else [],
        },
        title=title_of_row(guide, page),
        language=language,
        page=page,
        alternates=alternates,
        head=row_head(request, page, guide, alternates, describe),
        status=410 if guide.withdrawn_at else 200,
    )


def alternatives_to(guide: FundingGuide, today: dt.date) -> list[FundingGuide]:
    """What can be applied for instead: first what replaced it, then what is in force for the same people, at most five."""
    others = [
        other
        for other in FundingGuide.objects.public().filter(audience=guide.audience).exclude(pk=guide.pk)
        if not validity_of(other, today).ended
    ]
    situations = set(guide.situations)
    others.sort(key=lambda other: (other.pk != guide.replaced_by_id, -len(situations & set(other.situations))))
    return others[:5]
