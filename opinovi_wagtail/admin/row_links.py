"""Where the desk shows a row: its form to those who may change it, the row in full to those who may read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from .policies import policy_for
from .scope import SEEING


class RowLinks:
    """Links for one user. No query per row: rights are read once per request."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def may_change(self, row: Any) -> bool:
        return policy_for(type(row)).user_has_permission_for_instance(self.user, "change", row)

    def may_see(self, row: Any) -> bool:
        return policy_for(type(row)).user_has_any_permission_for_instance(self.user, SEEING, row)

    def url(self, row: Any) -> str:
        """The address of ``row`` (a course, an event or a guide) in the desk; empty for whoever may not see it."""
        return self.url_of(type(row), row.pk, row.partner_id)

    def url_of(self, model: Any, pk: int, partner_id: int) -> str:
        """The same for a row of ``model`` that need not be read for it."""
        policy = policy_for(model)
        if policy.reach(self.user, ["change"]).includes(partner_id):
            name = "edit"
        elif policy.reach(self.user, SEEING).includes(partner_id):
            name = "inspect"
        else:
            return ""
        return reverse(f"opinovi-{model._meta.model_name}:{name}", args=[pk])
