"""The same thing in other languages: a page, what stands below it, or a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf

from .standing import is_draft


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same thing in another language; ``name`` is what that language calls itself."""

    language: str
    name: str
    url: str


def alternate(language: str, url: str) -> Alternate:
    """``url`` as the version in ``language``."""
    try:
        name = translation.get_language_info(language)["name_local"]
    except KeyError:
        name = language
    return Alternate(language, name[:1].upper() + name[1:], url)


def page_alternates(request: HttpRequest, page: Any, subpage: str = "") -> list[Alternate]:
    """``page``, or its ``subpage`` (a path that is the same in all languages), in every language that it is live in.

    The query is kept: its parameters mean the same in all of them.
    """
    query = request.GET.urlencode()
    languages = list(conf.LANGUAGES)
    found = []
    for other in page.get_translations(inclusive=True).live().public().select_related("locale"):
        url = other.get_full_url(request)
        if url:
            url = f"{url.rstrip('/')}/{subpage}" if subpage else url
            found.append(alternate(other.locale.language_code, f"{url}?{query}" if query else url))
    return sorted(found, key=lambda other: languages.index(other.language) if other.language in languages else 99)


def row_alternates(row: Any) -> list[Alternate]:
    """The detail of ``row`` in every language in which it has an address of its own; a draft has none yet."""
    if is_draft(row):
        return []
    return [alternate(language, url) for language, url in links.alternates(row).items()]
