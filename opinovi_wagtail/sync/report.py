"""What a run counts and what it could not take, gathered while it goes and kept in ``SyncRun`` and ``SyncIssue``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext_lazy, pgettext_lazy

from opinovi_wagtail.catalogues.base import Cause
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Course, CourseRun, Event, FundingGuide, Meeting, ParkedWithdrawal, SyncIssue, SyncRun
from opinovi_wagtail.record import Issue
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.rules.withdrawal import over_budget
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import ngettext, plain

FORGOTTEN_AT_ONCE = 200
MOST_ISSUES = 1000  # kept per run; further ones are only counted
COUNTS = (
    "created", "updated", "unchanged", "filtered", "pinned", "failed", "missing", "withdrawn", "parked", "reappeared",
)  # fmt: skip
WELL = frozenset({RunState.SUCCEEDED, RunState.UNCHANGED})
_EXCERPT = 500  # characters


@dataclass(slots=True)
class Report:
    """The counts of one run and its issues; ``save`` writes both."""

    run: SyncRun
    records: int = 0
    issues: int = 0
    _unsaved: list[SyncIssue] = field(default_factory=list)
    _remarks: set[Issue] = field(default_factory=set)

    def count(self, name: str, number: int = 1) -> None:
        """Add to one of the run's counts."""
        setattr(self.run, name, getattr(self.run, name) + number)

    @contextmanager
    def counting_only_what_lasts(self) -> Iterator[None]:
        """For a transaction: what is counted inside and rolled back has not happened."""
        before = {name: getattr(self.run, name) for name in COUNTS}
        try:
            yield
        except BaseException:
            for name, count in before.items():
                setattr(self.run, name, count)
            raise

    def issue(self, remote_id: str, issue: Issue, raw: bytes = b"", *, fatal: bool = False) -> None:
        """Note an issue; a ``fatal`` one means that the whole record was left out."""
        self.issues += 1
        if self.issues > MOST_ISSUES:
            return
        self._unsaved.append(
            SyncIssue(
                run=self.run,
                remote_id=storable(remote_id)[:200],
                fatal=fatal,
                field=issue.field[:80],
                told=plain(issue.message),
                excerpt=storable(raw[:_EXCERPT].decode("utf-8", "replace")) if fatal else "",
            )
        )

    def repeat(self, issues: Iterable[SyncIssue]) -> None:
        """Note again what an earlier report said and what is still so."""
        for issue in issues:
            self.issues += 1
            if self.issues <= MOST_ISSUES:
                self._unsaved.append(
                    SyncIssue(run=self.run, remote_id=issue.remote_id, field=issue.field, told=issue.told)
                )

    def remark(self, remarks: Iterable[Issue]) -> None:
        """Note what the format has to say about the feed as a whole, each thing once."""
        for issue in remarks:
            if issue not in self._remarks:
                self._remarks.add(issue)
                self.issue("", issue)

    def fail(self, remote_id: str, issues: list[Issue], raw: bytes) -> None:
        """Note why a record could not be taken at all."""
        self.count("failed")
        for issue in issues:
            self.issue(remote_id, issue, raw, fatal=True)

    @property
    def over_budget(self) -> bool:
        """Whether so many records failed that the feed as a whole is not to be believed."""
        return over_budget(self.run.failed, self.records, conf.SYNC_ERROR_BUDGET)

    def save(self, now: dt.datetime) -> None:
        """Write the counts, the issues so far and a sign of life."""
        self.run.heartbeat_at = now
        unsaved, self._unsaved = self._unsaved, []
        SyncIssue.objects.bulk_create(unsaved)
        self.run.save(update_fields=[*COUNTS, "pages", "bytes", "heartbeat_at"])

    def notes(self) -> list[str]:
        """Sentences that an administrator needs beside the counts."""
        if self.issues <= MOST_ISSUES:
            return []
        return [
            _("There were %(count)d issues; the first %(kept)d are listed.")
            % {"count": self.issues, "kept": MOST_ISSUES}
        ]


def forget_reports(now: dt.datetime) -> int:
    """Delete the reports of runs that are older than ``SYNC_REPORT_DAYS``, a batch at a time; answers how many.

    The last run of each source stays, however old, and so does one by which a withdrawal is held back.
    """
    old = SyncRun.objects.filter(started_at__lt=now - dt.timedelta(days=conf.SYNC_REPORT_DAYS)).order_by("pk")
    last = SyncRun.objects.filter(source=OuterRef("source"), dry_run=False).order_by("-started_at", "-pk")
    parked = ParkedWithdrawal.objects.filter(run=OuterRef("pk"))
    old = old.annotate(last=Subquery(last.values("pk")[:1])).exclude(pk=F("last")).filter(~Exists(parked))
    pks = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    SyncRun.objects.filter(pk__in=pks).delete()
    return len(pks)


def cause_of(run: SyncRun) -> Cause | None:
    """What kept ``run`` from ending well; nothing where it did end well."""
    if run.state == RunState.DIED:
        return Cause.OURS
    return Cause(run.cause) if run.state == RunState.FAILED and run.cause in set(Cause) else None


def storable(text: str) -> str:
    """``text`` without what some database refuses."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def sentence(run: SyncRun, *, still_parked: bool = True) -> str:
    """The outcome of ``run`` in words for an administrator, in the active language.

    ``still_parked`` is whether a withdrawal that the run held back, if it did, still waits for a person.
    """
    parts: list[str] = []
    if run.state == RunState.WAITING:
        parts.append(_("The run has not begun yet."))
    if run.state == RunState.RUNNING:
        parts.append(_("The run has not ended yet."))
    if run.state == RunState.UNCHANGED:
        parts.append(_("Nothing new at the source."))
    if run.dry_run:
        parts.append(_("A preview: nothing was changed."))
    if run.message:
        parts.append(run.message)
    parts.extend(text % {"count": count} for text, count in _counted(run) if count)
    if run.parked and still_parked:
        text = ngettext(
            "The withdrawal of %(count)d row waits for approval.",
            "The withdrawal of %(count)d rows waits for approval.",
            run.parked,
        )
        parts.append(text % {"count": run.parked})
    if not parts and run.state in WELL:
        parts.append(_("The feed is empty, and nothing was there before."))
    return " ".join(parts) or str(run.get_state_display())


def took(run: SyncRun) -> str:
    """How long ``run`` took, or has taken so far, in words; empty while nothing is known."""
    return lasted((run.finished_at or run.heartbeat_at) - run.started_at)


def lasted(duration: dt.timedelta) -> str:
    """``duration`` in words, in units that fit."""
    seconds = max(int(duration.total_seconds()), 0)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
    if minutes:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds % 60}
    return _("%(seconds)s s") % {"seconds": seconds} if seconds else _("less than a second")


# What the parts of a record are called that no field of a row has the name of.
_PARTS = {
    "record": gettext_lazy("the whole record"),
    "remote_id": gettext_lazy("identifier"),
    "provider": gettext_lazy("organiser"),
    "runs": gettext_lazy("course runs"),
    "meetings": gettext_lazy("meetings"),
    "credits": gettext_lazy("scope"),
    "duration": gettext_lazy("duration"),
    "price": gettext_lazy("price"),
    "start": gettext_lazy("first day"),
    "start_text": gettext_lazy("start in words"),
    "place": pgettext_lazy("venue", "place"),
    "registration": gettext_lazy("registration"),
    "event_type": gettext_lazy("kind of event"),
    "image": gettext_lazy("picture"),
    "url": gettext_lazy("address"),
    "modified": gettext_lazy("last change"),
    "licence": gettext_lazy("Licence"),
}


def part_name(field: str) -> str:
    """What people call the field of a record that an issue is about, in the active language."""
    name = field.rsplit(".", 1)[-1]
    if name in _PARTS:
        return str(_PARTS[name])
    for model in (Course, CourseRun, Event, Meeting, FundingGuide):
        with suppress(FieldDoesNotExist):
            return str(model._meta.get_field(name).verbose_name)
    return field


def _counted(run: SyncRun) -> list[tuple[str, int]]:
    """The counts of ``run`` in sentences: what it did, or of a preview what a run would do."""
    return _foreseen(run) if run.dry_run else _done(run)


def _foreseen(run: SyncRun) -> list[tuple[str, int]]:
    return [
        (ngettext("%(count)d row would be new.", "%(count)d rows would be new.", run.created), run.created),
        (ngettext("%(count)d row would be updated.", "%(count)d rows would be updated.", run.updated), run.updated),
        (
            ngettext("%(count)d row would stay as it is.", "%(count)d rows would stay as they are.", run.unchanged),
            run.unchanged,
        ),
        (
            ngettext(
                "%(count)d record would be left out by the filter.",
                "%(count)d records would be left out by the filter.",
                run.filtered,
            ),
            run.filtered,
        ),
        (
            ngettext(
                "In %(count)d row an editor’s changes would be kept.",
                "In %(count)d rows an editor’s changes would be kept.",
                run.pinned,
            ),
            run.pinned,
        ),
        (
            ngettext(
                "%(count)d record would be left out, because it cannot be used.",
                "%(count)d records would be left out, because they cannot be used.",
                run.failed,
            ),
            run.failed,
        ),
        (
            ngettext("%(count)d row would come back.", "%(count)d rows would come back.", run.reappeared),
            run.reappeared,
        ),
        (
            ngettext(
                "%(count)d row would be marked as missing from the source.",
                "%(count)d rows would be marked as missing from the source.",
                run.missing,
            ),
            run.missing,
        ),
        (
            ngettext("%(count)d row would be withdrawn.", "%(count)d rows would be withdrawn.", run.withdrawn),
            run.withdrawn,
        ),
        (
            ngettext(
                "The withdrawal of %(count)d row would wait for approval.",
                "The withdrawal of %(count)d rows would wait for approval.",
                run.parked,
            ),
            run.parked,
        ),
    ]


def _done(run: SyncRun) -> list[tuple[str, int]]:
    return [
        (ngettext("%(count)d row is new.", "%(count)d rows are new.", run.created), run.created),
        (ngettext("%(count)d row was updated.", "%(count)d rows were updated.", run.updated), run.updated),
        (ngettext("%(count)d row is unchanged.", "%(count)d rows are unchanged.", run.unchanged), run.unchanged),
        (
            ngettext(
                "%(count)d record was left out by the filter.",
                "%(count)d records were left out by the filter.",
                run.filtered,
            ),
            run.filtered,
        ),
        (
            ngettext(
                "In %(count)d row an editor’s changes were kept.",
                "In %(count)d rows an editor’s changes were kept.",
                run.pinned,
            ),
            run.pinned,
        ),
        (
            ngettext("%(count)d record could not be taken.", "%(count)d records could not be taken.", run.failed),
            run.failed,
        ),
        (ngettext("%(count)d row came back.", "%(count)d rows came back.", run.reappeared), run.reappeared),
        (
            ngettext(
                "%(count)d row is missing from the source.", "%(count)d rows are missing from the source.", run.missing
            ),
            run.missing,
        ),
        (ngettext("%(count)d row was withdrawn.", "%(count)d rows were withdrawn.", run.withdrawn), run.withdrawn),
    ]
