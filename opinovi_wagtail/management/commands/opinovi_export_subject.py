"""Prints everything that is stored about a person, as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from opinovi_wagtail.registrations.subject import export


class Command(BaseCommand):
    help = "Prints everything that is stored about the person with this e-mail address, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(export(options["email"]), ensure_ascii=False, indent=2))
