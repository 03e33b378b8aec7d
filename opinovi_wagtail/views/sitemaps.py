"""Sitemaps of a site: its pages in every language, and the courses, events and guides that have no page of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from wagtail.contrib.sitemaps import Sitemap

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Course, Event, FundingGuide
from opinovi_wagtail.pagetree import base_page_model


class PageSitemap(Sitemap):
    """Every public page of a site. Wagtail's own leaves out the trees of the languages beside the root page of the site."""

    limit = 5000

    def items(self) -> QuerySet[Any]:
        root = self.get_wagtail_site().root_page
        trees = [Q(path__startswith=other.path) for other in root.get_translations(inclusive=True)]
        pages = base_page_model().objects.filter(reduce(or_, trees)).live().public()
        return pages.order_by("path").defer_streamfields().specific()

    def get_latest_lastmod(self) -> dt.datetime | None:
        changed = Max(Coalesce("last_published_at", "latest_revision_created_at"))
        return self.items().order_by().aggregate(latest=changed)["latest"]


class RowSitemap(Sitemap):
    """The public rows of one kind on a site, in each language in which a row is a route of an index page.

    A row's own page is left to the sitemap of pages, and a row of a partner with another site to that one's.
    """

    model: ClassVar[Any]
    limit = 2000  # rows; each has an address per language

    def items(self) -> QuerySet[Any]:
        site = self.get_wagtail_site()
        here = Q(partner__site=site)
        if site.is_default_site:
            here |= Q(partner__site=None)
        needed = ("partner", "title", "page_key", "updated_at", "partner__site")
        return self.model.objects.public().filter(here).select_related("partner").only(*needed).order_by("pk")

    def get_latest_lastmod(self) -> dt.datetime | None:
        return self.items().order_by().aggregate(latest=Max("updated_at"))["latest"]

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        rows = list(self.paginator.page(page).object_list)
        addresses = links.own_addresses(rows)
        self.latest_lastmod = max((row.updated_at for row in rows), default=None)
        return [entry for row in rows for entry in _entries(row, addresses[row.pk])]


class CourseSitemap(RowSitemap):
    model = Course


class EventSitemap(RowSitemap):
    model = Event


class FundingGuideSitemap(RowSitemap):
    model = FundingGuide


# For the views of ``wagtail.contrib.sitemaps``, which tell a sitemap the site that is being visited.
SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": PageSitemap,
    "courses": CourseSitemap,
    "events": EventSitemap,
    "guides": FundingGuideSitemap,
}


def _entries(row: Any, addresses: dict[str, links.OwnAddress]) -> Iterable[dict[str, Any]]:
    others = [{"lang_code": language, "location": address.url} for language, address in addresses.items()]
    default = next((addresses[language].url for language in conf.LANGUAGES if language in addresses), "")
    if default:
        others.append({"lang_code": "x-default", "location": default})
    for address in addresses.values():
        if not address.is_page:
            yield {
                "item": row,
                "location": address.url,
                "lastmod": row.updated_at,
                "changefreq": None,
                "priority": "",
                "alternates": others,
            }
