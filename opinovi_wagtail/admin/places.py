"""Places in the desk: venues and service points of a partner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from opinovi_wagtail.models import Place

from .forms import RowForm
from .lists import PartnerFilterSet, WordsIndexView
from .viewsets import PartnerChooserViewSet, PartnerViewSet


class PlaceFilterSet(PartnerFilterSet):
    class Meta:
        model = Place
        fields = ["partner", "is_service_point"]


class PlacesViewSet(PartnerViewSet):
    model = Place
    icon = "home"
    menu_order = 70
    copy_view_enabled = True
    inspect_view_enabled = True
    index_view_class = WordsIndexView
    list_display = ["__str__", "address", "partner", "is_service_point"]
    filterset_class = PlaceFilterSet
    edit_handler = ObjectList(
        [
            FieldPanel("partner"),
            FieldPanel("name"),
            MultiFieldPanel(
                [FieldPanel("address"), FieldPanel("postcode"), FieldPanel("municipality"), FieldPanel("online_url")],
                heading=_("Where it is"),
            ),
            MultiFieldPanel(
                [FieldPanel("accessibility"), FieldPanel("directions")],
                heading=_("Getting there"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("is_service_point"),
                    FieldPanel("opening_hours"),
                    FieldPanel("contact_name"),
                    FieldPanel("phone"),
                    FieldPanel("email"),
                ],
                heading=_("Service point"),
                classname="collapsed",
            ),
        ],
        base_form_class=RowForm,
    )


class PlaceChooser(PartnerChooserViewSet):
    name = "opinovi-place-chooser"
    model = Place
    icon = "home"
    choose_one_text = _("Choose a place")
    choose_another_text = _("Choose another place")
    edit_item_text = _("Edit this place")
