"""Erases a person: cancels what is still to come and anonymises everything."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from opinovi_wagtail.registrations.subject import erase


class Command(BaseCommand):
    help = "Cancels the coming registrations of the person with this e-mail address and anonymises all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        count = erase(options["email"])
        said = ngettext("%(count)d registration was anonymised.", "%(count)d registrations were anonymised.", count)
        self.stdout.write(said % {"count": count})
