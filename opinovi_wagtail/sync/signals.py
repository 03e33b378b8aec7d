"""What a site may listen to: one signal per run, however many rows it wrote."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once after a run that changed something, with ``source`` and ``run``. Bulk writes send no signals of their own, so this
# is the place where a site empties what it keeps of lists, or has another search engine read the rows of the source anew.
catalogue_changed = Signal()
