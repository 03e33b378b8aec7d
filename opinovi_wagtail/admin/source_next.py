"""What to do next with a catalogue source: a new one is looked at before anything is taken from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from opinovi_wagtail.models import CatalogueSource

from .table_sample import has_columns


@dataclass(frozen=True, slots=True)
class NextStep:
    """``untried`` is whether nothing has been read yet; ``columns_url`` is empty for what is no table."""

    untried: bool
    preview_url: str
    columns_url: str


def next_step(source: CatalogueSource) -> NextStep:
    """For ``source_next.html``; one query."""
    at = [source.pk]
    return NextStep(
        untried=not source.runs.exists(),
        preview_url=reverse("opinovi-cataloguesource:preview", args=at),
        columns_url=reverse("opinovi-cataloguesource:columns", args=at) if has_columns(source.format) else "",
    )
