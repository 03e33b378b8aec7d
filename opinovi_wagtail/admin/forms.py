"""Forms for rows and for the rows inside them (meetings, runs, amounts); what saving sets off is each form's own business."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.forms.formsets import BaseFormSetMixin
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from .fields import CodeField, CodesField, field_for
from .rights import NOWHERE, Reach
from .scope import scope_choices


class RowForm(WagtailAdminModelForm):
    """The base of the desk's forms."""

    class Meta:
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, (CodeField, CodesField)):
                field.keep(getattr(self.instance, name, None))
            if isinstance(field.widget, forms.Select):
                field.widget.attrs.setdefault("class", "opinovi-select")

    def narrow_to(self, covered: Reach) -> None:
        """Called once the choices are narrowed to ``covered``; the only partner there is, is chosen already."""
        partner = self.fields.get("partner")
        if not isinstance(partner, forms.ModelChoiceField) or self.instance.pk:
            return
        options = list(partner.queryset[:2])
        if len(options) == 1 and not self.initial.get("partner"):
            partner.empty_label = None
            self.initial["partner"] = options[0].pk


class ChildForm(forms.ModelForm):
    """One row inside another, in a formset."""

    class Meta:
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, (CodeField, CodesField)):
                field.keep(getattr(self.instance, name, None))

    # Field names that are shown only when "more" is opened.
    folded: ClassVar[tuple[str, ...]] = ()

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in (*self.folded, "DELETE")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.folded]

    @property
    def more_is_open(self) -> bool:
        return any(field.errors for field in self.more_fields)


class ChildFormSet(BaseFormSetMixin, forms.BaseInlineFormSet):
    """The rows inside a row; Wagtail's own script adds and removes forms, and without it an empty one is there."""

    # Whose rows the forms may refer to: nobody's, until somebody says.
    covered: Reach = NOWHERE
    # Whether a new parent starts with one empty form.
    starts_with_one = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.starts_with_one and self.instance.pk is None:
            self.extra = 1

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        scope_choices(form, self.covered)


class ParentForm(RowForm):
    """A form with formsets: valid when all are, and saved by ``save_all`` in one transaction of the caller's."""

    children: ClassVar[dict[str, type[ChildFormSet]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.tables: dict[str, ChildFormSet] = {
            name: formset(data=data, instance=self.instance, prefix=name) for name, formset in self.children.items()
        }

    def narrow_to(self, covered: Reach) -> None:
        super().narrow_to(covered)
        for table in self.tables.values():
            table.covered = covered

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(table.is_valid() for table in self.tables.values())])

    def has_changed(self) -> bool:
        return super().has_changed() or any(table.has_changed() for table in self.tables.values())

    @property
    def media(self) -> forms.Media:
        total = super().media
        for table in self.tables.values():
            total += table.empty_form.media
        return total


class RowsPanel(Panel):
    """Shows one formset of a ``ParentForm`` in a Wagtail edit form."""

    def __init__(self, table: str, *, add_label: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.add_label = add_label

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "table": self.table, "add_label": self.add_label}

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/rows_panel.html"

        @cached_property
        def formset(self) -> ChildFormSet | None:
            return getattr(self.form, "tables", {}).get(self.panel.table)

        def is_shown(self) -> bool:
            return self.formset is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["formset"] = self.formset
            context["kept"] = getattr(self.form, "kept", {}).get(self.panel.table)
            context["add_label"] = self.panel.add_label
            return context


class FactsPanel(Panel):
    """Facts that cannot be changed here, with the reason; shown when the form holds any (``form.facts``)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/facts_panel.html"

        def is_shown(self) -> bool:
            return bool(getattr(self.form, "facts", None))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "facts": self.form.facts}
