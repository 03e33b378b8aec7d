"""Names of files that people download: in their language, with what the file is about and the day on which it was made."""

from __future__ import annotations

from django.utils import timezone
from django.utils.text import slugify

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf

_LONGEST = 120  # characters, so that no system cuts off the day


def file_name(*about: object) -> str:
    """``about`` and today's date (on the clocks of the service), joined, without an extension; ASCII only, as every system
    takes it."""
    said = "-".join(filter(None, (slugify(str(part)) for part in about)))
    day = dates.local(timezone.now(), conf.TIME_ZONE).date().isoformat()
    return f"{said[:_LONGEST].strip('-')}-{day}".strip("-")
