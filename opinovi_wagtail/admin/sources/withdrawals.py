"""The decision about a withdrawal that was held back: which rows it is about, and the two answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import ParkedWithdrawal
from opinovi_wagtail.sync import withdraw

from ..confirm import Refused
from ..row_links import RowLinks
from ..values import moment_in_words
from .acts import SourceActView

APPROVE_LOGGED = "opinovi.withdraw"
REJECT_LOGGED = "opinovi.keep"
MOST_ROWS = 50


class WithdrawalView(SourceActView):
    """Shows which rows are held back, and offers both answers with what each of them does."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    template_name = "opinovi_wagtail/admin/withdrawal.html"
    page_title = gettext_lazy("Gone from the feed")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parked = withdraw.open_parked(self.object)
        rows, count = held_rows(parked, RowLinks(self.request.user)) if parked else ([], 0)
        return {
            **super().get_context_data(**kwargs),
            "parked": parked,
            "question": _question(parked) if parked else "",
            "rows": rows,
            "hidden": count - len(rows),
            "days": conf.SYNC_GRACE_DAYS,
        }


class DecideView(SourceActView):
    """An answer about the withdrawal that was shown; not about another one that has come in between."""

    # Set by what decides.
    verb: Callable[..., int]
    logged: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nobody decides without having seen the rows."""
        return redirect(reverse("opinovi-cataloguesource:withdrawal", args=[self.object.pk]))

    def act(self) -> None:
        parked = withdraw.open_parked(self.object)
        try:
            if parked is None or self.request.POST.get("shown") != str(parked.pk):
                raise withdraw.AlreadyDecided
            type(self).verb(parked, by=self.request.user.get_username())
        except withdraw.AlreadyDecided:
            raise Refused(_("This withdrawal has been decided already, or another one waits now.")) from None
        log(instance=self.object, action=self.logged)


class ApproveView(DecideView):
    page_title = gettext_lazy("Approve the withdrawal")
    done = gettext_lazy("The rows have been withdrawn. They come back if the feed brings them back.")
    verb = staticmethod(withdraw.approve)
    logged = APPROVE_LOGGED


class RejectView(DecideView):
    page_title = gettext_lazy("Keep the rows")
    done = gettext_lazy("The rows are kept.")
    verb = staticmethod(withdraw.reject)
    logged = REJECT_LOGGED


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


def _question(parked: ParkedWithdrawal) -> str:
    text = ngettext(
        "%(rows)s row of %(of)s is not in the feed any more. Is it really gone, or is something wrong with the feed?",
        "%(rows)s rows of %(of)s are not in the feed any more. Are they really gone, or is something wrong with the feed?",
        parked.rows,
    )
    return text % {"rows": parked.rows, "of": parked.of}


ACTS: dict[str, Any] = {"withdrawal": WithdrawalView, "approve": ApproveView, "reject": RejectView}
