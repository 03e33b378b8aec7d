"""What one may do with a page that has a row: what Wagtail's page permissions allow, for the partner's own people only."""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester

from opinovi_wagtail import links, publishing
from opinovi_wagtail.admin.rights import Reach, reach


def writable(user: Any, page: Any) -> Reach:
    """The partners whose rows of the kind of ``page`` the user may write."""
    name = links.ROW_MODELS[page.row_kind]._meta.model_name
    return reach(user, [f"add_{name}", f"change_{name}"])


def is_foreign(user: Any, page: Any) -> bool:
    """Whether ``page``, as it is now and not as a draft would have it, belongs to a partner out of the user's reach."""
    if page.pk is None:
        return False
    covered = writable(user, page)
    if covered.everywhere:
        return False
    row = publishing.row_of(page)
    if row is not None:
        return not covered.includes(row.partner_id)
    stored = type(page)._base_manager.filter(pk=page.pk).values_list("partner_id", flat=True).first()
    return stored is not None and not covered.includes(stored)


class RowPagePermissions(PagePermissionTester):
    """Of another partner's page nothing is left, except what a step of a workflow asks of its reviewers."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.foreign = is_foreign(user, page)
        if self.foreign:
            self.permissions: set[str] = set()

    def can_copy(self) -> bool:
        return not self.foreign and bool(super().can_copy())

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return not self.foreign and bool(super().can_copy_to(destination, recursive=recursive))
