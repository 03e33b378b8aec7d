"""What surrounds a page of ours: its head, and the headings of its filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from opinovi_wagtail.conf import conf
from opinovi_wagtail.views.head import Head
from opinovi_wagtail.views.labels import same_language
from opinovi_wagtail.views.pictures import given_picture
from opinovi_wagtail.views.structured import json_ld

register = template.Library()

# Other sites want a country with the language. English is that of Europe.
_LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


@register.simple_tag(takes_context=True)
def opinovi_head(context: Mapping[str, Any], image: Any = None) -> SafeString:
    """What our pages need in ``<head>``: the style sheet, and what search engines and other sites are to know of them.

    ``image``, a rendition or the address of a file of the site, stands for pages that have no picture of their own.
    """
    frame = context.get("opinovi") or {}
    head: Head = frame.get("head") or Head()
    robots = frame.get("robots")
    parts = []
    if frame.get("include_css", conf.INCLUDE_CSS):
        parts.append(format_html('<link rel="stylesheet" href="{}">', static("opinovi_wagtail/opinovi.css")))
    if robots:
        parts.append(format_html('<meta name="robots" content="{}">', robots))
    if head.url:
        parts += _for_search_engines(head, frame["language"])
        parts += _for_other_sites(head, frame["title"], frame["language"], image)
        parts.append(json_ld(head.graph))
    return format_html_join("\n", "{}", ((part,) for part in parts if part))


def _for_search_engines(head: Head, language: str) -> Iterable[SafeString]:
    yield format_html('<link rel="canonical" href="{}">', head.url)
    for other in head.alternates:
        yield format_html('<link rel="alternate" hreflang="{}" href="{}">', other.language, other.url)
    if head.default_url:
        yield format_html('<link rel="alternate" hreflang="x-default" href="{}">', head.default_url)
    told = head.description
    if told:
        foreign = "" if same_language(told.language, language) else format_html(' lang="{}"', told.language)
        yield format_html('<meta name="description" content="{}"{}>', told.text, foreign)


def _for_other_sites(head: Head, title: str, language: str, image: Any) -> Iterable[SafeString]:
    picture = head.picture or given_picture(image)
    here = _locale(language)
    others = [_locale(other.language) for other in head.alternates]
    properties: list[tuple[str, Any]] = [
        ("og:title", title),
        ("og:description", head.description.text),
        ("og:type", head.kind),
        ("og:url", head.shared_url),
        ("og:site_name", head.site_name),
        ("og:locale", here),
        *(("og:locale:alternate", other) for other in others if other != here),
    ]
    if picture:
        properties += [
            ("og:image", urljoin(head.url, picture.url)),
            ("og:image:width", picture.width),
            ("og:image:height", picture.height),
            ("og:image:alt", picture.text),
        ]
    for name, value in properties:
        if value:
            yield format_html('<meta property="{}" content="{}">', name, value)
    yield format_html('<meta name="twitter:card" content="{}">', "summary")


def _locale(language: str) -> str:
    """``sv_FI``; nothing for a language whose country nobody has said."""
    bare, _dash, country = language.partition("-")
    return f"{bare}_{country.upper()}" if country else _LOCALES.get(bare, "")


@register.simple_tag
def chosen_count(bound_field: Any) -> str:
    """How many boxes of a filter are ticked, for its heading; empty when none is."""
    count = len([value for value in bound_field.value() or () if value in bound_field.field.known])
    return ngettext("%(count)s chosen", "%(count)s chosen", count) % {"count": count} if count else ""
