"""The site's base page, and page types made from our mixins over it."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import AbstractPage

from opinovi_wagtail.pages.events import EventPageMixin, MeetingOfPage
from opinovi_wagtail.pages.indexes import EventIndex


class BasePage(AbstractPage):
    pass


class ProgrammePage(EventIndex, BasePage):
    content_panels = [*BasePage.content_panels, *EventIndex.row_panels]


class WorkshopPage(EventPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *EventPageMixin.row_panels]
    search_fields = [*BasePage.search_fields, *EventPageMixin.row_search_fields]


class WorkshopMeeting(MeetingOfPage):
    page = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="meetings")
