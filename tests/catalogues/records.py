"""Strategies for arbitrary valid records: what any format may yield and the API may carry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from opinovi_wagtail import record as r
from opinovi_wagtail.catalogues.words import clean_text, safe_html
from opinovi_wagtail.vocabularies import get_vocabulary

ZONES = ("Europe/Helsinki", "UTC", "America/New_York")


def lines(most):
    """Text of one line, markup and all kinds of letters included, as it is once it has been cleaned."""
    some = st.text(max_size=most) | st.sampled_from(["<b>A</b> & B", "&lt;b&gt; &amp;", "Päivä", "1 < 2", "{mlang fi}"])
    return some.map(lambda text: " ".join(clean_text(text).split())).filter(lambda text: 0 < len(text) <= most)


LANGUAGES = st.sampled_from(["fi", "sv", "en", "smi", "zh-hans"])
WORDS = st.dictionaries(LANGUAGES, lines(40), max_size=3)
TITLES = st.dictionaries(LANGUAGES, lines(300), min_size=1, max_size=3)
MARKUP = st.sampled_from(
    ["<p>", "</p>", "<br>", "<ul><li>", "<b>", "</b>", '<a href="https://x.example/?a=1&b=2">', "</a>", "<svg>", "&nbsp;", "\n"]
)  # fmt: skip
HTML = st.dictionaries(
    LANGUAGES,
    st.lists(MARKUP | st.text(max_size=15), max_size=6).map("".join).map(safe_html).filter(bool),
    max_size=2,
)
IDENTIFIERS = lines(200)
ADDRESSES = st.sampled_from(
    ["https://kurssit.example/", "http://x.example:8000/a%20b?c=ä#d", "https://[2001:db8::1]/", "https://xn--4ca.example/"]
)  # fmt: skip
DAYS = st.dates(dt.date(1970, 1, 2), dt.date(2100, 12, 30))
TIMES = st.datetimes(
    dt.datetime(1970, 1, 2), dt.datetime(2100, 12, 30), timezones=st.sampled_from([ZoneInfo(zone) for zone in ZONES])
).map(lambda moment: moment.astimezone(dt.UTC))
AMOUNTS = st.decimals(Decimal(0), Decimal(999_999), places=2, allow_nan=False, allow_infinity=False)
PLACES = st.integers(0, 1_000_000)


def maybe(strategy):
    return st.none() | strategy


def code(vocabulary):
    return st.sampled_from([entry.code for entry in get_vocabulary(vocabulary)])


def codes(vocabulary):
    return st.lists(code(vocabulary), unique=True, max_size=3).map(tuple)


def text(strategy):
    return st.just("") | strategy


def distinct(strategy, least=0):
    return st.lists(strategy, unique_by=lambda part: part.remote_id, min_size=least, max_size=3).map(tuple)


PLACE = st.builds(
    r.PlaceRef,
    name=WORDS,
    address=text(lines(60)),
    municipality=text(code("municipalities")),
    online_url=text(ADDRESSES),
)
PRICE = st.builds(
    r.Price, amount=maybe(AMOUNTS), currency=st.sampled_from(["EUR", "SEK"]), free=maybe(st.booleans()), text=WORDS
)
START = (
    st.builds(r.Start, on=DAYS)
    | st.builds(
        r.Start,
        season=st.builds("{}-{}".format, st.integers(1970, 2100), st.sampled_from(["spring", "summer", "autumn"])),
    )
    | st.builds(r.Start, kind=st.sampled_from(r.START_KINDS))
)


def in_order(run):
    return not (run.start.on and run.ends_on and run.ends_on < run.start.on)


RUN = st.builds(
    r.CourseRun,
    remote_id=IDENTIFIERS,
    url=text(ADDRESSES),
    start=START,
    start_text=WORDS,
    ends_on=maybe(DAYS),
    duration=maybe(
        st.builds(r.Duration, amount=AMOUNTS, unit=st.sampled_from(["hour", "day", "week", "month", "year"]))
    ),
    forms=codes("forms"),
    times=codes("times"),
    languages=codes("languages"),
    municipalities=codes("municipalities"),
    place=maybe(PLACE),
    accessibility=WORDS,
    price=maybe(PRICE),
    apply_from=maybe(TIMES),
    apply_until=maybe(TIMES),
    application=text(code("applications")),
    apply_url=text(ADDRESSES),
    places=maybe(PLACES),
    places_left=maybe(PLACES),
    funding=codes("funding"),
    status=st.sampled_from(r.RUN_STATUSES),
).filter(in_order)
ISSUES = st.lists(st.builds(r.Issue, field=lines(10), message=lines(20)), max_size=2).map(tuple)
PROVIDER = st.builds(r.Provider, name=WORDS, remote_id=text(IDENTIFIERS))
COMMON = {
    "remote_id": IDENTIFIERS,
    "url": text(ADDRESSES),
    "origin": text(lines(100)),
    "licence": text(lines(100)),
    "modified": maybe(TIMES),
    "deleted": st.booleans(),
    "issues": ISSUES,
    "provider": PROVIDER,
    "title": TITLES,
    "summary": WORDS,
    "description": HTML,
    "image": text(ADDRESSES),
}
COURSES = st.builds(
    r.Course,
    **COMMON,
    education_type=text(code("education_types")),
    fields=codes("fields"),
    level=maybe(st.integers(1, 8)),
    credits=maybe(st.builds(r.Credits, amount=AMOUNTS, unit=code("credit_units"))),
    prior_education=codes("prior_education"),
    situations=codes("situations"),
    runs=distinct(RUN),
)


@st.composite
def meetings(draw):
    moments = DAYS if draw(st.booleans()) else TIMES
    starts_at, ends_at = sorted((draw(moments), draw(moments)))
    return r.Meeting(
        remote_id=draw(text(IDENTIFIERS)),
        starts_at=starts_at,
        ends_at=draw(st.sampled_from([None, ends_at])),
        all_day=moments is DAYS,
        place=draw(maybe(PLACE)),
        status=draw(st.sampled_from(r.EVENT_STATUSES)),
    )


EVENTS = st.builds(
    r.Event,
    **COMMON,
    event_type=st.sampled_from(r.EVENT_TYPES),
    audiences=codes("audiences"),
    languages=codes("languages"),
    timezone=st.sampled_from(ZONES),
    status=st.sampled_from(r.EVENT_STATUSES),
    price=maybe(PRICE),
    meetings=distinct(meetings(), least=1),
    registration=maybe(
        st.builds(
            r.RegistrationTerms,
            needed=maybe(st.booleans()),
            url=text(ADDRESSES),
            opens_at=maybe(TIMES),
            closes_at=maybe(TIMES),
            places=maybe(PLACES),
            places_left=maybe(PLACES),
        )
    ),
)
