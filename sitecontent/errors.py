"""The pages that say that an address leads nowhere and that something broke, in the language of the address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from .starter.sections import HOMES, INDEXES


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """With the menu of the site, for whoever goes on looking."""
    with translation.override(language_of(request)):
        return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database or the session, which may be what broke; its links are those of the starter content."""
    language = language_of(request)
    sections = [
        (title, f"/{language}/{slug}/") for slug, title, _text in (words[language] for words in INDEXES.values())
    ]
    with translation.override(language):
        page = render_to_string("500.html", {"home": f"/{language}/", "sections": sections})
    return HttpResponse(page, status=500)


def language_of(request: HttpRequest) -> str:
    """The language at the head of the address, else the site's first."""
    language = translation.get_language_from_path(request.path_info)
    return language if language in HOMES else settings.LANGUAGE_CODE
