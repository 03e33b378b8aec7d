"""Shows what a catalogue format makes of a document, without touching a row."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.catalogues.base import FetchError, Format, FormatError, Options
from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CourseRun
from opinovi_wagtail.record import AnyRecord, Course, Issue, to_json
from opinovi_wagtail.sync.preview import Preview, Shown

LANGUAGES = ("fi", "sv", "en")


class Command(BaseCommand):
    help = "Parses a catalogue document (a file or an address) and shows its records. No row is touched."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("format", metavar="FORMAT", help="for example linked-events, opintopolku or csv")
        parser.add_argument("path_or_url", metavar="PATH_OR_URL", help="a local file, or an address of a feed")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, the summary last")
        parser.add_argument(
            "--language", choices=LANGUAGES, help="the language of what is said; otherwise that of the site"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="show the first N records only")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            self._show(options)

    def _show(self, options: dict[str, Any]) -> None:
        try:
            kind = format_class(options["format"])
            # As a new source would be read.
            chosen = kind(Options(conf.LANGUAGES[0], conf.TIME_ZONE, kind.initial_options()))
            preview = Preview(chosen, kind.address(options["path_or_url"]))
            shown = (
                preview.records() if options["limit"] is None else islice(preview.records(), max(0, options["limit"]))
            )
            if options["json"]:
                self._lines(shown)
            else:
                self._table(shown)
        except (FormatError, FetchError) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(preview.summary(), ensure_ascii=False))
        else:
            self._sum_up(preview, chosen)
        if not preview.courses + preview.events:
            raise CommandError(_("Nothing in the document could be used."))

    def _lines(self, shown: Iterator[Shown]) -> None:
        for one in shown:
            if one.record is not None and one.usable:
                line = to_json(one.record) | {"issues": [_plain(issue) for issue in one.issues]}
            else:
                line = {
                    "kind": "skipped",
                    "remote_id": one.remote_id,
                    "issues": [_plain(issue) for issue in one.issues],
                }
            self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _table(self, shown: Iterator[Shown]) -> None:
        for one in shown:
            self.stdout.write(_row(one))
            for issue in one.issues:
                self.stdout.write(f"    ! {issue.field}: {issue.message}")

    def _sum_up(self, preview: Preview, chosen: Format) -> None:
        parts = [
            ngettext("%(count)d course", "%(count)d courses", preview.courses) % {"count": preview.courses},
            ngettext("%(count)d event", "%(count)d events", preview.events) % {"count": preview.events},
            ngettext("%(count)d skipped", "%(count)d skipped", preview.skipped) % {"count": preview.skipped},
            ngettext("%(count)d issue", "%(count)d issues", preview.issues) % {"count": preview.issues},
        ]
        for remark in preview.remarks:
            self.stdout.write(f"! {remark.message}")
        if not chosen.complete:
            self.stdout.write(_("The feed has more than was read here."))
        self.stdout.write(" · ".join(parts))


def _row(one: Shown) -> str:
    if one.record is None or not one.usable:
        return f"–  {one.remote_id or '?'}  " + (_("withdrawn") if one.deleted else _("skipped"))
    record = one.record
    return f"{_mark(record)}  {record.remote_id}  {_title(record)}  {_when(record)}".rstrip()


def _mark(record: AnyRecord) -> str:
    return _("course") if isinstance(record, Course) else _("event")


def _title(record: AnyRecord) -> str:
    return next(
        (record.title[code] for code in conf.LANGUAGES if record.title.get(code)), next(iter(record.title.values()), "")
    )


def _when(record: AnyRecord) -> str:
    if isinstance(record, Course):
        starts = [
            str(run.start.on or run.start.season or CourseRun.StartKind(run.start.kind).label) for run in record.runs
        ]
    else:
        starts = [str(meeting.starts_at) for meeting in record.meetings]
    return ", ".join(starts[:3]) + (" …" if len(starts) > 3 else "")


def _plain(issue: Issue) -> dict[str, str]:
    return {"field": issue.field, "message": issue.message}
