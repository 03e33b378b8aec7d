"""Words in rows: a JSON field of ``{language: text}`` with one labelled input per language, and the choice of language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import get_language_info

from opinovi_wagtail.conf import conf
from opinovi_wagtail.saying import Said, all_words, say

__all__ = ["Said", "WordsField", "all_words", "say"]


class WordsWidget(forms.MultiWidget):
    """One labelled input per language of the site; languages it does not show are kept by the form field."""

    template_name = "opinovi_wagtail/widgets/words.html"

    def __init__(self, *, long: bool = False, attrs: dict[str, Any] | None = None) -> None:
        self.languages: tuple[str, ...] = tuple(conf.LANGUAGES)
        widget = forms.Textarea if long else forms.TextInput
        sizes = {"rows": 4} if long else {}
        super().__init__(
            {language: widget(attrs={**sizes, "lang": language}) for language in self.languages}, attrs=attrs
        )

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(language, "") for language in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        if isinstance(value, Mapping):
            value = self.decompress(value)
        context = super().get_context(name, value, attrs)
        for language, subwidget in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            subwidget["language"] = language
            subwidget["label"] = get_language_info(language)["name_translated"]
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class WordsFormField(forms.MultiValueField):
    """Words as a form field; cleans to ``{language: text}`` without empty texts."""

    def __init__(self, *, long: bool = False, required: bool = True, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder", "max_length"):
            kwargs.pop(unused, None)
        kwargs.setdefault("widget", WordsWidget(long=long))
        self.languages = tuple(conf.LANGUAGES)
        fields = [forms.CharField(required=False) for _language in self.languages]
        super().__init__(fields, required=required, require_all_fields=False, **kwargs)
        self.hidden_languages: dict[str, str] = {}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        bound = super().get_bound_field(form, field_name)
        initial = bound.initial or {}
        if isinstance(initial, Mapping):
            self.hidden_languages = {k: v for k, v in initial.items() if k not in self.languages}
        return bound

    def compress(self, data_list: list[str]) -> dict[str, str]:
        shown = {language: text for language, text in zip(self.languages, data_list, strict=False) if text}
        return {**self.hidden_languages, **shown}

    def clean(self, value: Any) -> dict[str, str]:
        return super().clean(value) or dict(self.hidden_languages)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = {k: v for k, v in (initial or {}).items() if k in self.languages and v}
        after = {k: v for k, v in zip(self.languages, data or [], strict=False) if v}
        return before != after


class WordsField(models.JSONField):
    """``{language: text}`` in a row. Migrations see a plain ``JSONField``."""

    def __init__(self, *args: Any, long: bool = False, **kwargs: Any) -> None:
        self.long = long
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        # An admin form hands over its own choice of widget for JSON fields; ours is the only one that fits.
        kwargs.pop("widget", None)
        kwargs.pop("form_class", None)
        defaults = {
            "required": not self.blank,
            "label": self.verbose_name,
            "help_text": self.help_text,
            "long": self.long,
        }
        return WordsFormField(**{**defaults, **kwargs})

    def value_to_text(self, value: Mapping[str, str] | None) -> str:
        """``value`` as lines of ``language: text``, for comparison views and logs."""
        return "\n".join(f"{language}: {text}" for language, text in (value or {}).items() if text)
