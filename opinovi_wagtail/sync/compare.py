"""Which records of a chunk are new, changed or unchanged: by the hash of the raw bytes; only what changed is parsed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from opinovi_wagtail.catalogues.base import FetchError, FormatError, RawRecord
from opinovi_wagtail.models import CatalogueSource, Course, Event, remote_key
from opinovi_wagtail.record import AnyRecord, Issue, problems
from opinovi_wagtail.record import Course as CourseRecord
from opinovi_wagtail.record import Event as EventRecord
from opinovi_wagtail.rules.states import Origin

from .filters import Filter
from .report import Report
from .rows import VERSION, CourseRow, EventRow, course_row, event_row, is_storable
from .seen import Mark, Seen, Sighting
from .writing import rows_of

logger = logging.getLogger(__name__)

_MARKS = {Course: Mark.COURSE, Event: Mark.EVENT}


class Known(NamedTuple):
    """A row that is there already for an identifier of this source."""

    model: type[Course] | type[Event]
    pk: int
    content_hash: str
    ours: bool
    absent: bool


@dataclass(slots=True)
class Difference:
    """What a chunk brings: rows to write, rows that came back unchanged, and what was sighted."""

    courses: list[CourseRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    back: dict[type[Course] | type[Event], list[int]] = field(default_factory=lambda: {Course: [], Event: []})
    sighted: dict[str, Sighting] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether the store has to be touched."""
        return bool(self.courses or self.events or any(self.back.values()))


def fingerprint(source: CatalogueSource, *more: str) -> str:
    """What, beside the raw record, decides about a row. It goes into every hash, so a change has everything read anew."""
    told = [VERSION, source.format, source.options, source.filters, source.partner_id, *more]
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()


class Comparison:
    """Compares chunk after chunk of one run. Reads the store, writes nothing."""

    def __init__(self, source: CatalogueSource, seen: Seen, report: Report) -> None:
        self.source, self.seen, self.report = source, seen, report
        self.filter = Filter.of(source.filters)
        self._hash_key = bytes.fromhex(fingerprint(source))

    def compare(self, chunk: Sequence[RawRecord]) -> Difference:
        """The difference that ``chunk`` makes; everything that cannot be taken goes into the report."""
        difference = Difference()
        self.report.records += len(chunk)
        fresh = self._without_repetitions(chunk)
        if not fresh:
            return difference
        known = self._known(list(fresh))
        for key, (raw, content_hash) in fresh.items():
            mark = self._one(key, raw, content_hash, known.get(key, ()), difference)
            difference.sighted[key] = Sighting(content_hash, mark)
        return difference

    def _without_repetitions(self, chunk: Sequence[RawRecord]) -> dict[str, tuple[RawRecord, str]]:
        """The records with a usable identifier that the run has not met before, by key."""
        keyed = []
        for raw in chunk:
            key = remote_key(raw.remote_id) if is_storable(raw.remote_id) else None
            if key is None:
                self.report.fail(raw.remote_id, [_bad_identifier(raw.remote_id)], raw.raw)
            else:
                keyed.append((key, raw, hashlib.blake2b(raw.raw, digest_size=16, key=self._hash_key).hexdigest()))
        met = self.seen.hashes({key for key, _raw, _hash in keyed}) if keyed else {}
        fresh: dict[str, tuple[RawRecord, str]] = {}
        for key, raw, content_hash in keyed:
            if key in met:
                self._repeated(raw, same=met[key] == content_hash)
                continue
            met[key] = content_hash
            fresh[key] = (raw, content_hash)
        return fresh

    def _repeated(self, raw: RawRecord, *, same: bool) -> None:
        if same:
            issue = Issue("remote_id", _("The feed brings this record more than once."))
            self.report.issue(raw.remote_id, issue)
            return
        issue = Issue("remote_id", _("The feed uses this identifier for several records; the first one was taken."))
        self.report.fail(raw.remote_id, [issue], raw.raw)

    def _known(self, keys: Sequence[str]) -> dict[str, list[Known]]:
        """Rows of this source with these keys. Another source's rows cannot be found here, so they cannot be touched."""
        found: dict[str, list[Known]] = {}
        for model in (Course, Event):
            rows = rows_of(self.seen.connection, model, self.source, keys)
            for key, *known, origin, missing, withdrawn in rows.values_list(
                "remote_key", "pk", "content_hash", "origin", "missing_since", "withdrawn_at"
            ):
                absent = missing is not None or withdrawn is not None
                found.setdefault(key, []).append(Known(model, *known, origin == Origin.SOURCE, absent))
        return found

    def _one(self, key: str, raw: RawRecord, content_hash: str, known: Sequence[Known], difference: Difference) -> Mark:
        if raw.deleted:
            return Mark.DELETED
        for row in known:
            if not row.ours:
                # Taken over by an editor: the source has no say in it any more.
                self.report.count("pinned")
                return _MARKS[row.model]
        for row in known:
            if row.content_hash == content_hash:
                self.report.count("unchanged")
                if row.absent:
                    difference.back[row.model].append(row.pk)
                return _MARKS[row.model]
        return self._changed(key, raw, content_hash, difference)

    def _changed(self, key: str, raw: RawRecord, content_hash: str, difference: Difference) -> Mark:
        try:
            record = _parsed(raw)
            if record.deleted:
                return Mark.DELETED
            if not self.filter.takes(record):
                self.report.count("filtered")
                return Mark.FILTERED
            row = self._row(record)
        except _Unusable as error:
            issues = error.issues
        except (ValueError, FormatError, FetchError) as error:
            issues = [Issue("", str(error))]
        except Exception as error:
            # A format that stumbles over one record has a fault of its own; the other records are taken all the same.
            logger.exception("The format %s stumbled over a record of %s", self.source.format, self.source.slug)
            issues = [Issue("", _("The record could not be read (%(reason)s).") % {"reason": type(error).__name__})]
        else:
            row.facts["remote_key"], row.facts["content_hash"] = key, content_hash
            for issue in dict.fromkeys((*raw.issues, *row.issues)):
                self.report.issue(raw.remote_id, issue)
            if isinstance(row, CourseRow):
                difference.courses.append(row)
                return Mark.COURSE
            difference.events.append(row)
            return Mark.EVENT
        self.report.fail(raw.remote_id, list(dict.fromkeys((*raw.issues, *issues))), raw.raw)
        return Mark.UNREADABLE

    def _row(self, record: AnyRecord) -> CourseRow | EventRow:
        match record:
            case CourseRecord():
                return course_row(record, self.source.partner)
            case EventRecord():
                return event_row(record, self.source.pk, self.source.partner)
        raise _Unusable([Issue("", _("Records of this kind are not kept."))])


def _parsed(raw: RawRecord) -> AnyRecord:
    record = raw.parse()
    found = list(problems(record))
    if record.remote_id != raw.remote_id:
        found.append(Issue("remote_id", _("The record changed its identifier while it was read.")))
    if found:
        # What the format noticed on the way is often why: an impossible time leaves an event without a meeting.
        raise _Unusable([*found, *record.issues])
    return record


class _Unusable(Exception):
    """A record that cannot be taken, and why."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__()
        self.issues = issues


def _bad_identifier(remote_id: str) -> Issue:
    if not remote_id:
        return Issue("remote_id", _("The record has no identifier, so it could not be recognised the next time."))
    if len(remote_id) > 200:
        return Issue("remote_id", _("The identifier is longer than 200 characters."))
    return Issue("remote_id", _("The identifier contains characters that cannot be stored."))
