"""Creates or updates a catalogue source, for deployments; it fetches nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.utils.text import slugify
from django.utils.translation import gettext as _

from opinovi_wagtail.catalogues.base import Format, UnknownFormat
from opinovi_wagtail.catalogues.registry import format_class, format_paths
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, Partner, say
from opinovi_wagtail.sync.targets import holds_secret


class Command(BaseCommand):
    """Options that are not given stay as they are, or have the defaults of a new source."""

    help = "Creates the catalogue source SLUG, or updates it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--format", required=True, help=f"One of: {', '.join(sorted(format_paths()))}.")
        parser.add_argument("--url", required=True, help="Address of the feed (http or https).")
        parser.add_argument(
            "--partner",
            metavar="NAME",
            help="Whose courses these are: the partner's address name, or its name in any language. Made, and announced, if"
            " there is none; refused if there is one of nearly the same name.",
        )
        parser.add_argument(
            "--new-partner", action="store_true", help="Make the partner although there is one of nearly the same name."
        )
        parser.add_argument("--every", type=int, metavar="MINUTES", help="How often the feed is fetched.")
        parser.add_argument("--options", metavar="JSON", help="Options of the format, as a JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = _checked_format(options["format"])
        values = {"format": options["format"], "url": _checked_url(chosen.address(options["url"]))}
        slug = _checked_slug(options["slug"])
        if options["every"] is not None:
            values["every_minutes"] = _checked_minutes(options["every"])
        source = CatalogueSource.objects.filter(slug=slug).first()
        created = source is None
        if source is None:
            source = CatalogueSource(slug=slug, options=chosen.initial_options())
        if source.format and source.format != options["format"]:
            source.options = _without_the_usual(source)
        if options["options"] is not None:
            # The same command once more must not take away what a new source begins with.
            begun = {name: source.options[name] for name in chosen.initial_options() if name in (source.options or {})}
            values["options"] = {**begun, **_checked_options(options["options"], options["format"])}
        if created or options["partner"]:
            source.partner, new = _partner(options["partner"] or slug, although_similar=options["new_partner"])
            if new:
                self.stdout.write(
                    _("There was no such partner. Partner created: %(slug)s") % {"slug": source.partner.slug}
                )
        for name, value in values.items():
            setattr(source, name, value)
        source.save()
        said = _("Source created: %(slug)s") if created else _("Source updated: %(slug)s")
        partner = say(source.partner.name, "fi").text or source.partner.slug
        self.stdout.write(f"{said % {'slug': slug}} ({source.format}, {partner})")


def _checked_slug(slug: str) -> str:
    try:
        validate_slug(slug)
    except ValidationError:
        raise CommandError(
            _("The name of a source consists of letters a–z, numbers, hyphens and underscores: %(slug)s")
            % {"slug": slug}
        ) from None
    if len(slug) > 80:
        raise CommandError(_("The name of a source is at most 80 characters long."))
    return slug


def _checked_format(name: str) -> type[Format]:
    try:
        return format_class(name)
    except UnknownFormat as error:
        raise CommandError(str(error)) from None


def _without_the_usual(source: CatalogueSource) -> dict[str, Any]:
    """The options of ``source`` without what its format begins with, which would mean nothing to another one."""
    try:
        usual = format_class(source.format).initial_options()
    except UnknownFormat:
        usual = {}
    return {name: value for name, value in (source.options or {}).items() if usual.get(name) != value}


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 1000
    except ValueError:
        fit = False
    if not fit:
        raise CommandError(
            _("The address of a feed begins with http:// or https:// and is at most 1000 characters long: %(url)s")
            % {"url": url[:200]}
        )
    if "@" in parts.netloc:
        raise CommandError(_("The address of a feed must not contain a user name or password."))
    if holds_secret(url):
        raise CommandError(
            _(
                "The address of a feed must not contain a password or key. Enter it in the admin, in the credentials of the"
                " source."
            )
        )
    return url


def _checked_minutes(minutes: int) -> int:
    if not 1 <= minutes <= 525_600:
        raise CommandError(_("A source is fetched at least once a year and at most once a minute."))
    return minutes


def _checked_options(text: str, format_name: str) -> dict[str, Any]:
    try:
        options = json.loads(text)
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise CommandError(_('The options of the format are a JSON object, for example {"language": "fi"}.'))
    known = format_class(format_name).option_names()
    if known is not None and (unknown := sorted(set(options) - known)):
        raise CommandError(
            _("The format %(format)s has no option called %(unknown)s. Its options are: %(known)s.")
            % {"format": format_name, "unknown": ", ".join(unknown)[:200], "known": ", ".join(sorted(known))}
        )
    return options


def _partner(name: str, *, although_similar: bool) -> tuple[Partner, bool]:
    """The partner called ``name``, and whether it had to be made: by its address name, else by its name in any language."""
    slug = slugify(name)[:80]
    if not slug:
        raise CommandError(_("The name of the partner has no letters or numbers: %(name)s") % {"name": name})
    partner = Partner.objects.filter(slug=slug).first()
    if partner is not None:
        return partner, False
    others = list(Partner.objects.order_by("pk"))
    called = [other for other in others if _is_called(other, name)]
    if len(called) > 1:
        slugs = ", ".join(other.slug for other in called)
        raise CommandError(
            _("Several partners are called %(name)s. Name one of these instead: %(slugs)s.")
            % {"name": name, "slugs": slugs}
        )
    if called:
        return called[0], False
    if not although_similar and (meant := _nearly_called(others, name)):
        raise CommandError(
            _(
                "There is no partner called %(name)s. If one of these is meant, write its name: %(meant)s. If it is another"
                " partner, add --new-partner."
            )
            % {"name": name, "meant": ", ".join(meant)}
        )
    return Partner.objects.create(slug=slug, name={conf.LANGUAGES[0]: name}), True


def _is_called(partner: Partner, name: str) -> bool:
    return any(given.strip().casefold() == name.strip().casefold() for given in partner.name.values())


def _nearly_called(partners: list[Partner], name: str) -> list[str]:
    """Names that ``name`` may be a misspelling of."""
    names = {
        given.strip().casefold(): given for partner in partners for given in (partner.slug, *partner.name.values())
    }
    return [names[close] for close in get_close_matches(name.strip().casefold(), names, n=3, cutoff=0.85)]
