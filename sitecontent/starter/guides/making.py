"""Stores the funding guides of the starter content, as pages in three languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from opinovi_wagtail.models import FundingGuide, Partner
from opinovi_wagtail.pages.models import FundingGuidePage, FundingGuidePageAmount, FundingGuidePageReference
from opinovi_wagtail.rules.states import GuideStatus
from sitecontent.starter.translations import Children, make_pages
from sitecontent.starter.tree import Tree

from .sample import CHECKED, Sample
from .studying import STUDYING
from .turning_points import TURNING_POINTS
from .unemployed import UNEMPLOYED

# What replaces another one comes before it.
GUIDES: tuple[Sample, ...] = (*STUDYING, *UNEMPLOYED, *TURNING_POINTS)


def make_guides(tree: Tree, partners: Mapping[str, Partner], images: Mapping[str, Any], today: dt.date) -> None:
    """All of them."""
    for sample in GUIDES:
        facts: dict[str, Any] = {
            "partner": partners["verkosto"],
            "scheme": sample.scheme,
            "situations": list(sample.situations),
            "replaced_by": FundingGuide.objects.filter(scheme=sample.replaced_by or "-").first(),
            "verified_on": CHECKED,
            "verified_by": "Opin Ovi",
            **sample.facts,
        }
        if sample.until_new_year:
            facts |= {
                "status": GuideStatus.CHANGING,
                "valid_until": dt.date(today.year, 12, 31),
                "review_due": dt.date(today.year + 1, 1, 1),
            }
        amounts = [
            {
                "label": amount.label,
                "minimum": amount.sum,
                "unit": amount.unit,
                "as_of": dt.date(amount.year, 1, 1),
                "taxable": amount.taxable,
            }
            for amount in sample.amounts
        ]
        references = [
            {
                "publisher": reference.publisher,
                "url": reference.url,
                "statute": reference.statute,
                "retrieved_on": CHECKED,
            }
            for reference in sample.references
        ]
        make_pages(
            FundingGuidePage,
            tree.guides,
            sample.words,
            images,
            facts=facts,
            children=[
                Children("amounts", FundingGuidePageAmount, amounts),
                Children("references", FundingGuidePageReference, references),
            ],
        )
