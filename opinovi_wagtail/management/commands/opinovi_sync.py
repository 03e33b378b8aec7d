"""Runs catalogue sources now, without Celery, and says what came of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.models import CatalogueSource, SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.lease import SourceBusy
from opinovi_wagtail.sync.report import sentence
from opinovi_wagtail.sync.run import run_source
from opinovi_wagtail.sync.withdraw import approve, open_parked


class Command(BaseCommand):
    """Exit status 1 when a run failed."""

    help = "Runs catalogue sources now: those that are named, or all that are active."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="Names of sources. Without any: all active ones.")
        parser.add_argument("--dry-run", action="store_true", help="Read and compare, but change nothing.")
        parser.add_argument(
            "--approve", action="store_true", help="Do not run: apply the withdrawals that wait for approval."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sources = _sources(options["slugs"])
        if options["approve"]:
            if options["dry_run"]:
                raise CommandError(_("--approve and --dry-run do not go together."))
            for source in sources:
                self.stdout.write(f"{source.slug}: {_approve(source)}")
            return
        failed = [source.slug for source in sources if not self._run(source, dry_run=options["dry_run"])]
        if not sources:
            self.stdout.write(_("There is no active source. Make one with opinovi_source."))
        if failed:
            raise CommandError(_("These sources failed: %(slugs)s.") % {"slugs": ", ".join(failed)})

    def _run(self, source: CatalogueSource, *, dry_run: bool) -> bool:
        try:
            run = run_source(source, dry_run=dry_run)
        except SourceBusy as error:
            self.stdout.write(f"{source.slug}: {error}")
            return False
        self.stdout.write(f"{source.slug}: {sentence(run)}")
        self._show_issues(run)
        return run.state in (RunState.SUCCEEDED, RunState.UNCHANGED)

    def _show_issues(self, run: SyncRun, most: int = 10) -> None:
        count = run.issues.count()
        for issue in run.issues.order_by("-fatal", "pk")[:most]:
            place = ", ".join(part for part in (issue.remote_id, issue.field) if part)
            self.stdout.write(f"  {place}: {issue.message}" if place else f"  {issue.message}")
        if count > most:
            more = ngettext(
                "%(count)d more issue is in the report.", "%(count)d more issues are in the report.", count - most
            )
            self.stdout.write("  " + more % {"count": count - most})


def _sources(slugs: list[str]) -> list[CatalogueSource]:
    if not slugs:
        return list(CatalogueSource.objects.filter(active=True, paused_because=""))
    found = {source.slug: source for source in CatalogueSource.objects.filter(slug__in=slugs)}
    unknown = [slug for slug in slugs if slug not in found]
    if unknown:
        known = ", ".join(CatalogueSource.objects.values_list("slug", flat=True)) or "–"
        raise CommandError(
            _("There is no source %(slugs)s. The sources are: %(known)s.")
            % {"slugs": ", ".join(unknown), "known": known}
        )
    return [found[slug] for slug in dict.fromkeys(slugs)]


def _approve(source: CatalogueSource) -> str:
    parked = open_parked(source)
    if parked is None:
        return _("No withdrawal waits for approval.")
    count = approve(parked, by="opinovi_sync")
    return ngettext("%(count)d row was withdrawn.", "%(count)d rows were withdrawn.", count) % {"count": count}
