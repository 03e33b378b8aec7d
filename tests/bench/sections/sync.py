"""Catalogue sync: a first run end to end, writing alone, and a run that finds nothing new."""

from __future__ import annotations

import csv
import datetime as dt
import io
import threading
from collections.abc import Iterator, Sequence
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import tablib
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from import_export import fields, resources, widgets

from opinovi_wagtail import record as rec
from opinovi_wagtail.models import CatalogueSource, Course, CourseRun, Partner, RunCode, SyncIssue, SyncRun, remote_key
from opinovi_wagtail.rules.states import Origin, RunState
from opinovi_wagtail.search.codes import run_codes
from opinovi_wagtail.sync.courses import CourseWriter
from opinovi_wagtail.sync.report import Report
from opinovi_wagtail.sync.rows import CourseRow, course_row
from opinovi_wagtail.sync.run import CHUNK, run_source
from opinovi_wagtail.sync.stage import COURSES, RUNS, Stage
from opinovi_wagtail.sync.writing import Writing, write_parents
from tests.bench.ratio import Ratio, Way, medians

COUNT = 20_000
BATCH = 1000
SECTION = "sync"
DESCRIPTION = (
    "Kurssilla opitaan perusteet ja harjoitellaan yhdessä pienessä ryhmässä. Aiempaa osaamista ei tarvita. " * 3
)
FORMS, TIMES, PLACES = (
    ("lähiopetus", "verkko-opetus"),
    ("päiväopetus", "iltaopetus"),
    ("Turku", "Raisio", "Salo", "Kaarina"),
)


def measure(*, full: bool) -> Iterator[Ratio]:
    """The ratios of the section on the database of this process."""
    yield from end_to_end(full=full)
    yield from writing()
    if full:
        yield from large()


def end_to_end(*, full: bool) -> Iterator[Ratio]:
    document = table(COUNT)
    # The usual way takes minutes for the file; its rate is that of the first rows, which is kind to it.
    part = COUNT if full else COUNT // 10
    head = b"".join(document.splitlines(keepends=True)[: part + 1])
    with served(document) as source:
        first = Way(lambda: synced(source, created=COUNT), empty)
        again = Way(lambda: synced(source, unchanged=COUNT))
        usual = Way(lambda: imported(head), empty)
        ours, unchanged, theirs = medians(first, again, usual)
    theirs *= COUNT / part
    yield ratio("first run of 20,000 CSV courses", "django-import-export, default mode", ours, theirs, at_least=5)
    yield ratio("nothing new in 20,000 CSV courses", "its first run", unchanged, ours, at_least=2)


def writing() -> Iterator[Ratio]:
    partner, source = owners()
    old, new = (ready_rows(source, partner, price) for price in ("120.00", "99.00"))
    blind = f"bulk_create(update_conflicts), {BATCH} a batch"
    for case, rows in (("20,000 new", old), ("20,000 changed", new)):
        prepare = empty if rows is old else (lambda: write_rows(old, source))
        instances = Instances(rows, source, partner)
        two, blind_two, three, blind_three = medians(
            Way(lambda rows=rows: stage_and_merge(rows, source), prepare),
            Way(instances.bulk_create, prepare),
            Way(lambda rows=rows: write_rows(rows, source), prepare),
            Way(lambda instances=instances: instances.bulk_create(codes=True), prepare),
        )
        yield ratio(f"stage and merge, {case}", blind, two, blind_two, at_least=3)
        yield ratio(f"the same with codes of runs, {case}", f"{blind}, codes too", three, blind_three, at_least=2)


def large() -> Iterator[Ratio]:
    document = table(10 * COUNT)
    with served(document) as source:
        small = table(COUNT)
        (ours,) = medians(Way(lambda: synced(source, created=10 * COUNT), empty))
    with served(small) as source:
        (ten_times_less,) = medians(Way(lambda: synced(source, created=COUNT), empty))
    # A run must not slow down as the table grows: the rate of ten times as much against that of the usual feed.
    yield Ratio(
        SECTION, "rate of a first run of 200,000", connection.vendor, "rate of 20,000",
        ratio=10 * ten_times_less / ours, at_least=0.8, rate=10 * COUNT / ours, rate_against=COUNT / ten_times_less,
    )  # fmt: skip


def ratio(case: str, against: str, ours: float, theirs: float, *, at_least: float) -> Ratio:
    return Ratio(
        SECTION, case, connection.vendor, against,
        ratio=theirs / ours, at_least=at_least, rate=COUNT / ours, rate_against=COUNT / theirs,
    )  # fmt: skip


def table(count: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["id", "nimi", "kuvaus", "koulutusala", "opetusmuoto", "opetusaika", "opetuskieli", "kunta", "alkaa", "hinta"]
    )
    for number in range(count):
        day = dt.date(2027, 1, 11) + dt.timedelta(days=number % 200)
        writer.writerow(
            [f"k-{number}", f"Kurssi {number}", f"{number} {DESCRIPTION}", "", FORMS[number % 2], TIMES[number % 2],
             "suomi", PLACES[number % 4], f"{day.day}.{day.month}.{day.year}", f"{number % 300},00"]
        )  # fmt: skip
    return text.getvalue().encode()


class served:
    """A source whose feed is ``document``, answered by an HTTP server on loopback."""

    def __init__(self, document: bytes) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/csv; charset=utf-8")
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> CatalogueSource:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{self.server.server_port}"
        settings.OPINOVI_WAGTAIL = {"ALLOWED_INTERNAL_HOSTS": (host,)}
        _partner, source = owners()
        CatalogueSource.objects.filter(pk=source.pk).update(url=f"http://{host}/courses.csv")
        source.refresh_from_db()
        return source

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def owners() -> tuple[Partner, CatalogueSource]:
    partner, _created = Partner.objects.get_or_create(slug="bench", defaults={"name": {"fi": "Aurakosken opisto"}})
    source, _created = CatalogueSource.objects.get_or_create(
        slug="bench", defaults={"partner": partner, "format": "csv"}
    )
    return partner, source


def empty() -> None:
    for model in (RunCode, CourseRun, Course, SyncIssue, SyncRun):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {connection.ops.quote_name(model._meta.db_table)} CASCADE")
        else:
            model.objects.all()._raw_delete("default")


def synced(source: CatalogueSource, **counts: int) -> None:
    run = run_source(source)
    assert run.state == RunState.SUCCEEDED, run.message
    assert {name: getattr(run, name) for name in counts} == counts


class Words(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dict[str, str]:
        return {"fi": value} if value else {}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return (value or {}).get("fi", "")


class Key(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str | None:
        return remote_key(str(value))


class CourseResource(resources.ModelResource):
    """A row of the file as a course, found by the same index as the sync's, and as its run."""

    remote_key = fields.Field(attribute="remote_key", column_name="id", widget=Key())
    title = fields.Field(attribute="title", column_name="nimi", widget=Words())
    description = fields.Field(attribute="description", column_name="kuvaus", widget=Words())

    class Meta:
        model = Course
        fields = ("remote_key", "title", "description")
        import_id_fields = ("remote_key",)

    def __init__(self, partner: Partner, source: CatalogueSource) -> None:
        super().__init__()
        self.partner, self.source = partner, source

    def get_queryset(self) -> Any:
        return Course.objects.filter(source=self.source)

    def after_init_instance(self, instance: Course, new: bool, row: Any, **kwargs: Any) -> None:
        instance.partner, instance.source = self.partner, self.source

    def after_save_instance(self, instance: Course, row: Any, **kwargs: Any) -> None:
        CourseRun.objects.create(
            course=instance,
            key=instance.remote_key,
            forms=[row["opetusmuoto"]],
            times=[row["opetusaika"]],
            languages=[row["opetuskieli"]],
            municipalities=[row["kunta"]],
            start_on=dt.datetime.strptime(row["alkaa"], "%d.%m.%Y").date(),
            price_amount=Decimal(row["hinta"].replace(",", ".")),
        )


def imported(document: bytes) -> None:
    """Courses and runs in one pass; no code is looked up, no codes for facets, no search text: less than what the sync does."""
    dataset = tablib.Dataset().load(document.decode(), format="csv")
    result = CourseResource(*owners()).import_data(dataset, raise_errors=True)
    assert result.totals["new"] == len(dataset)


def ready_rows(source: CatalogueSource, partner: Partner, price: str) -> list[CourseRow]:
    return [_ready(course_row(_record(number, Decimal(price)), partner)) for number in range(COUNT)]


def _ready(row: CourseRow) -> CourseRow:
    row.facts.update(remote_key=row.key, content_hash=row.key)
    return row


def _record(number: int, price: Decimal) -> rec.Course:
    run = rec.CourseRun(
        f"k-{number}",
        start=rec.Start(on=dt.date(2027, 1, 11)),
        forms=("contact",), times=("evening",), languages=("fi",), municipalities=("853",),
        price=rec.Price(price),
    )  # fmt: skip
    return rec.Course(
        remote_id=f"k-{number}", title={"fi": f"Kurssi {number}"}, description={"fi": f"<p>{number} {DESCRIPTION}</p>"},
        provider=rec.Provider({"fi": "Aurakosken opisto"}), level=4 if price < 100 else None, runs=(run,),
    )  # fmt: skip


def write_rows(rows: Sequence[CourseRow], source: CatalogueSource) -> None:
    """As a run does it: in chunks, each in a transaction, with the codes of the runs."""
    now = timezone.now()
    run = SyncRun(source=source, started_at=now, heartbeat_at=now)
    with CourseWriter(Writing(source, Report(run), connection, now)) as writer:
        for first in range(0, len(rows), CHUNK):
            with transaction.atomic():
                writer.write(rows[first : first + CHUNK])


def stage_and_merge(rows: Sequence[CourseRow], source: CatalogueSource) -> None:
    """Courses and their runs alone, in chunks, each in a transaction."""
    now = timezone.now()
    writing = Writing(source, Report(SyncRun(source=source, started_at=now, heartbeat_at=now)), connection, now)
    courses, runs = Stage(COURSES, connection), Stage(RUNS, connection)
    courses.create()
    runs.create()
    for first in range(0, len(rows), CHUNK):
        chunk = rows[first : first + CHUNK]
        with transaction.atomic():
            for row in chunk:
                row.facts["pins"] = {}
            pks = write_parents(writing, courses, chunk)
            runs.write({**run, "course_id": pks[row.key]} for row in chunk for run in row.runs)


class Instances:
    """The same rows as model instances, made beforehand, which is not timed."""

    def __init__(self, rows: Sequence[CourseRow], source: CatalogueSource, partner: Partner) -> None:
        self.courses: list[Course] = []
        self.runs: list[tuple[Course, CourseRun]] = []
        self.codes: list[tuple[CourseRun, RunCode]] = []
        for row in rows:
            facts = {**row.facts, "pins": {}}
            course = Course(partner=partner, source=source, origin=Origin.SOURCE, fetched_at=timezone.now(), **facts)
            self.courses.append(course)
            for values in row.runs:
                run = CourseRun(**{name: value for name, value in values.items() if name != "course_id"})
                self.runs.append((course, run))
                self.codes.extend((run, RunCode(set=name, code=code)) for name, code in run_codes(course, run))

    def bulk_create(self, *, codes: bool = False) -> None:
        """Write the rows blindly into both tables, or with their codes into all three."""
        for row in (*self.courses, *(run for _course, run in self.runs), *(code for _run, code in self.codes)):
            row.pk = None
        Course.objects.bulk_create(
            self.courses, batch_size=BATCH, update_conflicts=True, unique_fields=["source", "remote_key"],
            update_fields=[name for name in COURSES.fields if name not in ("remote_key", "remote_id")]
            + ["fetched_at", "updated_at"],
        )  # fmt: skip
        for course, run in self.runs:
            run.course_id = course.pk
        CourseRun.objects.bulk_create(
            [run for _course, run in self.runs], batch_size=BATCH, update_conflicts=True, unique_fields=["course", "key"],
            update_fields=[name for name in RUNS.fields if name not in RUNS.unique],
        )  # fmt: skip
        if not codes:
            return
        for run, code in self.codes:
            code.run_id = run.pk
        RunCode.objects.bulk_create([code for _run, code in self.codes], batch_size=BATCH, ignore_conflicts=True)
