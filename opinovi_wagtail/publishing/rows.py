"""Writes what a page contributes into a row and its children; decides nothing about who may."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from opinovi_wagtail import changes
from opinovi_wagtail.models import Course, Event, Meeting, WordsField
from opinovi_wagtail.rules.states import TAKES_PLACES, RegistrationState

from .registry import Child

CHILDREN: dict[str, tuple[str, ...]] = {
    "Course": ("runs",),
    "Event": ("meetings",),
    "FundingGuide": ("amounts", "references"),
}


class ProjectionError(Exception):
    """A page's function said something that its row cannot take. The message says what."""


@contextmanager
def changing(row_model: Any, pk: int, now: dt.datetime) -> Iterator[Any]:
    """The row, locked, inside a transaction of the caller's; at the end it is stored and what follows from it is done."""
    if row_model is Event:
        with changes.event_change(pk, now=now) as event:
            yield event
        return
    row = row_model.objects.select_for_update().get(pk=pk)
    yield row
    row.updated_at = now
    row.save()
    saved(row)


def saved(row: Any) -> None:
    """Do what follows from a course or a guide that was written."""
    if isinstance(row, Course):
        changes.course_saved(row)
    else:
        changes.guide_saved(row)


def words_fields(row_model: Any) -> list[str]:
    """The names of the fields that hold words."""
    return [field.name for field in row_model._meta.concrete_fields if isinstance(field, WordsField)]


def take_words(row: Any, language: str, words: Mapping[str, str]) -> None:
    """Put ``words`` into ``row`` as what it says in ``language``; an empty text leaves the language out."""
    known = words_fields(type(row))
    for name, text in words.items():
        if name not in known:
            raise ProjectionError(f"{type(row).__name__} has no words {name!r}. It has: {', '.join(known)}.")
        said = {code: other for code, other in getattr(row, name).items() if code != language}
        setattr(row, name, {**said, language: str(text)} if str(text or "").strip() else said)
    if not any(text.strip() for text in row.title.values()):
        raise ProjectionError("The page gives its row no title.")


def languages(row: Any) -> set[str]:
    """Every language in which ``row`` says anything."""
    return {code for name in words_fields(type(row)) for code in getattr(row, name)}


def drop_languages(row: Any, gone: set[str]) -> None:
    """Take the texts in the languages ``gone`` out of ``row``. A title stays, if it would be left without any."""
    for name in words_fields(type(row)):
        said = getattr(row, name)
        kept = {code: text for code, text in said.items() if code not in gone}
        if kept or name != "title":
            setattr(row, name, kept)


def take_facts(row: Any, facts: Mapping[str, Any]) -> None:
    """Set the fields named in ``facts``."""
    for name in words_fields(type(row)):
        if name in facts:
            raise ProjectionError(f"{name!r} is not a fact: each page says it in its own language, among its words.")
    set_fields(row, facts)


def set_fields(row: Any, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            field = None
        if not isinstance(field, models.Field) or field.primary_key:
            raise ProjectionError(f"{type(row).__name__} has no fact {name!r}.")
        setattr(row, name, value)


def take_children(row: Any, children: Mapping[str, Sequence[Child]]) -> None:
    """Make the children of ``row`` those of the page, recognised by their keys within the row."""
    for relation, wanted in children.items():
        if relation not in CHILDREN[type(row).__name__]:
            raise ProjectionError(f"{type(row).__name__} has no children {relation!r}.")
        _take_relation(row, relation, wanted)


def _take_relation(row: Any, relation: str, wanted: Sequence[Child]) -> None:
    manager = getattr(row, relation)
    present = {child.key: child for child in manager.all()}
    for child in built(row, relation, wanted):
        old = present.pop(child.key, None)
        if old is None:
            child.save(force_insert=True)
        elif changed := _differences(old, child):
            child.pk = old.pk
            child.save(force_update=True, update_fields=changed)
    for leftover in present.values():
        _let_go(row, leftover)


def built(row: Any, relation: str, wanted: Sequence[Child]) -> list[Any]:
    """The children as unsaved objects, in their order, each with a key of its own."""
    rel = row._meta.get_field(relation)
    model, owner = rel.related_model, rel.field.name
    made: dict[Any, Any] = {}
    for position, given in enumerate(wanted):
        key = _key(model, row, given.key)
        while key in made:  # a second child with the same key gets one that is as stable as the first one's
            key = _key(model, row, f"{key}/again")
        child = model(**{owner: row}, key=key)
        set_fields(child, given.facts)
        if any(field.name == "position" for field in model._meta.concrete_fields):
            child.position = position
        made[key] = child
    return list(made.values())


def _key(model: Any, row: Any, given: uuid.UUID | str) -> Any:
    try:
        key = given if isinstance(given, uuid.UUID) else uuid.UUID(str(given))
    except ValueError:
        key = uuid.uuid5(row.page_key or uuid.NAMESPACE_OID, str(given))
    return model._meta.get_field("key").to_python(str(key))


def _differences(old: Any, new: Any) -> list[str]:
    skipped = {"id", "key", "remote_id"}
    names = [field.attname for field in new._meta.concrete_fields if field.name not in skipped]
    return [name for name in names if getattr(old, name) != getattr(new, name)]


def _let_go(row: Any, child: Any) -> None:
    """A meeting that people come to is never removed: it is marked as not held, and they are told."""
    if isinstance(child, Meeting) and has_registrants(row):
        if child.status != Meeting.Status.CANCELLED:
            child.status = Meeting.Status.CANCELLED
            child.save(update_fields=["status"])
        return
    child.delete()


def has_registrants(event: Event) -> bool:
    """Whether anybody is registered for ``event`` or waits for a place."""
    return event.registrations.filter(state__in=[*TAKES_PLACES, RegistrationState.WAITING]).exists()
