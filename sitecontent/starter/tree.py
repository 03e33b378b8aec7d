"""The page tree of the starter content: a front page and three index pages in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from opinovi_wagtail.pages.models import CourseIndexPage, EventIndexPage, FundingGuideIndexPage
from sitecontent.models import HomePage

from .sections import HOMES, INDEXES, LANGUAGES

MODELS = {"courses": CourseIndexPage, "events": EventIndexPage, "guides": FundingGuideIndexPage}


@dataclass(frozen=True, slots=True)
class Tree:
    """Pages by language: ``tree.events["sv"]``."""

    site: Site
    homes: dict[str, HomePage]
    courses: dict[str, Any]
    events: dict[str, Any]
    guides: dict[str, Any]


def make_tree() -> Tree:
    """The tree, made where it is missing; an editor's changes to its pages stay."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    root = Page.objects.get(depth=1)
    homes = _in_every_language(root, None, HomePage, HOMES, locales)
    site = _site(homes["fi"])
    indexes = {name: _in_every_language(None, homes, MODELS[name], texts, locales) for name, texts in INDEXES.items()}
    return Tree(site=site, homes=homes, **indexes)


def show_on_front_pages(homes: dict[str, HomePage], image: Any, seen: dict[str, str]) -> None:
    """``image`` at the head of the front pages; ``seen`` is its alternative text by language."""
    for language, home in homes.items():
        home.image, home.image_alt = image, seen[language]
        home.save_revision().publish()


def _in_every_language(
    root: Page | None, parents: Any, model: Any, texts: dict[str, tuple[str, str, str]], locales: dict[str, Locale]
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for language, (slug, title, introduction) in texts.items():
        parent = root if parents is None else parents[language]
        page = model.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            page = model(
                title=title,
                slug=slug,
                introduction=introduction,
                locale=locales[language],
                show_in_menus=True,
                live=False,
            )
            if made:
                page.translation_key = made["fi"].translation_key
            parent.add_child(instance=page)
            page.save_revision().publish()
            page = model.objects.get(pk=page.pk)
        made[language] = page
    return made


def _site(home: HomePage) -> Site:
    """The default site, at the address of the settings; Wagtail's own welcome page makes way."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = site.site_name or "Opin Ovi"
    welcome = site.root_page if site.root_page_id else None
    site.root_page = home
    site.save()
    if welcome is not None and welcome.slug == "home" and type(welcome.specific) is Page:
        welcome.delete()
    return site
