"""Addresses in a sitemap (sitemaps.org protocol 0.9), read in flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from opinovi_wagtail.telling import gettext as _

from ..base import FormatError

MOST = 50_000  # addresses in one sitemap, as the protocol has it
DEEPEST = 16  # elements inside each other
LONGEST = 2_048  # characters of an address, as the protocol has it


def is_sitemap(start: bytes) -> bool:
    """Whether a document that begins with ``start`` is a sitemap or an index of sitemaps."""
    return b"<urlset" in start or b"<sitemapindex" in start


def locations(stream: BinaryIO) -> Iterator[tuple[str, bool]]:
    """Every ``<loc>`` in order, with whether it is that of a further sitemap. Raises ``FormatError``."""
    count = 0
    around: list[Any] = []
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                around.append(element)
                if len(around) > DEEPEST:
                    raise FormatError(_("The sitemap is not valid XML."))
                continue
            around.pop()
            if not around:
                return
            holder = _name(around[-1])
            if _name(element) == "loc" and len(around) == 2 and holder in ("url", "sitemap"):
                count += 1
                if count > MOST:
                    raise FormatError(
                        _("The sitemap has more than %(limit)d addresses, so reading stopped.") % {"limit": MOST}
                    )
                address = (element.text or "").strip()
                if 0 < len(address) <= LONGEST:
                    yield address, holder == "sitemap"
            around[-1].remove(element)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise FormatError(_("The sitemap is not valid XML.")) from None


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
