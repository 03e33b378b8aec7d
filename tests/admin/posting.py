"""What a browser sends for a form as it is shown, so that tests change only what they are about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation


def as_posted(form: Any) -> dict[str, Any]:
    """The fields of ``form`` and of the formsets inside it, as they stand."""
    forms = [form]
    sent: dict[str, Any] = {}
    for table in getattr(form, "tables", {}).values():
        forms += [table.management_form, *table.forms]
    for one in forms:
        for bound in one:
            sent.update(_field(bound))
    return sent


def _field(bound: Any) -> dict[str, Any]:
    value, widget = bound.value(), bound.field.widget
    if hasattr(widget, "decompress"):
        values = value if isinstance(value, list) else widget.decompress(value)
        names = [f"{bound.html_name}{suffix}" for suffix in widget.widgets_names]
        return {name: part or "" for name, part in zip(names, values, strict=True)}
    if isinstance(widget, forms.CheckboxInput):
        return {bound.html_name: "on"} if value else {}
    if value is None or value == "":
        return {}
    if isinstance(widget, forms.NullBooleanSelect):
        return {bound.html_name: str(value).lower()}
    return {bound.html_name: value if isinstance(value, (str, int, list)) else widget.format_value(value)}


def problems(response: Any) -> str:
    """The errors of the form that ``response`` shows again, and of the formsets inside it, in English; empty without any."""
    form = response.context.get("form") if response.context else None
    if form is None:
        return ""
    tables = getattr(form, "tables", {}).values()
    found = [form.errors, *(table.errors for table in tables), *(table.non_form_errors() for table in tables)]
    with translation.override("en"):
        return str(found) if any(map(any, found)) else ""
