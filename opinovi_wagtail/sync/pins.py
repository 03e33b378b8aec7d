"""Pins: the fields of a sourced row that an editor has taken charge of, set by a change and given back by one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from opinovi_wagtail import changes
from opinovi_wagtail.models import CatalogueSource, Course, Event
from opinovi_wagtail.rules.merge import decide
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.search.documents import document

from .row_facts import CHILDREN, FACTS, comparable, plain
from .writing import Existing, Writing

Row = Course | Event


def facts(row: Row) -> dict[str, Any]:
    """What of ``row`` can be pinned, as plain JSON: its facts, and its runs or meetings as one value.

    To be taken before and after an editor's change.
    """
    relation, names = CHILDREN[type(row)]
    children = getattr(row, relation).order_by("pk").values(*names)
    return {**{name: plain(getattr(row, name)) for name in FACTS[type(row)]}, relation: comparable(children)}


def pin_changes(row: Row, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Pin the fields of ``row`` in which ``before`` and ``after`` (see ``facts``) differ; answers their names.

    Does nothing to a row that no source owns. A pin that is there already keeps what the source said; an editor who types
    the source's own value again gives the field back by that. Stores the pins.
    """
    if row.origin != Origin.SOURCE:
        return []
    pins = dict(row.pins)
    changed = [name for name in after if name in before and before[name] != after[name]]
    for name in changed:
        said = pins.get(name, before[name])
        if said == after[name]:
            pins.pop(name, None)
        else:
            pins[name] = said
    asks = [name for name in row.asks if name in pins and name not in changed]
    if (pins, asks) != (row.pins, row.asks):
        row.pins, row.asks = pins, asks
        row.save(update_fields=["pins", "asks"])
    return [name for name in changed if name in pins]


def give_back(row: Row, field: str, *, now: dt.datetime | None = None) -> None:
    """Let the source decide over ``field`` of ``row`` again.

    A fact gets the source's value at once. Runs and meetings come with the next run of the source, which is asked for.
    Raises ``KeyError`` when the field is not pinned.
    """
    now = now or timezone.now()
    with transaction.atomic():
        if isinstance(row, Event):
            with changes.event_change(row.pk, now=now) as event:
                _hand_over(event, field)
            row.refresh_from_db()
            return
        locked = Course.objects.select_for_update().get(pk=row.pk)
        _hand_over(locked, field)
        locked.updated_at = now
        locked.save()
        changes.course_saved(locked)
    row.refresh_from_db()


def keep_own(row: Row, field: str) -> None:
    """Let the editor's value of ``field`` stand, and ask no more until the source changes its mind again."""
    with transaction.atomic():
        locked = type(row).objects.select_for_update().get(pk=row.pk)
        locked.asks = [name for name in locked.asks if name != field]
        locked.save(update_fields=["asks"])
    row.refresh_from_db()


def _hand_over(row: Row, field: str) -> None:
    pins = dict(row.pins)
    said = pins.pop(field)
    row.pins = pins
    row.asks = [name for name in row.asks if name != field]
    if field in FACTS[type(row)]:
        setattr(row, field, row._meta.get_field(field).to_python(said))
        return
    # The next run has to look at the record again, even if neither the record nor the document has changed.
    row.content_hash = ""
    CatalogueSource.objects.filter(pk=row.source_id).update(
        etag="", last_modified="", validators_for="", next_run_at=None
    )


def pinned_rows(writing: Writing, model: type[Row], existing: Iterable[Existing]) -> dict[int, Row]:
    """The rows of a chunk that have pins, with their runs or meetings, by primary key; two queries at most."""
    pks = [there.pk for there in existing if there.ours and there.pins]
    if not pks:
        return {}
    relation, _names = CHILDREN[model]
    rows = model.objects.using(writing.connection.alias).filter(pk__in=pks).prefetch_related(relation)
    return {row.pk: row for row in rows}


def merge_pins(
    writing: Writing,
    said: dict[str, Any],
    children: Sequence[Mapping[str, Any]],
    relation: str,
    row: Row,
    names: Sequence[str],
) -> frozenset[str]:
    """Put the editor's values of ``row`` into ``said`` where they stay, with the pins that remain.

    Answers the names that stay; runs or meetings among them are the caller's to leave alone.
    """
    _relation, child_names = CHILDREN[type(row)]
    now = {name: plain(said[name]) for name in names if name in row.pins}
    stands = {name: plain(getattr(row, name)) for name in now}
    if relation in row.pins:
        now[relation] = comparable({name: child[name] for name in child_names} for child in children)
        there = getattr(row, relation).all()
        stands[relation] = comparable({name: getattr(child, name) for name in child_names} for child in there)
    decision = decide(pins=row.pins, said=now, stands=stands, policy=writing.source.policy, asks=row.asks)
    for name in decision.keep:
        if name in said:
            said[name] = getattr(row, name)
    said["pins"], said["asks"] = decision.pins, sorted(decision.asks)
    if decision.keep:
        said["search_text"] = document(said, writing.source.partner.name)
        writing.report.count("pinned")
    return decision.keep
