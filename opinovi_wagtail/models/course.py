"""Courses and their runs, with a narrow table of codes for facets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .owned import OwnedRow
from .place import Place
from .words import WordsField, say


class Course(OwnedRow):
    """Something that can be studied; when and where is the business of its runs."""

    title = WordsField(_("title"))
    summary = WordsField(_("summary"), blank=True, long=True)
    description = WordsField(_("description"), blank=True, long=True)
    image_url = models.CharField(max_length=1000, blank=True, editable=False)
    education_type = models.CharField(_("type of education"), max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(_("level of qualification"), null=True, blank=True)
    credits_amount = models.DecimalField(_("scope"), max_digits=7, decimal_places=2, null=True, blank=True)
    credits_unit = models.CharField(_("unit of the scope"), max_length=20, blank=True)
    fields = models.JSONField(_("fields of education"), default=list, blank=True)
    prior_education = models.JSONField(_("educational background"), default=list, blank=True)
    situations = models.JSONField(_("life situations"), default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(fields=["source", "remote_key"], name="opinovi_course_source_key"),
        ]
        indexes = [models.Index(fields=["listed", "withdrawn_at"], name="opinovi_course_public")]

    def __str__(self) -> str:
        return say(self.title, get_language() or "fi").text


class CourseRun(models.Model):
    """One time and place at which a course can be taken. Days are local calendar days; moments are UTC in the database."""

    class StartKind(models.TextChoices):
        DATE = "date", _("On a date")
        SEASON = "season", _("In a season")
        ROLLING = "rolling", _("At any time")
        PERSONAL = "personal", _("By a personal study plan")
        UNKNOWN = "unknown", _("Not known yet")

    class DurationUnit(models.TextChoices):
        HOUR = "hour", _("hours")
        DAY = "day", _("days")
        WEEK = "week", _("weeks")
        MONTH = "month", _("months")
        YEAR = "year", _("years")

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        CANCELLED = "cancelled", pgettext_lazy("course run", "Cancelled")

    class ApplyLogin(models.TextChoices):
        """What one has to log in with where one applies."""

        NONE = "none", _("No login is needed")
        STRONG = "strong", _("Online banking codes or a mobile certificate")
        ACCOUNT = "account", _("An account in the organiser’s own system")

    # No index of its own: the unique constraint begins with it.
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="runs", db_index=False)
    # A page's child key or a hash of the source's identifier: unique within the course, never globally.
    key = models.CharField(max_length=36, editable=False)
    remote_id = models.CharField(max_length=200, blank=True, editable=False)
    url = models.CharField(_("address of the run"), max_length=1000, blank=True)
    start_kind = models.CharField(_("start"), max_length=10, choices=StartKind, default=StartKind.UNKNOWN)
    start_on = models.DateField(_("first day"), null=True, blank=True)
    start_season = models.CharField(
        _("season"), max_length=11, blank=True, help_text=_("For example 2027-spring or 2027-autumn.")
    )
    start_text = WordsField(_("start in words"), blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    duration_amount = models.DecimalField(_("duration"), max_digits=7, decimal_places=2, null=True, blank=True)
    duration_unit = models.CharField(_("unit of the duration"), max_length=10, blank=True, choices=DurationUnit)
    forms = models.JSONField(_("teaching methods"), default=list, blank=True)
    times = models.JSONField(_("times of teaching"), default=list, blank=True)
    languages = models.JSONField(_("languages of instruction"), default=list, blank=True)
    municipalities = models.JSONField(_("municipalities"), default=list, blank=True)
    funding = models.JSONField(_("funding"), default=list, blank=True)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    place_name = WordsField(_("name of the place"), blank=True)
    place_address = models.CharField(_("street address"), max_length=255, blank=True)
    online_url = models.CharField(_("online address"), max_length=1000, blank=True)
    accessibility = WordsField(_("accessibility"), blank=True, long=True)
    price_amount = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True)
    price_currency = models.CharField(_("currency"), max_length=3, default="EUR", blank=True)
    price_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    price_text = WordsField(_("price in words"), blank=True)
    application = models.CharField(_("kind of application"), max_length=20, blank=True)
    apply_from = models.DateTimeField(_("application opens"), null=True, blank=True)
    apply_until = models.DateTimeField(_("application closes"), null=True, blank=True)
    apply_url = models.CharField(_("address for applying"), max_length=1000, blank=True)
    apply_login = models.CharField(_("login for applying"), max_length=10, blank=True, choices=ApplyLogin)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    places_left = models.PositiveIntegerField(_("places left"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("course run")
        verbose_name_plural = _("course runs")
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="opinovi_run_course_key")]
        indexes = [models.Index(fields=["start_on"], name="opinovi_run_start")]

    def __str__(self) -> str:
        return f"{self.course} {self.start_on or self.start_season or ''}".strip()

    @property
    def season_in_words(self) -> str:
        """``2027-spring`` as ``Spring 2027``, in the active language; just the year where the part of it is unknown."""
        year, _dash, part = self.start_season.partition("-")
        match part:
            case "spring":
                return gettext("Spring %(year)s") % {"year": year}
            case "summer":
                return gettext("Summer %(year)s") % {"year": year}
            case "autumn":
                return gettext("Autumn %(year)s") % {"year": year}
            case "winter":
                return gettext("Winter %(year)s") % {"year": year}
        return year


class RunCode(models.Model):
    """One code of one run: what a facet counts and a filter asks for (JSON containment does not exist on SQLite)."""

    # No index of its own: the unique constraint begins with it.
    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="codes", db_index=False)
    set = models.CharField(max_length=20)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "set", "code"], name="opinovi_runcode_unique")]
        indexes = [models.Index(fields=["set", "code", "run"], name="opinovi_runcode_facet")]

    def __str__(self) -> str:
        return f"{self.set}={self.code}"
