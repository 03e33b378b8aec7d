"""The site's own page types: an event page from before Opin Ovi, and a later one made from the abstract mixins."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from opinovi_wagtail.pages.events import EventPageMixin, MeetingOfPage
from opinovi_wagtail.pages.indexes import EventIndex


class EveningPage(Page):
    """Its facts are where the site always had them; see ``opinovi.py`` for the lines that let it take part."""

    intro = models.TextField(blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    venue = models.CharField(max_length=120, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("intro", "starts", "ends", "venue", "seats")),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from opinovi_wagtail import links, publishing

        event = publishing.row_of(self)
        register_url = links.register_url(event, self.locale.language_code) if event else ""
        return {**super().get_context(request, *args, **kwargs), "event": event, "register_url": register_url}


class ProgrammePage(EventIndex, Page):
    content_panels = [*Page.content_panels, *EventIndex.row_panels]


class WorkshopPage(EventPageMixin, Page):
    event_kind = "group_session"
    content_panels = [*Page.content_panels, *EventPageMixin.row_panels]
    search_fields = [*Page.search_fields, *EventPageMixin.row_search_fields]


class WorkshopMeeting(MeetingOfPage):
    page = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="meetings")


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The site's own blocks, which no migration knows of."""
    return [("paragraph", blocks.RichTextBlock()), ("price_list", blocks.ListBlock(blocks.CharBlock()))]
