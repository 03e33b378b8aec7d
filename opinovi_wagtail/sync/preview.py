"""Reads a feed the way a run does and keeps nothing: for the preview command and the preview in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from opinovi_wagtail.catalogues.base import Fetch, Format, FormatError, RawRecord
from opinovi_wagtail.record import AnyRecord, Course, Issue, problems
from opinovi_wagtail.telling import reason_of

from .fetch import Fetcher, read_file


@dataclass(frozen=True, slots=True)
class Shown:
    """One record of a preview: the record itself where it is fit to be stored, and everything noticed about it."""

    remote_id: str
    record: AnyRecord | None
    issues: tuple[Issue, ...]
    usable: bool
    deleted: bool = False


class Preview:
    """The records at ``place``, an address or a local file, and the counts of those read so far.

    ``courses`` and ``events`` count usable records, ``skipped`` those that cannot be stored or are withdrawn, ``issues``
    every issue of both. Local files are for people at a terminal: pass ``local=False`` wherever the place comes from a form.
    """

    def __init__(self, chosen: Format, place: str, *, local: bool = True) -> None:
        self.format = chosen
        self.courses = self.events = self.skipped = self.issues = 0
        self._place = place
        self._local = local

    def records(self) -> Iterator[Shown]:
        """Every record with its issues. Raises ``FormatError`` and ``FetchError``."""
        if self._local and "://" not in self._place:
            yield from self._through(read_file(self._place))
            return
        with Fetcher(self._place, authorize=self.format.authorize) as fetcher:
            yield from self._through(fetcher)

    def summary(self) -> dict[str, Any]:
        """The counts in the published shape."""
        return {
            "kind": "summary",
            "format": self.format.name,
            "courses": self.courses,
            "events": self.events,
            "skipped": self.skipped,
            "issues": self.issues,
            "remarks": [{"field": remark.field, "message": remark.message} for remark in self.remarks],
        }

    @property
    def remarks(self) -> tuple[Issue, ...]:
        """What the format has to say about the feed as a whole, each thing once, as far as it was read."""
        return tuple(dict.fromkeys(self.format.remarks))

    def _through(self, fetch: Fetch) -> Iterator[Shown]:
        for raw in self.format.read(self._place, fetch):
            one = examined(raw)
            self.issues += len(one.issues)
            if not one.usable:
                self.skipped += 1
            elif isinstance(one.record, Course):
                self.courses += 1
            else:
                self.events += 1
            yield one


def examined(raw: RawRecord) -> Shown:
    """``raw`` parsed and judged: what a run would store, or why it would not."""
    try:
        record = raw.parse()
    except (ValueError, FormatError) as error:
        return Shown(raw.remote_id, None, (*raw.issues, Issue("record", reason_of(error))), usable=False)
    found = tuple(problems(record))
    issues = tuple(dict.fromkeys((*raw.issues, *record.issues, *found)))
    return Shown(
        record.remote_id, record, issues, usable=not (found or raw.deleted or record.deleted), deleted=raw.deleted
    )
