"""From the desk to the page tree: where an event can be made as a page, if the site has our page types at all."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

PAGES_APP = "opinovi_wagtail_pages"
INDEX = "EventIndexPage"


def page_buttons(user: Any) -> list[Button]:
    """Buttons that open the form of a new event page under an index page that ``user`` may add to; often none."""
    try:
        index = apps.get_model(PAGES_APP, INDEX)
        kinds = [
            (apps.get_model(PAGES_APP, "InfoEventPage"), _("New info event with a page")),
            (apps.get_model(PAGES_APP, "GroupSessionPage"), _("New group session with a page")),
        ]
    except LookupError:
        return []
    parents = index.objects.filter(alias_of=None).order_by("depth", "path").select_related("locale")
    parent = next((page for page in parents if page.permissions_for_user(user).can_add_subpage()), None)
    if parent is None:
        return []
    return [
        Button(
            label,
            url=reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk]),
            icon_name="doc-empty",
            priority=50 + number,
        )
        for number, (model, label) in enumerate(kinds)
        if model.can_create_at(parent)
    ]
