"""Questions to Wagtail's page tree that work on every supported site, also on one with a base page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale
from wagtail.models.pages import get_page_models


def base_page_model() -> Any:
    """The model whose table holds every page: Wagtail's own or, on Wagtail 8, the one that the site has put in its place."""
    try:
        import swapper
    except ImportError:  # Wagtail 7.4 has one base page only
        from wagtail.models import Page

        return Page
    return swapper.load_model("wagtailcore", "Page")


def concrete_models(*bases: type) -> list[Any]:
    """Every page model of the site that is, or inherits from, one of ``bases`` (which may be abstract)."""
    return [model for model in get_page_models() if issubclass(model, bases)]


def content_type_ids(models: Iterable[Any]) -> list[int]:
    """The content types of ``models``; cached by Django, so usually without a query."""
    return [kind.pk for kind in ContentType.objects.get_for_models(*models).values()] if models else []


def language_codes() -> dict[int, str]:
    """Locale identifier -> BCP 47 code, for every locale of the site."""
    return dict(Locale.all_objects.values_list("pk", "language_code"))
