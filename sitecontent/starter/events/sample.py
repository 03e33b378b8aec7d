"""The shape of an event of the starter content: facts as offsets from today, and words by language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opinovi_wagtail.rules.states import EventKind
from sitecontent.starter.words import Words


@dataclass(frozen=True, slots=True)
class Sample:
    """An event that begins ``days`` from today at ``at`` o'clock and is repeated for ``weeks`` weeks.

    ``opens`` and ``closes`` are days from today, too. ``as_row``: nobody wrote a page for it. ``draft``: its page is
    not published. ``registered`` people are on its list, more than its places if some of them wait.
    """

    partner: str
    days: int
    words: dict[str, Words]
    kind: str = EventKind.INFO_EVENT
    at: tuple[int, int] = (17, 0)
    minutes: int = 90
    weeks: int = 1
    place: str = ""
    online: str = ""
    opens: int | None = None
    closes: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    registered: int = 0
    as_row: bool = False
    draft: bool = False
