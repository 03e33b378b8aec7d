"""Form fields for query parameters: what they do not understand they set aside in ``unknown``, and go on with the rest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.dates import DATE_INPUT_FORMATS


class CodesField(forms.MultipleChoiceField):
    """Codes, repeatable. ``known`` says what each code is called; ``choices`` are the ones that are offered.

    ``says_itself`` is true of a single choice that needs no heading: *Free of charge*.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known: dict[str, str] = {}
        self.says_itself = False
        self.unknown: list[str] = []

    def clean(self, value: Any) -> list[str]:
        given = list(dict.fromkeys(str(code) for code in value or () if code != ""))
        self.unknown = [code for code in given if code not in self.known]
        return [code for code in given if code in self.known]


class OneCodeField(forms.ChoiceField):
    """One code out of a few; empty means the first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unknown: list[str] = []

    def clean(self, value: Any) -> str:
        value = str(value or "")
        if not value or self.valid_value(value):
            return value
        self.unknown = [value]
        return ""


class DayField(forms.DateField):
    """A day, in any of the ways it is written in Finland."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})["invalid"] = _("Write the date like this: 24.11.2026.")
        kwargs.setdefault("help_text", _("d.m.yyyy, for example 24.11.2026"))
        super().__init__(input_formats=DATE_INPUT_FORMATS, **kwargs)
