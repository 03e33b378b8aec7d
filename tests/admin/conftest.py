"""Two partners with everything, and people of the desk by role, each logged in on a client of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.users.models import UserProfile

from opinovi_wagtail.admin.roles import create_network_group, create_partner_group

from .world import make_world


@pytest.fixture
def world(db: None, frozen: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our rows and theirs, by model name."""
    return make_world()


@pytest.fixture
def ours(world: Any) -> dict[str, Any]:
    return world[0]


@pytest.fixture
def theirs(world: Any) -> dict[str, Any]:
    return world[1]


@pytest.fixture
def log_in(ours: dict[str, Any], theirs: dict[str, Any]) -> Callable[..., Client]:
    """``log_in(role, language="en")`` gives a client with a user of that role, whose desk speaks that language."""

    def client_for(role: str, language: str = "en") -> Client:
        client = Client()
        if role == "anonymous":
            return client
        user = get_user_model().objects.create_user(
            username=role, email=f"{role}@partner.example", password="secret", is_superuser=role == "superuser"
        )
        match role:
            case "no_permission":
                group = Group.objects.create(name="nobody")
                group.permissions.add(
                    Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
                )
            case "viewer" | "editor":
                group = create_partner_group(ours["partner"], role)
            case "partner_admin":
                group = create_partner_group(ours["partner"], "admin")
            case "foreign_editor":
                group = create_partner_group(theirs["partner"], "editor")
            case "network_admin":
                group = create_network_group()
            case "superuser":
                group = None
            case _:
                raise ValueError(role)
        if group is not None:
            user.groups.add(group)
        UserProfile.objects.create(user=user, preferred_language=language)
        client.force_login(user)
        return client

    return client_for
