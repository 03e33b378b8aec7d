"""Pages of courses, with their runs (dates and locations) as inline children."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from opinovi_wagtail import publishing
from opinovi_wagtail.models import CourseRun, Place, WordsField

from .keyed import KeyedChild, KeyedPanel
from .panels import FactPanel, FactsPanel
from .rowpage import RowPage

SEASON = re.compile(r"\d{4}-(spring|summer|autumn)")


class RunOfPage(KeyedChild):
    """One time and place of a course. Subclass it with a ``ParentalKey`` to your page, ``related_name="runs"``."""

    start_kind = models.CharField(
        _("start"), max_length=10, choices=CourseRun.StartKind, default=CourseRun.StartKind.DATE
    )
    start_on = models.DateField(_("first day"), null=True, blank=True)
    start_season = models.CharField(
        _("season"), max_length=11, blank=True, help_text=_("For example 2027-spring or 2027-autumn.")
    )
    start_text = WordsField(_("start in words"), blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    duration_amount = models.DecimalField(_("duration"), max_digits=7, decimal_places=2, null=True, blank=True)
    duration_unit = models.CharField(
        _("unit of the duration"), max_length=10, blank=True, choices=CourseRun.DurationUnit
    )
    forms = models.JSONField(_("teaching methods"), default=list, blank=True)
    times = models.JSONField(_("times of teaching"), default=list, blank=True)
    languages = models.JSONField(_("languages of instruction"), default=list, blank=True)
    municipalities = models.JSONField(_("municipalities"), default=list, blank=True)
    funding = models.JSONField(_("funding"), default=list, blank=True)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    place_name = WordsField(_("name of the place"), blank=True)
    place_address = models.CharField(_("street address"), max_length=255, blank=True)
    online_url = models.CharField(_("online address"), max_length=1000, blank=True, validators=[URLValidator()])
    accessibility = WordsField(_("accessibility"), blank=True, long=True)
    price_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    price_amount = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True)
    price_text = WordsField(_("price in words"), blank=True)
    application = models.CharField(_("kind of application"), max_length=20, blank=True)
    apply_from = models.DateTimeField(_("application opens"), null=True, blank=True)
    apply_until = models.DateTimeField(_("application closes"), null=True, blank=True)
    apply_url = models.CharField(_("address for applying"), max_length=1000, blank=True, validators=[URLValidator()])
    apply_login = models.CharField(_("login for applying"), max_length=10, blank=True, choices=CourseRun.ApplyLogin)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CourseRun.Status, default=CourseRun.Status.SCHEDULED)

    facts: ClassVar[tuple[str, ...]] = (
        "start_kind", "start_on", "start_season", "start_text", "ends_on", "duration_amount", "duration_unit", "forms",
        "times", "languages", "municipalities", "funding", "place", "place_name", "place_address", "online_url",
        "accessibility", "price_free", "price_amount", "price_text", "application", "apply_from", "apply_until",
        "apply_url", "apply_login", "places", "status",
    )  # fmt: skip
    code_sets: ClassVar[dict[str, str]] = {
        "forms": "forms",
        "times": "times",
        "languages": "languages",
        "municipalities": "municipalities",
        "funding": "funding",
        "application": "applications",
    }

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FactPanel("start_kind"), FactPanel("start_on"), FactPanel("ends_on")]),
        FactPanel("municipalities"),
        FieldRowPanel([FactPanel("forms"), FactPanel("times")]),
        FieldRowPanel([FactPanel("price_free"), FactPanel("price_amount")]),
        MultiFieldPanel(
            [
                FactPanel("application"),
                FieldRowPanel([FactPanel("apply_from"), FactPanel("apply_until")]),
                FieldRowPanel([FactPanel("apply_url"), FactPanel("apply_login")]),
            ],
            heading=_("Applying"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FactPanel("start_season"), FactPanel("start_text")]),
                FieldRowPanel([FactPanel("duration_amount"), FactPanel("duration_unit")]),
                FactPanel("languages"),
                FactPanel("funding"),
                FactPanel("place"),
                FactPanel("place_name"),
                FactPanel("place_address"),
                FactPanel("online_url"),
                FactPanel("accessibility"),
                FactPanel("price_text"),
                FactPanel("places"),
                FactPanel("status"),
            ],
            heading=_("More"),
            classname="collapsed",
        ),
    ]

    class Meta(KeyedChild.Meta):
        abstract = True
        verbose_name = _("dates and location")
        verbose_name_plural = _("dates and locations")

    def clean(self) -> None:
        super().clean()
        problems = {}
        if self.start_kind == CourseRun.StartKind.DATE and not self.start_on:
            problems["start_on"] = _("Give the first day, or choose another kind of start.")
        if self.start_kind == CourseRun.StartKind.SEASON and not SEASON.fullmatch(self.start_season):
            problems["start_season"] = _("Write the season like this: 2027-spring, 2027-summer or 2027-autumn.")
        if self.start_on and self.ends_on and self.ends_on < self.start_on:
            problems["ends_on"] = _("It ends before it starts.")
        if self.apply_from and self.apply_until and self.apply_until < self.apply_from:
            problems["apply_until"] = _("The application period closes before it opens.")
        if problems:
            raise ValidationError(problems)


class CoursePageMixin(RowPage):
    """Mixed into a page model that is a course. Its child relation is called ``runs``."""

    education_type = models.CharField(_("type of education"), max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(_("level of qualification"), null=True, blank=True)
    credits_amount = models.DecimalField(_("scope"), max_digits=7, decimal_places=2, null=True, blank=True)
    credits_unit = models.CharField(_("unit of the scope"), max_length=20, blank=True)
    fields = models.JSONField(_("fields of education"), default=list, blank=True)
    prior_education = models.JSONField(_("educational background"), default=list, blank=True)
    situations = models.JSONField(_("life situations"), default=list, blank=True)

    row_kind: ClassVar[str] = "course"
    facts: ClassVar[tuple[str, ...]] = (
        "partner", "education_type", "level", "credits_amount", "credits_unit", "fields", "prior_education", "situations",
    )  # fmt: skip
    fact_relations: ClassVar[tuple[str, ...]] = ("runs",)
    code_sets: ClassVar[dict[str, str]] = {
        "education_type": "education_types",
        "level": "levels",
        "credits_unit": "credit_units",
        "fields": "fields",
        "prior_education": "prior_education",
        "situations": "situations",
    }
    override_translatable_fields: ClassVar[list[Any]] = [
        *(TranslatableField(name) for name in ("summary", "body")),
        *(SynchronizedField(name, overridable=False) for name in (*facts, *fact_relations)),
    ]

    row_panels: ClassVar[list[Any]] = [
        FieldPanel("summary"),
        FactsPanel([KeyedPanel("runs", label=_("Dates and location"))], heading=_("Dates and locations")),
        FieldPanel("body"),
        FactsPanel(
            [
                FactPanel("partner"),
                FactPanel("education_type"),
                FactPanel("fields"),
                FactPanel("level"),
                FieldRowPanel([FactPanel("credits_amount"), FactPanel("credits_unit")]),
                FactPanel("prior_education"),
                FactPanel("situations"),
            ],
            heading=_("Organiser and details"),
        ),
    ]

    class Meta:
        abstract = True

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        from opinovi_wagtail.views.courses import course_detail

        return course_detail(request, self, row)


@publishing.projects(CoursePageMixin, kind="course")
def course_of_page(page: CoursePageMixin) -> publishing.Projected:
    return page.projected()
