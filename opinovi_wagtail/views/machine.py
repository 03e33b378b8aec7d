"""What the addresses outside the page tree share: their language and the page that says that nothing is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail import links
from opinovi_wagtail.conf import conf

from .alternates import Alternate, alternate
from .frame import render_page

DEAD_ENDS = {
    "not_found": _("The event was not found"),
    "unknown_link": _("This link does not work"),
    "forgotten": _("Your registration"),
}


def in_other_languages(request: HttpRequest) -> list[Alternate]:
    """The address that is being visited, with every language of the site in the place of its own."""
    here = request.resolver_match
    if here is None:
        return []
    return [
        alternate(code, reverse(here.view_name, kwargs={**here.kwargs, "language": code})) for code in conf.LANGUAGES
    ]


def stays_here(request: HttpRequest) -> None:
    """Keeps a 404 of ours from being sent on to an address with a language prefix.

    Django's LocaleMiddleware does that wherever a site has such prefixes, and Wagtail's pages take any address: the
    visitor would lose our page, and a secret in the address would be repeated in another.
    """
    request.urlconf = "opinovi_wagtail.urls"  # type: ignore[attr-defined]


def not_found(request: HttpRequest, language: str) -> HttpResponse:
    """There is no such event, or none that the public may see, or not in this language: the page is the same."""
    language = language if language in conf.LANGUAGES else conf.LANGUAGES[0]
    return dead_end(request, "not_found", language, in_other_languages(request))


def dead_end(request: HttpRequest, name: str, language: str, alternates: Iterable[Alternate]) -> HttpResponse:
    """A page of ours with status 404, which says what may be wrong and where one can go on: the list of events."""
    stays_here(request)
    with translation.override(language):
        title = str(DEAD_ENDS[name])
    return machine_page(request, name, {}, title=title, language=language, status=404, alternates=alternates)


def machine_page(
    request: HttpRequest,
    name: str,
    context: Mapping[str, Any],
    *,
    title: str,
    language: str,
    alternates: Iterable[Alternate],
    status: int = 200,
) -> HttpResponse:
    """A page of ours outside the page tree. The list of events stands in for the page that a host's base template asks for."""
    events = _list_of_events(language)
    return render_page(
        request,
        f"opinovi_wagtail/registration/{name}.html",
        {"list_url": events.get_url(request) if events is not None else "", **context},
        title=title,
        language=language,
        page=events,
        status=status,
        alternates=alternates,
        robots="noindex",
    )


def _list_of_events(language: str) -> Any:
    """In ``language``, or in another one rather than not at all."""
    candidates = (links.index_page("event", candidate) for candidate in dict.fromkeys([language, *conf.LANGUAGES]))
    return next((page for page in candidates if page is not None), None)
