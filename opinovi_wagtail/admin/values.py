"""Values of rows as a person reads them: codes by name, yes and no, moments on our clocks, words with their language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.catalogues.words import body, plain
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import WordsField
from opinovi_wagtail.vocabularies import get_vocabulary

from .fields import CODE_SETS

NOTHING = "–"


def moment_in_words(moment: dt.datetime | None) -> str:
    """``moment`` on the clocks of the service; a dash for none."""
    return dates.short_when(moment, None, get_language() or "fi", conf.TIME_ZONE) if moment else NOTHING


def day_in_words(moment: dt.datetime | None) -> str:
    """The day of ``moment`` on the clocks of the service; a dash for none."""
    return dates.short_day(dates.local(moment, conf.TIME_ZONE).date(), get_language() or "fi") if moment else NOTHING


def language_name(code: str) -> str:
    """The name of a language in the active one; the code of a language that nobody here knows."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return get_vocabulary("languages").label(code, get_language() or "fi")


def language_in_a_sentence(code: str) -> str:
    """The same within a sentence or brackets, where only English writes it with a capital letter."""
    name = language_name(code)
    return name if (get_language() or "fi").startswith("en") else name.lower()


def in_words(field: models.Field[Any, Any], value: Any) -> str:
    """``value`` of ``field`` as plain text; empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    language = get_language() or "fi"
    if isinstance(field, WordsField):
        said = [(code, plain(text)) for code, text in _in_order(value)]
        return said[0][1] if len(said) == 1 else "\n".join(f"{language_name(code)}: {text}" for code, text in said)
    code_set = CODE_SETS.get((field.model._meta.model_name or "", field.name))
    if code_set:
        vocabulary = get_vocabulary(code_set)
        codes = value if isinstance(value, list) else [str(value)]
        return ", ".join(vocabulary.label(code, language) for code in codes)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField) and not isinstance(value, str):
        return dates.short_when(value, None, language, conf.TIME_ZONE)
    if isinstance(field, models.DateField) and not isinstance(value, str):
        return dates.short_day(value, language)
    if isinstance(field, models.DecimalField) and not language.startswith("en"):
        return str(value).replace(".", ",")
    if isinstance(field, models.TimeField) and not isinstance(value, str):
        return dates.clock(value, language)
    return str(value)


def shown(field: models.Field[Any, Any], value: Any) -> SafeString:
    """The same as HTML: lines are kept, and words are marked with their language and as rich as they may be."""
    if isinstance(field, WordsField) and value:
        return _words_shown(value, long=field.long)
    return in_lines(in_words(field, value))


def in_lines(text: str) -> SafeString:
    """Plain text as HTML with its lines."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.splitlines()))


def _words_shown(words: Mapping[str, str], *, long: bool) -> SafeString:
    parts = [
        (code, mark_safe(body(text)) if long else conditional_escape(text))  # noqa: S308 - ``body`` lets through safe tags only
        for code, text in _in_order(words)
    ]
    if len(parts) == 1:
        return format_html('<div lang="{}">{}</div>', *parts[0])
    return format_html_join(
        "",
        '<div class="opinovi-said"><span class="opinovi-said__language">{}</span><div lang="{}">{}</div></div>',
        ((capfirst(language_name(code)), code, text) for code, text in parts),
    )


def _in_order(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The languages of the site first, in their order; without empty texts."""
    order = [*conf.LANGUAGES, *sorted(set(words) - set(conf.LANGUAGES))]
    return [(code, words[code]) for code in order if words.get(code)]


def facts_of(row: models.Model, names: Iterable[str]) -> Iterator[tuple[str, SafeString]]:
    """``(label, HTML)`` of those of the fields of ``row`` that hold something; names that are no fields are passed over."""
    for name in names:
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not isinstance(field, models.Field):
            continue
        value = shown(field, getattr(row, name))
        if value:
            yield str(capfirst(field.verbose_name)), value
