"""Feeds made of bytes: a ``Fetch`` over a dict of addresses, and what a run would make of them."""

from __future__ import annotations

import io
import json

from opinovi_wagtail.catalogues.base import Document, FetchError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.sync.preview import examined

URL = "https://feeds.example/v1/event/"


def fetch_from(pages, asked=None):
    """A ``Fetch`` that knows ``pages`` (address → bytes, text, JSON values or an error) and notes what was asked."""

    def fetch(url):
        if asked is not None:
            asked.append(url)
        if url not in pages:
            raise FetchError(f"nothing at {url}")
        page = pages[url]
        if isinstance(page, Exception):
            raise page
        return Document(io.BytesIO(as_bytes(page)), url)

    return fetch


def as_bytes(page):
    if isinstance(page, bytes):
        return page
    return (page if isinstance(page, str) else json.dumps(page)).encode()


def read(name, page, url=URL, pages=None, asked=None, **options):
    """The format and everything it made of ``page`` at ``url`` (and of further ``pages``)."""
    chosen = get_format(name, Options(options=options))
    return chosen, [examined(raw) for raw in chosen.read(url, fetch_from({url: page} | (pages or {}), asked))]


def only(name, page, **options):
    """The only record of ``page``."""
    _format, (shown,) = read(name, page, **options)
    return shown


def fields_noted(shown):
    """Which fields have an issue."""
    return {issue.field for issue in shown.issues}
