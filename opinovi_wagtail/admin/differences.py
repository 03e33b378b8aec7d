"""What differs between two states of a row, in words: field by field, and runs or meetings one by one by their key.

The states are the plain JSON that pins and previews hold (see :func:`opinovi_wagtail.sync.pins.facts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opinovi_wagtail.catalogues.words import plain
from opinovi_wagtail.models import CourseRun, Meeting, WordsField
from opinovi_wagtail.sync.report import part_name

from .children import meeting_in_words, run_in_words
from .values import NOTHING, in_words, language_in_a_sentence

CHILDREN: dict[str, type[CourseRun] | type[Meeting]] = {"runs": CourseRun, "meetings": Meeting}
# What tells children apart, and says nothing to people.
_TECHNICAL = frozenset({"key", "remote_id", "position", "price_currency"})
_CONTEXT = 8  # words before and after a difference
_MOST_WORDS = 60  # of one side of a difference


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference: what is the same before and after it is in ``lead`` and ``tail``, shortened."""

    changed: str
    lead: str = ""
    tail: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which the two states say different things."""

    label: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class ChildDifference:
    """A run or meeting that is new, gone or different; ``lines`` say when and where it is, ``region`` tells it from others."""

    state: str
    lines: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs; empty where people would see no difference."""

    fields: tuple[Difference, ...] = ()
    children: tuple[ChildDifference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.children)


def field_of(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The field of ``model`` called ``name``, if there is one that holds a value."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def label_of(model: type[models.Model], name: str) -> str:
    """What people call the field of a row, or its runs or meetings."""
    if name == "image_url":
        return str(capfirst(_("picture")))
    field = field_of(model, name)
    return str(capfirst(field.verbose_name if field is not None else part_name(name)))


def shortened(text: str) -> str:
    """``text`` without its middle, where it is long."""
    return _shortened(text.split())


def typed(field: models.Field[Any, Any] | None, value: Any) -> Any:
    """``value`` as the field holds it; a value that the field would not take stays as it is."""
    if value is None or field is None or isinstance(field, models.JSONField):
        return value
    try:
        return field.to_python(value)
    except (ValidationError, ValueError, TypeError, ArithmeticError):
        return value


def said(model: type[models.Model], name: str, value: Any) -> str:
    """A plain ``value`` of a field in words, in lines; a dash for nothing."""
    if name in CHILDREN:
        return "\n".join(" · ".join(child_lines(CHILDREN[name], child)) for child in value or ()) or NOTHING
    field = field_of(model, name)
    if field is None:
        return str(value)
    return in_words(field, typed(field, value)) or NOTHING


def child_lines(model: type[CourseRun] | type[Meeting], values: Mapping[str, Any]) -> tuple[str, ...]:
    """A run or a meeting, given as plain values, in lines: when, where, how."""
    known = {name: (field_of(model, name), value) for name, value in values.items()}
    held = {name: typed(field, value) for name, (field, value) in known.items() if field is not None}
    text = run_in_words(CourseRun(**held)) if model is CourseRun else meeting_in_words(Meeting(**held))
    return tuple(text.splitlines())


def differences(model: type[models.Model], changes: Iterable[Mapping[str, Any]]) -> Differences:
    """What ``changes`` (each ``{"field", "before", "after"}``) of a row of ``model`` look like to people."""
    fields: list[Difference] = []
    children: list[ChildDifference] = []
    for change in changes:
        name, before, after = change["field"], change["before"], change["after"]
        if name in CHILDREN:
            children += _of_children(CHILDREN[name], before or (), after or ())
        elif name not in _TECHNICAL:
            fields += _of_field(model, name, before, after)
    return Differences(tuple(fields), tuple(children))


def _of_field(model: type[models.Model], name: str, before: Any, after: Any) -> Iterator[Difference]:
    label = label_of(model, name)
    field = field_of(model, name)
    if isinstance(field, WordsField):
        yield from _of_words(label, before or {}, after or {})
        return
    old, new = said(model, name, before), said(model, name, after)
    if old != new:
        yield Difference(label, Side(old), Side(new))


def _of_words(label: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    languages = [*before, *(code for code in after if code not in before)]
    for code in languages:
        old, new = plain(before.get(code, "")), plain(after.get(code, ""))
        if old == new:
            continue
        in_language = _("%(field)s (%(language)s)") % {"field": label, "language": language_in_a_sentence(code)}
        yield Difference(in_language, *_excerpts(old, new, code))


def _excerpts(before: str, after: str, language: str) -> tuple[Side, Side]:
    """Both texts around what differs, from the first word that does to the last."""
    old, new = before.split(), after.split()
    shorter = min(len(old), len(new))
    first = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    same_end = next(
        (place for place in range(shorter - first) if old[-1 - place] != new[-1 - place]),
        shorter - first,
    )
    return _side(old, first, same_end, language), _side(new, first, same_end, language)


def _side(words: list[str], first: int, same_end: int, language: str) -> Side:
    last = len(words) - same_end
    lead, changed, tail = words[:first], words[first:last], words[last:]
    return Side(
        changed=_shortened(changed) if words else NOTHING,
        lead=" ".join((["…"] if len(lead) > _CONTEXT else []) + lead[-_CONTEXT:]),
        tail=" ".join(tail[:_CONTEXT] + (["…"] if len(tail) > _CONTEXT else [])),
        language=language,
    )


def _shortened(words: list[str]) -> str:
    if len(words) <= _MOST_WORDS:
        return " ".join(words)
    half = _MOST_WORDS // 2
    return " ".join([*words[:half], "…", *words[-half:]])


def in_order(children: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Runs or meetings by when they begin, those of which that is not known at the end."""
    return sorted(children, key=lambda child: str(child.get("starts_at") or child.get("start_on") or "~"))


def _of_children(
    model: type[CourseRun] | type[Meeting], before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> Iterator[ChildDifference]:
    old = {str(child.get("key")): child for child in in_order(before)}
    new = {str(child.get("key")): child for child in in_order(after)}
    for key, child in new.items():
        if key not in old:
            yield ChildDifference(_("New"), child_lines(model, child))
    for key, child in old.items():
        if key not in new:
            yield ChildDifference(_("Not there any more"), child_lines(model, child))
            continue
        now = new[key]
        found = tuple(
            difference
            for name in now
            if name not in _TECHNICAL and child.get(name) != now[name]
            for difference in _of_field(model, name, child.get(name), now[name])
        )
        if found:
            lines = child_lines(model, child)
            yield ChildDifference(_("Changed"), lines, found, region=f"{lines[0]} {key[:4]}")
