"""Who owns the facts of a page's row, and the explicit acts that change it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from opinovi_wagtail.models import Projection
from opinovi_wagtail.rules.states import Origin

from .projection import language_of, project
from .registry import way_of
from .rows import changing


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns the facts that a page shows: another page, a source, or the form of the row."""

    origin: Origin
    row: Any = None
    page_id: str = ""
    language: str = ""


def page_key(page: Any) -> Any:
    """What a page's row is found by: the translation key, for an alias that of the page it follows."""
    return page.alias_of.translation_key if page.alias_of_id else page.translation_key


def row_of(page: Any) -> Any:
    """The row in which ``page`` shows; ``None`` if it has none yet."""
    way = way_of(type(page))
    if way is None:
        return None
    return way.row_model.objects.select_related("partner").filter(page_key=page_key(page)).first()


def owner_of(page: Any) -> Owner | None:
    """Who owns the facts of ``page``, if it is not the page itself. ``None``: it owns them, or will when it is published."""
    way = way_of(type(page))
    if way is None or page.translation_key is None:
        return None
    row = way.row_model.objects.filter(page_key=page.translation_key).first()
    if row is not None and row.origin != Origin.PAGE:
        return Owner(Origin(row.origin), row=row)
    other = (
        Projection.objects.filter(kind=way.kind, page_key=page.translation_key, owns_facts=True)
        .exclude(page_id=str(page.pk))
        .first()
    )
    return Owner(Origin.PAGE, row=row, page_id=other.page_id, language=other.language) if other else None


def owns_facts(page: Any) -> bool:
    """Whether the facts of its row are edited on ``page``."""
    return owner_of(page) is None


def attach(row: Any, page: Any, *, now: dt.datetime | None = None) -> None:
    """Let ``page`` and its translations say the words of ``row``, which keeps its owner. A live page does so at once."""
    now = now or timezone.now()
    with transaction.atomic(), changing(type(row), row.pk, now) as locked:
        locked.page_key = page.translation_key
    row.page_key = page.translation_key
    if page.live:
        project(page, now=now)


def take_over(row: Any, page: Any, *, now: dt.datetime | None = None) -> None:
    """Let ``page`` own the facts of ``row`` from now on; a source or the form that owned them has no more say.

    The facts change when the page is published the next time; those of a live page are taken at once.
    """
    now = now or timezone.now()
    way = way_of(type(page))
    if way is None:
        raise ValueError(f"Pages of {type(page).__name__} do not take part: register them with publishing.projects().")
    with transaction.atomic(), changing(type(row), row.pk, now) as locked:
        locked.page_key = page.translation_key
        locked.origin = Origin.PAGE
        Projection.objects.filter(kind=way.kind, page_key=page.translation_key).update(owns_facts=False)
        Projection.objects.update_or_create(
            page_id=str(page.pk),
            defaults={
                "content_type": page.content_type,
                "kind": way.kind,
                "page_key": page.translation_key,
                "language": language_of(page),
                "owns_facts": True,
            },
        )
    row.page_key, row.origin = page.translation_key, Origin.PAGE
    if page.live:
        project(page, now=now)


def release(row: Any, *, now: dt.datetime | None = None) -> None:
    """Let the row's own form own the facts that a page owned; the page and its translations go on saying the words."""
    now = now or timezone.now()
    with transaction.atomic(), changing(type(row), row.pk, now) as locked:
        locked.origin = Origin.FORM
        Projection.objects.filter(page_key=locked.page_key).update(owns_facts=False)
    row.origin = Origin.FORM
