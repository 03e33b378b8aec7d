"""Which records of a chunk are new, changed or unchanged: by the hash of the raw bytes; only what changed is parsed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.models import CatalogueSource, Course, Event, remote_key
from opinovi_wagtail.record import Issue
from opinovi_wagtail.telling import gettext as _

from .lasting_issues import LastingIssues, repeated
from .reading import Answer, Sighted
from .rows import VERSION, CourseRow, EventRow, is_storable
from .seen import Mark, Seen, Sighting
from .writing import Writing, rows_of

_MARKS = {Course: Mark.COURSE, Event: Mark.EVENT}


class Known(NamedTuple):
    """A row that is there already for an identifier of this source."""

    model: type[Course] | type[Event]
    pk: int
    content_hash: str
    ours: bool
    absent: bool

    @property
    def plain(self) -> bool:
        """Whether there is nothing about the row but its hash."""
        return self.ours and not self.absent


@dataclass(slots=True)
class Difference:
    """What a chunk brings: rows to write, rows that came back unchanged, and what was sighted."""

    courses: list[CourseRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    back: dict[type[Course] | type[Event], list[int]] = field(default_factory=lambda: {Course: [], Event: []})
    sighted: dict[str, Sighting] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows are to be written."""
        return len(self.courses) + len(self.events)

    def take(self, other: Difference) -> None:
        """Add what ``other`` brings to be written."""
        self.courses.extend(other.courses)
        self.events.extend(other.events)
        for model, pks in other.back.items():
            self.back[model].extend(pks)

    @property
    def writes(self) -> bool:
        """Whether the store has to be touched."""
        return bool(self.courses or self.events or any(self.back.values()))


@dataclass(slots=True)
class Plan:
    """What is known of a chunk before any of its records is parsed; ``parse`` and ``excerpts`` are places in the chunk."""

    chunk: Sequence[Sighted]
    difference: Difference
    keys: dict[int, str] = field(default_factory=dict)  # of those to be parsed
    refused: dict[int, Issue] = field(default_factory=dict)

    @property
    def parse(self) -> list[int]:
        """The records that are new or changed."""
        return list(self.keys)

    @property
    def excerpts(self) -> list[int]:
        """The records that are refused as they are, of which the report shows the beginning."""
        return list(self.refused)

    @property
    def met(self) -> dict[str, str]:
        """The identifiers of the chunk with the hash of what stood there."""
        told = {key: sighting.content_hash for key, sighting in self.difference.sighted.items()}
        return told | {key: self.chunk[place].content_hash for place, key in self.keys.items()}


def fingerprint(source: CatalogueSource, *more: str) -> str:
    """What, beside the raw record, decides about a row. It goes into every hash, so a change has everything read anew."""
    told = [VERSION, source.format, source.options, source.filters, source.partner_id, *more]
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()


class Comparison:
    """Compares chunk after chunk of one run. Reads the store, writes nothing."""

    def __init__(self, writing: Writing, seen: Seen, lasting: LastingIssues) -> None:
        self.source, self.seen, self.report, self.lasting = writing.source, seen, writing.report, lasting
        self._models = [model for model in _MARKS if model not in writing.empty]
        self._distinct = format_class(writing.source.format).distinct

    def plan(self, chunk: Sequence[Sighted], before: Mapping[str, str] | None = None) -> Plan:
        """What has to be parsed of ``chunk``. ``before`` is what the chunk before it met, while that is not in ``seen`` yet."""
        self.report.records += len(chunk)
        plan = Plan(chunk, Difference())
        fresh = self._without_repetitions(plan, before or {})
        known = self._known(list(fresh)) if fresh else {}
        unchanged = 0
        for key, place in fresh.items():
            sighted = chunk[place]
            rows = known.get(key, ())
            if (
                len(rows) == 1
                and rows[0].content_hash == sighted.content_hash
                and rows[0].plain
                and not sighted.deleted
            ):
                # Nearly all records of nearly all runs.
                unchanged += 1
                plan.difference.sighted[key] = Sighting(sighted.content_hash, _MARKS[rows[0].model])
                continue
            mark = self._by_hash(sighted, rows, plan.difference)
            if mark is None:
                plan.keys[place] = key
            else:
                plan.difference.sighted[key] = Sighting(sighted.content_hash, mark)
        self.report.count("unchanged", unchanged)
        return plan

    def difference(self, plan: Plan, answers: Mapping[int, Answer]) -> Difference:
        """The difference that the chunk of ``plan`` makes; everything that cannot be taken goes into the report."""
        for place, issue in plan.refused.items():
            self.report.fail(plan.chunk[place].remote_id, [issue], answers[place].excerpt)
        for place, key in plan.keys.items():
            sighted = plan.chunk[place]
            mark = self._parsed(key, sighted, answers[place], plan.difference)
            plan.difference.sighted[key] = Sighting(sighted.content_hash, mark)
        return plan.difference

    def _without_repetitions(self, plan: Plan, before: Mapping[str, str]) -> dict[str, int]:
        """The places of records with a usable identifier that the run has not met before, by key."""
        keyed = []
        for place, sighted in enumerate(plan.chunk):
            key = remote_key(sighted.remote_id) if is_storable(sighted.remote_id) else None
            if key is None:
                plan.refused[place] = _bad_identifier(sighted.remote_id)
            else:
                keyed.append((key, place))
        if self._distinct:
            return dict(keyed)
        met = {**self.seen.hashes({key for key, _place in keyed}), **before} if keyed else {}
        fresh: dict[str, int] = {}
        for key, place in keyed:
            sighted = plan.chunk[place]
            if key in met:
                self._repeated(plan, place, same=met[key] == sighted.content_hash)
                continue
            met[key] = sighted.content_hash
            fresh[key] = place
        return fresh

    def _repeated(self, plan: Plan, place: int, *, same: bool) -> None:
        if same:
            issue = Issue("remote_id", repeated())
            self.report.issue(plan.chunk[place].remote_id, issue)
            return
        plan.refused[place] = Issue(
            "remote_id", _("The feed uses this identifier for several records; the first one was taken.")
        )

    def _known(self, keys: Sequence[str]) -> dict[str, list[Known]]:
        """Rows of this source with these keys. Another source's rows cannot be found here, so they cannot be touched."""
        found: dict[str, list[Known]] = {}
        for model in self._models:
            rows = rows_of(self.seen.connection, model, self.source, keys)
            for key, *known, origin, missing, withdrawn in rows.values_list(
                "remote_key", "pk", "content_hash", "origin", "missing_since", "withdrawn_at"
            ):
                absent = missing is not None or withdrawn is not None
                row = Known(model, *known, origin == "source", absent)
                if key in found:
                    found[key].append(row)
                else:
                    found[key] = [row]
        return found

    def _by_hash(self, sighted: Sighted, known: Sequence[Known], difference: Difference) -> Mark | None:
        """What becomes of a record that need not be parsed, or nothing."""
        if sighted.deleted:
            return Mark.DELETED
        for row in known:
            if not row.ours:
                # Taken over by an editor: the source has no say in it any more.
                self.report.count("pinned")
                return _MARKS[row.model]
        for row in known:
            if row.content_hash == sighted.content_hash:
                self.report.count("unchanged")
                if row.absent:
                    difference.back[row.model].append(row.pk)
                return _MARKS[row.model]
        return None

    def _parsed(self, key: str, sighted: Sighted, answer: Answer, difference: Difference) -> Mark:
        self.lasting.forget(key)
        if answer.deleted:
            return Mark.DELETED
        if answer.filtered:
            self.report.count("filtered")
            return Mark.FILTERED
        if answer.row is None:
            self.report.fail(sighted.remote_id, list(answer.issues), answer.excerpt)
            return Mark.UNREADABLE
        answer.row.facts["remote_key"], answer.row.facts["content_hash"] = key, sighted.content_hash
        for issue in answer.issues:
            self.report.issue(sighted.remote_id, issue)
        if isinstance(answer.row, CourseRow):
            difference.courses.append(answer.row)
            return Mark.COURSE
        difference.events.append(answer.row)
        return Mark.EVENT


def _bad_identifier(remote_id: str) -> Issue:
    if not remote_id:
        return Issue("remote_id", _("The record has no identifier, so it could not be recognised the next time."))
    if len(remote_id) > 200:
        return Issue("remote_id", _("The identifier is longer than 200 characters."))
    return Issue("remote_id", _("The identifier contains characters that cannot be stored."))
