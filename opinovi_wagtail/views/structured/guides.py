"""A funding guide in the words of schema.org: a page about a benefit.

It is not described as the benefit. ``GovernmentService`` would make every granter an authority, and some are funds, insurers
and employers; ``MonetaryGrant`` is what one person was given, and a study leave is no money at all; ``FundingScheme`` is an
organisation that funds research. What a guide truly is, and what a reader has to know of it, is a page with sources that
someone has checked on a day.
"""

from __future__ import annotations

from collections.abc import Iterable

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import FundingGuide, GuideReference, say

from .things import Thing, one_or_all, organiser, prose, said, thing, web_address


def describe_guide(guide: FundingGuide, references: Iterable[GuideReference], url: str, *, language: str) -> Thing:
    """The page of ``guide`` at ``url`` for readers of ``language``.

    Who is named as having checked the facts is the organisation that answers for them; its people are not named in public.
    """
    moment = guide.remote_modified or guide.fetched_at or guide.updated_at
    texts = (guide.title, guide.summary, guide.eligibility, guide.how_to_apply, guide.deadlines, guide.body)
    return thing(
        "WebPage",
        id_=url,
        url=url,
        name=said(guide.title, language),
        description=prose(guide.summary, language),
        inLanguage=one_or_all(found.language for found in (say(text, language) for text in texts) if found),
        dateModified=dates.local(moment, conf.TIME_ZONE).date().isoformat(),
        lastReviewed=guide.verified_on.isoformat() if guide.verified_on else None,
        reviewedBy=organiser(guide, language) if guide.verified_on else None,
        citation=[_source(reference, language) for reference in references],
    )


def _source(reference: GuideReference, language: str) -> Thing:
    publisher = said(reference.publisher, language)
    return thing(
        "CreativeWork",
        name=reference.statute or publisher,
        publisher=thing("Organization", name=publisher) if publisher else None,
        url=web_address(reference.url),
    )
