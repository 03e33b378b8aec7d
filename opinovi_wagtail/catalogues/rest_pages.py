"""Pages as REST services write them, ``{"results": […], "next": address, "count": n}``, followed to the last one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from opinovi_wagtail.telling import gettext as _

from . import raw_json
from .base import Fetch, Format, FormatError, NotFollowed


def pages(
    reading: Format, url: str, fetch: Fetch, first: bytes, *, records: str = "results", beside: str = "pagination"
) -> Iterator[list[bytes]]:
    """The elements of ``records`` as raw bytes, page by page, beginning with ``first``, the document at ``url``.

    ``next`` and ``count`` stand beside the records or in the object ``beside`` them. Turns ``complete`` of the format
    ``reading`` off where the number of records changes meanwhile, where fewer come than are announced, and where a further
    page is not followed. Raises ``FormatError`` when a page repeats or has no records; what ``fetch`` raises passes through.
    """
    read, announced, previous, page = 0, None, b"", first
    seen = {url}
    while True:
        parts = raw_json.members(page)
        results = parts.get(records, b"")
        if not raw_json.is_list(results):
            raise FormatError(
                _("The list of records (%(name)s) of a page is missing or is not a list.") % {"name": records}
            )
        items = raw_json.elements(results)
        if items and results == previous:
            raise FormatError(_("The feed shows the same page again and again, so reading stopped."))
        count = _told(parts, beside, "count")
        if announced is not None and count != announced:
            reading.complete = False
        previous, announced = results, count
        read += len(items)
        yield items
        following = _told(parts, beside, "next")
        if not isinstance(following, str) or not following:
            break
        url = _joined(url, following)
        if url in seen:
            raise FormatError(_("The feed's link to the next page leads back to a page that was already read."))
        seen.add(url)
        try:
            page = raw_json.json_bytes(fetch(url))
        except NotFollowed:
            reading.complete = False
            return
    if isinstance(announced, int) and read < announced:
        reading.complete = False


def _told(parts: dict[str, bytes], beside: str, name: str) -> Any:
    if name in parts:
        return raw_json.value(parts[name])
    more = raw_json.value(parts.get(beside))
    return more.get(name) if isinstance(more, dict) else None


def _joined(url: str, following: str) -> str:
    try:
        return urljoin(url, following)
    except ValueError:
        raise FormatError(_("The feed's link to the next page is not a web address.")) from None
