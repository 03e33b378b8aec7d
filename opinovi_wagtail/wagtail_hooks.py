"""Wagtail's way into the desk: policies first, then menu, choosers and assets."""

from opinovi_wagtail.admin.policies import register_policies

# Before anything asks Wagtail 8 for a policy: it would make one that knows no partners.
register_policies()

from typing import Any  # noqa: E402

import django  # noqa: E402
from django.db import connections, router  # noqa: E402
from django.templatetags.static import static  # noqa: E402
from django.utils.html import format_html  # noqa: E402
from django.utils.safestring import SafeString  # noqa: E402
from django.utils.translation import gettext_lazy as _  # noqa: E402
from wagtail import hooks  # noqa: E402

from opinovi_wagtail.admin.menu import CHOOSERS, DeskGroup  # noqa: E402
from opinovi_wagtail.admin.policies import PARTNER_PATHS  # noqa: E402
from opinovi_wagtail.admin.registrations import EXPORT_LOGGED  # noqa: E402
from opinovi_wagtail.admin.sources.acts import PAUSE_LOGGED, RESUME_LOGGED  # noqa: E402
from opinovi_wagtail.admin.sources.withdrawals import APPROVE_LOGGED, REJECT_LOGGED  # noqa: E402
from opinovi_wagtail.models import RowLogEntry  # noqa: E402


@hooks.register("register_admin_viewset")
def register_desk() -> list[Any]:
    return [DeskGroup(), *(chooser() for chooser in CHOOSERS)]


@hooks.register("register_log_actions")
def register_row_log(registry: Any) -> None:
    for model in PARTNER_PATHS:
        registry.register_model(model, RowLogEntry)
    features = connections[router.db_for_read(RowLogEntry)].features
    if django.VERSION >= (6, 1) and not features.supports_slicing_ordering_in_compound:
        # SQLite: Wagtail's site history is a union of all logs, and this Django refuses one of more than two. Ours stays
        # out of it there, or the report would open for nobody; every row still has its own history.
        registry.log_entry_models.discard(RowLogEntry)
    registry.register_action(PAUSE_LOGGED, _("Pause"), _("Paused the source"))
    registry.register_action(RESUME_LOGGED, _("Resume"), _("Resumed the source"))
    registry.register_action(APPROVE_LOGGED, _("Withdraw"), _("Let the rows that were missing be withdrawn"))
    registry.register_action(REJECT_LOGGED, _("Keep"), _("Kept the rows that were missing"))
    registry.register_action(EXPORT_LOGGED, _("Export"), _("Exported a list of participants"))


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("opinovi_wagtail/admin.css"))
