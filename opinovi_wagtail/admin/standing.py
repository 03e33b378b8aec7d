"""Where a row stands with its source and beside other rows: missing, withdrawn, merged. Says nothing of rows that just are."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import TitleColumn

from opinovi_wagtail.rules.states import Origin

from .values import day_in_words


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
