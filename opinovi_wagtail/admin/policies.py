"""Wagtail's permission policies for our rows: a right holds for the rows of a partner, never for a model as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q, QuerySet
from wagtail import permissions as wagtail_permissions
from wagtail.permission_policies.base import BasePermissionPolicy

from opinovi_wagtail.models import (
    CatalogueSource,
    Course,
    Duplicate,
    Event,
    FundingGuide,
    Message,
    Partner,
    Place,
    ReferralTarget,
    Registration,
    ReminderRule,
    SyncRun,
)
from opinovi_wagtail.models.log import partner_id_of

from .rights import APP, NOWHERE, Reach, reach

# Model -> how to get from a row to its partner in a query.
PARTNER_PATHS: dict[type[models.Model], str] = {
    Partner: "pk",
    Place: "partner_id",
    Course: "partner_id",
    Event: "partner_id",
    FundingGuide: "partner_id",
    CatalogueSource: "partner_id",
    ReferralTarget: "partner_id",
    Registration: "event__partner_id",
    Message: "event__partner_id",
    ReminderRule: "event__partner_id",
    SyncRun: "source__partner_id",
}


class PartnerPermissionPolicy(BasePermissionPolicy):
    """Rights through groups that belong to a partner; ``manage_network`` and superusers reach every partner."""

    # Actions that only the network may do.
    network_actions: frozenset[str] = frozenset()

    def reach(self, user: Any, actions: Iterable[str]) -> Reach:
        """The partners for whose rows ``user`` may do any of ``actions``."""
        found = NOWHERE
        for action in actions:
            held = reach(user, [get_permission_codename(action, self.model._meta)])
            if action in self.network_actions and not held.everywhere:
                continue
            found |= held
        return found

    def scope(self, user: Any, actions: Iterable[str], rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of ``rows`` on which ``user`` may do any of ``actions``."""
        covered = self.reach(user, actions)
        if covered.everywhere:
            return rows
        return rows.filter(**{f"{PARTNER_PATHS[self.model]}__in": covered.partners})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(self.reach(user, [action]))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return bool(self.reach(user, actions))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.reach(user, [action]).includes(partner_id_of(instance))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.reach(user, actions).includes(partner_id_of(instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        return self.scope(user, actions, self.model._default_manager.all())

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return self._users(actions, Q(opinovi_partners__isnull=False))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        return self._users(actions, Q(opinovi_partners=partner_id_of(instance)))

    def _users(self, actions: Iterable[str], attached: Q) -> QuerySet[Any]:
        codenames = [get_permission_codename(action, self.model._meta) for action in actions]
        ours = {"permissions__content_type__app_label": APP}
        holding = Group.objects.filter(permissions__codename__in=codenames, **ours)
        network = Group.objects.filter(permissions__codename="manage_network", **ours)
        reaching = holding.filter(attached | Q(pk__in=network))
        users = get_user_model().objects.filter(is_active=True)
        return users.filter(Q(is_superuser=True) | Q(groups__in=reaching)).distinct()


class PairPolicy(PartnerPermissionPolicy):
    """A pair of rows is for those who may do it to either of the two; there are no rights to pairs as such."""

    kinds: tuple[tuple[type[models.Model], tuple[str, str]], ...] = (
        (Course, ("course", "other_course")),
        (Event, ("event", "other_event")),
    )

    def reach(self, user: Any, actions: Iterable[str]) -> Reach:
        found = NOWHERE
        for model, _fields in self.kinds:
            found |= POLICIES[model].reach(user, actions)
        return found

    def scope(self, user: Any, actions: Iterable[str], rows: QuerySet[Any]) -> QuerySet[Any]:
        either = Q(pk__in=[])
        for model, fields in self.kinds:
            covered = POLICIES[model].reach(user, actions)
            for field in fields:
                either |= Q(
                    **{f"{field}__isnull": False} if covered.everywhere else {f"{field}__partner__in": covered.partners}
                )
        return rows.filter(either)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        actions = list(actions)
        return any(POLICIES[type(row)].reach(user, actions).includes(row.partner_id) for row in instance.rows)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        actions = list(actions)
        courses, events = (POLICIES[model].users_with_any_permission(actions) for model, _fields in self.kinds)
        return (courses | events).distinct()

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        actions = list(actions)
        first, second = (
            POLICIES[type(row)].users_with_any_permission_for_instance(actions, row) for row in instance.rows
        )
        return (first | second).distinct()


class PartnerItselfPolicy(PartnerPermissionPolicy):
    """A partner's people may change its own row; only the network makes partners come and go."""

    network_actions = frozenset({"add", "delete"})


POLICIES: dict[type[models.Model], PartnerPermissionPolicy] = {
    model: (PartnerItselfPolicy if model is Partner else PartnerPermissionPolicy)(model) for model in PARTNER_PATHS
}
POLICIES[Duplicate] = PairPolicy(Duplicate)


def policy_for(model: type[models.Model]) -> PartnerPermissionPolicy:
    """The policy of a row model; raises ``KeyError`` for a model whose partner is not known."""
    return POLICIES[model]


def register_policies() -> None:
    """Tell Wagtail 8 before anything asks it; on Wagtail 7.4 the viewsets hand the policies over."""
    if hasattr(wagtail_permissions, "register_permission_policy"):
        for model, policy in POLICIES.items():
            wagtail_permissions.register_permission_policy(model, policy)
