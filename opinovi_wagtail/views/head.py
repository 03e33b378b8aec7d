"""What search engines and other sites are told of a page in its head; the tag ``opinovi_head`` writes it down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from wagtail.models import Site

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Said, say

from .alternates import Alternate
from .pictures import Picture, picture_of
from .prose import without_markup
from .standing import is_draft, is_own_page
from .structured import Thing, describe_trail
from .trail import Crumb, trail

if TYPE_CHECKING:
    from opinovi_wagtail.search.filters import CatalogueFilters

DESCRIPTION = 155  # characters, which is what search engines show


@dataclass(frozen=True, slots=True)
class Head:
    """What is said of a page. All addresses are absolute.

    ``url`` is the one under which it is to be found, empty where it is not to be; ``shared_url`` that of what is shown, its
    filters included. ``graph`` is what ``structured`` says of it.
    """

    url: str = ""
    shared_url: str = ""
    alternates: tuple[Alternate, ...] = ()
    description: Said = Said()
    kind: str = "website"
    site_name: str = ""
    picture: Picture | None = None
    robots: str = ""
    trail: tuple[Crumb, ...] = ()
    graph: tuple[Thing, ...] = ()

    @property
    def default_url(self) -> str:
        """The version for those whose language the site does not speak: in the first of its languages that there is."""
        by_language = {other.language: other.url for other in self.alternates}
        return next((by_language[language] for language in conf.LANGUAGES if language in by_language), "")


def list_head(
    request: HttpRequest,
    page: Any,
    filters: CatalogueFilters,
    number: int,
    alternates: Iterable[Alternate],
    *,
    subpage: str = "",
    title: str = "",
) -> Head:
    """Of page ``number`` of the list at ``page``, or of what stands at its ``subpage`` and is called ``title``.

    A narrowed list is for people: search engines follow its links and go on to find the list that it is a part of. So is a
    list in another order.
    """
    way = trail(request, page, title or page.title, below=bool(subpage))
    asked = _asked(request.GET, filters.form.fields)
    own = f"?page={number}" if number > 1 else ""
    url = page.get_full_url(request)
    url = f"{url.rstrip('/')}/{subpage}" if url and subpage else url or request.build_absolute_uri(request.path)
    told = {
        "url": f"{url}{own}",
        "shared_url": f"{url}?{asked.urlencode()}" if asked else f"{url}{own}",
        "description": _description_of_list(page),
        "site_name": _site_name(request),
        "trail": way,
    }
    if asked:
        return Head(robots="noindex,follow", **told)
    others = tuple(_plain(other, own) for other in alternates)
    return Head(alternates=others, graph=tuple(describe_trail(way, f"{url}{own}")), **told)


def row_head(
    request: HttpRequest,
    page: Any,
    row: Any,
    alternates: Iterable[Alternate],
    describe: Callable[[str], Thing],
) -> Head:
    """Of ``row``, which ``page`` answers for: its own or an index page.

    ``describe`` says what is at an address. A row that is gone or not there yet is not to be found.
    """
    language = page.locale.language_code
    own = is_own_page(page, row)
    way = trail(request, page, say(row.title, language).text, below=not own)
    if is_draft(row) or not row.is_public:
        return Head(robots="noindex", trail=way)
    others = tuple(alternates)
    url = next((other.url for other in others if other.language == language), "") or links.url_for(row, language)
    return Head(
        url=url,
        shared_url=url,
        alternates=others,
        description=_description_of_row(row, page if own else None, language),
        kind="article",
        site_name=_site_name(request),
        picture=picture_of(page) if own else None,
        trail=way,
        graph=(describe(url), *describe_trail(way, url)),
    )


def shortened(text: str, limit: int = DESCRIPTION) -> str:
    """``text`` without its end where it is longer than ``limit``, cut between words."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def _description_of_row(row: Any, page: Any, language: str) -> Said:
    if text := getattr(page, "search_description", ""):
        return Said(shortened(text), language)
    longer = row.body if hasattr(row, "body") else row.description
    found = say(row.summary, language) or say(longer, language)
    return Said(shortened(without_markup(found.text)), found.language)


def _description_of_list(page: Any) -> Said:
    text = getattr(page, "search_description", "") or getattr(page, "introduction", "")
    return Said(shortened(without_markup(text)), page.locale.language_code)


def _asked(query: QueryDict, names: Iterable[str]) -> QueryDict:
    """What of ``query`` narrows or orders the list, with the page; empty where nothing does. Anything else is not ours."""
    kept = QueryDict(mutable=True)
    for name in names:
        if values := [value for value in query.getlist(name) if value]:
            kept.setlist(name, values)
    if kept and query.get("page"):
        kept["page"] = query["page"]
    return kept


def _plain(other: Alternate, query: str) -> Alternate:
    return replace(other, url=f"{other.url.split('?')[0]}{query}")


def _site_name(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    return (site.site_name if site is not None else "") or str(conf.SERVICE_NAME)
