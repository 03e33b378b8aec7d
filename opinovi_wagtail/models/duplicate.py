"""Two rows that look like the same thing from two sources: a proposal that a person decides."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from opinovi_wagtail.rules.states import DuplicateReason, DuplicateState

from .course import Course
from .event import Event


class Duplicate(models.Model):
    """A pair of courses or a pair of events; the one with the smaller primary key stands first."""

    course = models.ForeignKey(Course, null=True, on_delete=models.CASCADE, related_name="+")
    other_course = models.ForeignKey(Course, null=True, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, null=True, on_delete=models.CASCADE, related_name="+")
    other_event = models.ForeignKey(Event, null=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=DuplicateReason)
    state = models.CharField(_("state"), max_length=10, choices=DuplicateState, default=DuplicateState.OPEN)
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["course", "other_course"], name="opinovi_duplicate_courses"),
            models.UniqueConstraint(fields=["event", "other_event"], name="opinovi_duplicate_events"),
        ]

    def __str__(self) -> str:
        return f"{self.rows[0]} – {self.rows[1]}"

    @property
    def rows(self) -> tuple[Course, Course] | tuple[Event, Event]:
        """Both rows."""
        if self.course is not None and self.other_course is not None:
            return self.course, self.other_course
        assert self.event is not None and self.other_event is not None
        return self.event, self.other_event
