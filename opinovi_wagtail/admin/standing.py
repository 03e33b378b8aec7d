"""Where a row stands with its source and beside other rows: whether lists show it, and if not, why; as notes, as a column and
as a filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.enums import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from opinovi_wagtail.models.owned import PUBLIC
from opinovi_wagtail.rules.states import Origin

from .values import day_in_words


class Standing(TextChoices):
    """What a list of rows can be narrowed to."""

    LISTED = "listed", gettext_lazy("Shown in lists")
    MISSING = "missing", gettext_lazy("Shown in lists, but missing from the source")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    MERGED = "merged", gettext_lazy("Merged into another")
    HIDDEN = "hidden", gettext_lazy("Hidden by an editor")


_ROWS = {
    Standing.LISTED: PUBLIC,
    Standing.MISSING: PUBLIC & Q(missing_since__isnull=False),
    Standing.WITHDRAWN: Q(withdrawn_at__isnull=False),
    Standing.MERGED: Q(withdrawn_at=None, merged_into__isnull=False),
    Standing.HIDDEN: Q(withdrawn_at=None, merged_into=None, listed=False),
}


class StandingFilter(django_filters.ChoiceFilter):
    """Narrows courses or events to those of one ``Standing``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("In the lists"), choices=Standing.choices, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(_ROWS[Standing(value)]) if value else qs


class ListedColumn(Column):
    """Whether lists show the row, and if they do not, why."""

    def get_value(self, instance: Any) -> str:
        if instance.is_public:
            return _("yes")
        if instance.withdrawn_at:
            return _("no, withdrawn")
        return _("no, merged into another") if instance.merged_into_id else _("no, hidden by an editor")


def notes_of(row: Any) -> list[str]:
    """Sentences about ``row``; reads nothing from the database."""
    notes = []
    if row.origin == Origin.SOURCE and row.withdrawn_at:
        notes.append(
            _("Withdrawn on %(day)s, because it is gone from the source.") % {"day": day_in_words(row.withdrawn_at)}
        )
    elif row.origin == Origin.SOURCE and row.missing_since:
        notes.append(_("Missing from the source since %(day)s.") % {"day": day_in_words(row.missing_since)})
    if row.merged_into_id:
        notes.append(_("Not listed: another row stands for it."))
    return notes


class StandingTitleColumn(TitleColumn):
    """The title, and below it what is special about the row."""

    cell_template_name = "opinovi_wagtail/admin/standing_title.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        notes = notes_of(instance)
        if instance.asks:
            notes.append(_("The source has changed something that an editor keeps."))
        return {**super().get_cell_context_data(instance, parent_context), "notes": notes}
