"""Connections that can only reach vetted addresses and that end, whatever the server does, at a deadline."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from opinovi_wagtail.telling import gettext as _

from .addresses import is_public
from .fetch_errors import AddressRefused, TooSlow, Unreachable

# (family, type, protocol, canonical name, socket address), as the resolver gives them.
Found = tuple[Any, Any, int, str, Any]
Resolve = Callable[[str, int], list[Found]]


def resolve(host: str, port: int) -> list[Found]:
    """All addresses of ``host``, asked for once."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class Deadline:
    """The moment until which one response may take. It shuts the socket down when it comes, so that no read, handshake
    or header line can outlive it (a socket's own timeout is per read, and a server that drips resets it each time)."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._ends = time.monotonic() + seconds
        self._watched: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def remaining(self) -> float:
        """Seconds left; raises ``TooSlow`` when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0 or self.passed:
            raise self.error()
        return left

    def watch(self, connected: socket.socket) -> None:
        """Guard ``connected``. A duplicate of its descriptor is kept, because TLS takes the original apart."""
        with self._lock:
            self._release()
            self._watched = socket.socket(fileno=os.dup(connected.fileno()))

    def cancel(self) -> None:
        """The response is complete; let the connection live."""
        self._timer.cancel()
        with self._lock:
            self._release()

    def error(self) -> TooSlow:
        """The error to raise when the time is over."""
        return TooSlow(
            _("The server did not send the whole answer within %(seconds)d seconds.") % {"seconds": round(self.seconds)}
        )

    def _end(self) -> None:
        self.passed = True
        with self._lock:
            if self._watched is not None:
                with contextlib.suppress(OSError):
                    self._watched.shutdown(socket.SHUT_RDWR)
            self._release()

    def _release(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None


class Vetting:
    """Opens sockets for one fetcher: resolves, vets every address, connects to one of those and to nothing else."""

    def __init__(self, allowed: frozenset[str], resolver: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolver
        self.deadline: Deadline | None = None

    def open(self, host: str, port: int) -> socket.socket:
        """A connected socket. Raises ``AddressRefused``, ``Unreachable`` or ``TooSlow``."""
        found = self._addresses(host, port)
        if f"{host}:{port}".lower() not in self._allowed and not all(is_public(str(entry[4][0])) for entry in found):
            raise AddressRefused(
                _(
                    "%(host)s is inside a private network and cannot be reached from the internet. Use an address that"
                    " opens for everybody. If this one is meant, ask whoever runs this site to allow it"
                    " (ALLOWED_INTERNAL_HOSTS: %(host)s:%(port)d)."
                )
                % {"host": host, "port": port}
            )
        assert self.deadline is not None
        last: OSError | None = None
        for family, kind, protocol, _name, address in found:
            opened = socket.socket(family, kind, protocol)
            try:
                opened.settimeout(self.deadline.remaining())
                self.deadline.watch(opened)
                opened.connect(address)
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                opened.close()
                last = error
                self.deadline.remaining()
            except BaseException:
                opened.close()
                raise
            else:
                return opened
        raise Unreachable(
            _("%(host)s does not answer: %(reason)s")
            % {"host": host, "reason": os.strerror(last.errno) if last and last.errno else _("no connection")}
        )

    def watch_again(self, connected: socket.socket | None) -> None:
        """Guard a connection that is used for one more response."""
        if connected is not None and self.deadline is not None:
            self.deadline.watch(connected)

    def _addresses(self, host: str, port: int) -> list[Found]:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError, ValueError):
            found = []
        if not found:
            raise Unreachable(_("There is no server called %(host)s.") % {"host": host})
        return found


def pool(scheme: str, host: str, port: int, vetting: Vetting) -> urllib3.HTTPConnectionPool:
    """A pool of one connection to ``host`` whose sockets come from ``vetting``; no proxies, no retries, no redirects."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return vetting.open(host, port)

        def request(self, *args: Any, **kwargs: Any) -> None:
            vetting.watch_again(self.sock)
            super().request(*args, **kwargs)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return vetting.open(host, port)

        def request(self, *args: Any, **kwargs: Any) -> None:
            vetting.watch_again(self.sock)
            super().request(*args, **kwargs)

    made: urllib3.HTTPConnectionPool
    if scheme == "https":
        made = urllib3.HTTPSConnectionPool(host, port, maxsize=1, retries=False, cert_reqs="CERT_REQUIRED")
        made.ConnectionCls = Secure
    else:
        made = urllib3.HTTPConnectionPool(host, port, maxsize=1, retries=False)
        made.ConnectionCls = Plain
    return made
