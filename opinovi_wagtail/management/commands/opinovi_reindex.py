"""``opinovi_reindex``: makes the text anew in which rows are searched."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from opinovi_wagtail.models import Course, Event, FundingGuide
from opinovi_wagtail.search.documents import document_for

CHUNK = 500


class Command(BaseCommand):
    help = "Rebuilds the search text of every course, event and guide."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in (Course, Event, FundingGuide):
            changed: list[Any] = []
            count = 0
            for row in model.objects.select_related("partner").order_by("pk").iterator(chunk_size=CHUNK):
                text = document_for(row)
                if text != row.search_text:
                    row.search_text = text
                    changed.append(row)
                    count += 1
                if len(changed) >= CHUNK:
                    model.objects.bulk_update(changed, ["search_text"])
                    changed = []
            model.objects.bulk_update(changed, ["search_text"])
            self.stdout.write(f"{model._meta.verbose_name_plural}: {count} of {model.objects.count()} made anew.")
