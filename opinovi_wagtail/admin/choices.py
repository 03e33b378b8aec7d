"""Choosing several from a long list: boxes under a field that filters them, and a plain list where no script runs."""

from __future__ import annotations

from typing import Any

from django import forms


class FilteredChoices(forms.SelectMultiple):
    """A ``<select multiple>`` that the custom element around it shows as boxes to tick."""

    template_name = "opinovi_wagtail/widgets/choices.html"

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"size": 8, **(attrs or {})}, **kwargs)

    class Media:
        js = ("opinovi_wagtail/choices.js",)
