"""Three-way merge of one row: what the source said last, what it says now, and what an editor left here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .states import MergePolicy


@dataclass(frozen=True, slots=True)
class Decision:
    """The fields that stay as they stand here, and the pins that remain (field -> what the source says now)."""

    keep: frozenset[str]
    pins: dict[str, Any]


def decide(*, pins: Mapping[str, Any], said: Mapping[str, Any], stands: Mapping[str, Any], policy: str) -> Decision:
    """Decide over the pinned fields of one row; every field without a pin follows the source anyway.

    ``pins`` holds what the source said last, ``said`` what it says now, ``stands`` the editor's value, all as plain JSON.
    A pinned field stays. Once the source says the same, the pin has done its work and goes. Under ``MergePolicy.REMOTE`` it
    also goes when the source changes its mind. A field that the source says nothing of keeps its pin.
    """
    keep, remaining = set(), {}
    for field, last in pins.items():
        now = said.get(field, last)
        if field in said and now == stands.get(field):
            continue
        if policy == MergePolicy.REMOTE and now != last:
            continue
        keep.add(field)
        remaining[field] = now
    return Decision(frozenset(keep), remaining)
