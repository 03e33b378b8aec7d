"""Taking over: a sourced row becomes one of the form, and its source has no say in it any more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from opinovi_wagtail.models import Course, Event
from opinovi_wagtail.rules.states import Origin


class NotFromSource(Exception):
    """The row does not belong to a source, so there is nothing to take over."""


def take_over(row: Course | Event) -> None:
    """Make the sourced ``row`` a row of the form, with the values that stand in it now.

    The row keeps its address and its identifier at the source, by which later runs recognise it and leave it alone. A row
    that was missing or withdrawn is there again. Raises ``NotFromSource``.
    """
    with transaction.atomic():
        locked = type(row).objects.select_for_update().get(pk=row.pk)
        if locked.origin != Origin.SOURCE:
            raise NotFromSource
        locked.origin = Origin.FORM
        locked.pins, locked.asks = {}, []
        locked.missing_since = locked.withdrawn_at = None
        locked.updated_at = timezone.now()
        locked.save(update_fields=["origin", "pins", "asks", "missing_since", "withdrawn_at", "updated_at"])
    row.refresh_from_db()
