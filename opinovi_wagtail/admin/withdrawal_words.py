"""What waits for a decision about a withdrawal, or what was decided, by whom and when, as a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.models import ParkedWithdrawal
from opinovi_wagtail.rules.states import ParkedState

from .values import moment_in_words


def waiting_in_words(rows: int) -> str:
    """That so many rows are held back until somebody decides."""
    return ngettext(
        "The withdrawal of %(count)d row waits for approval.",
        "The withdrawal of %(count)d rows waits for approval.",
        rows,
    ) % {"count": rows}


def decision_in_words(parked: ParkedWithdrawal) -> str:
    """The decision about ``parked``, which has been made."""
    if parked.state == ParkedState.APPROVED:
        text = ngettext(
            "%(rows)s row was withdrawn by decision: %(who)s, %(when)s.",
            "%(rows)s rows were withdrawn by decision: %(who)s, %(when)s.",
            parked.rows,
        )
    else:
        text = ngettext(
            "%(rows)s row was kept by decision: %(who)s, %(when)s.",
            "%(rows)s rows were kept by decision: %(who)s, %(when)s.",
            parked.rows,
        )
    who = parked.decided_by or _("an administrator at the server")
    return text % {"rows": parked.rows, "who": who, "when": moment_in_words(parked.decided_at)}
