"""System checks: what a site has to mend before the plugin can be trusted on it, each with a hint that says how."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import connections
from django.utils.module_loading import import_string

from .conf import SETTING, unfit_values, unknown_names


@register()
def check_setting_names(**_kwargs: Any) -> list[Error]:
    """E001: ``OPINOVI_WAGTAIL`` holds only names that exist."""
    return [
        Error(sentence, hint=f"Correct {SETTING} in your settings.", id="opinovi_wagtail.E001")
        for sentence in unknown_names(getattr(settings, SETTING, {}))
    ]


@register()
def check_setting_values(**_kwargs: Any) -> list[Error]:
    """E003: the values of ``OPINOVI_WAGTAIL`` are of the right kind, and what they name exists."""
    given = getattr(settings, SETTING, {})
    sentences = unfit_values(given)
    formats = given.get("CATALOGUE_FORMATS") if isinstance(given, dict) else None
    for name, path in formats.items() if isinstance(formats, dict) else ():
        try:
            import_string(path)
        except (ImportError, AttributeError) as error:
            sentences.append(f"{SETTING}['CATALOGUE_FORMATS'][{name!r}] cannot be loaded: {error}")
    return [
        Error(sentence, hint=f"Correct {SETTING} in your settings.", id="opinovi_wagtail.E003")
        for sentence in sentences
    ]


@register()
def check_time_zones(**_kwargs: Any) -> list[Error]:
    """E002: moments are stored with their zone."""
    if settings.USE_TZ:
        return []
    return [Error("USE_TZ is off.", hint="Set USE_TZ = True: reminders need it.", id="opinovi_wagtail.E002")]


@register()
def check_sqlite_transactions(**_kwargs: Any) -> list[Warning]:
    """W001: SQLite serialises registrations only with immediate transactions."""
    found = []
    for alias in connections:
        database = connections.settings[alias]
        if "sqlite3" not in database["ENGINE"]:
            continue
        if database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
            found.append(
                Warning(
                    f"The SQLite database {alias!r} does not begin its transactions as IMMEDIATE, so people who register at"
                    " the same moment would meet an error.",
                    hint='Add "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20} to the database.',
                    id="opinovi_wagtail.W001",
                )
            )
    return found
