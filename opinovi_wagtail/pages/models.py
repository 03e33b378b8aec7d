"""The concrete page types, for sites that have none of their own: an abstract mixin each, and nothing more."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from opinovi_wagtail.rules.states import EventKind

from .courses import CoursePageMixin, RunOfPage
from .events import EventPageMixin, MeetingOfPage
from .guides import AmountOfPage, FundingGuidePageMixin, ReferenceOfPage
from .indexes import CourseIndex, EventIndex, FundingGuideIndex


class CourseIndexPage(CourseIndex, Page):
    content_panels = [*Page.content_panels, *CourseIndex.row_panels]
    search_fields = [*Page.search_fields, *CourseIndex.row_search_fields]
    page_description = _("The list of courses, those from catalogue sources too.")

    class Meta:
        verbose_name = _("course index")


class CoursePage(CoursePageMixin, Page):
    content_panels = [*Page.content_panels, *CoursePageMixin.row_panels]
    search_fields = [*Page.search_fields, *CoursePageMixin.row_search_fields]
    page_description = _("A course with its dates and locations.")

    class Meta:
        verbose_name = _("course page")


class CoursePageRun(RunOfPage):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="runs")


class EventIndexPage(EventIndex, Page):
    content_panels = [*Page.content_panels, *EventIndex.row_panels]
    search_fields = [*Page.search_fields, *EventIndex.row_search_fields]
    page_description = _("The list of coming events.")

    class Meta:
        verbose_name = _("event index")


class InfoEventPage(EventPageMixin, Page):
    event_kind: ClassVar[str] = EventKind.INFO_EVENT
    content_panels = [*Page.content_panels, *EventPageMixin.row_panels]
    search_fields = [*Page.search_fields, *EventPageMixin.row_search_fields]
    page_description = _("An info event, for which one can register.")

    class Meta:
        verbose_name = _("info event page")


class InfoEventPageMeeting(MeetingOfPage):
    page = ParentalKey(InfoEventPage, on_delete=models.CASCADE, related_name="meetings")


class GroupSessionPage(EventPageMixin, Page):
    event_kind: ClassVar[str] = EventKind.GROUP_SESSION
    content_panels = [*Page.content_panels, *EventPageMixin.row_panels]
    search_fields = [*Page.search_fields, *EventPageMixin.row_search_fields]
    page_description = _("A group that meets several times and is registered for as one.")

    class Meta:
        verbose_name = _("group session page")


class GroupSessionPageMeeting(MeetingOfPage):
    page = ParentalKey(GroupSessionPage, on_delete=models.CASCADE, related_name="meetings")


class FundingGuideIndexPage(FundingGuideIndex, Page):
    content_panels = [*Page.content_panels, *FundingGuideIndex.row_panels]
    search_fields = [*Page.search_fields, *FundingGuideIndex.row_search_fields]
    page_description = _("The list of funding guides.")

    class Meta:
        verbose_name = _("funding guide index")


class FundingGuidePage(FundingGuidePageMixin, Page):
    content_panels = [*Page.content_panels, *FundingGuidePageMixin.row_panels]
    search_fields = [*Page.search_fields, *FundingGuidePageMixin.row_search_fields]
    page_description = _("A scheme that pays for studying.")

    class Meta:
        verbose_name = _("funding guide page")


class FundingGuidePageAmount(AmountOfPage):
    page = ParentalKey(FundingGuidePage, on_delete=models.CASCADE, related_name="amounts")


class FundingGuidePageReference(ReferenceOfPage):
    page = ParentalKey(FundingGuidePage, on_delete=models.CASCADE, related_name="references")
