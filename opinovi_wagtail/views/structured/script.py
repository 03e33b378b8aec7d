"""A graph as the text of a ``<script>``, whatever its words hold."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .things import Thing

# JSON has an escape for each of these, so the text means the same and holds no sign of HTML: neither ``</script>`` nor
# ``<!--`` can end or begin anything. The two separators end a line in JavaScript before 2019.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def json_ld(graph: Iterable[Thing]) -> SafeString:
    """``graph`` as one data block; nothing where it is empty. A strict policy for scripts does not concern data."""
    nodes = list(graph)
    if not nodes:
        return SafeString()
    whole = {"@context": "https://schema.org", "@graph": nodes}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
