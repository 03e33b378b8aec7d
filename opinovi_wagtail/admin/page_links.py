"""From the desk to the page tree: an event made as a page, and a page added to an event that the form made.

Absent where the site has none of our page types, or the user may not add pages.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets.button import Button, HeaderButton

from opinovi_wagtail import publishing
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, say
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import EventKind, Origin

from .confirm import ConfirmView, Refused

PAGES_APP = "opinovi_wagtail_pages"
INDEX = "EventIndexPage"
MODELS = {EventKind.GROUP_SESSION: "GroupSessionPage"}
OTHER_MODEL = "InfoEventPage"


def index_page_for(user: Any) -> Any:
    """The index page of events under which ``user`` may add pages; ``None`` without one.

    One that is on the site comes first, and among those one in the language of the desk: what is written there is in the language
    in which one is asked to write it.
    """
    try:
        index = apps.get_model(PAGES_APP, INDEX)
    except LookupError:
        return None
    rows = index.objects.filter(alias_of=None).order_by("depth", "path").select_related("locale")
    parents = sorted(rows, key=lambda page: (not page.live, page.locale.language_code != get_language()))
    return next((page for page in parents if page.permissions_for_user(user).can_add_subpage()), None)


def page_buttons(user: Any) -> list[Button]:
    """Buttons that open the form of a new event page under an index page that ``user`` may add to; often none."""
    parent = index_page_for(user)
    if parent is None:
        return []
    kinds = [
        (apps.get_model(PAGES_APP, OTHER_MODEL), _("New info event with a page")),
        (apps.get_model(PAGES_APP, MODELS[EventKind.GROUP_SESSION]), _("New group session with a page")),
    ]
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


def page_button(event: Event, user: Any, add_url: str) -> HeaderButton | None:
    """ "Edit the page" of an event that has one, else "Add a page" if ``user`` can; the form's own events only."""
    if event.origin != Origin.FORM:
        return None
    if event.page_key is not None:
        pages = base_page_model().objects.filter(translation_key=event.page_key, alias_of=None).order_by("pk")
        finder = AdminURLFinder(user)
        urls = (finder.get_edit_url(page) for page in pages)
        url = next((url for url in urls if url), None)
        return HeaderButton(_("Edit the page"), url=url, icon_name="doc-full") if url else None
    if index_page_for(user) is None:
        return None
    return HeaderButton(_("Add a page"), url=add_url, icon_name="doc-empty")


def add_page(event: Event, user: Any) -> Any:
    """A draft page that says the words of ``event``, whose facts stay with the form; ``None`` where there can be none."""
    parent = index_page_for(user)
    if parent is None:
        return None
    model = apps.get_model(PAGES_APP, MODELS.get(EventKind(event.kind), OTHER_MODEL))
    if not model.can_create_at(parent):
        return None
    language = parent.locale.language_code
    words = {name: getattr(event, name).get(language, "") for name in model.words if name != "title"}
    page = model(title=say(event.title, language).text, partner=event.partner, live=False, owner=user, **words)
    with transaction.atomic():
        parent.add_child(instance=page)
        page.save_revision(user=user)
        publishing.attach(event, page)
    return page


class AddPageView(ConfirmView):
    """Adds a draft page to an event and opens it for editing."""

    page_title = gettext_lazy("Add a page")
    yes = gettext_lazy("Add a page")
    done = gettext_lazy("The page is a draft. Write, and publish it when it is ready.")
    page: Any = None

    def get_question(self) -> str:
        return _(
            "A page gives the event room for pictures and a longer text. Times, places and registrations are still changed in"
            " the menu under %(menu)s."
        ) % {"menu": conf.MENU_LABEL}

    def act(self) -> None:
        if self.object.origin != Origin.FORM or self.object.page_key is not None:
            raise Refused(_("This event has a page already, or its details come from a page or a catalogue source."))
        self.page = add_page(self.object, self.request.user)
        if self.page is None:
            raise Refused(_("There is no list of events under which you may add pages."))

    def get_next_url(self) -> str:
        if self.page is not None:
            return reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return super().get_next_url()
