"""Referral targets in the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import get_language, gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from opinovi_wagtail.models import ReferralTarget
from opinovi_wagtail.vocabularies import get_vocabulary

from .forms import RowForm
from .lists import PartnerFilterSet, WordsIndexView
from .viewsets import PartnerViewSet


class KindColumn(Column):
    def get_value(self, instance: ReferralTarget) -> str:
        return get_vocabulary("referral_types").label(instance.kind, get_language() or "fi")


class ReferralFilterSet(PartnerFilterSet):
    class Meta:
        model = ReferralTarget
        fields = ["partner"]


class ReferralsViewSet(PartnerViewSet):
    model = ReferralTarget
    icon = "redirect"
    menu_order = 75
    copy_view_enabled = True
    inspect_view_enabled = True
    index_view_class = WordsIndexView
    filterset_class = ReferralFilterSet
    list_display: ClassVar[list[Any]] = [
        "__str__",
        KindColumn("kind", label=gettext_lazy("Kind"), sort_key="kind"),
        "partner",
        "phone",
        "email",
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("partner"), FieldPanel("kind")]),
                    FieldPanel("name"),
                    FieldPanel("description"),
                ],
                heading=gettext_lazy("What"),
            ),
            MultiFieldPanel(
                [FieldPanel("municipalities"), FieldPanel("languages")],
                heading=gettext_lazy("Where and in which languages"),
            ),
            MultiFieldPanel(
                [FieldPanel("url"), FieldPanel("phone"), FieldPanel("email")], heading=gettext_lazy("Contact")
            ),
        ],
        base_form_class=RowForm,
    )
