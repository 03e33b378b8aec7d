"""A process that forks one for each order, so that a test may have many and kill them: ``python -m tests.sync.forks FOLDER``.

Orders are lines of JSON, ``[number, verb, arguments]``; the process that does it is answered as a line ``[number, pid]``, and
what came of it is written into ``FOLDER/number``. Django is set up once, which is most of what a process of its own costs.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path

import django


def prepare():
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA synchronous = OFF"
            )  # a few hundred tables and indexes, each of which waits for the disk
    call_command("migrate", run_syncdb=True, verbosity=0)


def make(slug, url):
    from tests.factories import make_partner, make_source

    return make_source(make_partner(slug=slug), slug=slug, format="linked-events", url=url, every_minutes=60).pk


def make_many(count, url):
    """So many sources, each with a feed of its own below ``url``; nothing is fetched."""
    for number in range(count):
        make(f"many-{number}", f"{url}{number}/v1/event/")


def many():
    """The sources of ``make_many``: the states of their runs, how many events they have, and whether one is held."""
    from django.db.models import Count

    from opinovi_wagtail.models import CatalogueSource

    sources = CatalogueSource.objects.filter(slug__startswith="many-").annotate(found=Count("events"))
    return [
        {"states": states(source.slug), "events": source.found, "busy": bool(source.lease_token)} for source in sources
    ]


def sync(slug):
    """Run the source; answers what it says when another run holds it, and nothing otherwise."""
    from opinovi_wagtail.models import CatalogueSource
    from opinovi_wagtail.sync.lease import SourceBusy
    from opinovi_wagtail.sync.run import run_source

    try:
        run_source(CatalogueSource.objects.get(slug=slug))
    except SourceBusy as busy:
        return str(busy)
    return ""


def sync_where_files_are_small(slug, most):
    """As ``sync``, where no file of the process may grow beyond ``most`` bytes; the error is that of a disk quota."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return sync(slug)


def sync_on_a_full_disk(slug, spare):
    """As ``sync``, where the database (SQLite) may grow by ``spare`` pages and then is full."""
    from django.db import connection, connections

    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
    connection.close()
    connections["default"].settings_dict["OPTIONS"]["init_command"] = f"PRAGMA max_page_count = {pages + spare}"
    return sync(slug)


def called(slug, title):
    """How many events of the source have a name that begins with ``title``."""
    from opinovi_wagtail.models import Event

    return Event.objects.filter(source__slug=slug, title__fi__startswith=title).count()


def states(slug):
    """The states of all runs of the source."""
    from opinovi_wagtail.models import SyncRun

    return list(SyncRun.objects.filter(source__slug=slug).order_by("pk").values_list("state", flat=True))


def look(slug):
    """The source as visitors and its administrator see it."""
    from opinovi_wagtail.models import CatalogueSource, Event, SyncRun
    from opinovi_wagtail.sync.report import sentence

    source = CatalogueSource.objects.get(slug=slug)
    runs = SyncRun.objects.filter(source=source).order_by("pk")
    return {
        "titles": {row.remote_id: row.title["fi"] for row in Event.objects.filter(source=source) if row.is_public},
        "meetings": sum(
            row.meetings.count() for row in Event.objects.filter(source=source).prefetch_related("meetings")
        ),
        "absent": Event.objects.filter(source=source).exclude(missing_since=None, withdrawn_at=None).count(),
        "states": states(slug),
        "told": [sentence(run) for run in runs],
        "updated": [run.updated for run in runs],
        "busy": bool(source.lease_token),
        "failures": source.failures,
    }


def let_time_pass(slug):
    """Let the lease of the source (of all whose name begins so), and the patience with a silent run, run out now."""
    import datetime as dt

    from django.utils import timezone

    from opinovi_wagtail.models import CatalogueSource, SyncRun

    CatalogueSource.objects.filter(slug__startswith=slug).exclude(lease_token="").update(lease_until=timezone.now())
    hour_ago = timezone.now() - dt.timedelta(hours=1)
    SyncRun.objects.filter(source__slug__startswith=slug, finished_at=None).update(heartbeat_at=hour_ago)


def due(slug):
    """Let the time of the source have come."""
    from opinovi_wagtail.models import CatalogueSource

    CatalogueSource.objects.filter(slug=slug).update(next_run_at=None)


def tick(hand_out):
    """One tick; answers which of its steps failed."""
    from opinovi_wagtail.tick import tick as run_tick

    return run_tick(hand_out=hand_out).failed


def send(name, args, kwargs=None):
    """A task, as whatever version of us would have sent it."""
    from celery import current_app

    current_app.send_task(name, args=args, kwargs=kwargs or {}, retry=False)


def waiting():
    """How many tasks wait in the broker for a worker."""
    from celery import current_app

    with current_app.connection_for_read() as connection:
        return connection.default_channel.client.llen("opinovi.sync")


def flush():
    """Let the broker forget everything."""
    from celery import current_app

    with current_app.connection_for_read() as connection:
        connection.default_channel.client.flushall()


VERBS = {
    verb.__name__: verb
    for verb in (
        prepare, make, make_many, many,
        sync, sync_where_files_are_small, sync_on_a_full_disk, called, states, look, let_time_pass, due, tick,
        send, waiting, flush,
    )
}  # fmt: skip


def do(target, verb, arguments):
    try:
        told = {"answer": VERBS[verb](*arguments)}
    except BaseException:
        told = {"error": traceback.format_exc()}
    # Renamed, so that it is there whole or not at all.
    half = target.with_suffix(".half")
    half.write_text(json.dumps(told))
    half.rename(target)


def main(folder):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone
    for line in sys.stdin:
        number, verb, arguments = json.loads(line)
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            do(folder / str(number), verb, arguments)
            os._exit(0)
        print(json.dumps([number, pid]), flush=True)


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
