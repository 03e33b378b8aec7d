"""Addresses that a feed gives to people: only http, https, mailto and tel pass, never with a password in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from opinovi_wagtail.telling import gettext as _

from .notes import Notes
from .words import clean_text, pick

LIMIT = 1_000
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_BARE_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?#]|\Z)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def link(
    value: object, field: str, notes: Notes, *, language: str = "fi", base: str = "", web_only: bool = True
) -> str:
    """``value`` (an address, or addresses by language) as one safe address, or nothing with a note.

    With ``web_only`` only http and https pass; otherwise mailto and tel as well. Relative addresses are completed
    from ``base``.
    """
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        if not isinstance(value, Mapping):
            notes.add(field, _("The address is not text, so it was left out."))
            return ""
        value = pick(value, language)
    address = clean_text(value).strip()
    if not address:
        return ""
    if len(address) > LIMIT:
        notes.add(field, _("The address is longer than %(limit)d characters, so it was left out.") % {"limit": LIMIT})
        return ""
    address = address.replace(" ", "%20")
    if not _SCHEME.match(address) and not address.startswith("//") and not base and _BARE_HOST.match(address):
        address = "https://" + address
    if base:
        try:
            address = urljoin(base, address)
        except ValueError:
            return _refuse(field, notes)
    return address if _allowed(address, web_only) else _refuse(field, notes)


def host_of(address: str) -> str:
    """The host of an address, or nothing."""
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _allowed(address: str, web_only: bool) -> bool:
    if _CONTROL.search(address):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(host) and "@" not in parts.netloc
    return not web_only and parts.scheme in ("mailto", "tel") and bool(parts.path)


def _refuse(field: str, notes: Notes) -> str:
    notes.add(field, _("The address is not a web address that can be shown, so it was left out."))
    return ""
