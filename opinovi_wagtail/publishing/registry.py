"""Which page models take part, and the function that says what a page of each contributes to its row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from opinovi_wagtail.models import Course, Event, FundingGuide
from opinovi_wagtail.pagetree import concrete_models

ROW_MODELS: dict[str, Any] = {"course": Course, "event": Event, "guide": FundingGuide}


@dataclass(frozen=True, slots=True)
class Child:
    """A meeting, run, amount or reference of a page.

    ``key`` recognises it for ever: a UUID, or any text that is unique on the page and never changes. ``facts`` are fields
    of the row's child, words among them as ``{language: text}``.
    """

    key: uuid.UUID | str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """What one page contributes to its row.

    ``words`` are the row's ``WordsField`` fields, each as text in the page's language; ``facts`` its other fields;
    ``children`` its meetings, runs, amounts and references by the name of the relation. Of a page that does not own its
    facts only the words are taken. What a page does not mention stays as it is in the row.
    """

    words: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    children: Mapping[str, Sequence[Child]] = field(default_factory=dict)


Project = Callable[[Any], Projected]
P = TypeVar("P", bound=Project)


@dataclass(frozen=True, slots=True)
class Way:
    """How pages of one model come into the store."""

    kind: str
    project: Project

    @property
    def row_model(self) -> Any:
        return ROW_MODELS[self.kind]


_ways: dict[type, Way] = {}


def projects(page_model: type, *, kind: str) -> Callable[[P], P]:
    """Register a function ``page -> Projected`` for pages of ``page_model`` and of what inherits from it.

    ``kind`` is "course", "event" or "guide". Call it where the model is defined or in an app's ``ready()``::

        @publishing.projects(ConcertPage, kind="event")
        def concert(page):
            return publishing.Projected(
                words={"title": page.title},
                facts={"partner": Partner.objects.get(slug="opisto")},
                children={"meetings": [publishing.Child(key="only", facts={"starts_at": page.starts_at})]},
            )
    """
    if kind not in ROW_MODELS:
        raise ValueError(f"Unknown kind {kind!r}. The kinds are: {', '.join(ROW_MODELS)}.")

    def register(function: P) -> P:
        _ways[page_model] = Way(kind, function)
        return function

    return register


def way_of(page_model: type) -> Way | None:
    """How pages of ``page_model`` come into the store; ``None`` if they do not. The nearest registered ancestor decides."""
    return next((_ways[model] for model in page_model.__mro__ if model in _ways), None)


def page_models() -> list[Any]:
    """Every concrete page model that takes part."""
    return concrete_models(*_ways) if _ways else []
