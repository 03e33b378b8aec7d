"""Runs as CSV for spreadsheet programs: the history of a source, and the issues of one run. No cell is taken for a formula."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, ParkedWithdrawal, SyncIssue, SyncRun
from opinovi_wagtail.sync.report import COUNTS, part_name
from opinovi_wagtail.sync.withdraw import decisions_on

from ..file_names import file_name
from ..lists import disarmed
from ..scope import ScopedView
from ..withdrawal_words import decision_in_words


class _Line:
    """What the csv module writes to: it hands the line back."""

    def write(self, line: str) -> bytes:
        return line.encode()


def csv_response(name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file called ``name``, sent while it is made; cells that a spreadsheet would run as a formula are disarmed."""

    def lines() -> Iterator[bytes]:
        yield codecs.BOM_UTF8  # without it, spreadsheet programs read å, ä and ö wrongly
        writer = csv.writer(_Line(), delimiter=";")  # what a Finnish spreadsheet program takes apart by itself
        yield writer.writerow([str(heading) for heading in headings])
        for row in rows:
            yield writer.writerow([disarmed(cell) for cell in row])

    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


class ExportView(ScopedView, PermissionCheckedMixin, View):
    """The base of files about one row, for those who may see it."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    model: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.model, pk=kwargs["pk"])


class RunHistoryExportView(ExportView):
    """All runs of a source that are kept, previews marked, the latest first."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        source: CatalogueSource = self.object
        field = SyncRun._meta.get_field
        counts = [str(capfirst(field(name).verbose_name)) for name in COUNTS]
        preview = str(capfirst(field("dry_run").verbose_name))
        headings = [
            _("Started"), _("Ended"), _("State"), _("What happened"), preview, *counts, _("Decision"), _("Pages"), _("Bytes"),
            _("Asked by"),
        ]  # fmt: skip
        runs = list(source.runs.all())
        decided = decisions_on(runs)
        # Made before the language of the reader is gone: the answer is streamed after that.
        rows = [_run_cells(run, decided.get(run.pk)) for run in runs]
        return csv_response(file_name(source, SyncRun._meta.verbose_name_plural), headings, rows)


class IssuesExportView(ExportView):
    """Every issue of a run that is kept, in the reader's language."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run: SyncRun = self.object
        headings = [_("Record"), _("Field"), _("Reason"), _("The whole record was left out"), _("What the source sent")]
        # Made before the language of the reader is gone: the answer is streamed after that.
        rows = [
            (
                issue.remote_id,
                part_name(issue.field) if issue.field else "",
                in_one_line(issue.message),
                _("yes") if issue.fatal else _("no"),
                in_one_line(issue.excerpt),
            )
            for issue in run.issues.all()
        ]
        name = file_name(run.source, SyncIssue._meta.verbose_name_plural, run.pk)
        return csv_response(name, headings, rows)


def in_one_line(text: str) -> str:
    """``text`` for a cell: its lines one after the other, so that no row of the file is more than one line."""
    return "; ".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _run_cells(run: SyncRun, decided: ParkedWithdrawal | None) -> list[Any]:
    def at(moment: Any) -> str:
        return dates.local(moment, conf.TIME_ZONE).strftime("%Y-%m-%d %H:%M") if moment else ""

    preview = _("yes") if run.dry_run else _("no")
    counts = [getattr(run, name) for name in COUNTS]
    decision = decision_in_words(decided) if decided else ""
    begins = (at(run.started_at), at(run.finished_at), str(run.get_state_display()), in_one_line(run.message))
    return [*begins, preview, *counts, decision, run.pages, run.bytes, run.asked_by]
