"""The pages that say that an address leads nowhere and that something broke, in the language of the address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from opinovi_wagtail.views.alternates import Alternate, alternate

from .starter.sections import HOMES, INDEXES


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """With the menu of the site, for whoever goes on looking."""
    language = language_of(request)
    with translation.override(language):
        return render(request, "404.html", {"languages": home_pages(), "LANGUAGE_CODE": language}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database or the session, which may be what broke; its links are those of the starter content."""
    language = language_of(request)
    sections = [
        (title, f"/{language}/{slug}/") for slug, title, _text in (words[language] for words in INDEXES.values())
    ]
    with translation.override(language):
        context = {"home": f"/{language}/", "sections": sections, "languages": home_pages()}
        page = render_to_string("500.html", context)
    return HttpResponse(page, status=500)


def home_pages() -> list[Alternate]:
    """The front page in each language: what was not found has no other languages of its own."""
    return [alternate(language, f"/{language}/") for language in HOMES]


def language_of(request: HttpRequest) -> str:
    """The language at the head of the address, else the site's first."""
    language = translation.get_language_from_path(request.path_info)
    return language if language in HOMES else settings.LANGUAGE_CODE
