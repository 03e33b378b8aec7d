"""Three-way merge of one row: what the source said last, what it says now, and what an editor left here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .states import MergePolicy


@dataclass(frozen=True, slots=True)
class Decision:
    """The fields that stay as they stand here, the pins that remain (field -> what the source says now), and those of
    them about which an editor is asked."""

    keep: frozenset[str]
    pins: dict[str, Any]
    asks: frozenset[str] = frozenset()


def decide(
    *,
    pins: Mapping[str, Any],
    said: Mapping[str, Any],
    stands: Mapping[str, Any],
    policy: str,
    asks: Collection[str] = (),
) -> Decision:
    """Decide over the pinned fields of one row; every field without a pin follows the source anyway.

    ``pins`` holds what the source said last, ``said`` what it says now, ``stands`` the editor's value, all as plain JSON;
    ``asks`` are the fields about which an editor has been asked and has not answered. A pinned field stays. Once the source
    says the same, the pin has done its work and goes. When the source changes its mind, the pin goes under
    ``MergePolicy.REMOTE``, and an editor is asked under ``MergePolicy.ASK``. A field that the source says nothing of keeps
    its pin.
    """
    remaining: dict[str, Any] = {}
    asked = set()
    for field, last in pins.items():
        now = said.get(field, last)
        if field in said and now == stands.get(field):
            continue
        if policy == MergePolicy.REMOTE and now != last:
            continue
        remaining[field] = now
        if field in asks or (policy == MergePolicy.ASK and now != last):
            asked.add(field)
    return Decision(frozenset(remaining), remaining, frozenset(asked))
