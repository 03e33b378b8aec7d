"""Pages as REST services write them: ``{"results": […], "next": address, "count": n}``, followed to the last one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from opinovi_wagtail.telling import gettext as _

from . import raw_json
from .base import Fetch, Format, FormatError, NotFollowed


def pages(reading: Format, url: str, fetch: Fetch, first: bytes) -> Iterator[list[bytes]]:
    """The elements of ``results`` as raw bytes, page by page, beginning with ``first``, the document at ``url``.

    ``next`` and ``count`` stand beside the results or in ``pagination``. Turns ``complete`` of the format ``reading`` off
    where the number of records changes meanwhile, where fewer come than are announced, and where a further page is not
    followed. Raises ``FormatError`` when a page repeats or has no results; what ``fetch`` raises passes through.
    """
    read, announced, previous, page = 0, None, b"", first
    seen = {url}
    while True:
        parts = raw_json.members(page)
        results = parts.get("results", b"")
        if not raw_json.is_list(results):
            raise FormatError(_("The list of records (results) of a page is missing or is not a list."))
        items = raw_json.elements(results)
        if items and results == previous:
            raise FormatError(_("The feed shows the same page again and again, so reading stopped."))
        count = _beside(parts, "count")
        if announced is not None and count != announced:
            reading.complete = False
        previous, announced = results, count
        read += len(items)
        yield items
        following = _beside(parts, "next")
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


def _beside(parts: dict[str, bytes], name: str) -> Any:
    if name in parts:
        return raw_json.value(parts[name])
    pagination = raw_json.value(parts.get("pagination"))
    return pagination.get(name) if isinstance(pagination, dict) else None


def _joined(url: str, following: str) -> str:
    try:
        return urljoin(url, following)
    except ValueError:
        raise FormatError(_("The feed's link to the next page is not a web address.")) from None
