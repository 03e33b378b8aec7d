"""``opinovi_retention``: anonymises registrations whose time is up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from opinovi_wagtail.registrations.anonymise import anonymise_due


class Command(BaseCommand):
    help = "Anonymises every registration that is past its time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Registrations anonymised: {anonymise_due()}")
