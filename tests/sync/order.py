"""Makes sources and asks the worker to sync them: ``python -m tests.sync.order``, with ``[[slug, format, url, options], …]``.

Prints the primary keys of the sources by slug, as JSON. ``report`` instead prints what came of their runs.
"""

from __future__ import annotations

import json
import sys

import django


def order(wanted):
    from django.core.management import call_command

    from opinovi_wagtail import queue
    from opinovi_wagtail.models import CatalogueSource
    from tests.factories import make_partner

    call_command("migrate", run_syncdb=True, verbosity=0)
    partner = make_partner()
    made = {
        slug: CatalogueSource.objects.create(partner=partner, slug=slug, format=name, url=url, options=options).pk
        for slug, name, url, options in wanted
    }
    for pk in made.values():
        assert queue.send("opinovi_wagtail.sync_source", [pk])
    return made


def report():
    from opinovi_wagtail.models import Course, Event, SyncRun

    told = {}
    for run in SyncRun.objects.select_related("source"):
        rows = [*Course.objects.filter(source=run.source), *Event.objects.filter(source=run.source)]
        told[run.source.slug] = {
            "state": run.state,
            "message": run.message,
            "pages": run.pages,
            "created": run.created,
            "failed": run.failed,
            "fatal": run.issues.filter(fatal=True).count(),
            "unexplained": sum(not issue.message for issue in run.issues.all()),
            "rows": sorted(row.remote_id for row in rows),
            "public": sum(row.is_public for row in rows),
        }
    return told


if __name__ == "__main__":
    django.setup()
    print(json.dumps(report() if sys.argv[1] == "report" else order(json.loads(sys.argv[1]))))
