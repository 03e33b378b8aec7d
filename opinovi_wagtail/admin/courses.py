"""Courses in the desk."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import get_language, gettext_lazy
from wagtail.admin.ui.tables import Column, NumberColumn

from opinovi_wagtail.models import Course, Projection
from opinovi_wagtail.vocabularies import get_vocabulary

from .course_form import course_panels
from .lists import PartnerFilterSet
from .owned_views import OwnedIndexView, OwnedViewSet
from .standing import ListedColumn, StandingFilter


class TypeColumn(Column):
    def get_value(self, instance: Course) -> str:
        return get_vocabulary("education_types").label(instance.education_type, get_language() or "fi")


class CourseFilterSet(PartnerFilterSet):
    standing = StandingFilter()

    class Meta:
        model = Course
        fields = ["partner", "origin", "source"]


class CourseIndexView(OwnedIndexView):
    projection_kind = Projection.Kind.COURSE
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Course]:
        rows = super().get_base_queryset().defer("search_text", "description", "summary")
        return rows.annotate(run_count=Count("runs"))


class CoursesViewSet(OwnedViewSet):
    model = Course
    icon = "openquote"
    menu_order = 20
    index_view_class = CourseIndexView
    filterset_class = CourseFilterSet
    edit_handler = course_panels
    list_display: Any = [
        "__str__",
        TypeColumn("education_type", label=gettext_lazy("Type of education"), sort_key="education_type"),
        NumberColumn("run_count", label=gettext_lazy("Runs"), sort_key="run_count"),
        "partner",
        "origin",
        ListedColumn("listed", label=gettext_lazy("Shown in lists"), sort_key="listed"),
    ]
