"""How days and moments are said in Finnish, Finland-Swedish and English, in and out; not which time zone an event has.

Django's ``sv`` prints ``2026-11-24`` and refuses ``24.11.2026``, its ``en`` prints American dates: both are wrong here.
Hours have no leading zero in fi and sv (``9.00``), and do in en (``09:00``). Languages other than these three are
said in English.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

Moment = dt.datetime
DATE_INPUT_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")
TIME_INPUT_FORMATS = ("%H.%M", "%H:%M", "%H")
DATETIME_INPUT_FORMATS = (
    "%d.%m.%Y %H.%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y",
)

_WEEKDAYS = {
    "fi": ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
    "sv": ("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_WEEKDAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("må", "ti", "on", "to", "fr", "lö", "sö"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_WEEKDAY_NAMES = {
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": _WEEKDAYS["en"],
}
_FI_MONTHS = tuple(
    f"{stem}kuu"
    for stem in "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()  # noqa: SIM905
)
_SV_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
)
_EN_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTHS = {"fi": _FI_MONTHS, "sv": _SV_MONTHS, "en": _EN_MONTHS}


def _known(language: str) -> str:
    bare = language.split("-")[0]
    return bare if bare in _WEEKDAYS else "en"


def local(moment: Moment, zone: str) -> Moment:
    """``moment`` (aware) on the clocks of ``zone`` (IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def clock(time: dt.time | Moment, language: str) -> str:
    """``9.00`` in fi and sv, ``09:00`` in en."""
    if _known(language) == "en":
        return f"{time.hour:02}:{time.minute:02}"
    return f"{time.hour}.{time.minute:02}"


def day(date: dt.date, language: str) -> str:
    """A day in a sentence: ``24.11.2026`` · ``den 24 november 2026`` · ``24 November 2026``."""
    match _known(language):
        case "fi":
            return f"{date.day}.{date.month}.{date.year}"
        case "sv":
            return f"den {date.day} {_SV_MONTHS[date.month - 1]} {date.year}"
        case _:
            return f"{date.day} {_EN_MONTHS[date.month - 1]} {date.year}"


def short_day(date: dt.date, language: str) -> str:
    """A day after a colon or in a table: ``24.11.2026`` in fi and sv, ``24 November 2026`` in en."""
    if _known(language) == "en":
        return day(date, "en")
    return f"{date.day}.{date.month}.{date.year}"


def day_and_month(date: dt.date, language: str) -> tuple[str, str]:
    """A day where the year is known: ``24.11.`` · ``24 november`` · ``24 November``.

    In two parts, because where the month is known the first one will do.
    """
    known = _known(language)
    return str(date.day), f".{date.month}." if known == "fi" else f" {_MONTHS[known][date.month - 1]}"


def weekday(date: dt.date, language: str) -> str:
    """``tiistai`` · ``tisdag`` · ``Tuesday``."""
    return _WEEKDAY_NAMES[_known(language)][date.weekday()]


def short_weekdays(language: str) -> tuple[str, ...]:
    """The heads of the columns of a calendar, from Monday: ``ma ti ke`` · ``må ti on`` · ``Mon Tue Wed``."""
    return _SHORT_WEEKDAYS[_known(language)]


def month(date: dt.date, language: str) -> str:
    """The month of ``date``, not at the beginning of a line: ``joulukuu 2026`` · ``december 2026`` · ``December 2026``."""
    return f"{_MONTHS[_known(language)][date.month - 1]} {date.year}"


def day_range(first: dt.date, last: dt.date | None, language: str) -> str:
    """``1.9.–31.10.2026`` · ``1.9–31.10.2026`` · ``1 September–31 October 2026``; one day when they are equal.

    What both days share is said once: ``7.–28.12.2026`` · ``7–28.12.2026`` · ``7–28 December 2026``.
    """
    end = short_day(last or first, language)
    if last is None or last == first:
        return end
    if first.year != last.year:
        return f"{short_day(first, language)}–{end}"
    known = _known(language)
    start = str(first.day)
    if first.month != last.month:
        start += f" {_EN_MONTHS[first.month - 1]}" if known == "en" else f".{first.month}"
    return f"{start}{'.' if known == 'fi' else ''}–{end}"


def when(moment: Moment, language: str, zone: str) -> str:
    """A moment in a sentence.

    ``tiistaina 24.11.2026 klo 17.00`` · ``tisdagen den 24 november 2026 kl. 17.00`` · ``Tuesday 24 November 2026, 17:00``.
    """
    at = local(moment, zone)
    known = _known(language)
    weekday = _WEEKDAYS[known][at.weekday()]
    match known:
        case "fi":
            return f"{weekday} {day(at, 'fi')} klo {clock(at, 'fi')}"
        case "sv":
            return f"{weekday} {day(at, 'sv')} kl. {clock(at, 'sv')}"
        case _:
            return f"{weekday} {day(at, 'en')}, {clock(at, 'en')}"


def short_when(start: Moment, end: Moment | None, language: str, zone: str, *, all_day: bool = False) -> str:
    """A meeting in a list.

    ``ti 24.11.2026 klo 17.00–18.30`` · ``ti 24.11.2026 kl. 17.00–18.30`` · ``Tue 24 Nov 2026, 17:00–18:30``.
    The end of an all-day meeting is the local midnight after its last day. A meeting over several days says both days,
    and the year once where there is no time between the two: ``ti 24.11.–ke 25.11.2026`` · ``ti 24.11–on 25.11.2026`` ·
    ``Tue 24 Nov–Wed 25 Nov 2026``.
    """
    first = local(start, zone)
    last = local(end, zone) if end else None
    if all_day:
        final = days_covered(start, end, zone)[1]
        if final == first.date():
            return _short_date(first.date(), language)
        return f"{_first_date(first.date(), final, language)}–{_short_date(final, language)}"
    said = f"{_short_date(first.date(), language)}{_joint(language)}{clock(first, language)}"
    if last is None or last == first:
        return said
    if last.date() == first.date():
        return f"{said}–{clock(last, language)}"
    return f"{said} – {_short_date(last.date(), language)}{_joint(language)}{clock(last, language)}"


def clock_range(start: Moment, end: Moment | None, language: str, zone: str) -> str:
    """When a meeting is on a day that is known: ``klo 17.00–18.30`` · ``kl. 17.00–18.30`` · ``17:00–18:30``."""
    first = local(start, zone)
    said = f"{_joint(language)}{clock(first, language)}".lstrip(" ,")
    return f"{said}–{clock(local(end, zone), language)}" if end and end != start else said


def days_covered(start: Moment, end: Moment | None, zone: str) -> tuple[dt.date, dt.date]:
    """The first and the last day in ``zone`` of what lasts from ``start`` to ``end``; midnight is the end of the day before."""
    first = local(start, zone).date()
    if end is None or end <= start:
        return first, first
    return first, (local(end, zone) - dt.timedelta(microseconds=1)).date()


def _joint(language: str) -> str:
    return {"fi": " klo ", "sv": " kl. ", "en": ", "}[_known(language)]


def _first_date(first: dt.date, last: dt.date, language: str) -> str:
    """The first day of a range with its weekday; without the year where ``last`` says it."""
    said = _short_date(first, language)
    if first.year != last.year:
        return said
    # What stays when the year goes: ``24.11.`` in Finnish, ``24.11`` in Swedish.
    kept = said.removesuffix(str(first.year))
    return kept if _known(language) == "fi" else kept.rstrip(". ")


def _short_date(date: dt.date, language: str) -> str:
    known = _known(language)
    weekday = _SHORT_WEEKDAYS[known][date.weekday()]
    if known == "en":
        return f"{weekday} {date.day} {_EN_MONTHS[date.month - 1][:3]} {date.year}"
    return f"{weekday} {date.day}.{date.month}.{date.year}"
