"""People of the desk by role, each logged in on a client of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client

from opinovi_wagtail.admin.roles import create_network_group, create_partner_group
from tests.factories import make_partner


@pytest.fixture
def ours(db: None) -> Any:
    return make_partner(slug="ours", name={"fi": "Meidän opisto"})


@pytest.fixture
def theirs(db: None) -> Any:
    return make_partner(slug="theirs", name={"fi": "Heidän opisto"})


@pytest.fixture
def log_in(ours: Any, theirs: Any) -> Callable[[str], Client]:
    """``log_in(role)`` gives a client; roles as in ``ROLES`` of the matrix."""

    def client_for(role: str) -> Client:
        client = Client()
        if role == "anonymous":
            return client
        user = get_user_model().objects.create_user(
            username=role, email=f"{role}@partner.example", password="secret", is_superuser=role == "superuser"
        )
        enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        match role:
            case "no_permission":
                group = Group.objects.create(name="nobody")
                group.permissions.add(enter)
            case "viewer":
                group = create_partner_group(ours, "viewer")
            case "editor":
                group = create_partner_group(ours, "editor")
            case "foreign_editor":
                group = create_partner_group(theirs, "editor")
            case "partner_admin":
                group = create_partner_group(ours, "admin")
            case "network_admin":
                group = create_network_group()
            case "superuser":
                group = None
            case _:
                raise ValueError(role)
        if group is not None:
            user.groups.add(group)
        client.force_login(user)
        return client

    return client_for
