"""Partners in the desk: their own people keep the contact details, the network decides who they are."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from opinovi_wagtail.models import Partner

from .forms import RowForm
from .lists import WordsIndexView
from .rights import Reach
from .viewsets import PartnerChooserViewSet, PartnerViewSet

# Fields that decide about rights and addresses.
NETWORK_FIELDS = ("slug", "groups", "site", "national_id")


class PartnerForm(RowForm):
    def narrow_to(self, covered: Reach) -> None:
        super().narrow_to(covered)
        if not covered.everywhere:
            for name in NETWORK_FIELDS:
                self.fields.pop(name, None)


class PartnersViewSet(PartnerViewSet):
    model = Partner
    icon = "group"
    menu_order = 80
    index_view_class = WordsIndexView
    inspect_view_enabled = True
    inspect_view_fields_exclude: ClassVar[list[str]] = list(NETWORK_FIELDS)
    list_display = ["__str__", "email", "phone"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(
                [
                    FieldPanel("description"),
                    FieldPanel("website"),
                    FieldPanel("email"),
                    FieldPanel("phone"),
                    FieldPanel("municipality"),
                    FieldPanel("privacy_notice_url"),
                ],
                heading=_("Contact and presentation"),
            ),
            MultiFieldPanel(
                [FieldPanel("slug"), FieldPanel("groups"), FieldPanel("site"), FieldPanel("national_id")],
                heading=_("Place in the network"),
            ),
        ],
        base_form_class=PartnerForm,
    )


class PartnerChooser(PartnerChooserViewSet):
    name = "opinovi-partner-chooser"
    model = Partner
    icon = "group"
    choose_one_text = _("Choose a partner")
    choose_another_text = _("Choose another partner")
    edit_item_text = _("Edit this partner")
