"""The page tree of a host with our page types: a front page of Wagtail's own kind and our three index pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale, Page, Site

from opinovi_wagtail.pages.models import CourseIndexPage, EventIndexPage, FundingGuideIndexPage


@dataclass(frozen=True, slots=True)
class PlainTree:
    home: Any
    courses: Any
    events: Any
    guides: Any


def make_plain_tree(language: str = "fi", hostname: str = "testserver", port: int = 80) -> PlainTree:
    """The tree in ``language``, as the default site."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    home = root.add_child(instance=Page(title="Etusivu", slug="etusivu", locale=locale))
    Site.objects.create(hostname=hostname, port=port, root_page=home, is_default_site=True, site_name="Vanha sivusto")
    indexes = {
        name: home.add_child(instance=model(title=title, slug=slug, locale=locale, show_in_menus=True))
        for name, model, title, slug in (
            ("courses", CourseIndexPage, "Koulutukset", "koulutukset"),
            ("events", EventIndexPage, "Tapahtumat", "tapahtumat"),
            ("guides", FundingGuideIndexPage, "Rahoitus", "rahoitus"),
        )
    }
    return PlainTree(home=home, **indexes)
