"""A row in full for reading, also by those who may not change it; never its raw values."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail.admin.views.generic import InspectView

from .children import children_in_words
from .values import facts_of, in_lines


def readable_fields(model: type[models.Model]) -> list[str]:
    """The fields that people fill in, and where the row comes from."""
    from_where = [name for name in ("origin", "source") if hasattr(model, name)]
    return [
        *(field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key),
        *from_where,
    ]


class RowInspectView(InspectView):
    """Fields that hold something, and the rows inside the row. The title says what kind of row it is."""

    template_name = "opinovi_wagtail/admin/inspect.html"

    def get_page_title(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    def get_fields(self) -> list[str]:
        return self.fields or [name for name in readable_fields(self.model) if name not in self.fields_exclude]

    def get_fields_context(self) -> list[dict[str, Any]]:
        inside = ((label, in_lines(text)) for label, text in children_in_words(self.object))
        return [{"label": label, "value": value} for label, value in (*facts_of(self.object, self.fields), *inside)]
