"""Words in the best language there is, marked and labelled where that is not the language that is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opinovi_wagtail.models import Said, say
from opinovi_wagtail.views import prose as prose_of
from opinovi_wagtail.views.labels import Labels, same_language
from opinovi_wagtail.vocabularies import get_vocabulary

register = template.Library()


def reading() -> str:
    """The language that is being read."""
    return get_language() or "fi"


def is_foreign(said: Said) -> bool:
    return bool(said) and not same_language(said.language, reading())


@register.simple_tag
def words(value: Mapping[str, str] | None, default: str = "") -> SafeString | str:
    """``value`` on one line in the best language there is, with its ``lang`` where that is not the language read."""
    said = say(value, reading())
    return marked(said) if said else default


def marked(said: Said, text: str = "") -> SafeString | str:
    """``said`` (or ``text`` instead of it) with its ``lang`` where that is not the language read."""
    shown = text or said.text
    return format_html('<span lang="{}">{}</span>', said.language, shown) if is_foreign(said) else shown


@register.simple_tag(takes_context=True)
def prose(context: Mapping[str, Any], value: Mapping[str, str] | None) -> SafeString | str:
    """``value`` as paragraphs in the best language there is; markup is cut down to what a text needs.

    A text that is not in the language read comes with the label that says so, if the text before it was not in the same.
    """
    said = say(value, reading())
    if not said:
        return ""
    label, body = only_in(context, value), prose_of.clean(said.text)
    if is_foreign(said):
        return format_html('{}<div class="opinovi-prose" lang="{}">{}</div>', label, said.language, body)
    return format_html('<div class="opinovi-prose">{}</div>', body)


@register.simple_tag
def words_cut(value: Mapping[str, str] | None, length: int = 240) -> SafeString | str:
    """The beginning of ``value`` for a card, without markup."""
    said = say(value, reading())
    return marked(said, Truncator(prose_of.without_markup(said.text)).chars(length))


@register.simple_tag(takes_context=True)
def only_in(context: Mapping[str, Any], value: Mapping[str, str] | None, part: bool = False) -> SafeString | str:
    """The label for ``value`` where the reader has to be told its language; mostly empty. ``part`` begins a new card."""
    labels = _labels(context)
    if part:
        labels.begin_part()
    language = labels.to_tell(say(value, reading()), reading())
    return format_html('<p class="opinovi-only-in">{}</p>', _only_in(language)) if language else ""


@register.simple_tag(takes_context=True)
def only_in_list(context: Mapping[str, Any], cards: Iterable[Any]) -> SafeString | str:
    """The label above a list all of whose texts are in one other language: its cards then need none."""
    rows = [card.row for card in cards]
    texts = [said for row in rows for said in (say(row.title, reading()), say(row.summary, reading())) if said]
    languages = {said.language for said in texts}
    if len(rows) < 2 or len(languages) != 1 or not is_foreign(texts[0]):
        return ""
    _labels(context).tell_of_all(texts[0].language)
    return format_html('<p class="opinovi-only-in">{}</p>', _all_only_in(texts[0].language))


def _labels(context: Mapping[str, Any]) -> Labels:
    return (context.get("opinovi") or {}).get("labels") or Labels()


def _all_only_in(language: str) -> str:
    match language.split("-")[0]:
        case "fi":
            return _("The texts of this list are only in Finnish.")
        case "sv":
            return _("The texts of this list are only in Swedish.")
        case "en":
            return _("The texts of this list are only in English.")
    return _("The texts of this list are only in another language: %(language)s.") % {
        "language": language_name(language)
    }


def _only_in(language: str) -> str:
    match language.split("-")[0]:
        case "fi":
            return _("This text is only in Finnish.")
        case "sv":
            return _("This text is only in Swedish.")
        case "en":
            return _("This text is only in English.")
    return _("This text is only in another language: %(language)s.") % {"language": language_name(language)}


@register.filter
def plain(value: Mapping[str, str] | None) -> str:
    """The text of ``value`` without its language, for titles of documents."""
    return say(value, reading()).text


def language_name(code: str) -> str:
    return get_vocabulary("languages").label(code, reading())
