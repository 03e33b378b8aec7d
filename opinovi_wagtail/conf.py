"""The ``OPINOVI_WAGTAIL`` setting: defaults, read lazily; unknown names are what ``checks`` refuses. No other module reads it."""

from __future__ import annotations

import difflib
import zoneinfo
from typing import Any

from django.conf import settings as django_settings
from django.utils.functional import Promise

SETTING = "OPINOVI_WAGTAIL"

DEFAULTS: dict[str, Any] = {
    # Names that a host may change.
    "SERVICE_NAME": "Opin Ovi",
    "MENU_LABEL": "Opin Ovi",
    # Languages of words in rows, in the order in which they stand in for one another.
    "LANGUAGES": ("fi", "sv", "en"),
    "TIME_ZONE": "Europe/Helsinki",
    # Dotted paths: format name -> class with the interface of opinovi_wagtail.catalogues.base.Format.
    "CATALOGUE_FORMATS": {},
    # Dotted path of the stream blocks that page bodies use (a host's own list of (name, block)).
    "BODY_BLOCKS": "opinovi_wagtail.pages.blocks.body_blocks",
    # Celery carries work only when this is on; otherwise `opinovi_tick` from cron does everything.
    "USE_CELERY": False,
    # Fetching of catalogue feeds.
    "ALLOWED_INTERNAL_HOSTS": (),
    "FETCH_TIMEOUT": 120,  # seconds for one response, all of it
    "FETCH_MAX_BYTES": 200_000_000,  # decoded bytes of one response
    "FETCH_MAX_PAGES": 10_000,
    "SYNC_READS_IN_CHILD": True,  # feeds are read in a process of their own (on Unix), which may die without harm
    "SYNC_READER_MEMORY_MB": 2_000,  # of that process; 0: no limit
    "SYNC_RUN_MINUTES": 60,  # a run that takes longer is stopped
    "SYNC_LEASE_SECONDS": 120,  # a run whose worker died is taken over after this
    "SYNC_COMPLETE_EVERY": 10,  # of a source that tells what changed, every so many runs read all of it
    "SYNC_REPORT_DAYS": 365,  # reports of runs are kept so long
    "SYNC_GRACE_DAYS": 7,  # a record that is missing from its source is withdrawn after this
    "SYNC_ERROR_BUDGET": 20,  # per cent of the records; above it the run fails and withdraws nothing
    "WITHDRAWAL_GUARD_ROWS": 5,  # more than so many rows and
    "WITHDRAWAL_GUARD_PERCENT": 20,  # more than this share: a person has to approve
    # Keys that encrypt the credentials of sources at rest: the first one encrypts, all of them decrypt.
    "CREDENTIALS_KEYS": (),
    # Messages.
    "FROM_EMAIL": "",  # empty: DEFAULT_FROM_EMAIL
    "MESSAGE_BATCH": 100,
    "MESSAGE_LEASE_SECONDS": 300,
    "MESSAGE_MAX_ATTEMPTS": 8,
    "SMTP_TIMEOUT": 20,  # seconds; a stalled mail server holds a worker no longer
    # Privacy.
    "RETENTION_DAYS": 30,  # days after the event until a registration is anonymised
    "SAME_CONTACT_LIMIT": 5,  # registrations of different names with one address on one event
    # Public pages.
    "PAGE_SIZE": 20,
    "INCLUDE_CSS": True,
}


class Settings:
    """Attribute access to ``OPINOVI_WAGTAIL`` over its defaults.

    The host's dict is read at every access, so ``override_settings`` works and nothing is frozen at import. A name that does
    not exist is found by the system check ``opinovi_wagtail.E001``, which stops ``check``, ``migrate`` and ``runserver`` with
    a sentence; raising here would bury that sentence under whatever was being imported.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in DEFAULTS:
            raise AttributeError(f"opinovi_wagtail has no setting {name!r}")
        given = getattr(django_settings, SETTING, {})
        return given.get(name, DEFAULTS[name]) if isinstance(given, dict) else DEFAULTS[name]


def unknown_names(given: object) -> list[str]:
    """A sentence for each thing that is wrong with the names in ``given``, saying what to do."""
    if not isinstance(given, dict):
        return [f"{SETTING} must be a dict, for example {SETTING} = {{'SERVICE_NAME': 'Opin Ovi'}}."]
    sentences = []
    for name in given:
        if name in DEFAULTS:
            continue
        near = difflib.get_close_matches(str(name), DEFAULTS, n=1)
        advice = f"Did you mean {near[0]!r}?" if near else f"The names are: {', '.join(DEFAULTS)}."
        sentences.append(f"{SETTING} holds an unknown name {name!r}. {advice}")
    return sentences


def unfit_values(given: object) -> list[str]:
    """A sentence for each value in ``given`` that is of another kind than its default, or names what does not exist."""
    sentences = []
    for name, value in given.items() if isinstance(given, dict) else ():
        if name not in DEFAULTS:
            continue
        if not _is_like(value, DEFAULTS[name]):
            sentences.append(f"{SETTING}[{name!r}] is {value!r}; it must be like {DEFAULTS[name]!r}.")
        elif name == "TIME_ZONE" and not _is_zone(value):
            sentences.append(f"{SETTING}['TIME_ZONE'] is {value!r}; there is no such time zone.")
        elif name == "LANGUAGES" and not value:
            sentences.append(f"{SETTING}['LANGUAGES'] is empty; name at least one language.")
    return sentences


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_like(value: object, default: object) -> bool:
    match default:
        case bool():
            return isinstance(value, bool)
        case int():
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case str():
            # Words may be lazily translated.
            return isinstance(value, (str, Promise))
        case tuple():
            return isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(one, str) for one in value)
        case dict():
            return isinstance(value, dict)
    return True


conf = Settings()
