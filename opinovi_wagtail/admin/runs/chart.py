"""The latest runs of a source as bars, drawn as SVG on the server: no script, no inline style, colours from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.rules.states import RunState

from ..values import moment_in_words

MOST_RUNS = 30
# What a bar is made of, from its foot up: field of the run, what it is called.
PARTS: tuple[tuple[str, Any], ...] = tuple(
    (name, SyncRun._meta.get_field(name).verbose_name) for name in ("created", "updated", "withdrawn", "failed")
)
WIDTH, HEIGHT, FOOT = 600, 140, 16  # units of the drawing; the foot holds the marks of runs that failed
_LEAST = 2  # units: a part that is not nothing is seen


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One run: where it stands, what it is made of, and whether it ended badly."""

    x: float
    width: float
    middle: float
    parts: tuple[Part, ...]
    failed: bool
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, oldest run first, all to the scale of the tallest (``most`` records)."""

    bars: tuple[Bar, ...]
    most: int

    width, height, base = WIDTH, HEIGHT, HEIGHT - FOOT
    parts = PARTS

    @classmethod
    def of(cls, runs: Sequence[SyncRun]) -> Chart | None:
        """The chart of ``runs``, which come oldest first; nothing for fewer than two, which need no comparison."""
        if len(runs) < 2:
            return None
        most = max(sum(getattr(run, name) for name, _label in PARTS) for run in runs)
        step = WIDTH / max(len(runs), 10)
        return cls(tuple(_bar(run, place * step, step, most) for place, run in enumerate(runs)), most)


def _bar(run: SyncRun, x: float, step: float, most: int) -> Bar:
    base = HEIGHT - FOOT
    room = base - _LEAST * len(PARTS)  # so that the smallest parts still fit on the tallest bar
    parts = []
    y = float(base)
    for name, _label in PARTS:
        number = getattr(run, name)
        if number:
            height = max(room * number / most, _LEAST)
            y -= height
            parts.append(Part(name, round(y, 1), round(height, 1)))
    return Bar(
        x=round(x + step * 0.1, 1),
        width=round(step * 0.8, 1),
        middle=round(x + step * 0.5, 1),
        parts=tuple(parts),
        failed=run.state in (RunState.FAILED, RunState.DIED),
        label=moment_in_words(run.started_at),
    )
