"""``opinovi_tick``: everything that is due, once; for cron where there is no Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opinovi_wagtail.tick import tick


class Command(BaseCommand):
    help = "Does everything that is due, once: messages, sources, pages that are behind, retention."

    def handle(self, *args: Any, **options: Any) -> None:
        result = tick(hand_out=False)
        for sentence in result.done:
            self.stdout.write(sentence)
        if result.failed:
            raise CommandError(f"These steps failed (the log says why): {', '.join(result.failed)}")
