"""Questions that several formats ask in the same words, and what there is to choose from, as this site has it."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext_lazy

from opinovi_wagtail.conf import conf
from opinovi_wagtail.vocabularies import get_vocabulary

from .base import Question

HOME_ZONE = "Europe/Helsinki"
# Regions of the time zone database; what stands outside of them are old names and offsets.
_REGIONS = ("Europe", "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Indian", "Pacific")


def site_languages() -> list[tuple[str, str]]:
    """``(code, name)`` of the languages of this site, named in the active one."""
    return [(code, str(capfirst(_name(code)))) for code in conf.LANGUAGES]


def time_zones() -> list[tuple[str, str]]:
    """``(name, label)`` of the time zones: that of Finland first, then those of this site and of Europe."""
    regions = {name: _REGIONS.index(region) for name in available_timezones() if (region := _region(name)) in _REGIONS}
    ordered = sorted(regions, key=lambda name: (regions[name], name))
    return [(name, name.replace("_", " ")) for name in dict.fromkeys((HOME_ZONE, conf.TIME_ZONE, "UTC", *ordered))]


def _region(name: str) -> str:
    return name.partition("/")[0]


def _name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return get_vocabulary("languages").label(code, get_language() or "fi")


# Of the texts of a feed, where it does not say that itself.
LANGUAGE = Question(
    "language",
    gettext_lazy("Language of the texts"),
    gettext_lazy("Of texts that do not say it themselves. Left empty, the first language of this site."),
    kind="choice",
    choices=site_languages,
)
TIME_ZONE = Question(
    "time_zone",
    gettext_lazy("Time zone"),
    gettext_lazy("Of times that do not say it themselves. Left empty, that of this site."),
    kind="choice",
    choices=time_zones,
)
