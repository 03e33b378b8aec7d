"""A process that syncs, stops where it is told and waits there for a line, or to be killed: ``python -m tests.sync.process``.

Arguments: a verb of ``VERBS`` and what it takes; ``sync PRICE [POINT]`` is a run over 200 courses. Answers are lines of JSON;
``"here"`` means that the point is reached.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

import django

COURSES, CHUNK = 200, 50


def here(*_args):
    print(json.dumps("here"), flush=True)
    sys.stdin.readline()


def prepare():
    from django.core.management import call_command

    from tests.factories import make_source
    from tests.sync import made_format

    call_command("migrate", run_syncdb=True, verbosity=0)
    make_source(slug="crash", format="made", url=made_format.URL)


def sync(price, point=""):
    from opinovi_wagtail.models import CatalogueSource
    from opinovi_wagtail.sync import courses, reading, run
    from opinovi_wagtail.sync.lease import SourceBusy
    from tests.sync import made_format

    reading.CHUNK = CHUNK
    feed = [made_format.course(f"k-{n}", price=price) for n in range(COURSES)]
    places = {"before the first write": 0, "between chunks": 2 * CHUNK, "before the report": COURSES}
    if point in places:
        feed.insert(places[point], here)
    if point == "inside a chunk":
        written = []

        class Stopping(courses.CourseWriter):
            def write(self, rows):
                super().write(rows)
                written.extend(rows)
                if len(written) == 2 * CHUNK:
                    here()

        run.CourseWriter = Stopping
    made_format.serve(*feed)
    try:
        report = run.run_source(CatalogueSource.objects.get(slug="crash"))
    except SourceBusy as busy:
        return {"busy": str(busy)}
    return {"state": report.state, "created": report.created, "updated": report.updated, "message": report.message}


def count():
    from opinovi_wagtail.models import CatalogueSource, Course, CourseRun, RunCode, SyncRun

    return {
        "courses": Course.objects.count(),
        "runs": CourseRun.objects.count(),
        "codes": RunCode.objects.count(),
        "gone": Course.objects.exclude(missing_since=None, withdrawn_at=None).count(),
        "prices": Counter(str(price) for price in CourseRun.objects.values_list("price_amount", flat=True)),
        "states": list(SyncRun.objects.order_by("pk").values_list("state", flat=True)),
        "lease": CatalogueSource.objects.get().lease_token,
    }


def expire():
    """Let the lease run out now."""
    from django.utils import timezone

    from opinovi_wagtail.models import CatalogueSource

    return CatalogueSource.objects.exclude(lease_token="").update(lease_until=timezone.now())


def aftermath(price):
    """What a killed run left, whether the source is still guarded, and what the next run makes of it."""
    left, refused = count(), sync(price)
    expire()
    return {"left": left, "refused": refused, "next": sync(price), "healed": count()}


def take_over(price):
    expire()
    return sync(price)


VERBS = {verb.__name__: verb for verb in (prepare, sync, count, aftermath, take_over)}

if __name__ == "__main__":
    django.setup()
    verb, *arguments = sys.argv[1:]
    print(json.dumps(VERBS[verb](*arguments)), flush=True)
