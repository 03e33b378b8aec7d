"""The form of a page with a row: without the facts where another page, a source or the desk owns them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

from opinovi_wagtail import publishing
from opinovi_wagtail.admin.scope import narrow
from opinovi_wagtail.models import Partner

from .fields import FactFields, page_field
from .permissions import is_foreign, writable


class RowPageForm(FactFields, WagtailAdminPageForm):
    class Meta(WagtailAdminPageForm.Meta):
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not publishing.owns_facts(self.instance):
            for name in self.instance.facts:
                self.fields.pop(name, None)
            for relation in self.instance.fact_relations:
                self.formsets.pop(relation, None)
        self._narrow_partners()

    def _narrow_partners(self) -> None:
        """A page writes a row, so its partner is one whose rows the user may write; the only one is chosen already."""
        field = self.fields.get("partner")
        if not isinstance(field, forms.ModelChoiceField):
            return
        if self.for_user is not None:
            held = [self.instance.partner_id] if self.instance.pk else []
            field.queryset = narrow(Partner.objects.all(), writable(self.for_user, self.instance), keep=held)
            # A reviewer of a workflow may mend another partner's words; whose the page and its people are stays.
            field.disabled = is_foreign(self.for_user, self.instance)
        if self.instance.pk:
            return
        options = list(field.queryset[:2])
        if len(options) == 1:
            field.empty_label = None
            self.initial["partner"] = self.initial.get("partner") or options[0].pk
        elif not options:
            field.help_text = _(
                "You do not work for any partner yet. Ask an administrator to add you to a partner’s group."
            )
