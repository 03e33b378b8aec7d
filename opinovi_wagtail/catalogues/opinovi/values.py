"""How single values of a published record are read back: each function takes one or refuses it with a sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.telling import gettext as _

from .. import coding, moments
from ..links import link
from ..notes import Notes
from ..words import BODY, LINE, by_language, clean_text, identifier, literal, safe_html

IDENTIFIER = 200  # characters
LONGEST_HTML = 6 * BODY  # escaping may make a text that was within the limit six times as long
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,6})?\Z")
_TIME_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}\Z")


class LeftOut(ValueError):
    """A value cannot be taken; the message is a sentence for an administrator."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the record a value stands: the field its issues are about; days and bare times are those of ``zone``."""

    field: str
    notes: Notes
    zone: ZoneInfo


Take = Callable[[Any, Spot], Any]  # the value in our terms, or None where there is none; raises LeftOut
Table = Mapping[str, Take]


def noted(take: Take, value: Any, at: Spot) -> Any:
    """What ``take`` makes of ``value``, or None with a note."""
    try:
        return take(value, at)
    except LeftOut as reason:
        at.notes.add(at.field, str(reason))
        return None


def members(found: Mapping[str, Any], table: Table, at: Spot, *, own_names: bool = False) -> dict[str, Any]:
    """The members of ``found`` that ``table`` knows; with ``own_names`` their issues are about the member itself."""
    known = {}
    for name, take in table.items():
        if (value := found.get(name)) is None:
            continue
        taken = noted(take, value, replace(at, field=name) if own_names else at)
        if taken is not None:
            known[name] = taken
    return known


def an_object(kind: Callable[..., Any], table: Table, *, needs: tuple[str, ...] = (), own_names: bool = False) -> Take:
    """Reads an object; without one of its members ``needs`` it is left out."""

    def take(value: Any, at: Spot) -> Any:
        if not isinstance(value, dict):
            raise LeftOut(_("The value is not an object, so it was left out."))
        known = members(value, table, at, own_names=own_names)
        if missing := [name for name in needs if name not in known]:
            raise LeftOut(_("A part without %(name)s was left out.") % {"name": missing[0]})
        return kind(**known)

    return take


def a_list(of: Take) -> Take:
    """Reads a list whose entries ``of`` reads; an entry that cannot be taken does not spoil the others."""

    def take(value: Any, at: Spot) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise LeftOut(_("The value is not a list, so it was left out."))
        return tuple(taken for entry in value if (taken := noted(of, entry, at)) is not None)

    return take


def text(limit: int = LINE) -> Take:
    """Reads one line of at most ``limit`` characters. A record holds plain text, so nothing in it is markup."""
    return lambda value, at: literal(value, at.field, at.notes, limit)


def words(limit: int = LINE) -> Take:
    """Reads text by language, each one line of at most ``limit`` characters."""
    return lambda value, at: by_language(
        value, at.field, at.notes, lambda text: literal(text, at.field, at.notes, limit)
    )


def html_words(value: Any, at: Spot) -> dict[str, str]:
    """HTML by language, with the allowed tags only."""

    def take(html: str) -> str:
        if len(html) > LONGEST_HTML:
            at.notes.add(
                at.field, _("The text was longer than %(limit)d characters and was cut.") % {"limit": LONGEST_HTML}
            )
        return safe_html(html[:LONGEST_HTML])

    return by_language(value, at.field, at.notes, take)


def identity(value: Any, at: Spot) -> str:
    """The identifier of a part of a record."""
    known = identifier(value)
    if not known:
        raise LeftOut(_("The identifier is not text, so it was left out."))
    if len(known) > IDENTIFIER:
        raise LeftOut(_("The identifier is longer than 200 characters."))
    return known


def address(value: Any, at: Spot) -> str | None:
    """An http or https address."""
    if not isinstance(value, str):
        raise LeftOut(_("The address is not text, so it was left out."))
    return link(value, at.field, at.notes) or None


def flag(value: Any, at: Spot) -> bool:
    """True or false; nothing else is taken for either."""
    if not isinstance(value, bool):
        raise LeftOut(_("The value is neither true nor false, so it was left out."))
    return value


def moment(value: Any, at: Spot) -> moments.Moment | None:
    """An aware time, or a day, in ISO 8601."""
    return moments.noted(value, at.field, at.notes, at.zone)


def day(value: Any, at: Spot) -> dt.date | None:
    """A day; of a time the day it falls on in the zone of the host."""
    found = moment(value, at)
    return moments.day_of(found) if found else None


def opening(value: Any, at: Spot) -> dt.datetime | None:
    """A time from which something holds; a bare day begins at midnight."""
    found = moment(value, at)
    return moments.opening(found, at.zone) if found else None


def closing(value: Any, at: Spot) -> dt.datetime | None:
    """A time until which something holds; a bare day lasts to its last minute."""
    found = moment(value, at)
    return moments.closing(found, at.zone) if found else None


def code(vocabulary: str) -> Take:
    """Reads a code of ``vocabulary``."""
    return lambda value, at: coding.code(vocabulary, value, at.field, at.notes)


def codes(vocabulary: str) -> Take:
    """Reads a list of codes of ``vocabulary``."""

    def take(value: Any, at: Spot) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise LeftOut(_("The value is not a list, so it was left out."))
        return coding.codes(vocabulary, value, at.field, at.notes)

    return take


def one_of(*choices: str) -> Take:
    """Reads one of ``choices``."""
    return _word(lambda value: value in choices)


def matching(pattern: re.Pattern[str]) -> Take:
    """Reads a word that ``pattern`` matches."""
    return _word(lambda value: bool(pattern.match(value)))


def _word(is_known: Callable[[str], bool]) -> Take:
    def take(value: Any, at: Spot) -> str:
        if isinstance(value, str) and is_known(value):
            return value
        shown = clean_text(str(value))[:60]
        raise LeftOut(_("The code %(code)r is not known, so it was left out.") % {"code": shown})

    return take


def amount(value: Any, at: Spot) -> Decimal:
    """A decimal number that is not negative, as text (``"120.00"``) or as a number."""
    written = value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""
    if isinstance(value, bool) or not _AMOUNT.match(written):
        raise LeftOut(_("The amount is not a number that is possible, so it was left out."))
    return Decimal(written)


def whole(lowest: int, highest: int) -> Take:
    """Reads a whole number between ``lowest`` and ``highest``, both included."""

    def take(value: Any, at: Spot) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise LeftOut(
                _("The number is not a whole one between %(lowest)d and %(highest)d, so it was left out.")
                % {"lowest": lowest, "highest": highest}
            )
        return value

    return take


def time_zone(value: Any, at: Spot) -> str:
    """The name of a time zone that exists (IANA)."""
    try:
        if isinstance(value, str) and len(value) <= 60 and _TIME_ZONE.match(value):
            return ZoneInfo(value).key
    except (ValueError, OSError, KeyError):
        pass
    raise LeftOut(_("The time zone is not known, so it was left out."))
