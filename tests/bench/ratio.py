"""What a bench measures: two ways of doing the same, timed in turn, and the ratio of their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as fast ``case`` is as what it is measured ``against``; at least or at most so many times."""

    section: str
    case: str
    database: str
    against: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None
    # Rows per second of both, or what the unit says, for the table only.
    rate: float = 0
    rate_against: float = 0
    rate_unit: str = ""

    @property
    def holds(self) -> bool:
        return (self.at_least is None or self.ratio >= self.at_least) and (
            self.at_most is None or self.ratio <= self.at_most
        )

    def shown(self) -> dict[str, Any]:
        """The published shape, without what has no bar."""
        told = {name: value for name, value in asdict(self).items() if value is not None and "rate" not in name}
        return {**told, "ratio": round(self.ratio, 2)}


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing the work: ``prepare`` is not timed."""

    do: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


def medians(*ways: Way, rounds: int = ROUNDS) -> list[float]:
    """Seconds of each way: the median of ``rounds``, the ways taking turns, so that a busy machine hurts all alike."""
    times: list[list[float]] = [[] for _way in ways]
    for _round in range(rounds):
        for way, taken in zip(ways, times, strict=True):
            way.prepare()
            begun = time.perf_counter()
            way.do()
            taken.append(time.perf_counter() - begun)
    return [statistics.median(taken) for taken in times]
