"""Brings rows up to date with pages that were published, unpublished or deleted. Nothing here raises: a failure is logged,
remembered, and tried again by ``heal``.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from opinovi_wagtail import changes
from opinovi_wagtail.models import Projection
from opinovi_wagtail.rules.states import Origin

from . import rows
from .registry import ROW_MODELS, Projected, Way, way_of

logger = logging.getLogger("opinovi_wagtail.publishing")


def project(page: Any, *, now: dt.datetime | None = None) -> bool:
    """Bring the row of ``page`` (specific, as it is live) up to date; ``False`` if that failed.

    A page that is not live, or that does not take part, contributes nothing; aliases are ignored.
    """
    way = way_of(type(page))
    if way is None or page.alias_of_id:
        return True
    now = now or timezone.now()
    try:
        with transaction.atomic():
            if page.live:
                _publish(page, way, now)
            else:
                _unpublish(str(page.pk), now)
    except Exception as error:
        logger.exception("Page %s was published, but its row was not brought up to date.", page.pk)
        _remember_failure(page, way, error, now)
        return False
    return True


def withdraw(page_id: Any, *, now: dt.datetime | None = None) -> bool:
    """Take what an unpublished page said out of its row; without any live page the row is hidden. ``False``: it failed."""
    try:
        with transaction.atomic():
            _unpublish(str(page_id), now or timezone.now())
    except Exception:
        logger.exception("Page %s was unpublished, but its row was not brought up to date.", page_id)
        return False
    return True


def expect_to_forget(page_id: Any) -> None:
    """Mark a page that is about to be deleted, so that it counts as gone when others of the same deletion are forgotten."""
    try:
        with transaction.atomic():
            Projection.objects.filter(page_id=str(page_id)).update(live=False)
    except Exception:
        logger.exception("Page %s is being deleted, which could not be remembered.", page_id)


def forget(page_id: Any, *, now: dt.datetime | None = None) -> bool:
    """Like ``withdraw``, for a page that no longer exists: the next live translation inherits its facts."""
    try:
        with transaction.atomic():
            memory = Projection.objects.filter(page_id=str(page_id)).first()
            if memory is not None:
                memory.delete()
                _settle(memory, now or timezone.now())
    except Exception:
        logger.exception("Page %s was deleted, but its row was not brought up to date.", page_id)
        return False
    return True


def language_of(page: Any) -> str:
    """The language of a page, as its words are kept under."""
    return page.locale.language_code


def _publish(page: Any, way: Way, now: dt.datetime) -> None:
    projected = way.project(page)
    memory = _memory_of(page, way)
    row_id = way.row_model.objects.filter(page_key=page.translation_key).values_list("pk", flat=True).first()
    if row_id is None:
        memory.owns_facts = True
        _create(page, way, projected, now)
    else:
        with rows.changing(way.row_model, row_id, now) as row:
            if row.origin == Origin.PAGE:
                memory.owns_facts = memory.owns_facts or not _others(memory).filter(owns_facts=True).exists()
            else:
                memory.owns_facts = False
            _update(row, page, projected, with_facts=memory.owns_facts)
            if row.origin == Origin.PAGE:
                _drop_unsaid(row, memory, language_of(page))
                row.listed = True
    memory.live = True
    memory.language = language_of(page)
    memory.revision_id = str(page.live_revision_id or "")
    memory.projected_at = now
    memory.failures, memory.failed_at, memory.error = 0, None, ""
    memory.save()


def _create(page: Any, way: Way, projected: Projected, now: dt.datetime) -> None:
    row = way.row_model(page_key=page.translation_key, origin=Origin.PAGE, listed=True, created_at=now, updated_at=now)
    rows.take_words(row, language_of(page), projected.words)
    rows.take_facts(row, projected.facts)
    if row.partner_id is None:
        raise rows.ProjectionError("The page gives its row no partner.")
    row.save()
    rows.take_children(row, projected.children)
    if way.kind == "event":
        changes.event_created(row, now=now)
    else:
        rows.saved(row)


def _update(row: Any, page: Any, projected: Projected, *, with_facts: bool) -> None:
    rows.take_words(row, language_of(page), projected.words)
    if with_facts:
        rows.take_facts(row, projected.facts)
        rows.take_children(row, projected.children)


def _drop_unsaid(row: Any, memory: Projection, language: str) -> None:
    """Take out what no live page says any more: a language that this page had before, and what outlived its pages."""
    others = list(_others(memory))
    said = {language, *(other.language for other in others if other.live)}
    unsaid = {memory.language, *(other.language for other in others)}
    if not row.listed:  # it was hidden, with the words that its last page left it
        unsaid |= rows.languages(row)
    rows.drop_languages(row, unsaid - said)


def _unpublish(page_id: str, now: dt.datetime) -> None:
    memory = Projection.objects.filter(page_id=page_id).first()
    if memory is None:
        return
    memory.live = False
    memory.revision_id = ""
    memory.failures, memory.failed_at, memory.error = 0, None, ""
    memory.save()
    _settle(memory, now)


def _settle(gone: Projection, now: dt.datetime) -> None:
    """Make a row agree with the pages that are left without ``gone``.

    Its facts stay: nobody is told of a change because a page went. Of a row that is hidden now the words stay too, since
    its registrants are still written to.
    """
    row_model = ROW_MODELS[gone.kind]
    row_id = row_model.objects.filter(page_key=gone.page_key, origin=Origin.PAGE).values_list("pk", flat=True).first()
    if row_id is None:
        return
    with rows.changing(row_model, row_id, now) as row:
        left = list(Projection.objects.filter(kind=gone.kind, page_key=gone.page_key).order_by("pk"))
        live = [memory for memory in left if memory.live]
        if live:
            rows.drop_languages(row, {gone.language} - {memory.language for memory in live})
            if not any(memory.owns_facts for memory in left):
                Projection.objects.filter(pk=live[0].pk).update(owns_facts=True)
        row.listed = bool(live)


def _memory_of(page: Any, way: Way) -> Projection:
    memory = Projection.objects.filter(page_id=str(page.pk)).first() or Projection(page_id=str(page.pk))
    memory.content_type = page.cached_content_type
    memory.kind = way.kind
    memory.page_key = page.translation_key
    memory.language = memory.language or language_of(page)
    return memory


def _others(memory: Projection) -> Any:
    return Projection.objects.filter(kind=memory.kind, page_key=memory.page_key).exclude(page_id=memory.page_id)


def _remember_failure(page: Any, way: Way, error: Exception, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            memory = _memory_of(page, way)
            memory.failures += 1
            memory.failed_at = now
            memory.error = f"{type(error).__name__}: {error}"[:2000]
            memory.save()
    except Exception:
        logger.exception("The failure of page %s could not be remembered; the next tick will find it.", page.pk)
