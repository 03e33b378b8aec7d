"""Inline children that are recognised for ever: the abstract model, the form with its hidden key, and the panel."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import ngettext
from modelcluster.forms import BaseChildFormSet
from modelcluster.models import get_all_child_relations
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model

from opinovi_wagtail.publishing import Child

from .fields import FactFields, page_field


class KeyedChild(models.Model):
    """A meeting, run, amount or reference of a page.

    ``key`` is unique per page, never globally, and never made anew: copies of a page, its translations and its revisions
    all carry it, whatever becomes of primary keys. A host's own child model inherits from a subclass of this and adds a
    ``ParentalKey`` to its page.
    """

    key = models.UUIDField(default=uuid.uuid4)
    # Never null, unlike Wagtail's own: databases do not agree on whether nulls come first.
    sort_order = models.IntegerField(default=0, editable=False)
    sort_order_field = "sort_order"

    # The fields that go into the row, where they have the same names, and the code sets of those that hold codes.
    facts: ClassVar[tuple[str, ...]] = ()
    code_sets: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True
        ordering = ["sort_order", "pk"]

    def projected(self) -> Child:
        """What this child is in the row."""
        return Child(key=self.key, facts={name: getattr(self, name) for name in self.facts})

    @classmethod
    def keys_that_stay(cls, page: Any) -> Collection[uuid.UUID]:
        """Keys of children of ``page`` that may not be removed any more, only called off with ``call_off``."""
        return ()

    def call_off(self) -> None:
        """Keep the child, as something that does not take place."""
        raise NotImplementedError


class KeyedChildForm(FactFields, WagtailAdminModelForm):
    """Carries the key through the browser: children that live only in a revision have no other identity."""

    # Declared here, without the model field's default: the empty form is copied for every new child, and a key in it would
    # be the key of all of them.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput(), initial=None)

    class Meta(WagtailAdminModelForm.Meta):
        formfield_callback = page_field

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or self.instance.key

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Wagtail 8 saves while one writes: tell the open form which key its new child got."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        name = f"{self.prefix}-key"
        return updates if self.data.get(name) else [*updates, (name, str(self.instance.key))]


class KeyedFormSet(BaseChildFormSet):
    """No two children with one key, and none removed that has to stay: that one is called off instead."""

    _staying: Collection[uuid.UUID] | None = None

    @property
    def staying(self) -> Collection[uuid.UUID]:
        if self._staying is None:
            self._staying = frozenset(self.model.keys_that_stay(self.instance))
        return self._staying

    def _should_delete_form(self, form: Any) -> bool:
        return super()._should_delete_form(form) and not self._has_to_stay(form)

    def _has_to_stay(self, form: Any) -> bool:
        return bool(super()._should_delete_form(form)) and form.cleaned_data.get("key") in self.staying

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            if form.is_valid() and not self._should_delete_form(form):
                if form.instance.key in seen:
                    form.instance.key = uuid.uuid4()
                seen.add(form.instance.key)

    def save(self, commit: bool = True) -> Any:
        for form in self.forms:
            if self._has_to_stay(form):
                form.instance.call_off()
        return super().save(commit=commit)


class KeyedPanel(InlinePanel):
    """An ``InlinePanel`` for children with keys."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        formset["form"] = get_form_for_model(
            self.db_field.related_model, form_class=KeyedChildForm, defer_required_on_fields=deferred
        )
        formset["formset"] = KeyedFormSet
        formset["fields"] = [*formset["fields"], "key"]
        formset["inherit_kwargs"] = ["for_user"]
        return options


@hooks.register("after_edit_page")
def tell_of_meetings_called_off(request: HttpRequest, page: Any) -> None:
    """Say so where children were to be removed and were kept, because people come to them."""
    asked = {
        request.POST.get(f"{name.removesuffix('-DELETE')}-key")
        for name, value in request.POST.items()
        if name.endswith("-DELETE") and value
    }
    count = len(asked & _keys_of(page)) if asked else 0
    if count:
        messages.info(
            request,
            ngettext(
                "%(count)s meeting was not removed, because people have registered. It is marked as not held, and they"
                " are told when the page is published.",
                "%(count)s meetings were not removed, because people have registered. They are marked as not held, and"
                " the people are told when the page is published.",
                count,
            )
            % {"count": count},
        )


def _keys_of(page: Any) -> set[str]:
    latest = page.get_latest_revision_as_object()
    relations = [rel for rel in get_all_child_relations(type(latest)) if issubclass(rel.related_model, KeyedChild)]
    return {str(child.key) for rel in relations for child in getattr(latest, rel.get_accessor_name()).all()}
