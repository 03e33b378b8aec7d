"""Panels of pages with a row: facts that are edited here, or shown with the way to where they are edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.admin import compare
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, Panel

from opinovi_wagtail import dates, publishing
from opinovi_wagtail.admin import values
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import WordsField, say
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.vocabularies import get_vocabulary

from .keyed import KeyedPanel


class FactPanel(FieldPanel):
    """A ``FieldPanel`` whose comparison of versions speaks of codes and words as people do."""

    def get_comparison_class(self) -> Any:
        if isinstance(self.db_field, WordsField) or self.field_name in getattr(self.model, "code_sets", {}):
            return FactComparison
        return super().get_comparison_class()


class FactComparison(compare.TextFieldComparison):
    """Compares facts by what is shown of them."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = shown(field, self.val_a), shown(field, self.val_b)


class FactsPanel(MultiFieldPanel):
    """Fields and children of a page that are facts.

    On a page that does not own them it shows those of the row, with a link to where they are edited, and the form (see
    ``RowPageForm``) has no such fields at all.
    """

    def get_bound_panel(
        self, instance: Any = None, request: Any = None, form: Any = None, prefix: str = "panel"
    ) -> Panel.BoundPanel:
        owner = publishing.owner_of(instance) if instance is not None and instance.pk else None
        if owner is None:
            return super().get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)
        notice = HelpPanel(heading=self.heading, template="opinovi_wagtail/admin/facts_elsewhere.html", icon=self.icon)
        bound = notice.bind_to_model(self.model).get_bound_panel(
            instance=instance, request=request, form=form, prefix=prefix
        )
        bound.reason = reason(owner)
        bound.edit_url = edit_url(owner, request)
        bound.facts = list(facts_of(self.children, owner.row)) if owner.row is not None else []
        return bound


def reason(owner: publishing.Owner) -> str:
    """Why facts cannot be edited on this page."""
    match owner.origin:
        case Origin.PAGE:
            language = owner.language
            name = get_language_info(language)["name_translated"] if language.split("-")[0] in LANG_INFO else language
            return _(
                "These details are shared by all languages. They are edited on the page in this language: %(language)s."
            ) % {"language": name}
        case Origin.SOURCE:
            return _("These details come from a catalogue source and cannot be changed here.")
    return _("These details are edited in the menu under %(menu)s, not on the page.") % {"menu": conf.MENU_LABEL}


def edit_url(owner: publishing.Owner, request: Any) -> str:
    """Where the user may edit the facts; empty if nowhere."""
    if request is None:
        return ""
    if owner.origin != Origin.PAGE:
        return AdminURLFinder(request.user).get_edit_url(owner.row) or ""
    page = base_page_model().objects.filter(pk=owner.page_id).first()
    if page is None or not page.permissions_for_user(request.user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def facts_of(panels: Any, row: Any) -> Iterator[tuple[str, str]]:
    """What the row says in place of each of ``panels``, as pairs of label and text."""
    for panel in panels:
        if isinstance(panel, FieldPanel):
            field = row._meta.get_field(panel.field_name)
            value = getattr(row, panel.field_name)
            words = isinstance(field, WordsField)
            if text := values.shown(field, value) if words else values.in_lines(shown(field, value, model=panel.model)):
                yield str(field.verbose_name), text
        elif isinstance(panel, KeyedPanel):
            children = getattr(row, panel.relation_name).all()
            lines = "\n".join(filter(None, (described(child) for child in children)))
            yield str(panel.heading), values.in_lines(lines or values.NOTHING)
        else:
            yield from facts_of(getattr(panel, "children", ()), row)


def described(child: Any) -> str:
    """A child of a row in one line."""
    language = get_language() or "fi"
    if hasattr(child, "starts_at"):
        when = dates.short_when(child.starts_at, child.ends_at, language, child.event.timezone, all_day=child.all_day)
        state = child.get_status_display() if child.status != child.Status.SCHEDULED else ""
        place = str(child.place or say(child.place_name, language) or child.online_url)
        return ", ".join(filter(None, [when, place, state]))
    if hasattr(child, "start_on"):
        return dates.short_day(child.start_on, language) if child.start_on else child.get_start_kind_display()
    return str(child)


def shown(field: Any, value: Any, *, model: Any = None) -> str:
    """``value`` of ``field`` as text: codes by name, words in every language, moments on our clocks."""
    language = get_language() or "fi"
    code_set = getattr(model or field.model, "code_sets", {}).get(field.name)
    if isinstance(field, WordsField):
        return field.value_to_text(value)
    if code_set:
        codes = value if isinstance(value, list) else [value]
        vocabulary = get_vocabulary(code_set)
        return ", ".join(vocabulary.label(str(code), language) for code in codes if code not in (None, ""))
    if value is None or value == "":
        return ""
    if isinstance(field, models.BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(field, models.DateTimeField):
        return dates.when(value, language, conf.TIME_ZONE)
    if isinstance(field, models.DateField):
        return dates.short_day(value, language)
    return str(dict(field.flatchoices).get(value, value))
