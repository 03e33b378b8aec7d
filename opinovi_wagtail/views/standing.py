"""How a Wagtail page stands to the row that it shows: whether it is the row's own, and what the two are called."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from opinovi_wagtail.models import say


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
