"""Unsaved rows, for previews: a page's draft shown as its row would be, without writing one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from opinovi_wagtail.changes import event_span
from opinovi_wagtail.models import Event
from opinovi_wagtail.rules.states import Origin

from . import rows
from .ownership import owns_facts, page_key
from .projection import language_of
from .registry import way_of

NO_ROW = 0  # the primary key of a draft whose page has no row yet


class FixedQuerySet(models.QuerySet[Any]):
    """Children that are not in the database, for whoever asks a draft row for all of them. A filter asks the database."""

    def fixed(self, children: Iterable[Any]) -> FixedQuerySet:
        self._result_cache = list(children)
        self._prefetch_done = True
        return self

    def _clone(self) -> FixedQuerySet:
        clone = super()._clone()
        if self._result_cache is not None and self._prefetch_done:
            clone.fixed(self._result_cache)
        return clone

    def _filter_or_exclude(self, negate: bool, args: Any, kwargs: Any) -> FixedQuerySet:
        clone = super()._filter_or_exclude(negate, args, kwargs)
        clone._result_cache, clone._prefetch_done = None, False
        return clone


def draft_row(page: Any) -> Any:
    """The row that ``page`` would have if it were published as it stands, unsaved: do not save it.

    It is marked by ``is_draft``. Its children are reached as those of any row (``row.meetings.all()``). Facts that the page
    does not own, and all that a page has no say in (places taken), are those of the stored row.
    """
    way = way_of(type(page))
    if way is None:
        raise ValueError(f"Pages of {type(page).__name__} do not take part: register them with publishing.projects().")
    projected = way.project(page)
    row = way.row_model.objects.select_related("partner").filter(page_key=page_key(page)).first()
    stored = row is not None
    if row is None:
        row = way.row_model(pk=NO_ROW, page_key=page_key(page), origin=Origin.PAGE)
    row.listed, row.withdrawn_at, row.is_draft = True, None, True
    rows.take_words(row, language_of(page), projected.words)
    if not stored or owns_facts(page):
        rows.take_facts(row, projected.facts)
        _take_children(row, projected.children)
    return row


def _take_children(row: Any, children: Any) -> None:
    row._prefetched_objects_cache = {}
    for relation in rows.CHILDREN[type(row).__name__]:
        made = rows.built(row, relation, children.get(relation, ()))
        if isinstance(row, Event):
            made.sort(key=lambda meeting: meeting.starts_at)
            row.starts_at, row.ends_at = event_span(made)
        model = row._meta.get_field(relation).related_model
        row._prefetched_objects_cache[relation] = FixedQuerySet(model).fixed(made)
