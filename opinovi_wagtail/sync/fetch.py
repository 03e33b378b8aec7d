"""Fetches feeds from addresses that strangers entered: vetted, bounded in time, size, pages and redirects.

Everything a server may do is expected here: it may drip, lie about its length, send a bomb, redirect to the metadata
service of a cloud. What it sends is unpacked into a temporary file, so memory stays flat.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast
from urllib.parse import quote_plus, urlencode, urljoin

import urllib3

from opinovi_wagtail import __version__
from opinovi_wagtail.catalogues.base import Authorization, Document, Fetch
from opinovi_wagtail.conf import conf
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import ngettext

from .connections import Deadline, Resolve, Vetting, pool, resolve
from .fetch_errors import (
    AddressRefused,
    BrokenOff,
    FetchError,
    HttpStatus,
    NotFollowed,
    NotModified,
    RetryLater,
    TooLarge,
    TooManyPages,
    TooManyRedirects,
    TooSlow,
    Unreachable,
)
from .headers import content_type, is_sendable, links, retry_after
from .targets import Target, target_of
from .unpacking import BLOCK, Unpacker

__all__ = [
    "AddressRefused",
    "BrokenOff",
    "FetchError",
    "Fetcher",
    "HttpStatus",
    "NotFollowed",
    "NotModified",
    "RetryLater",
    "TooLarge",
    "TooManyPages",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
    "read_file",
]

MOST_REDIRECTS = 3
_IN_MEMORY = 1_000_000  # bytes of a response that are kept in memory before it goes to a file
_REDIRECTS = {301, 302, 303, 307, 308}


class Fetcher:
    """A ``Fetch`` for one run of the source at ``url``; only that server's own pages are fetched.

    ``authorize`` is asked with the address before every request to the origin of ``url``; what it answers goes there and
    nowhere else, and is never repeated. ``etag`` and ``last_modified`` are what the
    last run got for ``url``; ``NotModified`` is raised when they still hold, and afterwards the attributes of the same
    names have the new values. Limits come from the settings unless given: ``timeout`` seconds for one response,
    ``max_bytes`` unpacked, ``max_pages`` for the run. Use it as a context manager.
    """

    def __init__(
        self,
        url: str,
        *,
        authorize: Callable[[str], Authorization] | None = None,
        etag: str = "",
        last_modified: str = "",
        timeout: float | None = None,
        max_bytes: int | None = None,
        max_pages: int | None = None,
        allowed_hosts: tuple[str, ...] | None = None,
        resolver: Resolve = resolve,
    ) -> None:
        hosts = conf.ALLOWED_INTERNAL_HOSTS if allowed_hosts is None else allowed_hosts
        self._allowed = frozenset(str(host).lower() for host in hosts)
        self._source = url
        self._authorize = authorize
        self._granted: set[str] = set()  # parameters that let us in, as they stand in an address
        self._timeout = float(conf.FETCH_TIMEOUT if timeout is None else timeout)
        self._max_bytes = int(conf.FETCH_MAX_BYTES if max_bytes is None else max_bytes)
        self._max_pages = int(conf.FETCH_MAX_PAGES if max_pages is None else max_pages)
        self._vetting = Vetting(self._allowed, resolver)
        self._pools: dict[tuple[str, str, int], urllib3.HTTPConnectionPool] = {}
        self._origins: set[tuple[str, str, int]] = set()  # the source's own servers: the one asked, the one it led to
        self._seen: set[bytes] = set()
        self._given: list[BinaryIO] = []
        self.etag = etag
        self.last_modified = last_modified
        self.pages = 0
        self.bytes = 0

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections and the documents that nobody closed (a format that stops in the middle leaves one)."""
        for stream in self._given:
            stream.close()
        self._given.clear()
        for origin in list(self._pools):
            self._drop(origin)

    def _drop(self, origin: tuple[str, str, int]) -> None:
        if opened := self._pools.pop(origin, None):
            opened.close()

    def __call__(self, url: str) -> Document:
        """The document at ``url``. Raises a ``FetchError``."""
        source = target_of(self._source, self._allowed)
        target = self._own(target_of(urljoin(source.url, url), self._allowed), source)
        self._count(target.url)
        conditional = target.url == source.url and self.pages == 1
        deadline = Deadline(self._timeout)
        self._vetting.deadline = deadline
        try:
            return self._follow(target, source, deadline, conditional)
        finally:
            deadline.cancel()

    def _follow(self, target: Target, source: Target, deadline: Deadline, conditional: bool) -> Document:
        for _hop in range(MOST_REDIRECTS + 1):
            response = self._ask(target, source, deadline, conditional)
            complete = False
            try:
                if response.status not in _REDIRECTS:
                    document = self._document(response, target, deadline, conditional)
                    complete = True
                    if self.pages == 1:
                        self._origins.add(target.origin)
                    return document
                following = target_of(urljoin(target.url, response.headers.get("Location", "")), self._allowed)
                self._refuse_leak(following, source)
            finally:
                if not complete:  # a response that was not read to its end leaves its connection unusable
                    response.close()
                    self._drop(target.origin)
            if target.scheme == "https" and following.scheme == "http":
                raise AddressRefused(
                    _("The server redirects from a secure address to one that is not, so it was left.")
                )
            target = following
        raise TooManyRedirects(
            ngettext(
                "The server redirects more than %(limit)d time.",
                "The server redirects more than %(limit)d times.",
                MOST_REDIRECTS,
            )
            % {"limit": MOST_REDIRECTS}
        )

    def _ask(self, target: Target, source: Target, deadline: Deadline, conditional: bool) -> urllib3.BaseHTTPResponse:
        headers = {
            "User-Agent": f"opinovi-wagtail/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        target = self._authorized(target, source, headers)
        if conditional and self.etag:
            headers["If-None-Match"] = self.etag
        if conditional and self.last_modified:
            headers["If-Modified-Since"] = self.last_modified
        reused = target.origin in self._pools
        try:
            return self._send(target, headers, deadline)
        except FetchError:
            raise
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            self._drop(target.origin)
            if not reused or deadline.passed:
                raise self._explained(error, target, deadline) from None
        # The server had closed the connection that was kept from the page before: once more, on a new one.
        try:
            return self._send(target, headers, deadline)
        except FetchError:
            raise
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self._explained(error, target, deadline) from None

    def _refuse_leak(self, following: Target, source: Target) -> None:
        """A server that repeats our credentials in a redirect to somebody else is not followed."""
        if following.origin != source.origin and any(value and value in following.path for value in self._granted):
            raise AddressRefused(
                _("The server redirects to another server and passes the credentials on, so it was left.")
            )

    def _authorized(self, target: Target, source: Target, headers: dict[str, str]) -> Target:
        """``target`` with the parameters that let us in, and ``headers`` with the headers; only at the source's own origin."""
        if self._authorize is None or target.origin != source.origin:
            return target
        granted = self._authorize(target.url)
        for name, value in granted.headers.items():
            if not is_sendable(name, value):
                raise FetchError(_("The credentials of the source contain characters that cannot be sent."))
            headers[name] = value
        if not granted.params:
            return target
        self._granted.update(quote_plus(value) for value in granted.params.values())
        glue = "&" if "?" in target.path else "?"
        return replace(target, path=target.path + glue + urlencode(dict(granted.params)))

    def _send(self, target: Target, headers: dict[str, str], deadline: Deadline) -> urllib3.BaseHTTPResponse:
        if target.origin not in self._pools:
            self._pools[target.origin] = pool(*target.origin, self._vetting)
        return self._pools[target.origin].urlopen(
            "GET",
            target.path,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=urllib3.Timeout(connect=deadline.remaining(), read=deadline.remaining()),
        )

    def _document(
        self, response: urllib3.BaseHTTPResponse, target: Target, deadline: Deadline, conditional: bool
    ) -> Document:
        self._check_status(response, conditional)
        stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - handed on, closed by the reader
        try:
            size = 0
            for block in self._unpacked(response, target, deadline):
                size += len(block)
                if size > self._max_bytes:
                    raise TooLarge(
                        _("The document is larger than %(limit)d bytes, so reading stopped.")
                        % {"limit": self._max_bytes}
                    )
                stream.write(block)
        except BaseException:
            stream.close()
            raise
        self.bytes += size
        if conditional:
            self.etag = response.headers.get("ETag", "")[:500]
            self.last_modified = response.headers.get("Last-Modified", "")[:200]
        stream.seek(0)
        kind, charset = content_type(response.headers.get("Content-Type", ""))
        given = cast(BinaryIO, stream)
        self._given = [earlier for earlier in self._given if not earlier.closed] + [given]
        return Document(given, target.url, kind, charset, links(response.headers.get("Link", "")))

    def _unpacked(self, response: urllib3.BaseHTTPResponse, target: Target, deadline: Deadline) -> Iterator[bytes]:
        """The body in blocks of bounded size, unpacked."""
        coding = response.headers.get("Content-Encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise BrokenOff(
                _("The server packs its answer in a way that was not asked for (%(name)s).") % {"name": coding[:40]}
            )
        unpacker = None if coding in ("", "identity") else Unpacker(coding)
        try:
            for block in _blocks(response, deadline):
                if unpacker is None:
                    yield block
                else:
                    yield from unpacker.blocks(block)
        except FetchError:
            raise
        except (urllib3.exceptions.HTTPError, OSError, ValueError, zlib.error) as error:
            raise self._explained(error, target, deadline) from None
        deadline.remaining()
        if unpacker is not None and not unpacker.complete:
            raise BrokenOff(_("The answer of the server ends in the middle."))

    def _check_status(self, response: urllib3.BaseHTTPResponse, conditional: bool) -> None:
        status = response.status
        if 200 <= status < 300:
            return
        if status == 304:
            if conditional and (self.etag or self.last_modified):
                raise NotModified(_("Nothing has changed since the last time."))
            raise HttpStatus(_("The server says that nothing has changed (304), but it was not asked that."), status)
        if status in (429, 503):
            seconds = retry_after(response.headers.get("Retry-After", ""))
            raise RetryLater(
                _("The server asks to be left alone for a while (%(status)d).") % {"status": status}, status, seconds
            )
        if status in (401, 403, 407):
            raise HttpStatus(
                _("The server does not let us in (%(status)d). Check the credentials of the source.")
                % {"status": status},
                status,
            )
        if status in (404, 410):
            raise HttpStatus(
                _("There is nothing at the address (%(status)d). Check the address of the source.")
                % {"status": status},
                status,
            )
        raise HttpStatus(_("The server answered with an error (%(status)d).") % {"status": status}, status)

    def _own(self, target: Target, source: Target) -> Target:
        """``target`` if it is on the source's own server. Servers behind a proxy often write http:// in their links
        though they are asked by https://; such a link is asked by https:// as well."""
        if target.host == source.host and source.scheme == "https" and target.scheme == "http" and target.port == 80:
            target = Target("https", target.host, source.port, target.path)
        if target.origin != source.origin and target.origin not in self._origins:
            raise AddressRefused(
                _("The feed points to another server (%(host)s), which was not asked.") % {"host": target.host}
            )
        return target

    def _count(self, url: str) -> None:
        mark = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=16).digest()
        if mark in self._seen:
            raise TooManyPages(_("The feed leads back to a page that was already read."))
        self._seen.add(mark)
        self.pages += 1
        if self.pages > self._max_pages:
            raise TooManyPages(
                ngettext(
                    "The feed has more than %(limit)d page, so reading stopped.",
                    "The feed has more than %(limit)d pages, so reading stopped.",
                    self._max_pages,
                )
                % {"limit": self._max_pages}
            )

    def _explained(self, error: Exception, target: Target, deadline: Deadline) -> FetchError:
        """A library's error in our words. Its own text may hold the address with its query, so it is not repeated."""
        if deadline.passed or isinstance(error, (urllib3.exceptions.TimeoutError, TimeoutError)):
            return deadline.error()
        if isinstance(error, urllib3.exceptions.SSLError) or "certificate" in str(error).lower():
            return Unreachable(_("The certificate of %(host)s is not valid.") % {"host": target.host})
        if isinstance(error, urllib3.exceptions.NewConnectionError):
            return Unreachable(_("%(host)s does not answer.") % {"host": target.host})
        return BrokenOff(_("The answer of the server ends in the middle."))


def read_file(path: str | Path) -> Fetch:
    """A ``Fetch`` that reads the local file ``path`` and nothing else: for previews, never for a source.

    Other addresses raise ``NotFollowed``.
    """
    own = str(path)

    def fetch(url: str) -> Document:
        if url != own:
            raise NotFollowed(_("A file is read alone; what it points to is not fetched."))
        try:
            return Document(Path(own).open("rb"), own)
        except FileNotFoundError:
            raise FetchError(_("There is no file %(path)s.") % {"path": own}) from None
        except IsADirectoryError:
            raise FetchError(_("%(path)s is a folder, not a file.") % {"path": own}) from None
        except PermissionError:
            raise FetchError(_("The file %(path)s may not be read by this user.") % {"path": own}) from None
        except OSError as error:
            raise FetchError(_("The file cannot be read: %(reason)s") % {"reason": error.strerror or error}) from None

    return fetch


def _blocks(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> Iterator[bytes]:
    while True:
        deadline.remaining()
        block = response.read(BLOCK, decode_content=False)
        if not block:
            return
        yield block
