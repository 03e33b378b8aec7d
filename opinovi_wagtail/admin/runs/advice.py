"""What to do about a run that failed, by what kept it from ending well: a sentence or two, and where to go."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from opinovi_wagtail.catalogues.base import Cause
from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.report import cause_of

from ..table_sample import has_columns


@dataclass(frozen=True, slots=True)
class Advice:
    """``text`` says what to do. Each address is empty where it would not help: the form of the source, the columns of its
    table, and the place on the report where the faulty records are."""

    text: str
    settings_url: str = ""
    columns_url: str = ""
    issues_url: str = ""


def advice_on(run: SyncRun) -> Advice | None:
    """For whoever may change the source of ``run``; nothing for a run that did not fail."""
    if run.state not in (RunState.FAILED, RunState.DIED):
        return None
    settings_url = reverse("opinovi-cataloguesource:edit", args=[run.source_id])
    match cause_of(run):
        case Cause.ADDRESS:
            text = _(
                "Check in the settings that the address is right. If it is, the server at that address may be out of order"
                " for a while: try again later."
            )
            return Advice(text, settings_url)
        case Cause.ACCESS:
            text = _(
                "Check the user name, the password or the key in the settings. If they are right, ask whoever looks after"
                " the system from which the data comes."
            )
            return Advice(text, settings_url)
        case Cause.FORMAT if has_columns(run.source.format):
            text = _(
                "Check that the address in the settings leads to the table itself and not to a web page. If it does, see"
                " what the columns of the table are taken to be."
            )
            columns_url = reverse("opinovi-cataloguesource:columns", args=[run.source_id])
            return Advice(text, settings_url, columns_url=columns_url)
        case Cause.FORMAT:
            text = _(
                "Check that the address in the settings leads to the data itself and not to a web page for people. If it"
                " does, ask whoever looks after the system from which the data comes."
            )
            return Advice(text, settings_url)
        case Cause.COLUMNS:
            text = _(
                "The headings of the table are not those that are looked for. Say what its columns are, or mend the headings"
                " where the table is kept."
            )
            columns_url = reverse("opinovi-cataloguesource:columns", args=[run.source_id])
            return Advice(text, columns_url=columns_url)
        case Cause.EMPTY:
            text = _(
                "See at the address of the feed whether there is anything in the file; perhaps it was being written just then."
                " Then try again."
            )
            return Advice(text)
        case Cause.RECORDS:
            text = _("The list below says what is wrong. Mend it where the data is kept, then try again.")
            taken = "" if run.dry_run else _("Whatever was in order has been taken.")
            return Advice(f"{text} {taken}".strip(), issues_url="#issues")
        case Cause.THEIRS:
            text = _(
                "The fault is at the server from which the data comes, and usually it passes. Wait a while and try again. If"
                " it goes on for days, tell whoever looks after that system."
            )
            return Advice(text)
        case Cause.OURS:
            text = _(
                "The fault is on this site and not in your data. Wait a while and try again. If it happens again, tell"
                " whoever runs the site."
            )
            return Advice(text)
    text = _("Check in the settings that the address and the credentials are right, then try again.")
    return Advice(text, settings_url)
