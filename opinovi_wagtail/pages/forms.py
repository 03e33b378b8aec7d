"""The form of a page with a row: without the facts where another page, a source or the desk owns them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

from opinovi_wagtail import publishing

from .fields import KeepsUnknownCodes, page_field


class RowPageForm(KeepsUnknownCodes, WagtailAdminPageForm):
    class Meta(WagtailAdminPageForm.Meta):
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not publishing.owns_facts(self.instance):
            for name in self.instance.facts:
                self.fields.pop(name, None)
            for relation in self.instance.fact_relations:
                self.formsets.pop(relation, None)
        self._choose_the_only_partner()

    def _choose_the_only_partner(self) -> None:
        field = self.fields.get("partner")
        if not isinstance(field, forms.ModelChoiceField) or self.instance.pk:
            return
        options = list(field.queryset[:2])
        if len(options) == 1:
            field.empty_label = None
            self.initial.setdefault("partner", options[0].pk)
            self.initial["partner"] = self.initial["partner"] or options[0].pk
        elif not options:
            field.help_text = _(
                "You do not work for any partner yet. Ask an administrator to add you to a partner’s group."
            )
