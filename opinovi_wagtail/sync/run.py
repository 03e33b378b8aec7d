"""One run of a source: lease, fetch, compare, apply, report. The only way by which a catalogue gets into the store."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from django.db import DatabaseError, connections, router, transaction
from django.utils import timezone

from opinovi_wagtail.catalogues.base import Cause, FetchError, FormatError
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, Course, CourseRun, Event, Meeting, SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import ngettext, plain, reason_of

from . import alerts, duplicates
from .asked import begin, options_of
from .compare import Comparison, Difference, Plan, fingerprint
from .courses import CourseWriter
from .credentials import CredentialsError
from .dialects import dialect_for
from .events import EventWriter
from .fetch_errors import NotModified, RetryLater
from .foresight import Foresight
from .increments import Increment, increment_of
from .lasting_issues import LastingIssues
from .lease import Lease, LeaseLost, acquire
from .pause import next_try, reason_to_pause
from .reading import CHUNK, Errand, Reading
from .report import Report
from .seen import Seen
from .signals import catalogue_changed
from .supervised import ReaderDied, reading
from .withdraw import Withdrawal
from .writing import Writing, models_without_rows

logger = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SIGN_OF_LIFE = 2  # seconds: somebody may be watching the report
_FIRST_ANALYSIS, _GROWTH = 1000, 4  # new rows, and how many times as many until the next one


class RunTooLong(Exception):
    """The run has used up ``SYNC_RUN_MINUTES``."""


def run_source(
    source: CatalogueSource, *, dry_run: bool = False, now: dt.datetime | None = None, by: str = ""
) -> SyncRun:
    """Sync ``source`` once and answer the report of the run, whatever came of it.

    ``now`` is the moment that rows are told (the time at which they were fetched or went missing); ``by`` is who asked for
    it. A ``dry_run`` does the same and changes nothing but its own report, in which it notes what would change. A feed that
    cannot be had or read ends the run as failed, with a sentence in ``message``, and the old rows stay. Raises
    ``SourceBusy`` while another run is working on the source.
    """
    now = now or timezone.now()
    lease = None if dry_run else acquire(source)
    source = CatalogueSource.objects.select_related("partner").get(pk=source.pk)
    run = begin(source, dry_run=dry_run, now=now, by=by)
    going = _Run(source, run, lease, now)
    try:
        going.go()
    except NotModified:
        going.unchanged()
    except LeaseLost as error:
        going.end(RunState.DIED, reason_of(error))
    except (FetchError, FormatError) as error:
        going.fail(reason_of(error), error.cause, error.seconds if isinstance(error, RetryLater) else None)
    except CredentialsError as error:
        going.fail(reason_of(error), Cause.ACCESS)
    except (RunTooLong, ReaderDied) as error:
        going.fail(reason_of(error), Cause.OURS)
    except OSError as error:
        logger.exception("The sync of %s failed", source.slug)
        going.fail(_no_room() if error.errno in _FULL else _unexpected(error), Cause.OURS)
    except Exception as error:
        logger.exception("The sync of %s failed", source.slug)
        going.fail(_unexpected(error), Cause.OURS)
    except BaseException:
        # The worker is being shut down. The next run heals what this one leaves.
        going.end(RunState.DIED, _("The run was stopped before it had finished."))
        raise
    return run


class _Run:
    """What one run holds while it goes."""

    def __init__(self, source: CatalogueSource, run: SyncRun, lease: Lease | None, now: dt.datetime) -> None:
        self.source, self.run, self.lease, self.now = source, run, lease, now
        self.report = Report(run)
        self.connection = connections[router.db_for_write(Course)]
        foresight = Foresight(run) if run.dry_run else None
        empty = models_without_rows(self.connection, source)
        self.writing = Writing(source, self.report, self.connection, now, foresight, empty)
        self.fingerprint = fingerprint(source, source.url)
        # A preview shows the whole feed, whether or not it has changed.
        self.increment = Increment() if run.dry_run else increment_of(source, self.fingerprint)
        self.lasting = LastingIssues(source)
        self.reading: Reading | None = None
        self._analyse_at = _FIRST_ANALYSIS
        self._ends_at = time.monotonic() + conf.SYNC_RUN_MINUTES * 60
        self._sign_due_at = time.monotonic() + _SIGN_OF_LIFE

    def go(self) -> None:
        """Read the whole feed, then settle what is gone."""
        with ExitStack() as stack:
            stack.enter_context(_seldom_collecting())
            self.reading = stack.enter_context(reading(self._errand(), self._patience))
            seen = stack.enter_context(Seen(self.connection))
            comparison = Comparison(self.writing, seen, self.lasting)
            courses = stack.enter_context(CourseWriter(self.writing))
            events = stack.enter_context(EventWriter(self.writing))
            gathered = Difference()
            for difference, urgent in self._differences(self.reading, comparison):
                seen.add(difference.sighted)
                gathered.take(difference)
                if urgent or gathered.rows >= CHUNK:
                    self._apply(gathered, courses, events)
                    gathered = Difference()
            self._apply(gathered, courses, events)
            if self.report.over_budget:
                self.fail(_over_budget(self.report), Cause.RECORDS)
                return
            self._settle(self.reading.progress.complete, seen)

    def _errand(self) -> Errand:
        still_valid = self.source.validators_for == self.fingerprint and not self.run.dry_run
        since = self.increment.since
        return Errand(
            self.source.format,
            self.source.url,
            options_of(self.source, since),
            bytes.fromhex(fingerprint(self.source)),
            etag=self.source.etag if still_valid and since is None else "",
            last_modified=self.source.last_modified if still_valid and since is None else "",
            filters=self.source.filters or {},
            source_id=self.source.pk,
            partner_name=self.source.partner.name,
        )

    def _differences(self, feed: Reading, comparison: Comparison) -> Iterator[tuple[Difference, bool]]:
        """What chunk after chunk brings, and whether it is to be written at once.

        Where the next chunk comes at once its records are asked for before this one is written, so that both sides have
        something to do, and the few changes of many chunks are written together. A slow feed keeps nothing waiting that is
        here already.
        """
        plan = self._asked(feed, comparison)
        while plan is not None:
            difference = comparison.difference(plan, feed.answers())
            following: Plan | None = None
            near = feed.is_near()
            if near:
                try:
                    following = self._asked(feed, comparison, plan.met)
                except Exception:
                    yield difference, True
                    raise
            yield difference, not near
            plan = following if near else self._asked(feed, comparison)

    def _asked(self, feed: Reading, comparison: Comparison, before: Mapping[str, str] | None = None) -> Plan | None:
        """The next chunk, compared and asked for; nothing after the last."""
        chunk = feed.chunk()
        if chunk is None:
            return None
        self._patience()
        plan = comparison.plan(chunk, before)
        feed.ask(plan.parse, plan.excerpts)
        return plan

    def unchanged(self) -> None:
        """The source says that nothing has changed: absences go on counting, and that is all."""
        with self._transaction(keep_validators=True):
            Withdrawal(self.writing, None).settle_absences()
        self._succeed(RunState.UNCHANGED, {"runs_since_complete": 0})

    def fail(self, message: str, cause: Cause, retry_after: float | None = None) -> None:
        """End the run as failed and put off the next try; what was written so far is good and stays.

        The report keeps the ``cause`` for whoever asks what to do now.
        """
        failures = self.source.failures + 1
        values = {
            "failures": failures,
            "next_run_at": next_try(self.source.every_minutes, failures, self.now, retry_after),
            "paused_because": reason_to_pause(failures),
        }
        self.end(RunState.FAILED, message, cause, **values)
        if self.lease is not None:
            alerts.tell(self.source.pk)

    def end(self, state: RunState, message: str, cause: Cause | None = None, **source_values: object) -> None:
        """Write how the run ended and give the source back, on a new connection if the old one is gone."""
        try:
            self._write_end(state, message, cause, source_values)
        except DatabaseError:
            # Nothing is lost if this fails too: the lease runs out and the run is marked as died.
            self.connection.close()
            self._write_end(state, message, cause, source_values)

    def _write_end(self, state: RunState, message: str, cause: Cause | None, source_values: dict[str, object]) -> None:
        run, report = self.run, self.report
        run.state, run.finished_at, run.cause = state, timezone.now(), cause or ""
        run.told = [plain(sentence) for sentence in (message, *report.notes()) if sentence]
        self._note_progress()
        with transaction.atomic():
            report.save(timezone.now())
            run.save(update_fields=["state", "finished_at", "told", "cause", "complete"])
            if self.lease is not None:
                CatalogueSource.objects.filter(pk=self.source.pk, lease_token=self.lease.token).update(
                    **source_values, lease_token="", lease_until=None
                )

    def _apply(self, difference: Difference, courses: CourseWriter, events: EventWriter) -> None:
        if difference.writes:
            with self.report.counting_only_what_lasts(), self._transaction():
                courses.write(difference.courses)
                one_by_one = events.write(difference.events)
                self._welcome_back(difference)
                self._sign_of_life()
            if not self.run.dry_run:
                for row in one_by_one:
                    events.write_one(row)
                self._analyse()

    def _analyse(self) -> None:
        """Tell the planner that the tables are no longer what they were; before its own round it would read them whole."""
        if self.run.created < self._analyse_at:
            return
        self._analyse_at = self.run.created * _GROWTH
        for model in (Course, CourseRun, Event, Meeting):
            dialect_for(self.connection).analyse(model._meta.db_table)

    def _welcome_back(self, difference: Difference) -> None:
        """Rows that were missing or withdrawn and are in the feed again as they were."""
        for model, pks in difference.back.items():
            if not pks:
                continue
            self.report.count("reappeared", len(pks))
            rows = model.objects.using(self.connection.alias).filter(pk__in=pks)
            self.lasting.bring_back(rows)
            if self.writing.foresight is not None:
                self.writing.foresight.back(model, pks)
            else:
                rows.update(missing_since=None, withdrawn_at=None, updated_at=self.now)

    def _settle(self, complete: bool, seen: Seen) -> None:
        """The feed was read to its end: take tombstones and absences seriously, and remember what to ask the next time."""
        self.run.complete = complete
        seen.analyse()
        self.report.repeat(self.lasting.still_true(seen, complete=complete))
        with self._transaction():
            withdrawal = Withdrawal(self.writing, seen)
            withdrawal.bury_deleted()
            if complete:
                withdrawal.settle_absences(feed_is_empty=self.report.records == 0)
            if not self.run.dry_run and self.run.created + self.run.updated:
                duplicates.propose(self.source, self.now, self.connection)
        remembered = self._validators() if complete else {}
        if not self.run.dry_run:
            remembered |= self.increment.after(self.now, self.fingerprint, complete=complete, failed=self.run.failed)
        self._succeed(RunState.SUCCEEDED, remembered)

    def _succeed(self, state: RunState, remembered: dict[str, object]) -> None:
        self.end(
            state,
            "",
            failures=0,
            paused_because="",
            last_success_at=self.now,
            next_run_at=self.now + dt.timedelta(minutes=self.source.every_minutes),
            **remembered,
        )
        if self.lease is None:
            return
        run = self.run
        if run.created or run.updated or run.withdrawn or run.reappeared or run.missing:
            # Once per run, however many rows: what a site keeps of the lists is out of date now.
            catalogue_changed.send_robust(sender=CatalogueSource, source=self.source, run=run)
        alerts.tell(self.source.pk)

    def _validators(self) -> dict[str, object]:
        """What to ask with the next time. Of a feed of several documents the first one says nothing about the others."""
        assert self.reading is not None, "a feed was read"
        told = self.reading.progress
        if not told.lasting or told.pages != 1 or len(told.etag) > 255 or len(told.last_modified) > 100:
            return {}
        return {"etag": told.etag, "last_modified": told.last_modified, "validators_for": self.fingerprint}

    @contextmanager
    def _transaction(self, *, keep_validators: bool = False) -> Iterator[None]:
        """A transaction in which the source is certainly ours; a preview, which writes nothing, needs none."""
        if self.lease is None:
            yield
            return
        with transaction.atomic(using=self.connection.alias):
            if keep_validators:
                self.lease.renew()
            else:
                self.lease.fence()
            yield

    def _sign_of_life(self) -> None:
        self._note_progress()
        self.report.save(timezone.now())
        self._sign_due_at = time.monotonic() + _SIGN_OF_LIFE

    def _note_progress(self) -> None:
        if self.reading is not None:
            told = self.reading.progress
            self.run.pages, self.run.bytes = told.pages, told.bytes
            self.report.remark(told.remarks)

    def _patience(self) -> None:
        """Called while there is nothing to do but wait: looks at the clock, keeps the source, shows that the run is alive."""
        self._check_time()
        if self.lease is not None:
            # In this process a single answer may take long; with a child this is called again every few seconds.
            self.lease.keep(0 if conf.SYNC_READS_IN_CHILD else conf.FETCH_TIMEOUT)
        if time.monotonic() > self._sign_due_at and not self.connection.in_atomic_block:
            self._sign_of_life()

    def _check_time(self) -> None:
        if time.monotonic() > self._ends_at:
            raise RunTooLong(
                ngettext(
                    "The run took longer than %(limit)d minute, so it was stopped.",
                    "The run took longer than %(limit)d minutes, so it was stopped.",
                    conf.SYNC_RUN_MINUTES,
                )
                % {"limit": conf.SYNC_RUN_MINUTES}
            )


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Rows come by the thousand and go again without making cycles: looking for those would take as long as the work."""
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], 50_000), max(usual[1], 50), max(usual[2], 100))
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _no_room() -> str:
    return _("There is no room left on the disk of this server. Whoever runs the site has to make some.")


def _unexpected(error: Exception) -> str:
    return _("The run met an unexpected error (%(reason)s). The log has the details.") % {
        "reason": type(error).__name__
    }


def _over_budget(report: Report) -> str:
    return ngettext(
        "%(failed)d of %(records)d record could not be taken, which is more than %(percent)d per cent, so nothing was withdrawn.",
        "%(failed)d of %(records)d records could not be taken, which is more than %(percent)d per cent,"
        " so nothing was withdrawn.",
        report.records,
    ) % {"failed": report.run.failed, "records": report.records, "percent": conf.SYNC_ERROR_BUDGET}
