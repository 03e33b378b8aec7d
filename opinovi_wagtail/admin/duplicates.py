"""Possible duplicates in the desk: pairs of rows that look like the same thing, side by side, and a person's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import InspectView

from opinovi_wagtail.models import Duplicate, say
from opinovi_wagtail.rules.states import DuplicateState
from opinovi_wagtail.sync import duplicates

from .children import children_in_words
from .confirm import ConfirmView, Refused
from .lists import MomentColumn, PartnerFilterSet, RowIndexView
from .policies import policy_for
from .row_links import RowLinks
from .scope import SEEING
from .values import NOTHING, in_lines, moment_in_words
from .viewsets import PartnerViewSet

PAIR = ("course", "other_course", "event", "other_event")
RELATED = tuple(f"{name}__{of}" for name in PAIR for of in ("partner", "source"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A button: what it sends and says. Where ``refused`` says why not, there is no button."""

    value: str
    label: str
    meaning: str
    refused: str = ""


class SourcesColumn(Column):
    """Where the two rows come from."""

    def get_value(self, instance: Duplicate) -> str:
        return " · ".join(str(row.source or row.partner) for row in instance.rows)


class DuplicateFilterSet(PartnerFilterSet):
    class Meta:
        model = Duplicate
        fields = ["state", "reason"]


class DuplicateIndexView(RowIndexView):
    """Pairs that wait for a decision; the filter shows those that were decided, too."""

    related = RELATED
    is_searchable = False
    default_ordering = "-found_at"

    def get_base_queryset(self) -> QuerySet[Duplicate]:
        heavy = [f"{name}__{field}" for name in PAIR for field in ("description", "search_text")]
        return super().get_base_queryset().defer(*heavy)

    def filter_queryset(self, queryset: QuerySet[Duplicate]) -> QuerySet[Duplicate]:
        rows = super().filter_queryset(queryset)
        return rows if self.request.GET.get("state") else rows.filter(state=DuplicateState.OPEN)


class DuplicatePageView(InspectView):
    """Both rows side by side with the reason, and the answers that the user may give."""

    template_name = "opinovi_wagtail/admin/duplicate.html"
    page_title = gettext_lazy("Possible duplicate")

    def get_object(self, queryset: Any = None) -> Duplicate:
        return Duplicate.objects.select_related(*RELATED).get(pk=super().get_object().pk)

    def get_fields(self) -> list[str]:
        return []

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pair = self.object
        links = RowLinks(self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "pair": pair,
            "is_open": pair.state == DuplicateState.OPEN,
            "decided": _decided(pair),
            "rows": [{"title": str(row), "url": links.url(row)} for row in pair.rows],
            "facts": list(zip(*map(_facts, pair.rows), strict=True)),
            "answers": answers(pair, links),
        }


def _facts(row: Any) -> list[tuple[str, Any, Any]]:
    """``(label, text or HTML, web address)`` of one row; the same labels in the same order for every row."""
    language = get_language() or "fi"
    when = [text.replace("\n", " · ") for _label, text in children_in_words(row)]
    return [
        (str(capfirst(row._meta.get_field("title").verbose_name)), say(row.title, language).text or NOTHING, ""),
        (_("Provider"), say(row.provider_name, language).text or NOTHING, ""),
        (_("Partner"), str(row.partner), ""),
        (_("When and where"), in_lines("\n".join(when)) or NOTHING, ""),
        (_("Catalogue source"), str(row.source or NOTHING), ""),
        (_("Identifier"), row.remote_id or NOTHING, ""),
        (_("Web page"), row.remote_url or NOTHING, row.remote_url),
    ]


def _decided(pair: Duplicate) -> str:
    if pair.state == DuplicateState.OPEN:
        return ""
    values = {"state": pair.get_state_display(), "who": pair.decided_by, "when": moment_in_words(pair.decided_at)}
    if pair.decided_by:
        return _("%(state)s. Decided by %(who)s, %(when)s.") % values
    return _("%(state)s. Decided %(when)s.") % values


def answers(pair: Duplicate, links: RowLinks) -> list[Answer]:
    """What can be said about ``pair``: a merger hides a row, so it is for those who may change that one."""
    first, second = pair.rows
    return [
        _keep("first", _("Keep the first"), second, links),
        _keep("second", _("Keep the second"), first, links),
        Answer(
            "distinct",
            _("They are two different things"),
            _("Both stay in the lists, and you are not asked about them again."),
            "" if links.may_change(first) or links.may_change(second) else _only(first, second),
        ),
    ]


def _keep(value: str, label: str, hidden: Any, links: RowLinks) -> Answer:
    meaning = _(
        "The other one leaves the lists, and its address leads to the one that is kept. Those who have registered for it"
        " stay registered. This can be undone."
    )
    return Answer(value, label, meaning, "" if links.may_change(hidden) else _only(hidden))


def _only(*rows: Any) -> str:
    names = dict.fromkeys(str(row.partner) for row in rows)
    return _("Only people who look after the rows of this partner can do this: %(partners)s.") % {
        "partners": ", ".join(names)
    }


class DecidePairView(ConfirmView):
    """Takes the answer that :class:`DuplicatePageView` asks for."""

    page_title = gettext_lazy("Possible duplicate")
    inspect_url_name = ""

    def get_next_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.get_next_url())

    def act(self) -> None:
        pair: Duplicate = self.object
        offered = {answer.value: answer for answer in answers(pair, RowLinks(self.request.user))}
        answer = offered.get(self.request.POST.get("answer", ""))
        if answer is None:
            raise Refused(_("Choose one of the answers."))
        if answer.refused:
            raise Refused(answer.refused)
        by = self.request.user.get_username()
        try:
            if answer.value == "distinct":
                duplicates.keep_apart(pair, by=by)
            else:
                duplicates.merge(pair, pair.rows[0 if answer.value == "first" else 1], by=by)
        except duplicates.AlreadyDecided:
            raise Refused(_("Somebody has decided about this pair already.")) from None


class SeparateView(ConfirmView):
    """Takes a merger back."""

    page_title = gettext_lazy("List it again")
    question = gettext_lazy("It stands in the lists again beside the other one, with what its source says by now.")
    yes = gettext_lazy("List it again")
    done = gettext_lazy("It is listed again.")

    def act(self) -> None:
        if self.object.merged_into_id is None:
            raise Refused(_("It is listed already."))
        duplicates.separate(self.object)


class WaitingMenuItem(MenuItem):
    """Stands in the menu only while a pair waits for a decision that the user can see."""

    def is_shown(self, request: HttpRequest) -> bool:
        pairs = Duplicate.objects.filter(state=DuplicateState.OPEN)
        return policy_for(Duplicate).scope(request.user, SEEING, pairs).exists()


class DuplicatesViewSet(PartnerViewSet):
    model = Duplicate
    icon = "copy"
    menu_order = 97
    offered = ()
    without = ("add", "edit", "delete", "history", "history_results", "usage")
    inspect_view_enabled = True
    index_view_class = DuplicateIndexView
    inspect_view_class = DuplicatePageView
    inspect_template_name = DuplicatePageView.template_name
    filterset_class = DuplicateFilterSet
    form_fields: ClassVar[tuple[str, ...]] = ()
    list_display: ClassVar[list[Any]] = [
        "__str__",
        "reason",
        SourcesColumn("sources", label=gettext_lazy("Catalogue sources")),
        MomentColumn("found_at", label=gettext_lazy("Found"), sort_key="found_at"),
        "state",
    ]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return WaitingMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("decide/<int:pk>/", self.construct_view(DecidePairView), name="decide"),
        ]
