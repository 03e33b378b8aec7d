"""Two partners with one row of everything each, marked by a word that occurs nowhere else: what leaks can be seen."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Model

from opinovi_wagtail.models import (
    Duplicate,
    Message,
    ParkedWithdrawal,
    Partner,
    ReferralTarget,
    Registration,
    ReminderRule,
    SyncIssue,
    SyncRun,
)
from tests.factories import make_course, make_event, make_guide, make_partner, make_place, make_source

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
OURS, THEIRS = "Meidänvirasto", "Heidänvirasto"


def make_registration(event: Any, **fields: Any) -> Registration:
    token = uuid.uuid4().hex
    defaults: dict[str, Any] = {
        "name": "Aino Aalto",
        "email": "aino@person.example",
        "language": "fi",
        "state": "confirmed",
        "created_at": NOW,
        "token_nonce": token,
        "token_hash": token,
    }
    return Registration.objects.create(event=event, **{**defaults, **fields})


def make_run(source: Any, **fields: Any) -> SyncRun:
    defaults = {"started_at": NOW, "heartbeat_at": NOW, "finished_at": NOW, "state": "succeeded"}
    return SyncRun.objects.create(source=source, **{**defaults, **fields})


def everything_of(partner: Partner, mark: str) -> dict[str, Model]:
    """One row of every kind for ``partner``, by model name; each shows ``mark`` wherever it is shown."""
    words = {"fi": mark}
    event = make_event(partner, title=words, summary=words, search_text=mark.casefold())
    registration = make_registration(
        event, name=mark, email=f"{mark.encode('ascii', 'ignore').decode().lower()}@x.example"
    )
    event.places_taken = 1
    event.save()
    source = make_source(partner, name=mark, every_minutes=60)
    run = make_run(source)
    SyncIssue.objects.create(run=run, remote_id="1", field="title", told=mark, excerpt=mark, fatal=True)
    ParkedWithdrawal.objects.create(source=source, run=run, missing_before=NOW, rows=7, of=10)
    twins = [make_course(partner, title=words, search_text=mark.casefold()) for _twice in range(2)]
    return {
        "partner": partner,
        "place": make_place(partner, name=words),
        "event": event,
        "course": make_course(partner, title=words, search_text=mark.casefold()),
        "fundingguide": make_guide(partner, title=words, search_text=mark.casefold()),
        "registration": registration,
        "message": Message.objects.create(
            registration=registration, event=event, kind="confirmation", state="sent", due_at=NOW, created_at=NOW
        ),
        "reminderrule": ReminderRule.objects.create(event=event, hours_before=2),
        "referraltarget": ReferralTarget.objects.create(partner=partner, kind="kela", name=words),
        "cataloguesource": source,
        "syncrun": run,
        "duplicate": Duplicate.objects.create(course=twins[0], other_course=twins[1], reason="likeness", found_at=NOW),
    }


def make_world() -> tuple[dict[str, Any], dict[str, Any]]:
    ours = everything_of(make_partner(slug="ours", name={"fi": OURS}), OURS)
    theirs = everything_of(make_partner(slug="theirs", name={"fi": THEIRS}), THEIRS)
    return ours, theirs
