"""The roles of the desk as Django groups: which permissions make a viewer, an editor, a partner's or the network's admin.

A partner's role is a group that is attached to the partner; the network's role holds ``manage_network`` and is attached to
none. Calling a function here again brings an existing group up to date and takes nothing away from it.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.models import Partner


class Role(TextChoices):
    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Partner admin")


CONTENT = ("place", "course", "event", "fundingguide", "referraltarget")
PEOPLE = ("registration", "message", "reminderrule")
SOURCES = ("cataloguesource", "syncrun")

# Role -> action -> the models on which it is allowed.
PERMISSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    Role.VIEWER: {"view": ("partner", *CONTENT, *SOURCES)},
    Role.EDITOR: {
        "view": ("partner", *CONTENT, *PEOPLE, *SOURCES),
        "add": (*CONTENT, "reminderrule"),
        "change": (*CONTENT, "registration", "reminderrule"),
        "delete": (*CONTENT, "reminderrule"),
    },
    Role.ADMIN: {
        "view": ("partner", *CONTENT, *PEOPLE, *SOURCES),
        "add": (*CONTENT, "reminderrule", "cataloguesource"),
        "change": ("partner", *CONTENT, "registration", "reminderrule", "cataloguesource"),
        "delete": (*CONTENT, "reminderrule", "cataloguesource"),
    },
}
NETWORK_EXTRA = {"add": ("partner",), "delete": ("partner",)}


def create_partner_group(partner: Partner, role: str) -> Group:
    """The group of people who have ``role`` ("viewer", "editor" or "admin") at ``partner``; made if it is not there.

    Raises ``ValueError`` for an unknown role.
    """
    group, _created = Group.objects.get_or_create(name=f"{partner.slug[:100]}: {Role(role).value}")
    group.permissions.add(*_permissions(PERMISSIONS[role]))
    partner.groups.add(group)
    return group


def create_network_group(name: str = "Opin Ovi network") -> Group:
    """The group of people who look after every partner."""
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(*_permissions(PERMISSIONS[Role.ADMIN]), *_permissions(NETWORK_EXTRA))
    group.permissions.add(
        Permission.objects.get(codename="manage_network", content_type__app_label="opinovi_wagtail"),
    )
    return group


def _permissions(allowed: dict[str, tuple[str, ...]]) -> list[Permission]:
    codenames = [f"{action}_{model}" for action, models in allowed.items() for model in models]
    ours = Q(content_type__app_label="opinovi_wagtail", codename__in=codenames)
    enter = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    return list(Permission.objects.filter(ours | enter))
