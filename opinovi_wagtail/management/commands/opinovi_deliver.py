"""``opinovi_deliver``: sends what is due, without Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from opinovi_wagtail.outbox.deliver import deliver_due


class Command(BaseCommand):
    help = "Sends every message that is due."

    def handle(self, *args: Any, **options: Any) -> None:
        report = deliver_due()
        self.stdout.write(
            f"Sent {report.sent}, will be tried again {report.retrying + report.released}, failed {report.failed},"
            f" no longer needed {report.obsolete}, too late {report.missed}."
        )
