"""The form of a course and its runs."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from opinovi_wagtail import changes
from opinovi_wagtail.models import Course, CourseRun
from opinovi_wagtail.rules.states import Origin

from .forms import ChildForm, ChildFormSet, FactsPanel, RowsPanel
from .owned import OwnedForm, safe_words

_SEASON = re.compile(r"\d{4}-(spring|summer|autumn|winter)\Z")


class RunForm(ChildForm):
    """A run: what an adult asks first is in sight, the rest is folded away."""

    folded: ClassVar[tuple[str, ...]] = (
        "start_season", "start_text", "duration_amount", "duration_unit", "times", "languages", "municipalities",
        "funding", "place_name", "place_address", "online_url", "accessibility", "price_amount", "price_currency",
        "price_text", "application", "apply_from", "apply_until", "apply_login", "places", "places_left", "url", "status",
    )  # fmt: skip

    class Meta(ChildForm.Meta):
        model = CourseRun
        fields = [
            "start_kind", "start_on", "ends_on", "place", "forms", "price_free", "apply_url",
            "start_season", "start_text", "duration_amount", "duration_unit", "times", "languages", "municipalities",
            "funding", "place_name", "place_address", "online_url", "accessibility", "price_amount", "price_currency",
            "price_text", "application", "apply_from", "apply_until", "apply_login", "places", "places_left", "url", "status",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("start_kind", CourseRun.StartKind.DATE)
            del self.fields["status"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        match cleaned.get("start_kind"):
            case CourseRun.StartKind.DATE if not cleaned.get("start_on") and "start_on" not in self.errors:
                self.add_error("start_on", _("Write the first day, or choose another kind of start."))
            case CourseRun.StartKind.SEASON if not _SEASON.match(cleaned.get("start_season") or ""):
                self.add_error("start_season", _("Write the season like this: 2027-autumn."))
        first, last = cleaned.get("start_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first one."))
        opens, closes = cleaned.get("apply_from"), cleaned.get("apply_until")
        if opens and closes and closes <= opens:
            self.add_error("apply_until", _("Applying ends before it begins."))
        if cleaned.get("duration_amount") and not cleaned.get("duration_unit"):
            self.add_error("duration_unit", _("Choose the unit of the duration."))
        for name in ("start_text", "place_name", "accessibility", "price_text"):
            if name in cleaned:
                cleaned[name] = safe_words(cleaned[name], long=name == "accessibility")
        return cleaned


class RunFormSet(ChildFormSet):
    starts_with_one = True


Runs = forms.inlineformset_factory(Course, CourseRun, form=RunForm, formset=RunFormSet, extra=0, can_delete=True)


class CourseForm(OwnedForm):
    children: ClassVar[dict[str, Any]] = {"runs": Runs}
    pinnable: ClassVar[tuple[str, ...]] = (
        "title", "summary", "description", "education_type", "level", "credits_amount", "credits_unit", "fields",
        "prior_education", "situations",
    )  # fmt: skip

    def save_row(self, now: dt.datetime) -> Course:
        course: Course = self.instance
        if course.pk is None:
            course.origin = Origin.FORM
        else:
            course = Course.objects.select_for_update().get(pk=course.pk)
        with self.pinning(course):
            self.copy_to(course)
            course.updated_at = now
            course.save()
            self._save_runs(course)
        changes.course_saved(course)
        return course

    def _save_runs(self, course: Course) -> None:
        table = self.tables.get("runs")
        if table is None:
            return
        for position, form in enumerate(table.forms):
            run = form.instance
            if form in table.deleted_forms:
                if run.pk:
                    run.delete()
            elif run.pk is None or form.has_changed():
                run.course, run.position = course, position
                run.key = run.key or str(uuid.uuid4())
                run.save()


course_panels = ObjectList(
    [
        FactsPanel(heading=gettext_lazy("Where the facts come from")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("partner"), FieldPanel("education_type")]),
                FieldPanel("title"),
                FieldPanel("summary"),
            ],
            heading=gettext_lazy("What"),
        ),
        RowsPanel("runs", heading=gettext_lazy("When, where and at what price"), add_label=gettext_lazy("Add a run")),
        MultiFieldPanel(
            [
                FieldPanel("description"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("credits_amount"), FieldPanel("credits_unit")]),
                FieldPanel("fields"),
                FieldPanel("prior_education"),
                FieldPanel("situations"),
            ],
            heading=gettext_lazy("More about the course"),
            classname="collapsed",
        ),
        MultiFieldPanel([FieldPanel("listed")], heading=gettext_lazy("Hide"), classname="collapsed"),
    ],
    base_form_class=CourseForm,
)
