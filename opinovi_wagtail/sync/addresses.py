"""Which network addresses a feed may be fetched from: public ones only; knows no HTTP and opens no connection."""

from __future__ import annotations

import ipaddress
from typing import Final

IPv4, IPv6 = ipaddress.IPv4Address, ipaddress.IPv6Address

# IANA special-purpose registries (RFC 6890 and its updates). Python's own ``is_global`` differs between versions and
# lets deprecated and translated ranges through, so everything is named here; it is asked as well.
_REFUSED_V4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only global unicast is public at all; these parts of it are not, or lead to an IPv4 address.
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
        "3ffe::/16",  # the old 6bone
    )
)


def is_public(address: str) -> bool:
    """Whether ``address``, a literal as the resolver gives it, belongs to the public internet.

    Addresses that carry an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo) are refused outright: nobody
    publishes a feed on one, and each is a way around a check of the outer address.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv4):
        return found.is_global and not any(found in network for network in _REFUSED_V4)
    return found.is_global and found in _PUBLIC_V6 and not any(found in network for network in _REFUSED_V6)
