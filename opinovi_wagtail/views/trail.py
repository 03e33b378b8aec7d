"""Where a page stands: the way from the front page to it, for people and for search engines."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from wagtail.models import Site


class Crumb(NamedTuple):
    """A page on the way; the last one is the page itself and has no address."""

    title: str
    url: str = ""


def trail(request: HttpRequest, page: Any, title: str, *, below: bool = False) -> tuple[Crumb, ...]:
    """The way to ``page``, or to what it answers for ``below`` itself, which is called ``title``.

    From the front page of the language down, with the pages only that everybody may see.
    """
    site = Site.find_for_request(request)
    top = site.root_page.depth if site is not None else 2
    above = page.get_ancestors(inclusive=below).filter(depth__gte=top).live().public()
    crumbs = [Crumb(other.title, other.get_url(request) or "") for other in above.specific(defer=True)]
    return (*(crumb for crumb in crumbs if crumb.url), Crumb(title))
