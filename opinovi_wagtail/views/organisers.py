"""Who organises a course, an event or a guide: the partner, or whom the partner's source names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def named_organiser(row: Any) -> Mapping[str, str] | None:
    """The name that the source of ``row`` gives; ``None`` where the partner itself organises it.

    A source that gives the partner's own name, perhaps in one language only, means the partner.
    """
    given = row.provider_name or {}
    is_partner = any(row.partner.name.get(language) == name for language, name in given.items())
    return None if is_partner or not given else given
