"""Which catalogue formats there are: the plugin's own and those that a host names in ``CATALOGUE_FORMATS``."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.module_loading import import_string

from opinovi_wagtail.conf import conf
from opinovi_wagtail.telling import gettext as _

from .base import Format, Options, UnknownFormat

BUILT_IN: dict[str, str] = {
    "linked-events": "opinovi_wagtail.catalogues.linked_events.feed.LinkedEvents",
    "opintopolku": "opinovi_wagtail.catalogues.opintopolku.feed.Opintopolku",
    "csv": "opinovi_wagtail.catalogues.tables.table.CsvTable",
    "openedx": "opinovi_wagtail.catalogues.openedx.feed.OpenEdx",
    "moodle": "opinovi_wagtail.catalogues.moodle.feed.Moodle",
    "opinovi": "opinovi_wagtail.catalogues.opinovi.feed.Opinovi",
    "icalendar": "opinovi_wagtail.catalogues.icalendars.feed.ICalendar",
    "schema-org": "opinovi_wagtail.catalogues.schema_org.feed.SchemaOrg",
    "hellewi": "opinovi_wagtail.catalogues.hellewi.feed.Hellewi",
}


def format_paths() -> dict[str, str]:
    """Dotted path of every format by its name; a host's own entry wins over a built-in one."""
    return BUILT_IN | dict(conf.CATALOGUE_FORMATS)


def format_class(name: str) -> type[Format]:
    """The class of the format called ``name``; raises ``UnknownFormat`` with the names that exist."""
    paths = format_paths()
    if name not in paths:
        raise UnknownFormat(
            _("There is no catalogue format %(name)s. The formats are: %(names)s.")
            % {"name": name, "names": ", ".join(sorted(paths))}
        )
    try:
        found: type[Format] = import_string(paths[name])
    except ImportError as error:
        raise UnknownFormat(
            _("The catalogue format %(name)s cannot be loaded: %(reason)s") % {"name": name, "reason": error}
        ) from error
    return found


def get_format(name: str, options: Options | None = None) -> Format:
    """A fresh instance of the format called ``name``; raises ``UnknownFormat`` with the names that exist."""
    return format_class(name)(options)


@dataclass(frozen=True, slots=True)
class Described:
    """A format as people choose it. ``trouble`` is a sentence about what does not work on this site; a format that is not
    ``usable`` cannot be loaded at all; the feeds of one ``of_many`` are usually those of many institutions."""

    name: str
    label: str
    about: str = ""
    example: str = ""
    experimental: bool = False
    trouble: str = ""
    usable: bool = True
    of_many: bool = False


def described(name: str) -> Described:
    """What the format called ``name`` says about itself; one that cannot be loaded is described by the reason."""
    try:
        chosen = format_class(name)
    except UnknownFormat as error:
        return Described(name, name, trouble=str(error), usable=False)
    return Described(
        name,
        str(chosen.label or name),
        str(chosen.about),
        chosen.example,
        chosen.experimental,
        chosen.missing(),
        of_many=chosen.of_many,
    )


def format_choices() -> list[tuple[str, str]]:
    """``(name, label)`` of every format, for form fields."""
    return [(name, described(name).label) for name in format_paths()]
