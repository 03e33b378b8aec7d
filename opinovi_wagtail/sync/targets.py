"""Takes the address of a feed apart and refuses those that must not be asked, before any name is looked up."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from opinovi_wagtail.telling import gettext as _

from .addresses import is_public
from .fetch_errors import AddressRefused

PORTS = {"http": 80, "https": 443}
# Parameters whose value lets whoever knows it in.
_SECRET_PARAMETERS = frozenset(
    {"wstoken", "token", "accesstoken", "apitoken", "apikey", "password", "passwd", "pwd", "secret", "clientsecret"}
)
# Names that are never in the public name system (RFC 6761, RFC 6762, RFC 8375, ICANN's reservations) or only used at home.
_INTERNAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".corp", ".home", ".lan", ".intranet", ".private")
_NUMERIC = re.compile(r"[0-9a-fx.]*[0-9][0-9a-fx.]*", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Target:
    """Where to ask, and for what: ``path`` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials belong to."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """The whole address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target_of(url: str, allowed: frozenset[str]) -> Target:
    """``url`` taken apart; ports other than the usual ones need their ``host:port`` in ``allowed``.

    Raises ``AddressRefused`` with a sentence that never repeats the address, which may hold a password or a key.
    """
    if _NOT_IN_ADDRESS.search(url):
        raise AddressRefused(_("The address contains spaces or control characters."))
    try:
        parts = urlsplit(url)
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError:
        raise AddressRefused(_("The address is not a valid web address.")) from None
    if parts.scheme not in PORTS:
        raise AddressRefused(_("Only addresses that begin with http:// or https:// can be fetched."))
    if not host:
        raise AddressRefused(_("The address has no server name."))
    if "@" in parts.netloc:
        raise AddressRefused(
            _("The address contains a user name or password. Enter them in the credentials of the source instead.")
        )
    port = port if port is not None else PORTS[parts.scheme]
    if port not in PORTS.values() and f"{host}:{port}" not in allowed:
        raise AddressRefused(
            _(
                "Only the ports 80 and 443 can be reached. If another one is meant, ask whoever runs this site to allow it"
                " (ALLOWED_INTERNAL_HOSTS: %(host)s:%(port)d)."
            )
            % {"host": host, "port": port}
        )
    return Target(parts.scheme, host, port, urlunsplit(("", "", parts.path or "/", parts.query, "")))


def is_internal(target: Target, allowed: frozenset[str]) -> bool:
    """Whether the name of the server alone tells that it is inside a private network, where no feed may be fetched unless
    its ``host:port`` is in ``allowed``. A name that tells nothing may still lead there: that is seen when it is connected to.
    """
    if f"{target.host}:{target.port}" in allowed:
        return False
    if literal := _literal(target.host):
        return not is_public(literal)
    return "." not in target.host or target.host.endswith(_INTERNAL_NAMES)


def _literal(host: str) -> str:
    """The network address that ``host`` is in any of its spellings (``127.1``, ``0x7f000001``); empty for a name."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if _NUMERIC.fullmatch(host) else ""
    except OSError:
        return ""


def holds_secret(url: str) -> bool:
    """Whether ``url`` contains a password or a key: before the server name, or as a parameter that is called like one."""
    try:
        parts = urlsplit(url)
        named = [name for part in (parts.query, parts.fragment) for name, value in parse_qsl(part) if value]
    except ValueError:
        return False
    return "@" in parts.netloc or any(re.sub(r"[-_.]", "", name).lower() in _SECRET_PARAMETERS for name in named)


def _ascii_host(host: str) -> str:
    """``host`` in lower case and ASCII; names in other scripts become their IDNA form. Raises ``ValueError``."""
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return host.lower().rstrip(".")
