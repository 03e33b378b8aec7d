"""What one record of a feed may hold: the run takes the others, and of this one what can be taken."""

from __future__ import annotations

import pytest

from opinovi_wagtail.models import Event, SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source

from .trial import EVENTS, PATH, SIZE, as_json, event, page, put

pytestmark = pytest.mark.django_db
BAD, NEW = 4, 7
NEW_TITLE = {"fi": "Uusi nimi"}


def fault(name, raw, *, taken, case=""):
    """A case: the bytes of the record, and whether it is taken (without what is wrong with it) or left as it was."""
    identity = f"{name} {case}".strip()
    return pytest.param(raw, taken, marks=pytest.mark.fault("records", name, case=case), id=identity)


def record(**changes):
    return as_json(event(BAD, **changes))


def number(text):
    """A record with ``text`` where a number of seats stands."""
    return record(maximum_attendee_capacity="HERE").replace(b'"HERE"', text.encode())


RECORDS = [
    fault("NUL", record(name={"fi": f"Päi\x00vä {BAD}"}), taken=True),
    fault("lone surrogate", record().replace(f"Päivä {BAD}".encode(), rf"P\ud800äivä {BAD}".encode()), taken=True),
    fault("10 MB title", record(name={"fi": "x" * 10_000_000}), taken=False),
    fault("javascript: URL", record(external_links=[], images=[{"url": "javascript:alert(1)"}]), taken=True),
    fault("<svg onload>", record(description={"fi": f"<svg onload=alert(1)></svg><p>Kuvaus {BAD}</p>"}), taken=True),
    fault("year 9999", record(start_time="9999-12-31T23:59:59Z", end_time=None), taken=False, case="start"),
    fault("year 9999", record(end_time="9999-12-31T23:59:59Z"), taken=True, case="end"),
    fault("end before start", record(end_time="2027-02-08T13:00:00Z"), taken=True),
    fault("NaN, 1e999", number("NaN"), taken=True, case="NaN"),
    fault("NaN, 1e999", number("1e999"), taken=True, case="1e999"),
    fault("5,000-digit integer", number("9" * 5000), taken=True),
    fault("100,000 [", number("[" * 100_000 + "]" * 100_000), taken=False, case="closed"),
    fault("100,000 [", number("[" * 100_000)[:-2], taken=False, case="never closed"),
    fault("unknown codes", record(event_status="EventEaten", in_language=[{"@id": "/v1/language/tlh/"}]), taken=True),
]


@pytest.mark.parametrize(("raw", "taken"), RECORDS)
def test_a_bad_record_spoils_only_itself(trial, server, happened, raw, taken):
    """Visitors see of it what they saw before, or lose the one field that is wrong."""
    first = [event(n, name=NEW_TITLE) if n == NEW else event(n) for n in range(SIZE)]
    good, bad = as_json(event(BAD)), page(first, server.url(f"{PATH}?page=2"), EVENTS)
    assert good in bad
    server.answer(PATH, bad.replace(good, raw))
    whole = raw.endswith(b"}")

    run = trial.run(changed=(f"demo:{BAD}", f"demo:{NEW}"))

    if not whole:
        # The page ends in the middle of nowhere, so nothing of it can be believed.
        assert run.state == RunState.FAILED
    else:
        assert (run.state, run.failed, run.missing) == (RunState.SUCCEEDED, 0 if taken else 1, 0)
        assert Event.objects.get(remote_id=f"demo:{NEW}").title == NEW_TITLE
    row = Event.objects.get(remote_id=f"demo:{BAD}")
    seen = trial.rows()[row.remote_id]
    lost = [name for name, value in seen.items() if value != trial.before[row.remote_id][name]]
    assert len(lost) <= (1 if taken else 0), lost
    assert row.title == {"fi": f"Päivä {BAD}"}
    assert row.description == {"fi": f"<p>Kuvaus {BAD}</p>"}
    assert "javascript" not in f"{row.remote_url}{row.image_url}"
    trial.heal()
    happened(trial.story)


@pytest.mark.fault("records", "another partner’s id")
def test_another_partners_identifier_makes_a_row_of_its_own(trial, server, happened):
    """Both partners' rows are there; neither run touches what the other partner has under the same identifier."""
    put(server, [event(n, name={"fi": f"Toinen {n}"}) for n in range(SIZE)], "/other/event/")
    other = make_source(format="linked-events", url=server.url("/other/event/"))
    assert run_source(other).created == SIZE
    theirs = list(Event.objects.filter(source=other).order_by("pk").values())
    put(server, [event(n, name={"fi": f"Kaapattu {n}"}) if n == BAD else event(n) for n in range(EVENTS)])

    run = trial.run(changed=(f"demo:{BAD}",))

    assert (run.state, run.updated, run.created) == (RunState.SUCCEEDED, 1, 0)
    assert list(Event.objects.filter(source=other).order_by("pk").values()) == theirs
    trial.told.append(f"The other partner’s {len(theirs)} rows with the same identifiers were not touched.")
    put(server, [], "/other/event/")
    emptied = run_source(other)
    assert emptied.parked == SIZE
    assert trial.rows().keys() >= trial.before.keys()
    trial.heal()
    assert SyncRun.objects.filter(source=other).count() == 2
    happened(trial.story)
