"""What the reference site's base template asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from wagtail.models import Page, Site

from opinovi_wagtail.models import Place
from opinovi_wagtail.views.alternates import page_alternates
from opinovi_wagtail.views.listing import service_point

register = template.Library()


@register.simple_tag(takes_context=True)
def site_home(context: Mapping[str, Any]) -> Page | None:
    """The front page in the language being read."""
    site = Site.find_for_request(context["request"])
    if site is None:
        return None
    homes = site.root_page.get_translations(inclusive=True).live().select_related("locale")
    in_language = {home.locale.language_code: home for home in homes}
    return in_language.get(get_language() or "", site.root_page)


@register.simple_tag(takes_context=True)
def site_sections(context: Mapping[str, Any], home: Page | None) -> list[tuple[str, str]]:
    """``(title, address)`` of the pages in the menu."""
    if home is None:
        return []
    return [(page.title, page.get_url(context["request"])) for page in home.get_children().live().in_menu()]


@register.simple_tag
def site_service_point() -> Place | None:
    """Where one can ask a person."""
    return service_point()


@register.simple_tag(takes_context=True)
def site_languages(context: Mapping[str, Any]) -> list[Any]:
    """The page in its other languages."""
    page = context.get("page")
    return page_alternates(context["request"], page) if page is not None else []
