"""Partners in the desk: their own people keep the contact details, the network decides who they are."""

from __future__ import annotations

from itertools import count
from typing import Any, ClassVar

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Partner, say

from .forms import RowForm
from .lists import WordsIndexView
from .rights import Reach
from .viewsets import PartnerChooserViewSet, PartnerViewSet

# Fields that decide about rights and addresses.
NETWORK_FIELDS = ("slug", "groups", "site", "national_id")


class PartnerForm(RowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")
        if slug is not None and not self.instance.pk:
            slug.required = False
            slug.help_text = _("In web addresses: letters a–z, numbers and hyphens. Empty: made of the name.")

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self._slug_of_the_name()

    def _slug_of_the_name(self) -> str:
        """One that no other partner has; fields are cleaned in their order, so the name is known already."""
        name = say(self.cleaned_data.get("name") or {}, conf.LANGUAGES[0]).text
        wanted = slugify(name)[:70] or "partner"
        taken = set(Partner.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        numbered = (f"{wanted}-{number}" for number in count(2))
        return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)

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
