"""One run of a source: lease, fetch, compare, apply, report. The only way by which a catalogue gets into the store."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import DatabaseError, connections, router, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.catalogues.base import Document, Fetch, FetchError, Format, FormatError, Options, RawRecord
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, Course, CourseRun, Event, Meeting, SyncRun
from opinovi_wagtail.rules.states import RunState

from .compare import Comparison, Difference, fingerprint
from .courses import CourseWriter
from .dialects import dialect_for
from .events import EventWriter
from .fetch import Fetcher, NotModified, RetryLater
from .lease import Lease, LeaseLost, acquire
from .pause import next_try, reason_to_pause
from .report import Report
from .seen import Seen
from .withdraw import Withdrawal
from .writing import Writing

logger = logging.getLogger(__name__)

CHUNK = 500  # records
CHUNK_BYTES = 4_000_000  # of raw records, so that large ones do not fill the memory
_SIGN_OF_LIFE = 10  # seconds
_FIRST_ANALYSIS, _GROWTH = 1000, 4  # new rows, and how many times as many until the next one


class RunTooLong(Exception):
    """The run has used up ``SYNC_RUN_MINUTES``."""


def run_source(source: CatalogueSource, *, dry_run: bool = False, now: dt.datetime | None = None) -> SyncRun:
    """Sync ``source`` once and answer the report of the run, whatever came of it.

    ``now`` is the moment that rows are told (the time at which they were fetched or went missing). A ``dry_run`` does the
    same and changes nothing but its own report. A feed that cannot be had or read ends the run as failed, with a sentence
    in ``message``, and the old rows stay. Raises ``SourceBusy`` while another run is working on the source.
    """
    now = now or timezone.now()
    lease = None if dry_run else acquire(source)
    source = CatalogueSource.objects.select_related("partner").get(pk=source.pk)
    run = SyncRun.objects.create(source=source, dry_run=dry_run, started_at=now, heartbeat_at=timezone.now())
    going = _Run(source, run, lease, now)
    try:
        going.go()
    except NotModified:
        going.unchanged()
    except LeaseLost as error:
        going.end(RunState.DIED, str(error))
    except (FetchError, FormatError) as error:
        going.fail(str(error), retry_after=error.seconds if isinstance(error, RetryLater) else None)
    except RunTooLong as error:
        going.fail(str(error))
    except Exception as error:
        logger.exception("The sync of %s failed", source.slug)
        going.fail(
            _("The run met an unexpected error (%(reason)s). The log has the details.")
            % {"reason": type(error).__name__}
        )
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
        self.writing = Writing(source, self.report, self.connection, now, dry_run=run.dry_run)
        self.fingerprint = fingerprint(source, source.url)
        # A preview shows the whole feed, whether or not it has changed.
        still_valid = source.validators_for == self.fingerprint and not run.dry_run
        self.fetcher = Fetcher(
            source.url,
            etag=source.etag if still_valid else "",
            last_modified=source.last_modified if still_valid else "",
        )
        self._analyse_at = _FIRST_ANALYSIS
        self._ends_at = time.monotonic() + conf.SYNC_RUN_MINUTES * 60
        self._sign_due_at = time.monotonic() + _SIGN_OF_LIFE

    def go(self) -> None:
        """Read the whole feed, then settle what is gone."""
        reader = get_format(
            self.source.format,
            Options(conf.LANGUAGES[0], conf.TIME_ZONE, self.source.options or {}),
        )
        with ExitStack() as stack:
            stack.enter_context(self.fetcher)
            seen = stack.enter_context(Seen(self.connection))
            comparison = Comparison(self.source, seen, self.report)
            courses = stack.enter_context(CourseWriter(self.writing))
            events = stack.enter_context(EventWriter(self.writing))
            for chunk in self._chunks(reader.read(self.source.url, self._patient(self.fetcher))):
                difference = comparison.compare(chunk)
                self._apply(difference, courses, events)
                seen.add(difference.sighted)
            if self.report.over_budget:
                self.fail(_over_budget(self.report))
                return
            self._settle(reader, seen)

    def unchanged(self) -> None:
        """The source says that nothing has changed: absences go on counting, and that is all."""
        with self._transaction(keep_validators=True):
            Withdrawal(self.writing, None).settle_absences()
        self._succeed(RunState.UNCHANGED, {})

    def fail(self, message: str, retry_after: float | None = None) -> None:
        """End the run as failed and put off the next try; what was written so far is good and stays."""
        failures = self.source.failures + 1
        values = {
            "failures": failures,
            "next_run_at": next_try(self.source.every_minutes, failures, self.now, retry_after),
            "paused_because": reason_to_pause(failures),
        }
        self.end(RunState.FAILED, message, **values)

    def end(self, state: RunState, message: str, **source_values: object) -> None:
        """Write how the run ended and give the source back, on a new connection if the old one is gone."""
        try:
            self._write_end(state, message, source_values)
        except DatabaseError:
            # Nothing is lost if this fails too: the lease runs out and the run is marked as died.
            self.connection.close()
            self._write_end(state, message, source_values)

    def _write_end(self, state: RunState, message: str, source_values: dict[str, object]) -> None:
        run, report = self.run, self.report
        run.state, run.finished_at = state, timezone.now()
        run.message = " ".join([message, *report.notes()]).strip()
        run.pages, run.bytes = self.fetcher.pages, self.fetcher.bytes
        with transaction.atomic():
            report.save(timezone.now())
            run.save(update_fields=["state", "finished_at", "message", "complete"])
            if self.lease is not None:
                CatalogueSource.objects.filter(pk=self.source.pk, lease_token=self.lease.token).update(
                    **source_values, lease_token="", lease_until=None
                )

    def _apply(self, difference: Difference, courses: CourseWriter, events: EventWriter) -> None:
        if difference.writes:
            with self._transaction():
                courses.write(difference.courses)
                one_by_one = events.write(difference.events)
                self._welcome_back(difference)
                self._sign_of_life()
            if not self.run.dry_run:
                for row in one_by_one:
                    events.write_one(row)
                self._analyse()
        elif time.monotonic() > self._sign_due_at:
            if self.lease is not None:
                self.lease.renew()
            self._sign_of_life()

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
            if not self.run.dry_run:
                rows = model.objects.using(self.connection.alias).filter(pk__in=pks)
                rows.update(missing_since=None, withdrawn_at=None, updated_at=self.now)

    def _settle(self, reader: Format, seen: Seen) -> None:
        """The feed was read to its end: take tombstones and absences seriously, and remember the document's validators."""
        self.run.complete = reader.complete
        seen.analyse()
        with self._transaction():
            withdrawal = Withdrawal(self.writing, seen)
            withdrawal.bury_deleted()
            if reader.complete:
                withdrawal.settle_absences(feed_is_empty=self.report.records == 0)
        self._succeed(RunState.SUCCEEDED, self._validators() if reader.complete else {})

    def _succeed(self, state: RunState, validators: dict[str, str]) -> None:
        self.end(
            state,
            "",
            failures=0,
            paused_because="",
            last_success_at=self.now,
            next_run_at=self.now + dt.timedelta(minutes=self.source.every_minutes),
            **validators,
        )

    def _validators(self) -> dict[str, str]:
        """What to ask with the next time. Of a feed of several documents the first one says nothing about the others."""
        etag, last_modified = self.fetcher.etag, self.fetcher.last_modified
        if self.fetcher.pages != 1 or len(etag) > 255 or len(last_modified) > 100:
            return {}
        return {"etag": etag, "last_modified": last_modified, "validators_for": self.fingerprint}

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
        self.run.pages, self.run.bytes = self.fetcher.pages, self.fetcher.bytes
        self.report.save(timezone.now())
        self._sign_due_at = time.monotonic() + _SIGN_OF_LIFE

    def _chunks(self, records: Iterator[RawRecord]) -> Iterator[list[RawRecord]]:
        chunk: list[RawRecord] = []
        size = 0
        for record in records:
            chunk.append(record)
            size += len(record.raw)
            if len(chunk) == CHUNK or size > CHUNK_BYTES:
                self._check_time()
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    def _patient(self, fetch: Fetch) -> Fetch:
        """``fetch``, with the lease renewed beforehand so that it outlasts the slowest answer that is allowed."""

        def patient(url: str) -> Document:
            self._check_time()
            longest = dt.timedelta(seconds=conf.FETCH_TIMEOUT + conf.SYNC_LEASE_SECONDS / 2)
            if self.lease is not None and self.lease.until < timezone.now() + longest:
                self.lease.renew(extra_seconds=conf.FETCH_TIMEOUT)
            return fetch(url)

        return patient

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


def _over_budget(report: Report) -> str:
    return ngettext(
        "%(failed)d of %(records)d record could not be taken, which is more than %(percent)d per cent, so nothing was withdrawn.",
        "%(failed)d of %(records)d records could not be taken, which is more than %(percent)d per cent,"
        " so nothing was withdrawn.",
        report.records,
    ) % {"failed": report.run.failed, "records": report.records, "percent": conf.SYNC_ERROR_BUDGET}
