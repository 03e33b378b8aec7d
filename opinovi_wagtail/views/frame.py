"""How every public page is rendered: in one language, with what a host's own base template expects of a page."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from opinovi_wagtail.conf import conf
from opinovi_wagtail.pagetree import base_page_model

from .alternates import Alternate
from .head import Head
from .labels import Labels
from .standing import title_of

# Of a page that is not to be saved: without one, a page asks the database what it is.
_NO_TYPE = -1


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
