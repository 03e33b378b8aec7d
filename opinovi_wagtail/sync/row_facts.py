"""What of a sourced row comes from its source, by model, and how its values are written where two of them are compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from opinovi_wagtail.models import Course, Event

from .rows import COURSE_FACTS, EVENT_FACTS
from .stage import MEETINGS, RUNS

FACTS: dict[type[Any], tuple[str, ...]] = {Course: COURSE_FACTS, Event: EVENT_FACTS}
CHILDREN: dict[type[Any], tuple[str, tuple[str, ...]]] = {
    Course: ("runs", tuple(name for name in RUNS.fields if name != "course")),
    Event: ("meetings", tuple(name for name in MEETINGS.fields if name != "event")),
}


def plain(value: Any) -> Any:
    """``value`` as the JSON that a pin holds."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def comparable(children: Iterable[Mapping[str, Any]]) -> Any:
    """Runs or meetings as one plain value, in an order that does not depend on theirs."""
    return sorted(plain(list(children)), key=lambda child: str(child["key"]))
