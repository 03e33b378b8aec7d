"""The one menu of the desk, and what stands in it."""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.admin.viewsets.model import ModelViewSetGroup

from opinovi_wagtail.conf import conf

from .courses import CoursesViewSet
from .duplicates import DuplicatesViewSet
from .events import EventsViewSet
from .guides import GuidesViewSet
from .messages import MessagesViewSet
from .partners import PartnerChooser, PartnersViewSet
from .places import PlaceChooser, PlacesViewSet
from .referrals import ReferralsViewSet
from .registrations import RegistrationsViewSet
from .reminders import RemindersViewSet
from .runs.viewset import RunsViewSet
from .sources.viewset import SourcesViewSet

CHOOSERS = (PartnerChooser, PlaceChooser)


class DeskGroup(ModelViewSetGroup):
    """Named by ``OPINOVI_WAGTAIL["MENU_LABEL"]``; an item without a right to anything in it is absent."""

    items = (
        EventsViewSet,
        CoursesViewSet,
        GuidesViewSet,
        RegistrationsViewSet,
        MessagesViewSet,
        RemindersViewSet,
        PlacesViewSet,
        ReferralsViewSet,
        PartnersViewSet,
        SourcesViewSet,
        RunsViewSet,
        DuplicatesViewSet,
    )
    menu_icon = "calendar-alt"
    menu_order = 150
    menu_name = "opinovi"

    @cached_property
    def menu_label(self) -> str:
        return str(conf.MENU_LABEL)
