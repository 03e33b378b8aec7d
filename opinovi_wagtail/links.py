"""The only builder of public addresses: from the partner's Wagtail site, never from a request.

A row that has a live page in the visitor's language is at that page. Any other row is at ``<index page><id>-<slug>/``, a
route of the index page in that language's tree. Where a site has no such index page, another language stands in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import PageViewRestriction, Site

from .conf import conf
from .models import Course, Event, FundingGuide, Partner, say
from .pagetree import base_page_model, concrete_models, content_type_ids, language_codes

KINDS: dict[type, str] = {Course: "course", Event: "event", FundingGuide: "guide"}
ROW_MODELS: dict[str, Any] = {kind: model for model, kind in KINDS.items()}

_index_models: dict[type, str] = {}


def register_index(page_model: type, kind: str) -> None:
    """Make pages of ``page_model`` (and what inherits from it) the index of ``kind``: "course", "event" or "guide".

    The model has to answer at ``<its own address><id>-<slug>/`` for rows that have no page.
    """
    if kind not in ROW_MODELS:
        raise ValueError(f"Unknown kind {kind!r}. The kinds are: {', '.join(ROW_MODELS)}.")
    _index_models[page_model] = kind


def index_models(kind: str) -> list[Any]:
    """The concrete page models that are an index of ``kind``."""
    bases = [model for model, of in _index_models.items() if of == kind]
    return concrete_models(*bases) if bases else []


def index_page(kind: str, language: str) -> Any:
    """The first live, public index page of ``kind`` in ``language``; ``None`` where the site has none."""
    for model in index_models(kind):
        pages = model.objects.live().public().filter(locale__language_code=language, alias_of=None)
        if page := pages.order_by("depth", "path").first():
            return page
    return None


def row_slug(row: Any, language: str) -> str:
    """``<id>-<words of the title>``: Latin letters without their marks, other scripts as they are."""
    plain = unicodedata.normalize("NFKD", say(row.title, language).text)
    words = slugify("".join(sign for sign in plain if not unicodedata.combining(sign)), allow_unicode=True)
    return f"{row.pk}-{_cut(words, 60) or KINDS[type(row)]}"


def page_of(row: Any, language: str) -> Any:
    """The live page of ``row`` in ``language``, specific; ``None`` if it has none."""
    if row.page_key is None:
        return None
    pages = base_page_model().objects.filter(live=True, translation_key=row.page_key, locale__language_code=language)
    return pages.specific().first()


def url_for(row: Any, language: str) -> str:
    """The absolute address of ``row`` (course, event or guide) for a visitor who reads ``language``.

    Falls back to the front page of the partner's site where the site has neither a page nor an index page for the row.
    """
    return urls_for([row], language)[row.pk]


def urls_for(rows: Iterable[Any], language: str) -> dict[int, str]:
    """``{row.pk: absolute address}`` for rows of one model, in a number of queries that does not grow with them."""
    rows = list(rows)
    tree = _Tree(rows)
    return {row.pk: tree.address(row, language) for row in rows}


def paths_for(rows: Iterable[Any], language: str, site: Site | None) -> dict[int, str]:
    """Like ``urls_for``, with addresses on ``site`` (the one that is being visited) as paths, for links inside its pages."""
    home = site.root_url if site is not None else None
    return {pk: _without(home, url) for pk, url in urls_for(rows, language).items()}


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """Where a row is in one language: its page, or a route of an index page."""

    url: str
    is_page: bool


def own_addresses(rows: Iterable[Any]) -> dict[int, dict[str, OwnAddress]]:
    """``{row.pk: {language: address}}`` where rows of one model have a public address of their own in a language, in a number
    of queries that does not grow with them. What stands in a part of the site that is not for everybody is left out.
    """
    rows = list(rows)
    tree = _Tree(rows)
    return {row.pk: dict(tree.public_addresses(row)) for row in rows}


def alternates(row: Any) -> dict[str, str]:
    """``{language: absolute address}`` in every language in which ``row`` has an address of its own, for ``hreflang``."""
    return {language: address.url for language, address in own_addresses([row])[row.pk].items()}


def self_service_url(event: Event, token: str) -> str:
    """Where the holder of ``token`` sees, corrects or cancels a registration for ``event``."""
    return site_url(event.partner) + reverse("opinovi_wagtail:self_service", kwargs={"token": token})


def register_url(event: Event, language: str) -> str:
    """The form with which one registers for ``event``, in ``language``."""
    return site_url(event.partner) + reverse(
        "opinovi_wagtail:register", kwargs={"language": language, "key": event.key}
    )


def calendar_url(event: Event, language: str) -> str:
    """The calendar file of ``event``, with words in ``language``."""
    return site_url(event.partner) + reverse(
        "opinovi_wagtail:event_calendar", kwargs={"language": language, "key": event.key}
    )


def site_url(partner: Partner) -> str:
    """Scheme and host of the partner's site, else of the default site, without a trailing slash."""
    site = partner.site or Site.objects.filter(is_default_site=True).first()
    return site.root_url if site else ""


@dataclass(frozen=True, slots=True)
class _Address:
    language: str
    url: str
    site_id: int
    path: str  # in the tree


class _Tree:
    """What the page tree holds for some rows of one model: their live pages and the index pages of their kind."""

    def __init__(self, rows: list[Any]) -> None:
        self.sites = {site.pk: site for site in Site.objects.all()}
        self.default_site = next((site.pk for site in self.sites.values() if site.is_default_site), None)
        self.site_of_partner = _sites_of_partners(rows)
        self.codes = language_codes()
        self.pages: dict[Any, list[_Address]] = {}
        self.indexes: list[_Address] = []
        if rows:
            self._look_up(KINDS[type(rows[0])], [row.page_key for row in rows if row.page_key])

    def _look_up(self, kind: str, keys: list[Any]) -> None:
        roots = SimpleNamespace()  # on which Wagtail keeps the root paths of the sites
        live = base_page_model().objects.filter(live=True)
        if keys:
            for page in live.filter(translation_key__in=keys).specific(defer=True):
                if address := self._address_of(page, roots):
                    self.pages.setdefault(page.translation_key, []).append(address)
        if models := index_models(kind):
            indexes = live.filter(content_type__in=content_type_ids(models)).order_by("depth", "path")
            found = [self._address_of(page, roots) for page in indexes.specific(defer=True)]
            self.indexes = [address for address in found if address]

    def _address_of(self, page: Any, roots: Any) -> _Address | None:
        parts = page.get_url_parts(request=roots)
        if not parts or parts[1] is None:
            return None
        site_id, root_url, path = parts
        return _Address(self.codes.get(page.locale_id, ""), root_url + path, site_id, page.path)

    @property
    def languages(self) -> list[str]:
        """Every language of the site, the preferred ones first."""
        return list(dict.fromkeys([*conf.LANGUAGES, *self.codes.values()]))

    def own_address(self, row: Any, language: str) -> str:
        """The address of ``row`` in the tree of ``language``; empty if that tree has none."""
        if page := self._page_of(row, language):
            return page.url
        index = self._index_of(row, language)
        return _route(index, row, language) if index else ""

    def public_addresses(self, row: Any) -> Iterable[tuple[str, OwnAddress]]:
        """``(language, address)`` where ``row`` has one that everybody may see."""
        for language in self.languages:
            page = self._page_of(row, language)
            there = page or self._index_of(row, language)
            if there and not there.path.startswith(self.restricted):
                yield language, OwnAddress(self.own_address(row, language), is_page=page is not None)

    @cached_property
    def restricted(self) -> tuple[str, ...]:
        """The paths of the pages below which one has to log in or know a word."""
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))

    def address(self, row: Any, language: str) -> str:
        """The best address that ``row`` has for a visitor who reads ``language``."""
        preferred = [language, language.split("-")[0], *self.languages]
        for candidate in dict.fromkeys(preferred):
            if url := self.own_address(row, candidate):
                return url
        for candidate in dict.fromkeys(preferred):
            if index := _in_language(self.indexes, candidate):
                return _route(index, row, candidate)
        site = self.sites.get(self._site_id_of(row))
        return f"{site.root_url}/" if site else ""

    def _page_of(self, row: Any, language: str) -> _Address | None:
        return _in_language(self.pages.get(row.page_key, ()), language)

    def _index_of(self, row: Any, language: str) -> _Address | None:
        return _in_language(self._indexes_on_site_of(row), language)

    def _site_id_of(self, row: Any) -> int | None:
        return self.site_of_partner.get(row.partner_id) or self.default_site

    def _indexes_on_site_of(self, row: Any) -> list[_Address]:
        site_id = self._site_id_of(row)
        return [index for index in self.indexes if index.site_id == site_id]


def _sites_of_partners(rows: list[Any]) -> Mapping[int, int | None]:
    if all("partner" in row._state.fields_cache for row in rows):
        return {row.partner_id: row.partner.site_id for row in rows}
    partners = Partner.objects.filter(pk__in={row.partner_id for row in rows})
    return dict(partners.values_list("pk", "site_id"))


def _in_language(addresses: Iterable[_Address], language: str) -> _Address | None:
    return next((address for address in addresses if address.language == language), None)


def _route(index: _Address, row: Any, language: str) -> str:
    return f"{index.url.rstrip('/')}/{quote(row_slug(row, language))}/"


def _without(home: str | None, url: str) -> str:
    if home and (url == home or url.startswith(f"{home}/")):
        return urlsplit(url).path or "/"
    return url


def _cut(words: str, limit: int) -> str:
    return words if len(words) <= limit else re.sub(r"-[^-]*$", "", words[: limit + 1])
