"""The reference site's own page type: its front page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Site

from opinovi_wagtail import links
from opinovi_wagtail.search.current import coming_events


class HomePage(Page):
    """The front page in one language: a few words, the sections of the site, and the next events."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        events = list(coming_events(timezone.now()).select_related("partner").order_by("starts_at", "pk")[:3])
        paths = links.paths_for(events, self.locale.language_code, Site.find_for_request(request))
        context["sections"] = self.get_children().live().in_menu()
        context["next_events"] = [(event, paths[event.pk]) for event in events]
        return context
