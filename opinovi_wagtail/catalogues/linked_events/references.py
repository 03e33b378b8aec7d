"""Looks up what a Linked Events event only points to (``{"@id": …}``): its place and its audiences; politely bounded."""

from __future__ import annotations

from typing import Any

from opinovi_wagtail.telling import gettext as _

from .. import raw_json
from ..base import Fetch, FetchError, FormatError
from ..notes import Notes

MOST = 500  # look-ups in one run
PATIENCE = 3  # failures in a row after which no more is asked

_USED = ("id", "name", "street_address", "postal_code", "address_locality", "divisions", "info_url")


class References:
    """Follows references through ``fetch`` and remembers what it found for the rest of the run."""

    def __init__(self, fetch: Fetch, *, follow: bool = True) -> None:
        self._fetch = fetch
        self._follow = follow
        self._known: dict[str, dict[str, Any] | None] = {}
        self._failures = 0

    def object(self, reference: Any, field: str, notes: Notes) -> dict[str, Any] | None:
        """What ``reference`` points to: itself where it is the object already, else the fetched object, else None.

        That something could not be looked up is a note, never an error.
        """
        if not isinstance(reference, dict):
            return None
        if reference.get("name"):
            return reference
        address = reference.get("@id")
        if not self._follow or not isinstance(address, str) or not address:
            return None
        if address not in self._known:
            self._known[address] = self._look_up(address)
        if self._known[address] is None:
            notes.add(field, _("%(address)s could not be looked up.") % {"address": address[:200]})
        return self._known[address]

    def _look_up(self, address: str) -> dict[str, Any] | None:
        if self._failures >= PATIENCE or len(self._known) >= MOST:
            return None
        try:
            found = raw_json.record(raw_json.json_bytes(self._fetch(address)), Notes())
        except (FetchError, FormatError, ValueError):
            self._failures += 1
            return None
        self._failures = 0
        return {name: found[name] for name in _USED if name in found}
