"""Conditions on text that take upper and lower case for alike on every database, whatever its collation says."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact, IContains


def same(field: str, text: str) -> Q:
    """Whether ``field`` is ``text``. MariaDB's usual collations also take ``a`` and ``ä`` for alike."""
    return Q(Exact(Lower(F(field)), Lower(Value(text))))


def somewhere(fields: Iterable[str], text: str) -> Q:
    """Whether any of ``fields`` contains ``text``."""
    found = Q()
    for field in fields:
        found |= Q(IContains(Lower(F(field)), Lower(Value(text))))
    return found
