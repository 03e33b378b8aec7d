"""What a format notices about one record while it reads it: an ordered list of issues without repetitions."""

from __future__ import annotations

from opinovi_wagtail.record import Issue

MOST = 50  # a record with more faults than this tells nothing new with the next one


class Notes:
    """Collects the issues of one record."""

    def __init__(self, issues: tuple[Issue, ...] = ()) -> None:
        self._issues: dict[Issue, None] = dict.fromkeys(issues)

    def add(self, field: str, message: str) -> None:
        """Note ``message`` about ``field``; the same note twice is one note."""
        if len(self._issues) < MOST:
            self._issues[Issue(field, message)] = None

    def issues(self) -> tuple[Issue, ...]:
        """What was noted, in order."""
        return tuple(self._issues)
