"""What a user may do for which partners, read once per request; ``Partner.objects.for_user`` is the same rule as a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from opinovi_wagtail.models import Partner

APP = "opinovi_wagtail"
_CACHE = "_opinovi_reach"


@dataclass(frozen=True, slots=True)
class Reach:
    """The partners that a right covers: all of them, or those with these keys."""

    everywhere: bool = False
    partners: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.partners)

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.everywhere or other.everywhere, self.partners | other.partners)

    def includes(self, partner_id: int | None) -> bool:
        """Whether the right covers the partner; a row without a partner is the network's."""
        return self.everywhere or partner_id in self.partners


NOWHERE = Reach()
EVERYWHERE = Reach(everywhere=True)


def reach(user: Any, codenames: Iterable[str]) -> Reach:
    """The partners for which ``user`` holds any of ``codenames``. Two queries for a user, whatever is asked."""
    if not user.is_active:
        return NOWHERE
    if user.is_superuser:
        return EVERYWHERE
    held = _held_by(user)
    found = NOWHERE
    for codename in codenames:
        found |= held.get(codename, NOWHERE)
    return found


def belongs_to(user: Any) -> Reach:
    """The partners that ``user`` works for at all, whatever the permissions."""
    if not user.is_active:
        return NOWHERE
    if user.is_superuser:
        return EVERYWHERE
    return _held_by(user)[""]


def _held_by(user: Any) -> dict[str, Reach]:
    cached: dict[str, Reach] | None = getattr(user, _CACHE, None)
    if cached is None:
        cached = _read(user)
        setattr(user, _CACHE, cached)
    return cached


def _read(user: Any) -> dict[str, Reach]:
    codenames: dict[int, set[str]] = defaultdict(set)
    for group, label, codename in Group.objects.filter(user=user).values_list(
        "pk", "permissions__content_type__app_label", "permissions__codename"
    ):
        codenames[group].update([codename] if label == APP else [])
    partners: dict[int, set[int]] = defaultdict(set)
    for group, partner in Partner.groups.through.objects.filter(group_id__in=codenames).values_list(
        "group_id", "partner_id"
    ):
        partners[group].add(partner)
    held: dict[str, Reach] = {"": NOWHERE}
    for group, names in codenames.items():
        covered = EVERYWHERE if "manage_network" in names else Reach(partners=frozenset(partners[group]))
        for name in {"", *names}:
            held[name] = held.get(name, NOWHERE) | covered
    return held
