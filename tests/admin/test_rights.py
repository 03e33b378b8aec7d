"""Rights are the same whether they are asked row by row, as a query, or of Wagtail's policies."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.urls import reverse
from wagtail import hooks

from opinovi_wagtail.admin.policies import POLICIES, policy_for
from opinovi_wagtail.admin.rights import belongs_to, reach
from opinovi_wagtail.admin.roles import PERMISSIONS, create_network_group, create_partner_group
from opinovi_wagtail.models import Event, Partner, Registration, RowLogEntry

from .test_roles_matrix import MAY

pytestmark = pytest.mark.django_db

ROLES = ["no_permission", "viewer", "editor", "partner_admin", "foreign_editor", "network_admin", "superuser"]


def user_of(role: str) -> Any:
    return get_user_model().objects.get(username=role)


@pytest.mark.parametrize("role", ROLES)
def test_reach_and_the_query_agree(role, log_in):
    log_in(role)
    for codename in ("view_event", "change_event", "delete_partner", "view_registration", "add_cataloguesource"):
        covered = reach(user_of(role), [codename])
        by_query = set(Partner.objects.for_user(user_of(role), codename))
        assert {partner for partner in Partner.objects.all() if covered.includes(partner.pk)} == by_query, codename
    everywhere = belongs_to(user_of(role))
    asked = set(Partner.objects.for_user(user_of(role)))
    assert {partner for partner in Partner.objects.all() if everywhere.includes(partner.pk)} == asked


def test_nobody_in_particular_reaches_nothing(ours):
    assert not reach(AnonymousUser(), ["view_event"])
    assert not belongs_to(AnonymousUser())


def test_a_right_given_outside_a_partners_group_reaches_nothing(ours, django_user_model):
    """Neither to the person nor by a group of Django's that no partner has."""
    user = django_user_model.objects.create_user("loose")
    permission = Permission.objects.get(codename="change_event")
    user.user_permissions.add(permission)
    loose = Group.objects.create(name="loose")
    loose.permissions.add(permission)
    user.groups.add(loose)
    assert not policy_for(Event).user_has_permission(user, "change")
    assert not policy_for(Event).instances_user_has_permission_for(user, "change").exists()


def test_someone_who_has_left_reaches_nothing(log_in, ours):
    log_in("superuser")
    user = user_of("superuser")
    user.is_active = False
    assert not reach(user, ["view_event"])


@pytest.mark.parametrize("role", ROLES)
def test_policies_answer_alike_for_rows_querysets_and_users(role, log_in, ours, theirs):
    log_in(role)
    user = user_of(role)
    for model, policy in POLICIES.items():
        name = model._meta.model_name
        for action in ("add", "change", "delete", "view"):
            rows = [row for rows in (ours, theirs) for row in [rows[name]]]
            allowed = {row for row in rows if policy.user_has_permission_for_instance(user, action, row)}
            found = set(policy.instances_user_has_permission_for(user, action).filter(pk__in=[row.pk for row in rows]))
            assert allowed == found, (name, action)
            if model is Partner and action in ("add", "delete"):
                continue
            for row in rows:
                told = user in policy.users_with_permission_for_instance(action, row)
                assert told == (row in allowed), (name, action)
            assert (user in policy.users_with_permission(action)) == policy.user_has_permission(user, action)


def test_the_roles_hold_what_the_table_says(ours):
    for role, group in {
        "viewer": create_partner_group(ours["partner"], "viewer"),
        "editor": create_partner_group(ours["partner"], "editor"),
        "partner_admin": create_partner_group(ours["partner"], "admin"),
    }.items():
        held = set(
            group.permissions.filter(content_type__app_label="opinovi_wagtail").values_list("codename", flat=True)
        )
        # What one may do about a possible duplicate follows from the rights over its two rows.
        own = {f"{action}_{model}" for action, models in MAY[role].items() for model in models if model != "duplicate"}
        assert held == own, role


def test_making_a_role_twice_makes_one_group(ours):
    first, second = create_partner_group(ours["partner"], "editor"), create_partner_group(ours["partner"], "editor")
    assert first == second
    assert list(ours["partner"].groups.all()) == [first]
    assert create_network_group() == create_network_group()


def test_an_unknown_role_is_refused(ours):
    with pytest.raises(ValueError, match="owner"):
        create_partner_group(ours["partner"], "owner")


def test_rows_with_personal_data_are_closed_to_interfaces_and_keep_no_versions():
    for model in POLICIES:
        assert not hasattr(model, "api_fields"), model
    for name in ("revisions", "latest_revision"):
        assert not hasattr(Registration, name)


def test_the_log_of_a_row_is_found_and_remembers_its_partner(log_in, ours):
    from wagtail.log_actions import log

    entry = log(instance=ours["registration"].event, action="wagtail.edit")
    assert isinstance(entry, RowLogEntry)
    assert entry.partner == ours["partner"]
    log_in("viewer")
    log_in("foreign_editor")
    assert entry in RowLogEntry.objects.viewable_by_user(user_of("viewer"))
    assert entry not in RowLogEntry.objects.viewable_by_user(user_of("foreign_editor"))


def test_the_form_of_a_group_offers_every_right_that_a_role_needs_and_none_that_no_view_has(db):
    reverse("wagtailadmin_home")  # loads the addresses, and with them the viewsets
    offered = set()
    for fn in hooks.get_hooks("register_permissions"):
        offered |= set(fn().filter(content_type__app_label="opinovi_wagtail").values_list("codename", flat=True))
    needed = {
        f"{action}_{model}" for role in PERMISSIONS.values() for action, models in role.items() for model in models
    }
    assert needed | {"manage_network", "add_partner", "delete_partner"} == offered
