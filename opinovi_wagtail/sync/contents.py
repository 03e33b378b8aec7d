"""What is in the feed of a source, counted by provider, municipality, type and language, for choosing its filter."""

from __future__ import annotations

from opinovi_wagtail.models import CatalogueSource

from .asked import options_of
from .filters import Filter, Tally
from .reading import Errand, all_records
from .supervised import reading


def contents(source: CatalogueSource) -> Tally:
    """Read the whole feed and count its usable records; nothing is changed.

    Raises ``FetchError``, ``FormatError``, ``ReaderDied`` and ``CredentialsError``, each with a sentence.
    """
    wanted, tally = Filter.of(source.filters), Tally()
    with reading(Errand(source.format, source.url, options_of(source), b"")) as feed:
        for sighted, answer in all_records(feed):
            if answer.record is not None and not sighted.deleted and not answer.record.deleted:
                tally.add(answer.record, taken=wanted.takes(answer.record))
    return tally
