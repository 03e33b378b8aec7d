"""How far a run is: for the report that is open while the run goes, asked again and again by ``progress.js``."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync.report import lasted

from ..scope import ScopedView

GOING = frozenset({RunState.WAITING, RunState.RUNNING})
# Every record of a feed is counted under one of these.
_RECORDS = ("created", "updated", "unchanged", "filtered", "failed")


def progress(run: SyncRun) -> dict[str, Any]:
    """What is known of a run that has not ended, in words: ``said`` is for reading aloud, ``details`` for looking."""
    records = sum(getattr(run, name) for name in _RECORDS)
    counted = ngettext("%(count)s record so far", "%(count)s records so far", records) % {"count": records}
    pages = ngettext("%(count)s page", "%(count)s pages", run.pages) % {"count": run.pages}
    elapsed = lasted(timezone.now() - run.started_at)
    if run.state == RunState.WAITING:
        return {"ended": False, "said": _("Waiting for a worker."), "details": elapsed}
    return {
        "ended": run.state not in GOING,
        "said": _("Being fetched: %(records)s.") % {"records": counted},
        "details": " · ".join([pages, str(filesizeformat(run.bytes)), elapsed]),
    }


class RunProgressView(ScopedView, PermissionCheckedMixin, View):
    """``progress`` as JSON, for those who may see the report."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    any_permission_required: ClassVar[list[str]] = ["view"]
    model: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        run = get_object_or_404(SyncRun.objects.defer("told"), pk=kwargs["pk"])
        return JsonResponse(progress(run), headers={"Cache-Control": "no-store"})
