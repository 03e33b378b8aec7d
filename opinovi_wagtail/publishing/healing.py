"""Finds pages whose rows are behind, whatever the reason, and projects them again; called by the tick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from opinovi_wagtail.models import Projection
from opinovi_wagtail.pagetree import base_page_model, content_type_ids

from .projection import forget, project, withdraw
from .registry import page_models

AT_ONCE = 200  # pages in one tick; the next one goes on
LONGEST_PAUSE = dt.timedelta(hours=12)
_CHUNK = 50


def heal(now: dt.datetime) -> int:
    """Project pages whose live revision is not the one that their row remembers; how many rows were brought up to date.

    That covers failures (tried again with growing pauses) and what sends no signal: pages made live by ``add_child``,
    ``loaddata`` or an update, aliases that became pages, and pages that are gone. Two queries when nothing is behind.
    """
    models = page_models()
    if not models:
        return 0
    known = {memory.page_id: memory for memory in Projection.objects.all()}
    behind, off, seen = [], [], set()
    for page in _pages(models):
        page_id = str(page["pk"])
        seen.add(page_id)
        if not page["live"]:
            if page_id in known and known[page_id].live:
                off.append(page_id)
        elif _is_behind(known.get(page_id), page, now):
            behind.append(page["pk"])
    deleted = [page_id for page_id in known if page_id not in seen]
    healed = sum(project(page, now=now) for page in _specific(behind[:AT_ONCE]))
    healed += sum(withdraw(page_id, now=now) for page_id in off[:AT_ONCE])
    return healed + sum(forget(page_id, now=now) for page_id in deleted[:AT_ONCE])


def _pages(models: list[Any]) -> Iterator[Any]:
    pages = base_page_model().objects.filter(content_type__in=content_type_ids(models), alias_of=None)
    return pages.order_by("pk").values("pk", "live", "live_revision_id", "translation_key").iterator()


def _is_behind(memory: Projection | None, page: dict[str, Any], now: dt.datetime) -> bool:
    if memory is None:
        return True
    if memory.error:
        return now >= memory.failed_at + _pause(memory.failures)
    return (
        not memory.live
        or memory.revision_id != str(page["live_revision_id"] or "")
        or memory.page_key != page["translation_key"]
    )


def _pause(failures: int) -> dt.timedelta:
    """None after the first failure, then 1, 3, 7, … minutes."""
    return min(dt.timedelta(minutes=2 ** min(failures - 1, 20) - 1), LONGEST_PAUSE)


def _specific(keys: list[Any]) -> Iterator[Any]:
    for start in range(0, len(keys), _CHUNK):
        yield from base_page_model().objects.filter(pk__in=keys[start : start + _CHUNK]).order_by("pk").specific()
