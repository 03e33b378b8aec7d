"""What one does with a catalogue source by a click: preview it, sync it now, pause it and resume it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.queue import enqueue
from opinovi_wagtail.sync.asked import ask_for_run
from opinovi_wagtail.sync.lease import SourceBusy
from opinovi_wagtail.sync.pause import pause, resume
from opinovi_wagtail.sync.run import run_source

from ..confirm import ConfirmView, Refused
from .next_step import nothing_to_fetch

SYNC_TASK = "opinovi_wagtail.sync_source"
PREVIEW_TASK = "opinovi_wagtail.preview_source"
PAUSE_LOGGED = "opinovi.pause"
RESUME_LOGGED = "opinovi.resume"


class SourceActView(ConfirmView):
    """An act on a source, which leads back to the page of the source."""

    inspect_url_name = ""
    # Whether the feed is fetched, for which nothing may be missing.
    fetches = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.fetches and (reason := nothing_to_fetch(self.object)):
            messages.error(request, reason)
            return redirect(self.get_next_url())
        return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """What comes of the click."""
        return super().post(request)

    def get_next_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])


class RunNowView(SourceActView):
    """Runs the source in this request, or asks the worker to where there is one; then shows the report, which fills."""

    fetches = True
    dry_run = False
    task = SYNC_TASK
    run: SyncRun | None = None
    inspect_run_url_name = "opinovi-syncrun:inspect"
    # The report says how it goes and went.
    done = ""

    def act(self) -> None:
        by = self.request.user.get_username()
        if conf.USE_CELERY:
            self.run = ask_for_run(self.object, dry_run=self.dry_run, by=by)
            enqueue(self.task, [self.object.pk])
            return
        try:
            self.run = run_source(self.object, dry_run=self.dry_run, by=by)
        except SourceBusy as busy:
            raise Refused(str(busy)) from None

    def get_next_url(self) -> str:
        if self.run is not None:
            return reverse(self.inspect_run_url_name, args=[self.run.pk])
        return super().get_next_url()


class SyncNowView(RunNowView):
    page_title = gettext_lazy("Sync now")
    question = gettext_lazy("The feed is fetched and what it says is taken into the lists.")
    yes = gettext_lazy("Sync now")


class PreviewView(RunNowView):
    page_title = gettext_lazy("Preview")
    question = gettext_lazy("The feed is fetched and compared with what is here. Nothing is changed.")
    yes = gettext_lazy("Preview")
    dry_run = True
    task = PREVIEW_TASK


class PauseView(SourceActView):
    """Leaves the source alone; the log says who wanted that."""

    page_title = gettext_lazy("Pause")
    question = gettext_lazy("The feed is not fetched any more until somebody resumes it. What was taken stays here.")
    yes = gettext_lazy("Pause")
    done = gettext_lazy("The source is paused. What was taken stays here.")

    def act(self) -> None:
        if self.object.paused_because:
            raise Refused(_("The source is paused already."))
        pause(self.object)
        log(instance=self.object, action=PAUSE_LOGGED)


class ResumeView(SourceActView):
    """Lets a paused source be fetched again."""

    page_title = gettext_lazy("Resume")
    question = gettext_lazy("The feed is fetched again, at its next chance and then as often as before.")
    yes = gettext_lazy("Resume")
    done = gettext_lazy("The source is fetched again.")

    def act(self) -> None:
        if not self.object.paused_because:
            raise Refused(_("The source is not paused."))
        resume(self.object)
        log(instance=self.object, action=RESUME_LOGGED)


ACTS: dict[str, Any] = {
    "preview": PreviewView,
    "sync": SyncNowView,
    "pause": PauseView,
    "resume": ResumeView,
}
