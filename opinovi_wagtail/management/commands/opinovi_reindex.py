"""``opinovi_reindex``: makes anew what rows are searched and filtered by."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from opinovi_wagtail.changes import reindex


class Command(BaseCommand):
    help = "Rebuilds the search text and the filter codes of every course, event and guide."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in reindex().items():
            self.stdout.write(f"{name}: {count}")
