"""What the addresses outside the page tree share: their language and the page that says that nothing is there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from opinovi_wagtail.conf import conf

from .frame import render_page


def language_or_404(language: str) -> str:
    """``language`` if words are kept in it."""
    if language not in conf.LANGUAGES:
        raise Http404("There are no pages in this language.")
    return language


def not_found(request: HttpRequest, language: str) -> HttpResponse:
    """There is no such event, or none that the public may see: the page is the same."""
    return render_page(
        request, "opinovi_wagtail/registration/not_found.html", {}, language=language, status=404, robots="noindex"
    )
