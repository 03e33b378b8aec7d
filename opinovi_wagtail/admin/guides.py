"""Funding guides in the desk, with their amounts and the sources of their facts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from opinovi_wagtail import changes, dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import FundingGuide, GuideAmount, GuideReference, Projection
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.rules.validity import review_day, validity_of

from .forms import ChildForm, ChildFormSet, FactsPanel, RowsPanel
from .lists import PartnerFilterSet
from .owned import OwnedForm
from .owned_views import OwnedIndexView, OwnedViewSet
from .values import NOTHING


class AmountForm(ChildForm):
    class Meta(ChildForm.Meta):
        model = GuideAmount
        fields = ["label", "minimum", "maximum", "unit", "as_of", "taxable"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and most < least:
            self.add_error("maximum", _("The highest amount is lower than the lowest one."))
        return cleaned


class ReferenceForm(ChildForm):
    class Meta(ChildForm.Meta):
        model = GuideReference
        fields = ["publisher", "url", "statute", "retrieved_on"]


Amounts = forms.inlineformset_factory(FundingGuide, GuideAmount, form=AmountForm, formset=ChildFormSet, extra=0)
References = forms.inlineformset_factory(
    FundingGuide, GuideReference, form=ReferenceForm, formset=ChildFormSet, extra=0
)


class GuideForm(OwnedForm):
    children: ClassVar[dict[str, Any]] = {"amounts": Amounts, "references": References}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first one."))
        if self.instance.pk and cleaned.get("replaced_by") == self.instance:
            self.add_error("replaced_by", _("A guide cannot be replaced by itself."))
        return cleaned

    def save_row(self, now: dt.datetime) -> FundingGuide:
        guide: FundingGuide = self.instance
        if guide.pk is None:
            guide.origin = Origin.FORM
        else:
            guide = self.copy_to(FundingGuide.objects.select_for_update().get(pk=guide.pk))
        guide.updated_at = now
        guide.save()
        for table in self.tables.values():
            self._save_table(table, guide)
        changes.guide_saved(guide)
        return guide

    @staticmethod
    def _save_table(table: ChildFormSet, guide: FundingGuide) -> None:
        for position, form in enumerate(table.forms):
            row = form.instance
            if form in table.deleted_forms:
                if row.pk:
                    row.delete()
            elif form.has_changed():
                row.guide, row.position = guide, position
                row.key = row.key or uuid.uuid4()
                row.save()


class GuideFilterSet(PartnerFilterSet):
    class Meta:
        model = FundingGuide
        fields = ["partner", "status", "audience", "origin"]


class NextCheckColumn(Column):
    """By when the facts have to be checked, whether somebody set the day or it follows from the last check."""

    def get_value(self, instance: FundingGuide) -> str:
        validity = validity_of(instance, dates.local(timezone.now(), conf.TIME_ZONE).date())
        if validity.ended:
            return NOTHING
        due = review_day(instance)
        if due is None:
            return _("Never checked")
        said = dates.short_day(due, get_language() or "fi")
        return _("Overdue: %(date)s") % {"date": said} if validity.overdue else said


class GuideIndexView(OwnedIndexView):
    projection_kind = Projection.Kind.GUIDE


class GuidesViewSet(OwnedViewSet):
    model = FundingGuide
    icon = "help"
    menu_order = 30
    index_view_class = GuideIndexView
    filterset_class = GuideFilterSet
    list_display: ClassVar[list[Any]] = [
        "__str__",
        "scheme",
        "status",
        "verified_on",
        NextCheckColumn("review_due", label=gettext_lazy("Next check due")),  # no column of the table sorts by it
        "partner",
    ]
    edit_handler = ObjectList(
        [
            FactsPanel(heading=gettext_lazy("Where the facts come from")),
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("partner"), FieldPanel("scheme")]),
                    FieldRowPanel([FieldPanel("status"), FieldPanel("audience")]),
                    FieldPanel("summary"),
                ],
                heading=gettext_lazy("What"),
            ),
            RowsPanel("amounts", heading=gettext_lazy("Amounts"), add_label=gettext_lazy("Add an amount")),
            RowsPanel(
                "references",
                heading=gettext_lazy("Sources of the facts"),
                add_label=gettext_lazy("Add a source of the facts"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("verified_on"), FieldPanel("review_due")]),
                    FieldPanel("verified_by"),
                ],
                heading=gettext_lazy("Checked"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("body"),
                    FieldPanel("eligibility"),
                    FieldPanel("how_to_apply"),
                    FieldPanel("deadlines"),
                    FieldPanel("apply_url"),
                    FieldPanel("situations"),
                ],
                heading=gettext_lazy("Text"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
                    FieldPanel("transition_text"),
                    FieldPanel("replaced_by"),
                ],
                heading=gettext_lazy("In force"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [FieldPanel("granter"), FieldPanel("payer"), FieldPanel("advice_contact")],
                heading=gettext_lazy("Who grants, pays and advises"),
                classname="collapsed",
            ),
            MultiFieldPanel([FieldPanel("listed")], heading=gettext_lazy("Hide"), classname="collapsed"),
        ],
        base_form_class=GuideForm,
    )
