"""Fields of sourced rows that editors keep: beside what the source says, with the answers "keep" and "give back"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from opinovi_wagtail.models import CatalogueSource, Course, Event
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.sync import pins, row_facts

from ..confirm import ConfirmView
from ..differences import Difference, Differences, differences, label_of
from ..policies import policy_for
from ..row_links import RowLinks
from ..scope import SEEING, ScopedView

ROWS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class KeptField:
    """A field that an editor keeps. ``changes`` goes from what stands here to what the source says; ``asked`` is true
    while the source's new value waits for an answer, ``region`` names the field and its row."""

    name: str
    label: str
    asked: bool
    changes: Differences
    region: str = ""

    @property
    def only(self) -> Difference | None:
        """The difference, where there is just one."""
        fields = self.changes.fields
        return fields[0] if len(fields) == 1 and not self.changes.children else None


def kept_fields(row: Any) -> list[KeptField]:
    """The kept fields of ``row``, those that wait for an answer first. Reads its runs or meetings only where they are kept."""
    found = []
    for name, said in sorted(row.pins.items(), key=lambda pin: _place_of(type(row), pin[0])):
        change = {"field": name, "before": _stands(row, name), "after": said}
        label = label_of(type(row), name)
        changes = differences(type(row), [change])
        found.append(KeptField(name, label, name in row.asks, changes, region=f"{label}, {row}"))
    return sorted(found, key=lambda field: not field.asked)


def _place_of(model: Any, name: str) -> int:
    """Where ``name`` stands among what can be kept: the order in which pins were stored is not that of every database."""
    known = (*row_facts.FACTS[model], row_facts.CHILDREN[model][0])
    return known.index(name) if name in known else len(known)


def _stands(row: Any, name: str) -> Any:
    relation, names = row_facts.CHILDREN[type(row)]
    if name != relation:
        return row_facts.plain(getattr(row, name, None))
    children = getattr(row, relation).all()
    return row_facts.comparable({field: getattr(child, field) for field in names} for child in children)


class KeptFieldsView(ScopedView, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """All kept fields of the rows of a source; ``?waiting=1`` for those that wait for an answer."""

    template_name = "opinovi_wagtail/admin/kept_fields.html"
    page_title = gettext_lazy("Fields kept by editors")
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    model: Any = None
    index_url_name = ""
    inspect_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object: CatalogueSource = get_object_or_404(self.model, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": reverse(self.inspect_url_name, args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.request.GET.get("waiting") == "1"
        found = [
            (model, pk)
            for model in (Course, Event)
            # The rows of a source may still belong to the partner that it had before.
            for pk in policy_for(model).scope(self.request.user, SEEING, pinned(model, self.object, waiting=waiting))
        ]
        page = Paginator(found, ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "source": self.object,
            "waiting": waiting,
            "page": page,
            "rows": _shown(page.object_list, RowLinks(self.request.user)),
        }


def pinned(model: Any, source: CatalogueSource, *, waiting: bool) -> QuerySet[Any, int]:
    """Primary keys of the rows of ``source`` with kept fields, or with such as wait for an answer."""
    rows = model.objects.filter(source=source, origin=Origin.SOURCE)
    rows = rows.exclude(asks=[]) if waiting else rows.exclude(pins={})
    return rows.order_by("pk").values_list("pk", flat=True)


def _shown(places: Iterable[tuple[Any, int]], links: RowLinks) -> list[dict[str, Any]]:
    wanted: dict[Any, list[int]] = {}
    for model, pk in places:
        wanted.setdefault(model, []).append(pk)
    rows = []
    for model, pks in wanted.items():
        relation, _names = row_facts.CHILDREN[model]
        rows += list(model.objects.filter(pk__in=pks).order_by("pk").prefetch_related(f"{relation}__place"))
    return [
        {
            "row": row,
            "url": links.url(row),
            "kind": row._meta.verbose_name,
            "answer_url": reverse(f"opinovi-{row._meta.model_name}:answer", args=[row.pk]),
            "may_change": links.may_change(row),
            "fields": kept_fields(row),
        }
        for row in rows
    ]


class AnswerView(ConfirmView):
    """Takes one answer about one field of a sourced row: ``keep`` or ``give_back``, each with the name of the field."""

    page_title = gettext_lazy("Fields kept by editors")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.get_next_url())

    def get_next_url(self) -> str:
        if self.request.POST.get("from") == "kept" and self.object.source_id:
            url = reverse("opinovi-cataloguesource:kept", args=[self.object.source_id])
            return f"{url}?waiting=1" if self.request.POST.get("waiting") else url
        return super().get_next_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keep, give_back = request.POST.get("keep", ""), request.POST.get("give_back", "")
        if (keep or give_back) not in self.object.pins:
            messages.error(request, _("This field follows the source already."))
        elif keep:
            pins.keep_own(self.object, keep)
            messages.success(request, _("Your version is kept until the source changes it again."))
        elif give_back in row_facts.FACTS[type(self.object)]:
            pins.give_back(self.object, give_back)
            messages.success(request, _("The source’s version is taken, and the field follows the source again."))
        else:
            pins.give_back(self.object, give_back)
            messages.success(request, _("The source’s version comes with its next run."))
        return redirect(self.get_next_url())
