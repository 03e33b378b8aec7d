"""A good run, a fault, a good run: a partner's event server that a test may spoil, and what became of its rows."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from opinovi_wagtail.models import CatalogueSource, Event, SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.report import sentence
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from .feed_server import FeedServer

PATH = "/v1/event/"
EVENTS, SIZE = 30, 10
WHAT_VISITORS_SEE = ("title", "description", "remote_url", "starts_at", "ends_at", "status", "languages")


def event(number: int, **changes: Any) -> dict[str, Any]:
    """One event as a Linked Events server shows it."""
    return {
        "id": f"demo:{number}",
        "name": {"fi": f"Päivä {number}"},
        "description": {"fi": f"<p>Kuvaus {number}</p>"},
        "info_url": {"fi": f"https://opisto.example/{number}"},
        "start_time": "2027-02-08T15:00:00Z",
        "end_time": "2027-02-08T17:00:00Z",
        **changes,
    }


def events(count: int = EVENTS) -> list[dict[str, Any]]:
    return [event(number) for number in range(count)]


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def page(items: list[Any], following: str | None = None, count: int | None = None) -> bytes:
    return as_json({"meta": {"count": len(items) if count is None else count, "next": following}, "data": items})


def put(server: FeedServer, items: list[Any], path: str = PATH, size: int = SIZE) -> None:
    """Let ``server`` hand out ``items`` at ``path``, ``size`` on a page."""
    for number, start in enumerate(range(0, max(len(items), 1), size)):
        following = server.url(f"{path}?page={number + 2}") if start + size < len(items) else None
        own = path if number == 0 else f"{path}?page={number + 1}"
        server.answer(own, page(items[start : start + size], following, len(items)))


@dataclass
class Trial:
    """A source with a good run behind it. ``run`` is the faulty one; ``heal`` checks what is promised after a good one."""

    server: FeedServer
    clock: Any
    source: CatalogueSource = field(init=False)
    before: dict[str, dict[str, Any]] = field(init=False)
    faulty: SyncRun = field(init=False)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        put(self.server, events())
        self.source = make_source(format="linked-events", url=self.server.url(PATH), every_minutes=60)
        first = run_source(self.source)
        assert (first.state, first.created) == (RunState.SUCCEEDED, EVENTS), sentence(first)
        self.before = self.rows()

    def rows(self) -> dict[str, dict[str, Any]]:
        """What visitors see of this source, by identifier."""
        return {
            row.remote_id: {name: getattr(row, name) for name in WHAT_VISITORS_SEE}
            for row in Event.objects.filter(source=self.source)
            if row.is_public
        }

    def run(self, *, changed: tuple[str, ...] = ()) -> SyncRun:
        """The run that meets the fault, a month later, when every absence would have outlived its grace.

        Every row is public afterwards, and says what it said before, except those that are ``changed``.
        """
        self.clock.shift(dt.timedelta(days=30))
        self.faulty = run = run_source(self.source)
        assert run.state in (RunState.SUCCEEDED, RunState.FAILED)
        assert run.finished_at is not None
        assert run.withdrawn == 0
        after = self.rows()
        assert set(self.before) <= set(after), "a row is gone"
        for remote_id, seen in self.before.items():
            assert remote_id in changed or after[remote_id] == seen, remote_id
        self.told.append(f"{run.get_state_display()}: “{sentence(run)}”")
        issues = list(dict.fromkeys(str(issue.message) for issue in run.issues.order_by("pk")))
        if issues:
            self.told.append("Issue: " + " ".join(f"“{issue}”" for issue in issues))
        if run.state == RunState.SUCCEEDED and not run.complete:
            self.told.append("The run counts as not complete, so absence means nothing.")
        kept = sum(after[remote_id] == seen for remote_id, seen in self.before.items())
        self.told.append(f"{kept} of {len(self.before)} rows stayed as they were.")
        return run

    def heal(self, count: int = EVENTS) -> SyncRun:
        """A good run over the feed as it was, with ``count`` events; every row is there and says what it said."""
        put(self.server, events(count))
        self.source.refresh_from_db()
        # A day later, so that what a server asked for and the delay after a failure are over.
        self.clock.shift(dt.timedelta(days=1))
        run = run_source(self.source)
        assert run.state == RunState.SUCCEEDED, sentence(run)
        after = self.rows()
        assert {remote_id: after.get(remote_id) for remote_id in self.before} == self.before
        rows = Event.objects.filter(source=self.source, remote_id__in=self.before)
        assert rows.filter(missing_since=None, withdrawn_at=None).count() == len(self.before)
        self.source.refresh_from_db()
        assert (self.source.failures, self.source.lease_token, self.source.paused_because) == (0, "", "")
        self.told.append(f"The next good run: “{sentence(run)}”")
        return run

    @property
    def story(self) -> str:
        """What happened, for the document."""
        return " ".join(self.told)
