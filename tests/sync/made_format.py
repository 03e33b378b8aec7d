"""A catalogue format that yields what a test put into ``FEED``: raw records, or errors that reading meets on the way."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from opinovi_wagtail import record as rec
from opinovi_wagtail.catalogues.base import Format, RawRecord

PATH = "tests.sync.made_format.MadeFormat"
URL = "https://feeds.example/made"
HELSINKI = ZoneInfo("Europe/Helsinki")

FEED: list = []
parsed: list[str] = []


class MadeFormat(Format):
    name = "made"
    label = "Made for tests"

    def read(self, url, fetch):
        for item in list(FEED):
            if isinstance(item, BaseException):
                raise item
            if callable(item):
                item(self)
                continue
            yield item


def raw(record, **changes):
    """``record`` as the format hands it over; what is parsed is noted in ``parsed``."""

    def parse():
        parsed.append(record.remote_id)
        return record

    fields = {"remote_id": record.remote_id, "raw": repr(record).encode("utf-8", "backslashreplace")}
    return RawRecord(**{**fields, "parse": parse, "deleted": record.deleted, **changes})


def broken(remote_id, error="The record is broken.", raw=b"broken"):
    def parse():
        raise error if isinstance(error, Exception) else ValueError(error)

    return RawRecord(remote_id=remote_id, raw=raw, parse=parse)


def course(remote_id="k-1", title="Espanjan alkeet", *, runs=None, price="120.00", **fields):
    if runs is None:
        runs = (course_run(f"{remote_id}/1", price=price),)
    defaults = {
        "title": title if isinstance(title, dict) else {"fi": title},
        "provider": rec.Provider({"fi": "Aurakosken opisto"}, "1.2.246.1"),
        "url": f"https://opisto.example/{remote_id}",
        "runs": tuple(runs),
        "education_type": "liberal",
        "fields": ("023",),
    }
    return rec.Course(remote_id=remote_id, **{**defaults, **fields})


def course_run(remote_id, *, price="120.00", **fields):
    defaults = {
        "start": rec.Start(on=dt.date(2027, 1, 11)),
        "ends_on": dt.date(2027, 4, 26),
        "forms": ("contact",),
        "times": ("evening",),
        "languages": ("fi",),
        "municipalities": ("853",),
        "price": rec.Price(Decimal(price)),
    }
    return rec.CourseRun(remote_id, **{**defaults, **fields})


def event(remote_id="t-1", title="Avoimet ovet", *, starts=None, meetings=None, **fields):
    starts = starts or dt.datetime(2026, 12, 8, 17, 0, tzinfo=HELSINKI)
    if meetings is None:
        meetings = (meeting(f"{remote_id}/1", starts),)
    defaults = {
        "title": title if isinstance(title, dict) else {"fi": title},
        "url": f"https://opisto.example/{remote_id}",
        "event_type": "info_event",
        "languages": ("fi",),
        "meetings": tuple(meetings),
    }
    return rec.Event(remote_id=remote_id, **{**defaults, **fields})


def meeting(remote_id, starts, minutes=90, **fields):
    place = rec.PlaceRef({"fi": "Kirjasto"}, "Kauppakatu 1", "853")
    return rec.Meeting(remote_id, starts, starts + dt.timedelta(minutes=minutes), **{"place": place, **fields})


def tombstone(remote_id):
    return rec.Course(remote_id=remote_id, deleted=True)


def serve(*items):
    """Let the feed hold ``items``: records, raw records, errors."""
    FEED[:] = [
        raw(item) if dataclasses.is_dataclass(item) and not isinstance(item, RawRecord) else item for item in items
    ]
