"""The reference site's own page type: its front page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page, Site

from opinovi_wagtail import links
from opinovi_wagtail.search.current import coming_events


class HomePage(Page):
    """The front page in one language: a few words, an image, the sections of the site, and the next events."""

    introduction = models.TextField(_("introduction"), blank=True)

    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("alternative text of the image"),
        max_length=255,
        blank=True,
        help_text=_("What the image shows, for those who cannot see it. Empty if it is only decoration."),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("image")),
    ]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        events = list(coming_events(timezone.now()).select_related("partner").order_by("starts_at", "pk")[:3])
        paths = links.paths_for(events, self.locale.language_code, Site.find_for_request(request))
        context["sections"] = self.get_children().live().in_menu()
        context["next_events"] = [(event, paths[event.pk]) for event in events]
        return context
