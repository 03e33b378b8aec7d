"""What to do next with a catalogue source: a new one gets what it lacks, and is looked at before anything is taken from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from opinovi_wagtail.catalogues.base import Question, UnknownFormat
from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync import credentials

from ..table_sample import has_columns
from .questions import names_of_stored


@dataclass(frozen=True, slots=True)
class NextStep:
    """``untried`` is whether nothing has been read yet; ``columns_url`` is empty for what is no table, and somebody may have
    ``columns_chosen`` already. While something is
    ``lacking`` (the labels of questions) nothing can be fetched; ``why_not`` is why it cannot be entered, if it cannot."""

    untried: bool
    preview_url: str
    columns_url: str
    columns_chosen: bool = False
    lacking: tuple[str, ...] = ()
    why_not: str = ""


def next_step(source: CatalogueSource) -> NextStep:
    """For ``source_next.html``; one query."""
    at = [source.pk]
    lacks = lacking(source)
    return NextStep(
        untried=not source.runs.exists(),
        preview_url=reverse("opinovi-cataloguesource:preview", args=at),
        columns_url=reverse("opinovi-cataloguesource:columns", args=at) if has_columns(source.format) else "",
        columns_chosen="columns" in (source.options or {}),
        lacking=tuple(str(question.label) for question in lacks),
        why_not=credentials.why_not() if any(question.kind == "secret" for question in lacks) else "",
    )


def lacking(source: CatalogueSource) -> tuple[Question, ...]:
    """What has to be answered before the feed of ``source`` can be fetched."""
    try:
        chosen = format_class(source.format)
    except UnknownFormat:
        return ()
    answered = {name for name, answer in (source.options or {}).items() if answer not in (None, "")}
    stored, _unreadable = names_of_stored(source)
    return chosen.lacking(source.url, answered | stored)


def nothing_to_fetch(source: CatalogueSource) -> str:
    """Why the feed of ``source`` cannot be fetched yet, as a sentence; empty where it can be tried."""
    if not (questions := lacking(source)):
        return ""
    return _("Nothing can be fetched yet. What is still missing: %(names)s") % {
        "names": ", ".join(str(question.label) for question in questions)
    }
