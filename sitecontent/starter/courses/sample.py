"""The shape of a course of the starter content: facts as offsets from today, and words by language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sitecontent.starter.words import Words


@dataclass(frozen=True, slots=True)
class Run:
    """One time and place. ``starts``, ``ends``, ``opens`` and ``closes`` are days from today.

    Without ``starts`` the ``facts`` say how it starts, or nobody knows yet. ``at`` names the partner's own place.
    """

    starts: int | None = None
    ends: int | None = None
    opens: int | None = None
    closes: int | None = None
    saturday: bool = False
    at: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A course. ``as_row``: nobody wrote a page for it."""

    partner: str
    words: dict[str, Words]
    runs: tuple[Run, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    as_row: bool = False
