"""Narrows courses, events and guides by the query parameters that pages, feeds and the API share; not how they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Course, CourseRun, Event, EventCode, FundingGuide, Meeting, Partner, RunCode
from opinovi_wagtail.rules.states import GuideStatus
from opinovi_wagtail.vocabularies import get_vocabulary

from .current import coming_events, current_runs
from .documents import fold
from .fields import CodesField, DayField, OneCodeField

SOON = dt.timedelta(days=30)

# Who can study in the evening can take what is taught by day and in the evening; the same by day.
TIMES_THAT_FIT = {"day": ("day", "day_and_evening"), "evening": ("evening", "day_and_evening")}

# The forms of teaching in plain words: their names alone say little to someone who has been away from school.
FORMS = {
    "contact": _("Contact teaching: in the same place as the teacher"),
    "distance": _("Distance teaching: online at set times"),
    "online": _("Online teaching: online, at your own pace"),
    "blended": _("Blended teaching: partly on site, partly online"),
    "independent": _("Independent learning: you study on your own"),
    "apprenticeship": _("Apprenticeship: you learn at work"),
}


class CodesFilter(django_filters.Filter):
    """A repeatable parameter whose values are codes of ``vocabulary``, or of ``offered`` if it has its own few."""

    field_class = CodesField

    def __init__(self, *, vocabulary: str = "", offered: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        self.offered = offered
        super().__init__(**kwargs)


class OneCodeFilter(django_filters.Filter):
    """A parameter with one value out of a few."""

    field_class = OneCodeField


class DayFilter(django_filters.Filter):
    """A parameter that is a day."""

    field_class = DayField


class CatalogueFilters(django_filters.FilterSet):
    """What every kind shares. ``now`` decides what is over, ``language`` is that of the labels.

    A value that means nothing here narrows nothing: it is named in ``not_understood``, and the rest goes on narrowing.
    """

    # What a visitor is asked first; the rest stands behind "More filters".
    FIRST: tuple[str, ...] = ()
    # Sets with hundreds of codes: only those that rows carry are offered.
    ONLY_IN_USE = ("municipalities", "languages", "education_types")

    q = django_filters.CharFilter(label=_("Search words"), max_length=200)

    def __init__(self, data: QueryDict, *, now: dt.datetime, language: str) -> None:
        self.now = now
        self.today = dates.local(now, conf.TIME_ZONE).date()
        self.language = language
        super().__init__(data, queryset=self.rows())
        self.form.label_suffix = ""
        self.form.use_required_attribute = False
        self._offer_options()

    def rows(self) -> QuerySet[Any]:
        """Every row that the list shows when nothing narrows it."""
        raise NotImplementedError

    def offered_rows(self) -> QuerySet[Any]:
        """The rows whose partners and codes are offered to choose from."""
        return self.rows()

    def codes_in_use(self) -> Iterable[tuple[str, str]]:
        """``(parameter, code)`` of what the offered rows carry."""
        return ()

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        """``rows`` that have what was ``asked`` for beyond words and partner."""
        return rows

    def arrange(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        """``rows`` in order, with what a card shows of them."""
        raise NotImplementedError

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters that narrow the list, as far as they were understood."""
        self.form.errors  # noqa: B018 - cleans the form
        return {name: value for name, value in self.form.cleaned_data.items() if value and name != "sort"}

    @property
    def first(self) -> list[Any]:
        """The fields that are asked first, in their order."""
        return [self.form[name] for name in self.FIRST]

    @property
    def more(self) -> list[Any]:
        """The other fields, except the search words."""
        return [self.form[name] for name in self.form.fields if name not in self.FIRST and name != "q"]

    @property
    def more_in_use(self) -> bool:
        """Whether any of the other fields says something, right or wrong, beyond what it says by itself."""
        return any(self._says_something(field) for field in self.more)

    @property
    def narrowing(self) -> int:
        """How many parameters narrow the list, beside the search words."""
        return len(self.asked.keys() - {"q"})

    @property
    def has_errors(self) -> bool:
        """Whether something beside the search words was written in a way that is not understood."""
        return any(name != "q" for name in self.form.errors)

    @property
    def not_understood(self) -> list[tuple[str, str]]:
        """``(label of the parameter, value)`` of what was left out."""
        self.form.errors  # noqa: B018
        return [
            (str(field.label), value) for field in self.form.fields.values() for value in getattr(field, "unknown", ())
        ]

    def labels_of(self, name: str) -> list[tuple[str, str]]:
        """``(value in the query, label)`` of what was asked under ``name``."""
        field = self.form.fields[name]
        value = self.asked[name]
        if isinstance(field, CodesField):
            return [(code, str(field.known[code])) for code in value]
        if isinstance(value, dt.date):
            return [(self.data.get(name, ""), dates.short_day(value, self.language))]
        return [(self.data.get(name, ""), str(value))]

    def without(self, name: str) -> QuerySet[Any]:
        """The rows there would be if ``name`` did not narrow them, in no order."""
        return self._narrowed({key: value for key, value in self.asked.items() if key != name})

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.arrange(self._narrowed(self.asked), self.form.cleaned_data.get("sort") or "")

    def _narrowed(self, asked: Mapping[str, Any], rows: QuerySet[Any] | None = None) -> QuerySet[Any]:
        rows = self.rows() if rows is None else rows
        for word in fold(asked.get("q", "")).split():
            rows = rows.filter(search_text__contains=word)
        if "partner" in asked:
            rows = rows.filter(partner__slug__in=asked["partner"])
        return self.narrow(rows, asked)

    def _says_something(self, bound: Any) -> bool:
        value = self.data.get(bound.name)
        is_default = isinstance(bound.field, OneCodeField) and value == str(bound.field.choices[0][0])
        return bool(bound.errors or bound.name in self.asked or (value and not is_default))

    def _offer_options(self) -> None:
        in_use: dict[str, set[str]] = {}
        for name, code in self.codes_in_use():
            in_use.setdefault(name, set()).add(code)
        for name, wanted in self.filters.items():
            if not isinstance(wanted, CodesFilter):
                continue
            field = self.form.fields[name]
            if name == "partner":
                partners = Partner.objects.filter(pk__in=self.offered_rows().order_by().values("partner"))
                field.known = {partner.slug: str(partner) for partner in partners}
            elif wanted.offered is not None:
                field.known = dict(wanted.offered)
                field.says_itself = len(wanted.offered) == 1
            else:
                field.known = dict(get_vocabulary(wanted.vocabulary).choices(self.language))
            if wanted.vocabulary in self.ONLY_IN_USE:
                shown = in_use.get(name, set()) | set(self.data.getlist(name))
                options = [option for option in field.known.items() if option[0] in shown]
                field.choices = sorted(options, key=lambda option: alphabetical(option[1]))
            else:
                field.choices = list(field.known.items())


class CourseFilters(CatalogueFilters):
    """Courses that can still be taken. All that is asked of dates and locations has to hold for one and the same run."""

    FIRST = ("municipality", "time", "form", "language", "free", "apply")

    municipality = CodesFilter(vocabulary="municipalities", label=_("Location"))
    time = CodesFilter(vocabulary="times", label=_("When can you study?"))
    form = CodesFilter(vocabulary="forms", offered=FORMS, label=_("How do you want to study?"))
    language = CodesFilter(vocabulary="languages", label=_("Language of instruction"))
    free = CodesFilter(offered={"1": _("Free of charge")}, label=_("Price"))
    apply = CodesFilter(
        offered={"open": _("Applications open now"), "soon": _("Applications open within 30 days")},
        label=_("Applying"),
    )
    region = CodesFilter(vocabulary="regions", label=_("Region"))
    type = CodesFilter(vocabulary="education_types", label=_("Type of education"))
    partner = CodesFilter(label=_("Organiser"))
    starts_after = DayFilter(label=_("Starts on or after"))
    starts_before = DayFilter(label=_("Starts on or before"))
    sort = OneCodeFilter(label=_("Order"), choices=[("start", _("Starting soonest first")), ("new", _("Newest first"))])

    def rows(self) -> QuerySet[Course]:
        return Course.objects.public()

    def codes_in_use(self) -> Iterable[tuple[str, str]]:
        yield from (
            RunCode.objects.filter(
                set__in=("municipality", "language"),
                run__course__listed=True,
                run__course__withdrawn_at=None,
                run__course__merged_into=None,
            )
            .values_list("set", "code")
            .distinct()
        )
        for code in self.rows().order_by().values_list("education_type", flat=True).distinct():
            yield "type", code

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        if "type" in asked:
            rows = rows.filter(education_type__in=asked["type"])
        fits = Exists(self._runs(asked).filter(course=OuterRef("pk")))
        if self._asks_of_runs(asked):
            return rows.filter(fits)
        return rows.filter(fits | ~Exists(CourseRun.objects.filter(course=OuterRef("pk"))))

    def arrange(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        runs = self._runs(self.asked)
        soonest = runs.filter(course=OuterRef("pk"), start_on__gte=self.today).order_by("start_on")
        rows = rows.annotate(next_start=Subquery(soonest.values("start_on")[:1]))
        order = ["-created_at", "-pk"] if sort == "new" else [F("next_start").asc(nulls_last=True), "pk"]
        shown = runs.select_related("place").order_by(F("start_on").asc(nulls_last=True), "position", "pk")
        return (
            rows.select_related("partner").prefetch_related(Prefetch("runs", shown, to_attr="fitting")).order_by(*order)
        )

    def _asks_of_runs(self, asked: Mapping[str, Any]) -> bool:
        return bool(
            {"municipality", "region", "time", "form", "language", "free", "apply", "starts_after", "starts_before"}
            & asked.keys()
        )

    def _runs(self, asked: Mapping[str, Any]) -> QuerySet[CourseRun]:
        runs = current_runs(self.now)
        codes = {name: asked[name] for name in ("form", "language") if name in asked}
        if "time" in asked:
            codes["time"] = [code for time in asked["time"] for code in TIMES_THAT_FIT.get(time, (time,))]
        municipalities = municipalities_of(asked)
        if municipalities:
            codes["municipality"] = municipalities
        for code_set, wanted in codes.items():
            runs = runs.filter(Exists(RunCode.objects.filter(run=OuterRef("pk"), set=code_set, code__in=wanted)))
        if "free" in asked:
            runs = runs.filter(price_free=True)
        if "apply" in asked:
            runs = runs.filter(self._applications(asked["apply"]))
        if "starts_after" in asked:
            runs = runs.filter(start_on__gte=asked["starts_after"])
        if "starts_before" in asked:
            runs = runs.filter(start_on__lte=asked["starts_before"])
        return runs

    def _applications(self, wanted: Iterable[str]) -> Q:
        """The same answer as ``rules.applying``, asked of the database."""
        found = Q()
        if "open" in wanted:
            found |= Q(apply_from__lte=self.now) & (Q(apply_until=None) | Q(apply_until__gte=self.now))
            found |= Q(apply_from=None, apply_until__gte=self.now)
            found |= Q(apply_from=None, apply_until=None, application="rolling")
        if "soon" in wanted:
            found |= Q(apply_from__gt=self.now, apply_from__lte=self.now + SOON)
        return found


class EventFilters(CatalogueFilters):
    """Events that are still to come or going on."""

    FIRST = ("municipality", "type", "language")

    municipality = CodesFilter(vocabulary="municipalities", label=_("Location"))
    type = CodesFilter(vocabulary="event_types", label=_("Kind of event"))
    language = CodesFilter(vocabulary="languages", label=pgettext_lazy("of an event", "Language"))
    region = CodesFilter(vocabulary="regions", label=_("Region"))
    partner = CodesFilter(label=_("Organiser"))
    starts_after = DayFilter(label=_("Starts on or after"))
    starts_before = DayFilter(label=_("Starts on or before"))

    def rows(self) -> QuerySet[Event]:
        return coming_events(self.now)

    def codes_in_use(self) -> Iterable[tuple[str, str]]:
        return (
            EventCode.objects.filter(set__in=("municipality", "language"), event__in=self.offered_rows().order_by())
            .values_list("set", "code")
            .distinct()
        )

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        if "type" in asked:
            rows = rows.filter(kind__in=asked["type"])
        codes = {"language": asked.get("language"), "municipality": municipalities_of(asked)}
        for code_set, wanted in codes.items():
            if wanted:
                rows = rows.filter(
                    Exists(EventCode.objects.filter(event=OuterRef("pk"), set=code_set, code__in=wanted))
                )
        if "starts_after" in asked:
            rows = rows.filter(starts_at__gte=self._midnight(asked["starts_after"]))
        if "starts_before" in asked:
            rows = rows.filter(starts_at__lt=self._midnight(asked["starts_before"] + dt.timedelta(days=1)))
        return rows

    def arrange(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        meetings = Meeting.objects.select_related("place").order_by("starts_at", "pk")
        return (
            rows.select_related("partner")
            .prefetch_related(Prefetch("meetings", meetings, to_attr="gatherings"))
            .order_by(F("starts_at").asc(nulls_last=True), "pk")
        )

    def _midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(conf.TIME_ZONE))


class GuideFilters(CatalogueFilters):
    """Every public guide. A life situation is no parameter: it would stand in the logs of servers."""

    def rows(self) -> QuerySet[FundingGuide]:
        return FundingGuide.objects.public()

    def arrange(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        """What is in force first, what ended last."""
        ended = Q(status=GuideStatus.ENDED) | (Q(valid_until__lt=self.today) & ~Q(status=GuideStatus.CHANGING))
        last = Case(When(ended, then=Value(1)), default=Value(0))
        return rows.select_related("partner").order_by(last, "pk")


def municipalities_of(asked: Mapping[str, Any]) -> set[str]:
    """The municipalities that were asked for, by themselves or by their region."""
    regions = set(asked.get("region", ()))
    found = set(asked.get("municipality", ()))
    return found | {entry.code for entry in get_vocabulary("municipalities") if entry.parent in regions}


def alphabetical(label: str) -> str:
    """A sort key that puts å, ä and ö at the end, as Finnish and Swedish do."""
    return label.casefold().translate({ord("å"): "{", ord("ä"): "|", ord("ö"): "}"})
