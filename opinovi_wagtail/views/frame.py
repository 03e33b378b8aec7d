"""What every public page shares: the language it speaks, the same thing in other languages, and how it is rendered."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import say
from opinovi_wagtail.pagetree import base_page_model

from .labels import Labels

if TYPE_CHECKING:
    from .head import Head


# Of a page that is not to be saved: without one, a page asks the database what it is.
_NO_TYPE = -1


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


def is_draft(row: Any) -> bool:
    """Whether ``row`` is what a page would become if it were published: its children are in memory, not in the store."""
    return getattr(row, "is_draft", False)


def is_own_page(page: Any, row: Any) -> bool:
    """Whether ``page`` is the page of ``row`` in some language, and not an index page that answers for it."""
    return row.page_key is not None and page.translation_key == row.page_key


def around(request: HttpRequest, page: Any, row: Any) -> dict[str, Any]:
    """How ``page`` stands to ``row``: whether it is the row's own page, whether that says something at length, and where
    the list of its kind is."""
    is_own = is_own_page(page, row)
    above = page.get_parent() if is_own else page
    return {
        "page_is_row": is_own,
        "page_has_body": is_own and bool(getattr(page, "body", None)),
        "list_url": above.get_url(request) if above is not None else "",
    }


def title_of(page: Any) -> str:
    """What the document of ``page`` is called: what its editor wrote for search engines, else its title."""
    return str(getattr(page, "seo_title", "") or page.title)  # a host's own base page may lack the first


def title_of_row(row: Any, page: Any) -> str:
    """What the document of ``row`` is called, answered for by ``page``: its own or the index page."""
    if is_own_page(page, row) and getattr(page, "seo_title", ""):
        return title_of(page)
    return say(row.title, page.locale.language_code).text


def shown_as(page: Any, title: str) -> Any:
    """``page`` as a host's base template is to see it; never to be saved.

    It is called ``title``. It has no description for search engines, which is ``opinovi_head``'s to write: that of an index
    page would be wrong for everything that the page answers for, and there may be one only.
    """
    other = {} if title == title_of(page) else {"title": title, "seo_title": title}
    if getattr(page, "search_description", ""):
        other["search_description"] = ""
    if not other:
        return page
    shown = copy.copy(page)
    for name, value in other.items():
        setattr(shown, name, value)
    return shown


def page_called(title: str) -> Any:
    """A page that is nowhere, for a base template that cannot do without one. Asks nothing of the database."""
    return base_page_model()(title=title, seo_title=title, content_type_id=_NO_TYPE)


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    language: str,
    alternates: Iterable[Alternate] = (),
    status: int = 200,
    page: Any = None,
    robots: str = "",
    head: Head | None = None,
) -> HttpResponse:
    """``template`` in ``language``, rendered here and now so that nothing leaks out of the language.

    ``title`` is what the document is called, in the language. ``page`` is the Wagtail page that answers, or stands nearest: a
    host's own base template finds in it what it expects of a page, the title included; ``None`` where there is none, or where it
    cannot be asked for. A page without a ``head`` is for those
    only who were sent to it: nothing but its style sheet and ``robots`` is said of it.
    """
    robots = robots or (head.robots if head is not None else "")
    with translation.override(language):
        around_it = {"page": page_called(title)} if page is None else shown_as(page, title).get_context(request)
        whole = {
            **around_it,
            **context,
            "opinovi": {
                "title": title,
                "language": language,
                "labels": Labels(),
                "alternates": list(alternates),
                "robots": robots,
                "head": head,
                "description": head.description.text if head is not None else "",
                "breadcrumbs": list(head.trail) if head is not None else [],
                "service_name": conf.SERVICE_NAME,
                "include_css": conf.INCLUDE_CSS,
            },
        }
        response = render(request, template, whole, status=status)
    response.headers["Content-Language"] = language
    if robots:
        # In <head> it counts only where the host's base template has a block there.
        response.headers["X-Robots-Tag"] = robots
    return response
