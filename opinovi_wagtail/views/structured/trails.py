"""Where a page stands in its site, for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from opinovi_wagtail.views.trail import Crumb

from .things import Thing, thing


def describe_trail(trail: Iterable[Crumb], here: str) -> list[Thing]:
    """The pages above ``here`` (its absolute address) and itself as a graph; nothing where there is none above."""
    crumbs = list(trail)
    if len(crumbs) < 2:
        return []
    steps = [
        thing("ListItem", position=number, name=crumb.title, item=urljoin(here, crumb.url))
        for number, crumb in enumerate(crumbs, start=1)
    ]
    return [thing("BreadcrumbList", id_=f"{here}#trail", itemListElement=steps)]
