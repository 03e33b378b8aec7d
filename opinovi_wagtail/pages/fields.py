"""Form fields of pages: codes by their names, days and times as they are written here, rows within reach."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.admin.forms.models import formfield_for_dbfield

from opinovi_wagtail.admin.fields import CodeField, CodesField, field_for
from opinovi_wagtail.admin.rights import belongs_to
from opinovi_wagtail.admin.scope import scope_choices


def page_field(db_field: models.Field[Any, Any], **kwargs: Any) -> Any:
    """The form field for ``db_field``: the desk's for facts, Wagtail's own for everything else that a page has."""
    model = db_field.model
    if db_field.name not in getattr(model, "facts", ()):
        return formfield_for_dbfield(db_field, **kwargs)
    code_set = getattr(model, "code_sets", {}).get(db_field.name)
    if code_set is None:
        return field_for(db_field, **kwargs)
    said = {"label": db_field.verbose_name, "help_text": db_field.help_text, "required": not db_field.blank}
    if isinstance(db_field, models.JSONField):
        return CodesField(code_set, **said)
    number = isinstance(db_field, models.IntegerField)
    return CodeField(code_set, **({"coerce": int, "empty_value": None} if number else {"empty_value": ""}), **said)


class FactFields:
    """Mixed into forms: rows to choose are those of one's own partners, and what was chosen once stays choosable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if isinstance(field, (CodeField, CodesField)):
                field.keep(getattr(self.instance, name, None))  # type: ignore[attr-defined]
        if self.for_user is not None:  # type: ignore[attr-defined]
            scope_choices(self, belongs_to(self.for_user))  # type: ignore[arg-type, attr-defined]
