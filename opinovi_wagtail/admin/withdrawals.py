"""The decision about a withdrawal that was held back: which rows it is about, and the two answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from opinovi_wagtail.models import ParkedWithdrawal
from opinovi_wagtail.sync import withdraw

from .confirm import Refused
from .row_links import RowLinks
from .source_acts import SourceActView
from .values import moment_in_words

APPROVE_LOGGED = "opinovi.withdraw"
REJECT_LOGGED = "opinovi.keep"
MOST_ROWS = 50


class DecideView(SourceActView):
    """A decision about the withdrawal that was shown; not about another one that has come in between."""

    template_name = "opinovi_wagtail/admin/withdrawal.html"
    parked: ParkedWithdrawal | None
    # What the answer means for the rows.
    meaning: Any = ""
    other_url_name = ""
    other: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.parked = withdraw.open_parked(self.object)

    def decide(self, verb: Callable[..., int]) -> None:
        try:
            if self.parked is None or self.request.POST.get("shown") != str(self.parked.pk):
                raise withdraw.AlreadyDecided
            verb(self.parked, by=self.request.user.get_username())
        except withdraw.AlreadyDecided:
            raise Refused(_("This withdrawal has been decided already, or another one waits now.")) from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, count = held_rows(self.parked, RowLinks(self.request.user)) if self.parked else ([], 0)
        return {
            **super().get_context_data(**kwargs),
            "shown": self.parked.pk if self.parked else "",
            "rows": rows,
            "count": count,
            "hidden": count - len(rows),
        }

    def _count(self) -> dict[str, int]:
        return {"rows": self.parked.rows if self.parked else 0, "of": self.parked.of if self.parked else 0}


def held_rows(parked: ParkedWithdrawal, row_links: RowLinks) -> tuple[list[dict[str, Any]], int]:
    """The first rows that ``parked`` holds back, longest missing first, and how many there are of them."""
    found: list[Any] = []
    count = 0
    for rows in withdraw.held(parked):
        count += rows.count()
        found += rows.only("pk", "title", "missing_since", "partner_id").order_by("missing_since", "pk")[:MOST_ROWS]
    found.sort(key=lambda row: row.missing_since)
    shown = [
        {
            "title": str(row),
            "kind": row._meta.verbose_name,
            "url": row_links.url(row),
            "since": moment_in_words(row.missing_since),
        }
        for row in found[:MOST_ROWS]
    ]
    return shown, count


class ApproveView(DecideView):
    page_title = gettext_lazy("Approve the withdrawal")
    yes = gettext_lazy("Withdraw them")
    done = gettext_lazy("The rows have been withdrawn. They come back if the feed brings them back.")
    meaning = gettext_lazy(
        "Withdrawn rows leave the lists at once. Their addresses stay and say that they have ended, and those who have"
        " registered stay registered. If the feed brings a row back, it is listed again."
    )
    other = gettext_lazy("Keep them instead")
    serious = True

    def get_other_name(self) -> str:
        return "reject"

    def get_question(self) -> str:
        return (
            ngettext(
                "%(rows)s row of %(of)s is not in the feed any more. Is it really gone?",
                "%(rows)s rows of %(of)s are not in the feed any more. Are they really gone?",
                self._count()["rows"],
            )
            % self._count()
        )

    def act(self) -> None:
        self.decide(withdraw.approve)
        log(instance=self.object, action=APPROVE_LOGGED)


class RejectView(DecideView):
    page_title = gettext_lazy("Keep the rows")
    yes = gettext_lazy("Keep them")
    done = gettext_lazy("The rows are kept.")
    meaning = gettext_lazy(
        "The rows stay in the lists for now, with the advice to check with the provider. If they are still missing after"
        " the grace period, they are withdrawn, or you are asked again."
    )
    other = gettext_lazy("Withdraw them instead")

    def get_other_name(self) -> str:
        return "approve"

    def get_question(self) -> str:
        return (
            ngettext(
                "%(rows)s row of %(of)s is not in the feed any more. Keep it all the same?",
                "%(rows)s rows of %(of)s are not in the feed any more. Keep them all the same?",
                self._count()["rows"],
            )
            % self._count()
        )

    def act(self) -> None:
        self.decide(withdraw.reject)
        log(instance=self.object, action=REJECT_LOGGED)


ACTS: dict[str, Any] = {"approve": ApproveView, "reject": RejectView}
