"""Whether a funding scheme can still be applied for, whether its facts are overdue, and whether its amounts still hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from .states import GuideStatus

REVIEW_AFTER = dt.timedelta(days=90)


class GuideFacts(Protocol):
    """What the rule reads of a guide; days are local calendar days."""

    status: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    verified_on: dt.date | None
    review_due: dt.date | None


@dataclass(frozen=True, slots=True)
class Validity:
    """What a guide may say on one day.

    ``changes_on`` is the first day on which the facts no longer hold, ``starts_on`` the first on which a planned scheme is
    granted. ``amounts_hold`` is false only after a known change: an amount that is merely overdue stays, with its year.
    """

    state: GuideStatus
    overdue: bool = False
    amounts_hold: bool = True
    changes_on: dt.date | None = None
    starts_on: dt.date | None = None

    @property
    def ended(self) -> bool:
        return self.state == GuideStatus.ENDED


def review_day(guide: GuideFacts) -> dt.date | None:
    """The day by which the facts have to be checked: the one that was set, else 90 days after the last check."""
    if guide.review_due is not None:
        return guide.review_due
    return guide.verified_on + REVIEW_AFTER if guide.verified_on else None


def validity_of(guide: GuideFacts, today: dt.date) -> Validity:
    """What ``guide`` may say on ``today`` (a local calendar day). Facts that were never checked count as overdue."""
    passed = guide.valid_until is not None and guide.valid_until < today
    if guide.status == GuideStatus.ENDED or (passed and guide.status != GuideStatus.CHANGING):
        return Validity(GuideStatus.ENDED, amounts_hold=False)
    due = review_day(guide)
    overdue = due is None or due < today
    if guide.status == GuideStatus.CHANGING:
        changes_on = guide.valid_until + dt.timedelta(days=1) if guide.valid_until else None
        return Validity(GuideStatus.CHANGING, overdue or passed, amounts_hold=not passed, changes_on=changes_on)
    begins_later = guide.valid_from is not None and guide.valid_from > today
    if begins_later or guide.status == GuideStatus.PLANNED:
        return Validity(GuideStatus.PLANNED, overdue, starts_on=guide.valid_from if begins_later else None)
    return Validity(GuideStatus.ACTIVE, overdue)
