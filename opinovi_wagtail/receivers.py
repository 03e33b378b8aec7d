"""Signal receivers: Wagtail tells that a page was published, unpublished or deleted; ``publishing`` does the rest.

No other signal writes the store. A moved page needs nothing: its row does not know where it stands in the tree.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models.signals import post_delete, pre_delete
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.signals import page_published, page_unpublished

from . import publishing
from .models import Projection
from .pagetree import base_page_model


def published(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Wagtail also calls a page "published" that waits for its day: then it is not live, and has no row."""
    publishing.project(instance)


def unpublished(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Wagtail also calls a page "unpublished" that is being deleted: then it is still live in the database."""
    if not instance.live:
        publishing.project(instance)


def page_to_be_deleted(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Every page that is about to go is marked before the first one goes, so that none inherits for a moment."""
    publishing.expect_to_forget(instance.pk)


def page_deleted(sender: Any, instance: Any, **_kwargs: Any) -> None:
    publishing.forget(instance.pk)


def connect() -> None:
    """Called once, when every app is ready."""
    page_published.connect(published, dispatch_uid="opinovi_wagtail.published")
    page_unpublished.connect(unpublished, dispatch_uid="opinovi_wagtail.unpublished")
    pages = base_page_model()
    pre_delete.connect(page_to_be_deleted, sender=pages, dispatch_uid="opinovi_wagtail.to_be_deleted")
    post_delete.connect(page_deleted, sender=pages, dispatch_uid="opinovi_wagtail.deleted")


@hooks.register("after_publish_page")
@hooks.register("after_unpublish_page")
def tell_of_failure(request: HttpRequest, page: Any) -> None:
    """Where a person is at hand, say that the page is live but its facts are not."""
    if publishing.way_of(type(page)) is None:
        return
    memory = Projection.objects.filter(page_id=str(page.pk)).exclude(error="").first()
    if memory is not None:
        messages.warning(
            request,
            _(
                "The page is published, but the lists and the registration do not show it yet. It will be tried again by"
                " itself. If this goes on, tell your administrator: %(error)s"
            )
            % {"error": memory.error},
        )


connect()
