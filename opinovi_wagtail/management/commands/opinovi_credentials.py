"""Keys for the credentials of catalogue sources, and those credentials themselves, for deployments."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.catalogues.base import UnknownFormat
from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.credentials import CredentialsError, new_key, rotate, seal


class Command(BaseCommand):
    """Nothing secret is ever taken from the command line, where everybody on the machine can read it."""

    help = "Makes a key for credentials, encrypts them anew with the first key, or sets those of one source."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--new-key", action="store_true", help="Print a fresh key for CREDENTIALS_KEYS.")
        what.add_argument("--rotate", action="store_true", help="Encrypt all credentials anew with the first key.")
        what.add_argument(
            "--set",
            metavar="SLUG",
            help="Set the credentials of this source from a JSON object on the standard input; {} removes them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                self.stdout.write(new_key())
            elif options["rotate"]:
                count = rotate()
                self.stdout.write(
                    ngettext(
                        "The credentials of %(count)d source were encrypted anew.",
                        "The credentials of %(count)d sources were encrypted anew.",
                        count,
                    )
                    % {"count": count}
                )
            else:
                self._set(options["set"], sys.stdin.read())
        except CredentialsError as error:
            raise CommandError(str(error)) from None

    def _set(self, slug: str, text: str) -> None:
        source = CatalogueSource.objects.filter(slug=slug).first()
        if source is None:
            raise CommandError(_("There is no source %(slug)s.") % {"slug": slug})
        try:
            given = json.loads(text)
        except ValueError:
            given = None
        if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
            raise CommandError(_('Credentials are a JSON object of texts, for example {"token": "…"}.'))
        try:
            names = [question.name for question in format_class(source.format).secrets]
        except UnknownFormat as error:
            raise CommandError(str(error)) from None
        if unknown := sorted(set(given) - set(names)):
            raise CommandError(
                _("The format %(format)s has no credentials called %(unknown)s. It knows: %(names)s.")
                % {"format": source.format, "unknown": ", ".join(unknown), "names": ", ".join(names) or "–"}
            )
        source.credentials_sealed = seal(given)
        source.save(update_fields=["credentials_sealed", "updated_at"])
        self.stdout.write(_("Credentials of %(slug)s: %(names)s") % {"slug": slug, "names": ", ".join(given) or "–"})
