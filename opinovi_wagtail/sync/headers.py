"""What the headers of a response say, read with distrust; and which headers of ours can be sent at all."""

from __future__ import annotations

import email.utils
import re
import time
from typing import Any

LONGEST_WAIT = 7 * 24 * 3600  # seconds; a server that asks for more is not believed
_MOST_LINKS = 20
_LINK = re.compile(
    r"<([^<>]{1,2000})>((?:\s*;\s*[\w!#$%&'*+.^`|~-]{1,40}\s*=\s*(?:\"[^\"]{0,200}\"|[^\s;,\"]{1,200}))*)"
)
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]{0,200})\"|([^\s;,\"]{1,200}))", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]{1,100}\Z", re.ASCII)


def content_type(header: str) -> tuple[str, str]:
    """Media type and charset of a ``Content-Type`` header, in lower case; empty where they are not said."""
    kind, _sign, parameters = header.partition(";")
    match = re.search(r"charset\s*=\s*\"?([\w.:-]{1,40})", parameters, re.IGNORECASE)
    return kind.strip().lower()[:100], match[1].lower() if match else ""


def retry_after(header: str) -> int | None:
    """Seconds from a number or an HTTP date (RFC 9110, 10.2.3)."""
    header = header.strip()
    if header.isdecimal() and len(header) < 10:
        return min(int(header), LONGEST_WAIT)
    try:
        when: Any = email.utils.parsedate_to_datetime(header)
        return max(0, min(round(when.timestamp() - time.time()), LONGEST_WAIT))
    except (TypeError, ValueError, OverflowError):
        return None


def links(header: str) -> dict[str, str]:
    """Addresses by relation, of a ``Link`` header (RFC 8288): the first of each relation, as the server wrote it."""
    found: dict[str, str] = {}
    for number, match in enumerate(_LINK.finditer(header[:20_000])):
        relation = _RELATION.search(match[2])
        if number >= _MOST_LINKS or relation is None:
            continue
        for name in (relation[1] or relation[2] or "").lower().split():
            found.setdefault(name, match[1])
    return found


def is_sendable(name: str, value: str) -> bool:
    """Whether a header can be sent as it is: a line feed in it would begin another one."""
    return bool(_HEADER_NAME.match(name)) and value.isascii() and value.isprintable()
