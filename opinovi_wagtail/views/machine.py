"""What the addresses outside the page tree share: their language and the page that says that nothing is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from opinovi_wagtail.conf import conf

from .frame import Alternate, alternate, render_page


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
    stays_here(request)
    language = language if language in conf.LANGUAGES else conf.LANGUAGES[0]
    return render_page(
        request,
        "opinovi_wagtail/registration/not_found.html",
        {},
        language=language,
        status=404,
        alternates=in_other_languages(request),
        robots="noindex",
    )
